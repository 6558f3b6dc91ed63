package eval

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/criteria"
)

// aggregateOf returns the tally of an aggregate over activities, making it at its
// first use; -1 for what the pass cannot do.
func (w *builder) aggregateOf(n *criteria.Node) int32 {
	if i, ok := w.aggregates[n]; ok {
		return i
	}
	i := w.newAggregate(n)
	w.aggregates[n] = i
	w.countedBy(n, i)
	return i
}

// countedBy notes that a tally, if there is one, counts a node.
func (w *builder) countedBy(n *criteria.Node, i int32) {
	w.p.aggregateOf = append(w.p.aggregateOf, make([]int32, max(0, w.c.Nodes()-len(w.p.aggregateOf)))...)
	w.p.aggregateOf[n.ID] = i + 1
}

func (w *builder) newAggregate(n *criteria.Node) int32 {
	if n.Level != 0 {
		return -1
	}
	t := aggregate{}
	var predicates []*criteria.Node
	ok := false
	switch n.Op {
	case criteria.OpCount:
		if !total(n.Args[1], 0) {
			return -1
		}
		predicates, ok = fusible(n.Args[0])
		predicates = append(predicates, n.Args[1])
	case criteria.OpSum, criteria.OpMinOf, criteria.OpMaxOf:
		t.kind = map[criteria.Op]aggregateKind{criteria.OpSum: aggSum, criteria.OpMinOf: aggMin, criteria.OpMaxOf: aggMax}[n.Op]
		list := n.Args[0]
		if list.Op != criteria.OpMap || list.Level != 0 || !total(list.Args[1], 0) {
			return -1
		}
		predicates, ok = fusible(list.Args[0])
		if v := list.Args[1]; v.Op != criteria.OpField || v.Field != criteria.FieldValue {
			t.value = v
		}
	}
	if !ok {
		return -1
	}
	t.where = newPredicate(predicates)
	return w.addAggregate(t)
}

func (w *builder) addAggregate(t aggregate) int32 {
	ps := &w.p.pass
	switch t.kind {
	case aggCount:
		t.register = int32(ps.counts)
		ps.counts++
	case aggSum:
		t.register = int32(ps.sums)
		ps.sums++
	case aggMatches:
	default:
		t.register = int32(ps.extremes)
		ps.extremes++
	}
	ps.aggregates = append(ps.aggregates, t)
	return int32(len(ps.aggregates) - 1)
}

// quantifier is any, none, all or one over activities, as thresholds on a
// count, or where the predicate bounds .value on one side, on the greatest or
// least value: one tally then serves every bound.
func (w *builder) quantifier(n *criteria.Node, denied bool) (int32, bool) {
	list, test := n.Args[0], n.Args[1]
	predicates, ok := fusible(list)
	if !ok || n.Level != 0 || !total(test, 0) {
		return 0, false
	}
	switch n.Op {
	case criteria.OpNone:
		denied = !denied
	case criteria.OpAll: // none does not
		denied, test = !denied, w.c.Deny(test)
	case criteria.OpOne:
		count := w.c.Count(list, test)
		return w.gate(!denied, []int32{w.threshold(count, criteria.OpGe, 1, denied), w.threshold(count, criteria.OpLt, 2, denied)}), true
	}
	if at, ok := w.extreme(conjuncts(nil, append(predicates, test)), denied); ok {
		return at, true
	}
	return w.threshold(w.c.Count(list, test), criteria.OpGe, 1, denied), true
}

// extreme is any(..., .value >= c and rest) as the greatest .value where rest,
// compared with c, and likewise for the other comparisons; and
// any(..., .days_ago <= c and rest) as the age of the newest.
func (w *builder) extreme(conditions []*criteria.Node, denied bool) (int32, bool) {
	bound, boundField := -1, criteria.FieldDaysAgo
	var in Interval
	for i, n := range conditions {
		field, r, ok := rangeOf(n)
		switch {
		case !ok:
			continue
		case field == boundField && bound >= 0: // two on one field
			return 0, false
		case field == criteria.FieldValue || bound < 0:
			bound, boundField, in = i, field, r
		}
	}
	if bound < 0 {
		return 0, false
	}
	t := aggregate{where: newPredicate(slices.Delete(slices.Clone(conditions), bound, bound+1))}
	o, c := criteria.OpGe, in.Low
	switch {
	case boundField == criteria.FieldDaysAgo && math.IsInf(in.Low, -1):
		t.kind, o, c = aggYoungest, criteria.OpLe, secondsOf(in).High
	case boundField == criteria.FieldDaysAgo:
		return 0, false
	case math.IsInf(in.High, 1) && !math.IsInf(in.Low, -1):
		t.kind = aggMax
	case math.IsInf(in.Low, -1) && !math.IsInf(in.High, 1):
		t.kind, o, c = aggMin, criteria.OpLe, in.High
	default:
		return 0, false
	}
	key := t.key()
	i, ok := w.extremes[key]
	if !ok {
		i = len(w.p.numbers)
		w.p.numbers = append(w.p.numbers, numberIndex{of: source{kind: ofExtreme, at: w.p.pass.aggregates[w.addAggregate(t)].register}})
		w.extremes[key] = i
	}
	return w.thresholdOn(i, o, c, denied), true
}

// key tells tallies of different activities apart.
func (t *aggregate) key() string {
	key := fmt.Append(nil, t.kind, t.where.never, t.where.typed, t.where.age, t.where.value)
	for _, s := range t.where.types {
		key = strconv.AppendQuote(key, s)
	}
	for _, n := range t.where.tests {
		key = fmt.Append(key, ' ', n.ID)
	}
	return string(key)
}

// aggregateAll makes tallies for what a walked tree asks of the activities.
func (w *builder) aggregateAll(n *criteria.Node) {
	switch n.Op {
	case criteria.OpCount, criteria.OpSum, criteria.OpMinOf, criteria.OpMaxOf:
		if w.aggregateOf(n) >= 0 {
			return
		}
		if n.Op == criteria.OpCount {
			w.theirTest(n)
		}
	case criteria.OpAny, criteria.OpNone, criteria.OpAll, criteria.OpOne:
		test := n.Args[1]
		if n.Op == criteria.OpAll {
			test = w.c.Deny(test)
		}
		if _, ok := fusible(n.Args[0]); ok && n.Level == 0 && total(n.Args[1], 0) {
			if i := w.aggregateOf(w.c.Count(n.Args[0], test)); i >= 0 {
				w.countedBy(n, i)
				return
			}
		}
		w.theirTest(n)
	}
	for _, a := range n.Args {
		w.aggregateAll(a)
	}
}
