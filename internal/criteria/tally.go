package criteria

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// tallyOf returns the tally of an aggregate over activities, making it at its
// first use; -1 for what the pass cannot do.
func (w *wiring) tallyOf(n *node) int32 {
	if i, ok := w.tallies[n]; ok {
		return i
	}
	i := w.newTally(n)
	w.tallies[n] = i
	n.tally = i + 1
	return i
}

func (w *wiring) newTally(n *node) int32 {
	if n.level != 0 {
		return -1
	}
	t := tally{}
	var predicates []*node
	ok := false
	switch n.op {
	case opCount:
		if !total(n.args[1]) {
			return -1
		}
		predicates, ok = fusible(n.args[0])
		predicates = append(predicates, n.args[1])
	case opSum, opMinOf, opMaxOf:
		t.kind = map[op]tallyKind{opSum: tallySum, opMinOf: tallyMin, opMaxOf: tallyMax}[n.op]
		list := n.args[0]
		if list.op != opMap || list.level != 0 || !total(list.args[1]) {
			return -1
		}
		predicates, ok = fusible(list.args[0])
		if v := list.args[1]; v.op != opField || v.field != fieldValue {
			t.value = v
		}
	}
	if !ok {
		return -1
	}
	t.of = newPredicate(predicates)
	return w.addTally(t)
}

func (w *wiring) addTally(t tally) int32 {
	ps := &w.p.pass
	switch t.kind {
	case tallyCount:
		t.reg = int32(ps.counts)
		ps.counts++
	case tallySum:
		t.reg = int32(ps.sums)
		ps.sums++
	case tallyMatch:
	default:
		t.reg = int32(ps.extremes)
		ps.extremes++
	}
	ps.tallies = append(ps.tallies, t)
	return int32(len(ps.tallies) - 1)
}

// quantifier is any, none, all or one over activities, as thresholds on a
// count, or where the predicate bounds .value on one side, on the greatest or
// least value: one tally then serves every bound.
func (w *wiring) quantifier(n *node, denied bool) (int32, bool) {
	list, test := n.args[0], n.args[1]
	predicates, ok := fusible(list)
	if !ok || n.level != 0 || !total(test) {
		return 0, false
	}
	switch n.op {
	case opNone:
		denied = !denied
	case opAll: // none does not
		denied, test = !denied, w.c.deny(test)
	case opOne:
		count := w.count(list, test)
		return w.gate(!denied, []int32{w.threshold(count, opGe, 1, denied), w.threshold(count, opLt, 2, denied)}), true
	}
	if at, ok := w.extreme(conjuncts(nil, append(predicates, test)), denied); ok {
		return at, true
	}
	return w.threshold(w.count(list, test), opGe, 1, denied), true
}

func (w *wiring) count(list, test *node) *node {
	return w.c.intern(node{op: opCount, kind: Number, args: []*node{list, test}})
}

// extreme is any(..., .value >= c and rest) as the greatest .value where rest,
// compared with c, and likewise for the other comparisons; and
// any(..., .days_ago <= c and rest) as the age of the newest.
func (w *wiring) extreme(conditions []*node, denied bool) (int32, bool) {
	bound, boundField := -1, fieldDaysAgo
	var in interval
	for i, n := range conditions {
		field, r, ok := rangeOf(n)
		switch {
		case !ok:
			continue
		case field == boundField && bound >= 0: // two on one field
			return 0, false
		case field == fieldValue || bound < 0:
			bound, boundField, in = i, field, r
		}
	}
	if bound < 0 {
		return 0, false
	}
	t := tally{of: newPredicate(slices.Delete(slices.Clone(conditions), bound, bound+1))}
	o, c := opGe, in.low
	switch {
	case boundField == fieldDaysAgo && math.IsInf(in.low, -1):
		t.kind, o, c = tallyYoungest, opLe, secondsOf(in).high
	case boundField == fieldDaysAgo:
		return 0, false
	case math.IsInf(in.high, 1) && !math.IsInf(in.low, -1):
		t.kind = tallyMax
	case math.IsInf(in.low, -1) && !math.IsInf(in.high, 1):
		t.kind, o, c = tallyMin, opLe, in.high
	default:
		return 0, false
	}
	key := t.key()
	i, ok := w.extremes[key]
	if !ok {
		i = len(w.p.scales)
		w.p.scales = append(w.p.scales, scale{of: source{kind: ofRegister, at: w.p.pass.tallies[w.addTally(t)].reg}})
		w.extremes[key] = i
	}
	return w.onScale(i, o, c, denied), true
}

// key tells tallies of different activities apart.
func (t *tally) key() string {
	key := fmt.Append(nil, t.kind, t.of.never, t.of.typed, t.of.age, t.of.value)
	for _, s := range t.of.types {
		key = strconv.AppendQuote(key, s)
	}
	for _, n := range t.of.tests {
		key = fmt.Append(key, ' ', n.id)
	}
	return string(key)
}

// deny is the denial of a condition that always has an answer.
func (c *Compiler) deny(n *node) *node {
	switch n.op {
	case opNot:
		return n.args[0]
	case opConst:
		return c.intern(node{op: opConst, kind: Bool, truth: !n.truth})
	case opAnd, opOr:
		args := make([]*node, len(n.args))
		for i, a := range n.args {
			args[i] = c.deny(a)
		}
		return c.intern(node{op: map[op]op{opAnd: opOr, opOr: opAnd}[n.op], kind: Bool, args: args})
	}
	if o, ok := map[op]op{opEq: opNe, opNe: opEq, opLt: opGe, opGe: opLt, opGt: opLe, opLe: opGt}[n.op]; ok {
		return c.intern(node{op: o, kind: Bool, args: slices.Clone(n.args)})
	}
	return c.intern(node{op: opNot, kind: Bool, args: []*node{n}})
}

// tallyAll makes tallies for what a walked tree asks of the activities.
func (w *wiring) tallyAll(n *node) {
	switch n.op {
	case opCount, opSum, opMinOf, opMaxOf:
		if w.tallyOf(n) >= 0 {
			return
		}
	case opAny, opNone, opAll, opOne:
		test := n.args[1]
		if n.op == opAll {
			test = w.c.deny(test)
		}
		if _, ok := fusible(n.args[0]); ok && n.level == 0 && total(n.args[1]) {
			if i := w.tallyOf(w.count(n.args[0], test)); i >= 0 {
				n.tally = i + 1
				return
			}
		}
	}
	for _, a := range n.args {
		w.tallyAll(a)
	}
}
