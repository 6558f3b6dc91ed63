package eval

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// manyTests answers many tests of one kind about a text at once.
type manyTests struct {
	trie  *trie
	nodes []int32 // by id: what fires where the part is found

	// For patterns that differ in their head only: the part that they share,
	// and each one's expression for texts that the pattern cannot judge.
	pattern *pattern
	heads   []int // lengths
	res     []*criteria.Pattern
}

// sealTests gathers tests into tries, where there are enough of a kind.
func (q *textIndex) sealTests() {
	kinds := map[string][]int{}
	var order []string
	for i, t := range q.tests {
		kind := t.kind()
		if kind == "" || t.unmet != never {
			continue
		}
		if kinds[kind] == nil {
			order = append(order, kind)
		}
		kinds[kind] = append(kinds[kind], i)
	}
	gone := map[int]bool{}
	for _, kind := range order {
		list := kinds[kind]
		if len(list) < minTrie {
			continue
		}
		if t, ok := q.newManyTests(list); ok {
			q.many = append(q.many, t)
			for _, i := range list {
				gone[i] = true
			}
		}
	}
	var rest []textTest
	for i, t := range q.tests {
		if !gone[i] {
			rest = append(rest, t)
		}
	}
	q.tests = rest
	q.folds = slices.ContainsFunc(rest, func(t textTest) bool { return t.pattern != nil && t.pattern.fold })
}

// kind tells tests apart that no trie can answer together; "" goes into none.
func (t *textTest) kind() string {
	switch {
	case t.op == criteria.OpContains && t.part != "":
		return "contains"
	case t.op == criteria.OpStartsWith && t.part != "":
		return "starts"
	case t.op == criteria.OpEndsWith && t.part != "":
		return "ends"
	case t.op == criteria.OpMatches && t.pattern != nil && t.pattern.anchored && len(t.pattern.head) == 1:
		shared := *t.pattern
		shared.head = []string{"x"}
		return shared.text()
	}
	return ""
}

func (q *textIndex) newManyTests(list []int) (manyTests, bool) {
	t := manyTests{}
	var parts []string
	o, fold := criteria.OpStartsWith, false
	for _, i := range list {
		test := &q.tests[i]
		t.nodes = append(t.nodes, test.met)
		if test.op != criteria.OpMatches {
			o = test.op
			parts = append(parts, test.part)
			continue
		}
		t.pattern, fold = test.pattern, test.pattern.fold
		parts = append(parts, test.pattern.head[0])
		t.heads = append(t.heads, len(test.pattern.head[0]))
		t.res = append(t.res, test.re)
	}
	t.trie = newTrie(o, parts, fold)
	return t, t.trie != nil
}

func (t *manyTests) answer(f *Frame, s string) {
	if t.pattern != nil && t.pattern.fold && !IsASCII(s) {
		for id, re := range t.res {
			if re.MatchString(s) {
				f.fire(t.nodes[id])
			}
		}
		return
	}
	f.found = t.trie.find(s, f.found[:0])
	for _, id := range f.found {
		if t.pattern == nil || t.pattern.rest(s, t.heads[id]) {
			f.fire(t.nodes[id])
		}
	}
}
