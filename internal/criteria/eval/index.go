package eval

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// The literals of a rule set fall into few questions: many thresholds on one
// number, many texts to compare one text with. Each number and text is
// evaluated once, and one search finds all literals about it that are met.

// walkable literals are conditions that the network cannot look into; the
// evaluator walks their tree.
type walkedLiteral struct {
	n          *criteria.Node
	slots      []int // that it mentions
	met, unmet int32 // nodes of the condition and of its denial, or never
}

// boolIndex is a fact that is true or false.
type boolIndex struct {
	slot       int32
	otherwise  truth.Truth // what it is where the fact is unknown
	met, unmet int32
}

// walked makes a literal whose tree is walked.
func (w *builder) walked(n *criteria.Node, denied bool) int32 {
	at := w.literal()
	for i := range w.p.walked {
		if l := &w.p.walked[i]; l.n == n {
			l.set(denied, at)
			return at
		}
	}
	l := walkedLiteral{n, criteria.SlotsOf(n), never, never}
	l.set(denied, at)
	w.p.walked = append(w.p.walked, l)
	w.aggregateAll(n)
	return at
}

func (l *walkedLiteral) answer(f *Frame) { f.literal(f.TruthOf(l.n), l.met, l.unmet) }

func (l *walkedLiteral) set(denied bool, at int32) {
	if denied {
		l.unmet = at
	} else {
		l.met = at
	}
}

// answer fires what is met, or lists the fact as unknown.
func (g *boolIndex) answer(f *Frame) {
	is := g.otherwise
	if f.Known[g.slot] {
		is = truth.Of(f.Bool[g.slot])
	}
	f.literal(is, g.met, g.unmet)
}

// literalOf finds the question that a literal is an answer to.
func (w *builder) literalOf(n *criteria.Node, denied bool) (at int32, ok bool) {
	switch n.Op {
	case criteria.OpFact:
		return w.flag(n.Slot, truth.Unknown, denied), true
	case criteria.OpOrElse:
		if fact, other, ok := factOr(n); ok {
			return w.flag(fact.Slot, truth.Of(other.Truth), denied), true
		}
	case criteria.OpEq, criteria.OpNe:
		return w.equality(n, denied)
	case criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe:
		return w.comparison(n, denied)
	case criteria.OpInRange:
		x, low, high := n.Args[0], n.Args[1], n.Args[2]
		if low.Op != criteria.OpConst || high.Op != criteria.OpConst {
			return 0, false
		}
		return w.gate(!denied, []int32{w.threshold(x, criteria.OpGe, low.Number, denied), w.threshold(x, criteria.OpLe, high.Number, denied)}), true
	case criteria.OpInList:
		return w.membership(n, denied)
	case criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith, criteria.OpMatches, criteria.OpHasWord:
		return w.textTest(n, denied)
	case criteria.OpAny, criteria.OpNone, criteria.OpAll, criteria.OpOne:
		return w.quantifier(n, denied)
	}
	return 0, false
}

func (w *builder) flag(slot int, otherwise truth.Truth, denied bool) int32 {
	at := w.literal()
	i := slices.IndexFunc(w.p.bools, func(f boolIndex) bool { return int(f.slot) == slot && f.otherwise == otherwise })
	if i < 0 {
		i = len(w.p.bools)
		w.p.bools = append(w.p.bools, boolIndex{int32(slot), otherwise, never, never})
	}
	if denied {
		w.p.bools[i].unmet = at
	} else {
		w.p.bools[i].met = at
	}
	return at
}

// factOr takes fact ?? constant apart, the commonest use of ??.
func factOr(n *criteria.Node) (fact, other *criteria.Node, ok bool) {
	if n.Op != criteria.OpOrElse || n.Args[0].Op != criteria.OpFact || n.Args[1].Op != criteria.OpConst {
		return nil, nil, false
	}
	return n.Args[0], n.Args[1], true
}

