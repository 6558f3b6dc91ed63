package eval

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// textIndex holds all that a rule set asks about one text.
type textIndex struct {
	of        *criteria.Node
	slot      int32  // of a fact, or -1
	slots     []int  // that it mentions where it is no fact
	otherwise string // what it is where the fact is unknown
	known     bool   // whether there is such a text
	folded    bool   // what is asked of the fact is asked of its folding
	// values are the texts that it is compared with, and what fires where it
	// is one of them. Many values are found by hashing.
	values []valueNodes
	byText map[string]int32 // index in values
	small  smallTable
	// others fire where the text is none of some values.
	others []otherwise
	tests  []textTest
	many   []manyTests
	folds  bool    // some of tests ignore case
	nodes  []int32 // all of the above, for a text that is unknown
}

type valueNodes struct {
	text  string
	nodes []int32
}

type otherwise struct {
	node   int32
	values []string
}

// textTest is a test that is no comparison with whole texts.
type textTest struct {
	op         criteria.Op // OpContains, OpStartsWith, OpEndsWith, OpMatches, OpHasWord
	part       string
	words      [][]string
	re         *criteria.Pattern
	pattern    *pattern // of re, or nil
	met, unmet int32
}

// listIndex holds all that a rule set asks of the elements of one list of
// texts.
type listIndex struct {
	slot   int32
	folds  bool             // the elements are folded
	met    map[string]int32 // fires where the text is in the list
	denied []listDenied     // fires where it is not
	nodes  []int32
}

type listDenied struct {
	text string
	node int32
}

func (w *builder) textIndex(x *criteria.Node) *textIndex {
	i, ok := w.textIndexes[x]
	if !ok {
		i = len(w.p.texts)
		q := textIndex{of: x, slot: -1, byText: map[string]int32{}}
		inner := x
		if q.folded = x.Op == criteria.OpFold; q.folded {
			inner = x.Args[0]
		}
		if fact, other, ok := factOr(inner); ok {
			q.slot, q.otherwise, q.known = int32(fact.Slot), other.Text, true
		} else if inner.Op == criteria.OpFact {
			q.slot = int32(inner.Slot)
		} else {
			q.slots = criteria.SlotsOf(x)
		}
		w.p.texts = append(w.p.texts, q)
		w.textIndexes[x] = i
	}
	return &w.p.texts[i]
}

// textIs is the literal that a text is one of the values.
func (w *builder) textIs(x *criteria.Node, values []string, denied bool) int32 {
	q := w.textIndex(x)
	if len(values) == 1 { // the commonest; share it between rules
		key := valueKey{x, values[0], denied}
		if at, ok := w.values[key]; ok {
			return at
		}
		w.values[key] = int32(len(w.nodes))
	}
	at := w.literal()
	q.nodes = append(q.nodes, at)
	if denied {
		q.others = append(q.others, otherwise{at, values})
		return at
	}
	for _, v := range values {
		k, ok := q.byText[v]
		if !ok {
			k = int32(len(q.values))
			q.byText[v] = k
			q.values = append(q.values, valueNodes{text: v})
		}
		if nodes := q.values[k].nodes; len(nodes) == 0 || nodes[len(nodes)-1] != at { // a value may stand twice
			q.values[k].nodes = append(nodes, at)
		}
	}
	return at
}

type valueKey struct {
	n      *criteria.Node
	value  string
	denied bool
}

// textTest is the literal of a test on a text.
func (w *builder) textTest(n *criteria.Node, denied bool) (int32, bool) {
	x := n.Args[0]
	if x.Op == criteria.OpConst {
		return 0, false
	}
	t := textTest{op: n.Op, met: never, unmet: never}
	switch n.Op {
	case criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
		if n.Args[1].Op != criteria.OpConst {
			return 0, false
		}
		t.part = n.Args[1].Text
	case criteria.OpHasWord:
		t.words = n.Words
	case criteria.OpMatches:
		t.re, t.pattern = n.Pattern, readPattern(n.Text)
		if t.pattern != nil { // it is rarely asked for
			w.p.rare = append(w.p.rare, t.re)
		}
		if t.pattern != nil && t.pattern.anchored && len(t.pattern.head) > 1 {
			return w.perHead(x, t.pattern, denied), true
		}
	}
	return w.test(x, t, testKey{test: n}, denied), true
}

// testKey tells tests apart: by the node, or by what is matched and the pattern.
type testKey struct {
	test, of *criteria.Node
	pattern  string
}

// perHead takes ^(a|b)rest apart into ^a rest or ^b rest, so that rules share
// what they have in common and heads are found together.
func (w *builder) perHead(x *criteria.Node, p *pattern, denied bool) int32 {
	each := make([]int32, len(p.head))
	for i, head := range p.head {
		one := *p
		one.head = []string{head}
		text := one.text()
		key := testKey{of: x, pattern: text}
		t := textTest{op: criteria.OpMatches, re: criteria.LazyPattern(text), pattern: &one, met: never, unmet: never}
		each[i] = w.test(x, t, key, denied)
	}
	return w.gate(denied, each)
}

