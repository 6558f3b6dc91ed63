package criteria

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// question holds all that a rule set asks about one text.
type question struct {
	n         *node
	slot      int32  // of a fact, or -1
	otherwise string // what it is where the fact is unknown
	known     bool   // whether there is such a text
	// values are the texts that it is compared with, and what fires where it
	// is one of them. Many values are found by hashing.
	values []valueNodes
	byText map[string]int32 // index in values
	small  smallTable
	// others fire where the text is none of some values.
	others []otherwise
	tests  []textTest
	tries  []testTrie
	// Whether some of tests ignore case, and whether a glance at the text may
	// spare several of them.
	folds, glances bool
	nodes          []int32 // all of the above, for a text that is unknown
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
	op         op // opContains, opStarts, opEnds, opMatches, opHasWord
	part       string
	bytes      uint64 // of part, as a glance tells them
	words      [][]string
	re         *regexp.Regexp
	pattern    *pattern // of re, or nil
	met, unmet int32
}

// listQuestion holds all that a rule set asks of the elements of one list of
// texts.
type listQuestion struct {
	slot   int32
	met    map[string]int32 // fires where the text is in the list
	texts  []string         // the keys of met, if they are few, with their nodes
	nodeOf []int32
	small  smallTable
	denied []listDenied // fires where it is not
	nodes  []int32
}

type listDenied struct {
	text string
	node int32
}

func (w *wiring) question(x *node) *question {
	i, ok := w.questions[x]
	if !ok {
		i = len(w.p.texts)
		q := question{n: x, slot: -1, byText: map[string]int32{}}
		if fact, other, ok := factOr(x); ok {
			q.slot, q.otherwise, q.known = int32(fact.slot), other.str, true
		} else if x.op == opFact {
			q.slot = int32(x.slot)
		}
		w.p.texts = append(w.p.texts, q)
		w.questions[x] = i
	}
	return &w.p.texts[i]
}

// textIs is the literal that a text is one of the values.
func (w *wiring) textIs(x *node, values []string, denied bool) int32 {
	q := w.question(x)
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
	n      *node
	value  string
	denied bool
}

// textTest is the literal of a test on a text.
func (w *wiring) textTest(n *node, denied bool) (int32, bool) {
	x := n.args[0]
	if x.op == opConst {
		return 0, false
	}
	t := textTest{op: n.op, met: never, unmet: never}
	switch n.op {
	case opContains, opStarts, opEnds:
		if n.args[1].op != opConst {
			return 0, false
		}
		t.part = n.args[1].str
		t.bytes = glanceAt(t.part).bytes
	case opHasWord:
		t.words = n.words
	case opMatches:
		t.re, t.pattern = n.re, readPattern(n.str)
		if t.pattern != nil && t.pattern.anchored && len(t.pattern.head) > 1 {
			return w.perHead(x, t.pattern, denied), true
		}
	}
	return w.test(x, t, n.key(), denied), true
}

// perHead takes ^(a|b)rest apart into ^a rest or ^b rest, so that rules share
// what they have in common and heads are found together.
func (w *wiring) perHead(x *node, p *pattern, denied bool) int32 {
	each := make([]int32, len(p.head))
	for i, head := range p.head {
		one := *p
		one.head = []string{head}
		text := one.text()
		key := nodeKey{op: opMatches, a: x.id, b: -2, text: text}
		t := textTest{op: opMatches, pattern: &one, met: never, unmet: never}
		if _, ok := w.tests[key]; !ok {
			t.re = regexp.MustCompile(text)
		}
		each[i] = w.test(x, t, key, denied)
	}
	return w.gate(denied, each)
}

// test adds a test to the question about x; the key tells tests apart.
func (w *wiring) test(x *node, t textTest, key nodeKey, denied bool) int32 {
	q := w.question(x)
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
func (w *wiring) listHas(list *node, text string, denied bool) int32 {
	i := slices.IndexFunc(w.p.lists, func(q listQuestion) bool { return int(q.slot) == list.slot })
	if i < 0 {
		i = len(w.p.lists)
		w.p.lists = append(w.p.lists, listQuestion{slot: int32(list.slot), met: map[string]int32{}})
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
func (q *question) seal(inner int32) {
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

// answer fires what is met about the text; it returns false where the text is
// unknown.
func (q *question) answer(f *Frame) bool {
	var s string
	var known bool
	if q.slot >= 0 {
		s, known = f.Str[q.slot], f.Known[q.slot]
		if !known {
			s, known = q.otherwise, q.known
		}
	} else {
		s, known = f.text(q.n)
	}
	if !known {
		return false
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
	for i := range q.tries {
		q.tries[i].answer(f, s)
	}
	if len(q.tests) == 0 {
		return true
	}
	g := glance{bytes: ^uint64(0)}
	switch {
	case q.glances && len(s) <= maxGlance:
		g = glanceAt(s)
	case q.folds:
		g.ascii = isASCII(s)
	}
	for i := range q.tests {
		t := &q.tests[i]
		if t.bytes&^g.bytes == 0 && t.holds(s, g.ascii) {
			f.fire(t.met)
		} else {
			f.fire(t.unmet)
		}
	}
	return true
}

// glance is what is told by looking once at each byte of a text: which there
// are, by their low six bits, and whether all are ASCII. Most of what a text
// might contain is ruled out by it.
type glance struct {
	bytes uint64
	ascii bool
}

// maxGlance is the length up to which a glance is faster than searching.
const maxGlance = 256

func glanceAt(s string) glance {
	g, all := glance{}, byte(0)
	for i := range len(s) {
		g.bytes |= 1 << (s[i] & 63)
		all |= s[i]
	}
	g.ascii = all < utf8.RuneSelf
	return g
}

// holds tells whether the test holds for s, which is ASCII or not.
func (t *textTest) holds(s string, ascii bool) bool {
	switch t.op {
	case opContains:
		return strings.Contains(s, t.part)
	case opStarts:
		return strings.HasPrefix(s, t.part)
	case opEnds:
		return strings.HasSuffix(s, t.part)
	case opMatches:
		return t.pattern.match(t.re, s, ascii)
	}
	for _, words := range t.words {
		if hasWords(s, words) {
			return true
		}
	}
	return false
}

func (q *listQuestion) find(s string) (int32, bool) {
	if q.small.rows == nil {
		at, ok := q.met[s]
		return at, ok
	}
	if i := q.small.find(s); i >= 0 {
		return q.nodeOf[i], true
	}
	return 0, false
}

func (q *listQuestion) seal() {
	q.texts = slices.Sorted(maps.Keys(q.met))
	for _, s := range q.texts {
		q.nodeOf = append(q.nodeOf, q.met[s])
	}
	q.small = newSmallTable(q.texts)
}

// answer fires what is met about the list.
func (q *listQuestion) answer(f *Frame) bool {
	if !f.Known[q.slot] {
		return false
	}
	list := f.List[q.slot]
	if len(q.met) > 0 {
		for _, s := range list {
			at, ok := q.find(s)
			if !ok {
				continue
			}
			// Nothing hits a literal, so its count is free to say that it has
			// fired, however often the text stands in the list.
			if at < f.inner {
				if f.misses[at] != 0 {
					continue
				}
				f.misses[at] = 1
			}
			f.fire(at)
		}
	}
	for _, d := range q.denied {
		if !slices.Contains(list, d.text) {
			f.fire(d.node)
		}
	}
	return true
}
