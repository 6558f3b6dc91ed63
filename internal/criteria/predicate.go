package criteria

import (
	"math"
	"slices"
	"strings"
	"unsafe"
)

// predicate is a condition on an activity, taken apart: the types it can hold
// for, ranges of age and value, and what is left as tests. All must hold.
type predicate struct {
	never bool
	typed bool
	types []string // where typed
	age   interval // in seconds
	value interval
	tests []*node
}

// total tells whether a part of a predicate has an answer for every activity
// whose value is finite, and looks at nothing but the activity.
func total(n *node) bool {
	switch n.op {
	case opConst, opList:
		return true
	case opField:
		return n.level == 0
	case opNot, opAnd, opOr, opIf, opEq, opNe, opLt, opLe, opGt, opGe, opInList, opInItems, opInRange,
		opContains, opStarts, opEnds, opMatches, opHasWord, opLower, opUpper, opTrim, opLength,
		opNeg, opAbs, opFloor, opCeil, opRound, opMin, opMax:
		for _, a := range n.args {
			if !total(a) {
				return false
			}
		}
		return true
	}
	return false
}

// fusible takes a list of activities apart into the predicates that its
// elements satisfy; ok is false for what the pass cannot do.
func fusible(list *node) (predicates []*node, ok bool) {
	for list.op == opFilter {
		if list.level != 0 || !total(list.args[1]) {
			return nil, false
		}
		predicates = append(predicates, list.args[1])
		list = list.args[0]
	}
	slices.Reverse(predicates)
	return predicates, list.op == opActs
}

// newPredicate takes the conjunction of conditions apart.
func newPredicate(conditions []*node) predicate {
	p := predicate{age: everything, value: everything}
	for _, n := range conjuncts(nil, conditions) {
		p.add(n)
	}
	return p
}

func conjuncts(out []*node, conditions []*node) []*node {
	for _, n := range conditions {
		if n.op == opAnd {
			out = conjuncts(out, n.args)
		} else {
			out = append(out, n)
		}
	}
	return out
}

func (p *predicate) add(n *node) {
	if n.op == opConst {
		p.never = p.never || !n.truth
		return
	}
	if types, ok := typesOf(n); ok {
		if !p.typed {
			p.typed, p.types = true, types
			return
		}
		p.types = slices.DeleteFunc(slices.Clone(p.types), func(t string) bool { return !slices.Contains(types, t) })
		return
	}
	if field, in, ok := rangeOf(n); ok {
		if field == fieldValue {
			p.value.narrow(in)
		} else {
			p.age.narrow(secondsOf(in))
		}
		return
	}
	p.tests = append(p.tests, n)
}

// typesOf are the types that a condition on .type allows.
func typesOf(n *node) ([]string, bool) {
	switch n.op {
	case opEq:
		a, b := n.args[0], n.args[1]
		if a.op == opConst {
			a, b = b, a
		}
		if a.op == opField && a.field == fieldType && b.op == opConst {
			return []string{b.str}, true
		}
	case opInList:
		if a, list := n.args[0], n.args[1]; a.op == opField && a.field == fieldType && list.op == opList {
			return list.strs, true
		}
	case opOr:
		var all []string
		for _, a := range n.args {
			types, ok := typesOf(a)
			if !ok {
				return nil, false
			}
			all = append(all, types...)
		}
		return all, true
	}
	return nil, false
}

// rangeOf is the range that a comparison of .value or .days_ago with constants
// allows.
func rangeOf(n *node) (field int, in interval, ok bool) {
	switch n.op {
	case opLt, opLe, opGt, opGe, opEq:
		a, b, o := n.args[0], n.args[1], n.op
		if a.op == opConst {
			a, b = b, a
			if flipped, ok := map[op]op{opLt: opGt, opLe: opGe, opGt: opLt, opGe: opLe}[o]; ok {
				o = flipped
			}
		}
		if !isMeasure(a) || b.op != opConst {
			return 0, in, false
		}
		in = everything
		switch o {
		case opGe:
			in.low = b.num
		case opGt:
			in.low = math.Nextafter(b.num, math.Inf(1))
		case opLe:
			in.high = b.num
		case opLt:
			in.high = math.Nextafter(b.num, math.Inf(-1))
		case opEq:
			in = interval{b.num, b.num}
		}
		return a.field, in, true
	case opInRange:
		a, low, high := n.args[0], n.args[1], n.args[2]
		if isMeasure(a) && low.op == opConst && high.op == opConst {
			return a.field, interval{low.num, high.num}, true
		}
	}
	return 0, in, false
}

// isMeasure tells whether a node is one of the two numbers of an activity that
// the pass compares.
func isMeasure(n *node) bool {
	return n.op == opField && (n.field == fieldValue || n.field == fieldDaysAgo)
}

// secondsOf is the range of ages in seconds whose days lie in a range, so that
// the pass need not divide. It is exact: dividing rounds, but never past a
// neighbour.
func secondsOf(days interval) interval {
	in := everything
	if !math.IsInf(days.high, 1) {
		in.high = mostSeconds(days.high)
	}
	if !math.IsInf(days.low, -1) {
		in.low = math.Nextafter(mostSeconds(math.Nextafter(days.low, math.Inf(-1))), math.Inf(1))
	}
	return in
}

// mostSeconds is the greatest number of seconds that is at most so many days.
func mostSeconds(days float64) float64 {
	s := days * secondsPerDay
	for s/secondsPerDay > days {
		s = math.Nextafter(s, math.Inf(-1))
	}
	for next := math.Nextafter(s, math.Inf(1)); next/secondsPerDay <= days && !math.IsInf(next, 1); next = math.Nextafter(s, math.Inf(1)) {
		s = next
	}
	return s
}

// elementTest is a test on a text field of an activity.
type elementTest struct {
	n      *node
	offset uintptr // of the field in Activity
	op     op
	denied bool
	part   string
	list   []string
}

func newElementTest(n *node) (elementTest, bool) {
	t := elementTest{n: n}
	inner := n
	for inner.op == opNot {
		t.denied, inner = !t.denied, inner.args[0]
	}
	if inner.op == opNe {
		t.denied = !t.denied
	}
	if len(inner.args) != 2 {
		return t, false
	}
	a, b := inner.args[0], inner.args[1]
	if a.op != opField || a.kind != String {
		return t, false
	}
	t.offset, t.op = activityFields[a.field].Offset, inner.op
	switch inner.op {
	case opEq, opNe, opContains, opStarts, opEnds:
		t.part = b.str
		return t, b.op == opConst
	case opInList:
		t.list = b.strs
		return t, b.op == opList
	}
	return t, false
}

func (t *elementTest) holds(a *Activity) bool {
	s := *(*string)(unsafe.Add(unsafe.Pointer(a), t.offset))
	ok := false
	switch t.op {
	case opEq, opNe:
		ok = s == t.part
	case opContains:
		ok = strings.Contains(s, t.part)
	case opStarts:
		ok = strings.HasPrefix(s, t.part)
	case opEnds:
		ok = strings.HasSuffix(s, t.part)
	case opInList:
		ok = slices.Contains(t.list, s)
	}
	return ok != t.denied
}
