package criteria

import (
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
)

// The literals of a rule set fall into few questions: many thresholds on one
// number, many texts to compare one text with. Each number and text is
// evaluated once, and one search finds all literals about it that are met.

// walkable literals are conditions that the network cannot look into; the
// evaluator walks their tree.
type leaf struct {
	n          *node
	met, unmet int32 // nodes of the condition and of its denial, or never
}

// flag is a fact that is true or false.
type flag struct {
	slot       int32
	otherwise  truth.Truth // what it is where the fact is unknown
	met, unmet int32
}

// walked makes a literal whose tree is walked.
func (w *wiring) walked(n *node, denied bool) int32 {
	at := w.literal()
	for i := range w.p.leaves {
		if l := &w.p.leaves[i]; l.n == n {
			l.set(denied, at)
			return at
		}
	}
	l := leaf{n, never, never}
	l.set(denied, at)
	w.p.leaves = append(w.p.leaves, l)
	w.tallyAll(n)
	return at
}

func (l *leaf) set(denied bool, at int32) {
	if denied {
		l.unmet = at
	} else {
		l.met = at
	}
}

// index finds the question that a literal is an answer to.
func (w *wiring) index(n *node, denied bool) (at int32, ok bool) {
	switch n.op {
	case opFact:
		return w.flag(n.slot, truth.Unknown, denied), true
	case opOrElse:
		if fact, other, ok := factOr(n); ok {
			return w.flag(fact.slot, truth.Of(other.truth), denied), true
		}
	case opEq, opNe:
		return w.equality(n, denied)
	case opLt, opLe, opGt, opGe:
		return w.comparison(n, denied)
	case opInRange:
		x, low, high := n.args[0], n.args[1], n.args[2]
		if low.op != opConst || high.op != opConst {
			return 0, false
		}
		return w.gate(!denied, []int32{w.threshold(x, opGe, low.num, denied), w.threshold(x, opLe, high.num, denied)}), true
	case opInList:
		return w.membership(n, denied)
	case opContains, opStarts, opEnds, opMatches, opHasWord:
		return w.textTest(n, denied)
	case opAny, opNone, opAll, opOne:
		return w.quantifier(n, denied)
	}
	return 0, false
}

func (w *wiring) flag(slot int, otherwise truth.Truth, denied bool) int32 {
	at := w.literal()
	i := slices.IndexFunc(w.p.flags, func(f flag) bool { return int(f.slot) == slot && f.otherwise == otherwise })
	if i < 0 {
		i = len(w.p.flags)
		w.p.flags = append(w.p.flags, flag{int32(slot), otherwise, never, never})
	}
	if denied {
		w.p.flags[i].unmet = at
	} else {
		w.p.flags[i].met = at
	}
	return at
}

// factOr takes fact ?? constant apart, the commonest use of ??.
func factOr(n *node) (fact, other *node, ok bool) {
	if n.op != opOrElse || n.args[0].op != opFact || n.args[1].op != opConst {
		return nil, nil, false
	}
	return n.args[0], n.args[1], true
}

// equality with a constant.
func (w *wiring) equality(n *node, denied bool) (int32, bool) {
	a, b := n.args[0], n.args[1]
	if a.op == opConst {
		a, b = b, a
	}
	if b.op != opConst || a.op == opConst {
		return 0, false
	}
	denied = denied != (n.op == opNe)
	switch a.kind {
	case Bool:
		return w.node(a, denied != !b.truth), true
	case Number:
		return w.gate(!denied, []int32{w.threshold(a, opGe, b.num, denied), w.threshold(a, opLe, b.num, denied)}), true
	case String:
		return w.textIs(a, []string{b.str}, denied), true
	}
	return 0, false
}

func (w *wiring) comparison(n *node, denied bool) (int32, bool) {
	a, b, o := n.args[0], n.args[1], n.op
	if a.kind != Number {
		return 0, false
	}
	if a.op == opConst {
		a, b = b, a
		o = map[op]op{opLt: opGt, opLe: opGe, opGt: opLt, opGe: opLe}[o]
	}
	if b.op != opConst || a.op == opConst {
		return 0, false
	}
	return w.threshold(a, o, b.num, denied), true
}

func (w *wiring) membership(n *node, denied bool) (int32, bool) {
	x, list := n.args[0], n.args[1]
	switch {
	case list.op == opList && x.kind == String && x.op != opConst:
		return w.textIs(x, list.strs, denied), true
	case list.op == opList && x.kind == Number && x.op != opConst && len(list.nums) > 0:
		each := make([]int32, len(list.nums))
		for i, v := range list.nums {
			each[i] = w.gate(!denied, []int32{w.threshold(x, opGe, v, denied), w.threshold(x, opLe, v, denied)})
		}
		return w.gate(denied, each), true
	case list.op == opFact && x.op == opConst:
		return w.listHas(list, x.str, denied), true
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
	for i := range p.flags {
		one(&p.flags[i].met)
		one(&p.flags[i].unmet)
	}
	for i := range p.leaves {
		one(&p.leaves[i].met)
		one(&p.leaves[i].unmet)
	}
	for i := range p.scales {
		all(p.scales[i].nodes)
	}
	for i := range p.guarded {
		all(p.guarded[i].scale.nodes)
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
	for i := range p.scales {
		p.scales[i].seal(p.net.inner)
	}
	p.scales = slices.DeleteFunc(p.scales, func(s scale) bool {
		checks, ok := s.checks()
		if s.of.kind == ofCount {
			p.countChecks = append(p.countChecks, checks...)
		} else {
			p.registerChecks = append(p.registerChecks, checks...)
		}
		return ok
	})
	for i := range p.guarded {
		p.guarded[i].scale.seal(p.net.inner)
	}
	for i := range p.texts {
		p.texts[i].seal(p.net.inner)
	}
	for i := range p.lists {
		p.lists[i].seal()
	}
}
