package criteria

import "regexp"

// testTrie answers many tests of one kind about a text at once.
type testTrie struct {
	trie  *trie
	nodes []int32 // by id: what fires where the part is found

	// For patterns that differ in their head only: the part that they share,
	// and each one's expression for texts that the pattern cannot judge.
	pattern *pattern
	heads   []int // lengths
	res     []*regexp.Regexp
}

// sealTests gathers tests into tries, where there are enough of a kind.
func (q *question) sealTests() {
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
		if t, ok := q.newTestTrie(list); ok {
			q.tries = append(q.tries, t)
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
	searches := 0
	for i := range rest {
		t := &rest[i]
		folds := t.pattern != nil && t.pattern.fold
		q.folds = q.folds || folds
		if folds || t.op == opContains {
			searches++
		}
	}
	q.glances = searches > 1
}

// kind tells tests apart that no trie can answer together; "" goes into none.
func (t *textTest) kind() string {
	switch {
	case t.op == opContains && t.part != "":
		return "contains"
	case t.op == opStarts && t.part != "":
		return "starts"
	case t.op == opEnds && t.part != "":
		return "ends"
	case t.op == opMatches && t.pattern != nil && t.pattern.anchored && len(t.pattern.head) == 1:
		shared := *t.pattern
		shared.head = []string{"x"}
		return shared.text()
	}
	return ""
}

func (q *question) newTestTrie(list []int) (testTrie, bool) {
	t := testTrie{}
	var parts []string
	o, fold := opStarts, false
	for _, i := range list {
		test := &q.tests[i]
		t.nodes = append(t.nodes, test.met)
		if test.op != opMatches {
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

func (t *testTrie) answer(f *Frame, s string) {
	if t.pattern != nil && t.pattern.fold && !isASCII(s) {
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