// test adds a test to the question about x; the key tells tests apart.
func (w *builder) test(x *criteria.Node, t textTest, key testKey, denied bool) int32 {
	q := w.textIndex(x)
	i, ok := w.tests[key]
	if !ok {
		i = len(q.tests)
		q.tests = append(q.tests, t)
		w.tests[key] = i
	}
	at := &q.tests[i].met
	if denied {
		at = &q.tests[i].unmet
	}
	if *at == never {
		*at = w.literal()
		q.nodes = append(q.nodes, *at)
	}
	return *at
}

// listHas is the literal that a list of texts holds a text.
func (w *builder) listHas(list *criteria.Node, text string, denied bool) int32 {
	folds := list.Op == criteria.OpFold
	if folds {
		list = list.Args[0]
	}
	i := slices.IndexFunc(w.p.lists, func(q listIndex) bool { return int(q.slot) == list.Slot && q.folds == folds })
	if i < 0 {
		i = len(w.p.lists)
		w.p.lists = append(w.p.lists, listIndex{slot: int32(list.Slot), folds: folds, met: map[string]int32{}})
	}
	q := &w.p.lists[i]
	at := w.literal()
	q.nodes = append(q.nodes, at)
	if denied {
		q.denied = append(q.denied, listDenied{text, at})
	} else {
		q.met[text] = at
	}
	return at
}

// seal chooses how values are found.
func (q *textIndex) seal(inner int32) {
	texts := make([]string, len(q.values))
	for i := range q.values {
		texts[i] = q.values[i].text
	}
	q.small = newSmallTable(texts)
	for i := range q.small.rows {
		row := &q.small.rows[i]
		if row.id < 0 {
			row.settles = true // with a text that is in no row, nothing
		} else if nodes := q.values[row.id].nodes; len(nodes) == 1 && nodes[0] >= inner {
			c := nodes[0] - inner
			row.settles, row.word, row.bit = true, c>>6, uint8(c&63)
		}
	}
	q.sealTests()
}

// answer fires what is met about the text, or lists it as unknown.
func (q *textIndex) answer(f *Frame) {
	var s string
	var known bool
	if q.slot >= 0 {
		s, known = f.Str[q.slot], f.Known[q.slot]
		if !known {
			s, known = q.otherwise, q.known
		}
		if q.folded {
			s = f.scratch.fold(s)
		}
	} else {
		s, known = f.TextOf(q.of)
	}
	if !known {
		f.unknowns = append(f.unknowns, q.nodes...)
		return
	}
	if q.small.rows != nil {
		if row, is := q.small.look(s); row.settles {
			f.met[row.word] |= is << (row.bit & 63)
		} else if is != 0 {
			f.fireAllIn(f.met, q.values[row.id].nodes)
		}
	} else if len(q.values) > 0 {
		if k, ok := q.byText[s]; ok {
			f.fireAllIn(f.met, q.values[k].nodes)
		}
	}
	for i := range q.others {
		if o := &q.others[i]; !slices.Contains(o.values, s) {
			f.fire(o.node)
		}
	}
	for i := range q.many {
		q.many[i].answer(f, s)
	}
	if len(q.tests) == 0 {
		return
	}
	ascii := q.folds && IsASCII(s)
	for i := range q.tests {
		t := &q.tests[i]
		if t.holds(s, ascii) {
			f.fire(t.met)
		} else {
			f.fire(t.unmet)
		}
	}
}

// holds tells whether the test holds for s, which is ASCII or not.
func (t *textTest) holds(s string, ascii bool) bool {
	switch t.op {
	case criteria.OpContains:
		return strings.Contains(s, t.part)
	case criteria.OpStartsWith:
		return strings.HasPrefix(s, t.part)
	case criteria.OpEndsWith:
		return strings.HasSuffix(s, t.part)
	case criteria.OpMatches:
		return t.pattern.match(t.re, s, ascii)
	}
	for _, words := range t.words {
		if criteria.HasWords(s, words) {
			return true
		}
	}
	return false
}

// answer fires what is met about the list, or lists it as unknown.
func (q *listIndex) answer(f *Frame) {
	if !f.Known[q.slot] {
		f.unknowns = append(f.unknowns, q.nodes...)
		return
	}
	list := f.List[q.slot]
	if len(q.met) > 0 {
		for _, s := range list {
			if q.folds {
				s = f.scratch.fold(s)
			}
			at, ok := q.met[s]
			if !ok {
				continue
			}
			// Nothing hits a literal, so its count is free to say that it has
			// fired, however often the text stands in the list.
			if at < f.inner {
				if f.missing[at] != 0 {
					continue
				}
				f.missing[at] = 1
			}
			f.fire(at)
		}
	}
	for _, d := range q.denied {
		has := func(s string) bool { return s == d.text || q.folds && f.scratch.fold(s) == d.text }
		if !slices.ContainsFunc(list, has) {
			f.fire(d.node)
		}
	}
}