// equality with a constant.
func (w *builder) equality(n *criteria.Node, denied bool) (int32, bool) {
	a, b := n.Args[0], n.Args[1]
	if a.Op == criteria.OpConst {
		a, b = b, a
	}
	if b.Op != criteria.OpConst || a.Op == criteria.OpConst {
		return 0, false
	}
	denied = denied != (n.Op == criteria.OpNe)
	switch a.Kind {
	case criteria.Bool:
		return w.node(a, denied != !b.Truth), true
	case criteria.Number:
		return w.gate(!denied, []int32{w.threshold(a, criteria.OpGe, b.Number, denied), w.threshold(a, criteria.OpLe, b.Number, denied)}), true
	case criteria.String:
		return w.textIs(a, []string{b.Text}, denied), true
	}
	return 0, false
}

func (w *builder) comparison(n *criteria.Node, denied bool) (int32, bool) {
	a, b, o := n.Args[0], n.Args[1], n.Op
	if a.Kind != criteria.Number {
		return 0, false
	}
	if a.Op == criteria.OpConst {
		a, b = b, a
		o = map[criteria.Op]criteria.Op{criteria.OpLt: criteria.OpGt, criteria.OpLe: criteria.OpGe, criteria.OpGt: criteria.OpLt, criteria.OpGe: criteria.OpLe}[o]
	}
	if b.Op != criteria.OpConst || a.Op == criteria.OpConst {
		return 0, false
	}
	return w.threshold(a, o, b.Number, denied), true
}

func (w *builder) membership(n *criteria.Node, denied bool) (int32, bool) {
	x, list := n.Args[0], n.Args[1]
	switch {
	case list.Op == criteria.OpList && x.Kind == criteria.String && x.Op != criteria.OpConst:
		return w.textIs(x, list.Texts, denied), true
	case list.Op == criteria.OpList && x.Kind == criteria.Number && x.Op != criteria.OpConst && len(list.Numbers) > 0:
		each := make([]int32, len(list.Numbers))
		for i, v := range list.Numbers {
			each[i] = w.gate(!denied, []int32{w.threshold(x, criteria.OpGe, v, denied), w.threshold(x, criteria.OpLe, v, denied)})
		}
		return w.gate(denied, each), true
	case x.Op == criteria.OpConst && (list.Op == criteria.OpFact || list.Op == criteria.OpFold && list.Args[0].Op == criteria.OpFact):
		return w.listHas(list, x.Text, denied), true
	}
	return 0, false
}

// renumber replaces the numbers of nodes by their final ones.
func (p *Program) renumber(final []int32) {
	one := func(at *int32) {
		if *at != never {
			*at = final[*at]
		}
	}
	all := func(list []int32) {
		for i := range list {
			one(&list[i])
		}
	}
	all(p.always)
	for i := range p.bools {
		one(&p.bools[i].met)
		one(&p.bools[i].unmet)
	}
	for i := range p.walked {
		one(&p.walked[i].met)
		one(&p.walked[i].unmet)
	}
	for i := range p.numbers {
		all(p.numbers[i].nodes)
	}
	for i := range p.guarded {
		all(p.guarded[i].index.nodes)
	}
	for i := range p.texts {
		q := &p.texts[i]
		all(q.nodes)
		for j := range q.values {
			all(q.values[j].nodes)
		}
		for j := range q.others {
			one(&q.others[j].node)
		}
		for j := range q.tests {
			one(&q.tests[j].met)
			one(&q.tests[j].unmet)
		}
	}
	for i := range p.lists {
		q := &p.lists[i]
		all(q.nodes)
		for text, at := range q.met {
			q.met[text] = final[at]
		}
		for j := range q.denied {
			one(&q.denied[j].node)
		}
	}
}

// seal sorts what the network searches.
func (p *Program) seal() {
	for i := range p.numbers {
		p.numbers[i].seal(p.net.inner)
	}
	p.numbers = slices.DeleteFunc(p.numbers, func(s numberIndex) bool { return s.flatten(p) })
	for i := range p.guarded {
		p.guarded[i].index.seal(p.net.inner)
	}
	for i := range p.texts {
		p.texts[i].seal(p.net.inner)
	}
	p.number()
}
