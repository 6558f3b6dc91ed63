package eval

import (
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// predicate is a condition on an activity, taken apart: the types it can hold
// for, ranges of age and value, and what is left as tests. All must hold.
type predicate struct {
	never       bool
	typed       bool
	types       []string // where typed
	foldedTypes bool     // the types are folded
	age         Interval // in seconds
	value       Interval
	tests       []*criteria.Node
}

// total tells whether a part of a predicate has an answer for every activity
// whose value is finite, and looks at nothing but the activity, which is the current
// element at a level.
func total(n *criteria.Node, level int) bool {
	switch n.Op {
	case criteria.OpConst, criteria.OpList:
		return true
	case criteria.OpField:
		return n.Level == level && (n.Field < criteria.CustomField || n.Kind != criteria.Time) // a custom instant may be absent
	case criteria.OpMember:
		return n.Level == level
	case criteria.OpNot, criteria.OpAnd, criteria.OpOr, criteria.OpIf, criteria.OpEq, criteria.OpNe, criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe, criteria.OpInList, criteria.OpInItems, criteria.OpInRange,
		criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith, criteria.OpMatches, criteria.OpHasWord, criteria.OpLower, criteria.OpUpper, criteria.OpTrim, criteria.OpFold, criteria.OpLookup, criteria.OpLen,
		criteria.OpNeg, criteria.OpAbs, criteria.OpFloor, criteria.OpCeil, criteria.OpRound, criteria.OpMin, criteria.OpMax:
		for _, a := range n.Args {
			if !total(a, level) {
				return false
			}
		}
		return true
	}
	return false
}

// fusible takes a list of activities apart into the predicates that its
// elements satisfy; ok is false for what the pass cannot do.
func fusible(list *criteria.Node) (predicates []*criteria.Node, ok bool) {
	for list.Op == criteria.OpFilter {
		if list.Level != 0 || !total(list.Args[1], 0) {
			return nil, false
		}
		predicates = append(predicates, list.Args[1])
		list = list.Args[0]
	}
	slices.Reverse(predicates)
	return predicates, list.Op == criteria.OpActivities
}

// newPredicate takes the conjunction of conditions apart.
func newPredicate(conditions []*criteria.Node) *predicate {
	p := &predicate{age: everything, value: everything}
	for _, n := range conjuncts(nil, conditions) {
		p.add(n)
	}
	return p
}

func conjuncts(out []*criteria.Node, conditions []*criteria.Node) []*criteria.Node {
	for _, n := range conditions {
		if n.Op == criteria.OpAnd {
			out = conjuncts(out, n.Args)
		} else {
			out = append(out, n)
		}
	}
	return out
}

func (p *predicate) add(n *criteria.Node) {
	if n.Op == criteria.OpConst {
		p.never = p.never || !n.Truth
		return
	}
	if types, folded, ok := typesOf(n); ok && (!p.typed || folded == p.foldedTypes) {
		if !p.typed {
			p.typed, p.types, p.foldedTypes = true, types, folded
			return
		}
		p.types = slices.DeleteFunc(slices.Clone(p.types), func(t string) bool { return !slices.Contains(types, t) })
		return
	}
	if field, in, ok := rangeOf(n); ok {
		if field == criteria.FieldValue {
			p.value.narrow(in)
		} else {
			p.age.narrow(secondsOf(in))
		}
		return
	}
	p.tests = append(p.tests, n)
}

// typesOf are the types that a condition on .type allows, and whether it compares
// folded types.
func typesOf(n *criteria.Node) (types []string, folded, ok bool) {
	switch n.Op {
	case criteria.OpEq, criteria.OpInList:
		a, b := n.Args[0], n.Args[1]
		if a.Op == criteria.OpConst {
			a, b = b, a
		}
		if folded = a.Op == criteria.OpFold; folded {
			a = a.Args[0]
		}
		if a.Op != criteria.OpField || a.Field != criteria.FieldType {
			return nil, false, false
		}
		switch b.Op {
		case criteria.OpConst:
			types = []string{b.Text}
		case criteria.OpList:
			types = b.Texts
		default:
			return nil, false, false
		}
		if folded { // a folded type has no blanks at its ends
			types = slices.DeleteFunc(slices.Clone(types), func(t string) bool { return strings.TrimSpace(t) != t })
		}
		return types, folded, true
	case criteria.OpOr:
		for i, a := range n.Args {
			of, folds, ok := typesOf(a)
			if !ok || i > 0 && folds != folded {
				return nil, false, false
			}
			types, folded = append(types, of...), folds
		}
		return types, folded, true
	}
	return nil, false, false
}

// rangeOf is the range that a comparison of .value or .days_ago with constants
// allows.
func rangeOf(n *criteria.Node) (field int, in Interval, ok bool) {
	switch n.Op {
	case criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe, criteria.OpEq:
		a, b, o := n.Args[0], n.Args[1], n.Op
		if a.Op == criteria.OpConst {
			a, b = b, a
			if flipped, ok := map[criteria.Op]criteria.Op{criteria.OpLt: criteria.OpGt, criteria.OpLe: criteria.OpGe, criteria.OpGt: criteria.OpLt, criteria.OpGe: criteria.OpLe}[o]; ok {
				o = flipped
			}
		}
		if !isMeasure(a) || b.Op != criteria.OpConst {
			return 0, in, false
		}
		in = everything
		switch o {
		case criteria.OpGe:
			in.Low = b.Number
		case criteria.OpGt:
			in.Low = math.Nextafter(b.Number, math.Inf(1))
		case criteria.OpLe:
			in.High = b.Number
		case criteria.OpLt:
			in.High = math.Nextafter(b.Number, math.Inf(-1))
		case criteria.OpEq:
			in = Interval{b.Number, b.Number}
		}
		return a.Field, in, true
	case criteria.OpInRange:
		a, low, high := n.Args[0], n.Args[1], n.Args[2]
		if isMeasure(a) && low.Op == criteria.OpConst && high.Op == criteria.OpConst {
			return a.Field, Interval{low.Number, high.Number}, true
		}
	}
	return 0, in, false
}

// isMeasure tells whether a node is one of the two numbers of an activity that
// the pass compares.
func isMeasure(n *criteria.Node) bool {
	return n.Op == criteria.OpField && (n.Field == criteria.FieldValue || n.Field == criteria.FieldDaysAgo)
}

// secondsOf is the range of ages in seconds whose days lie in a range, so that
// the pass need not divide. It is exact: dividing rounds, but never past a
// neighbour.
func secondsOf(days Interval) Interval {
	in := everything
	if !math.IsInf(days.High, 1) {
		in.High = mostSeconds(days.High)
	}
	if !math.IsInf(days.Low, -1) {
		in.Low = math.Nextafter(mostSeconds(math.Nextafter(days.Low, math.Inf(-1))), math.Inf(1))
	}
	return in
}

// mostSeconds is the greatest number of seconds that is at most so many days.
func mostSeconds(days float64) float64 {
	s := days * criteria.SecondsPerDay
	for s/criteria.SecondsPerDay > days {
		s = math.Nextafter(s, math.Inf(-1))
	}
	for next := math.Nextafter(s, math.Inf(1)); next/criteria.SecondsPerDay <= days && !math.IsInf(next, 1); next = math.Nextafter(s, math.Inf(1)) {
		s = next
	}
	return s
}

// fieldTest is a test on a text field of an activity.
type fieldTest struct {
	n      *criteria.Node
	offset uintptr // of the field in Activity
	op     criteria.Op
	denied bool
	folds  bool // the field is folded
	part   string
	list   []string
}

func newFieldTest(n *criteria.Node) (fieldTest, bool) {
	t := fieldTest{n: n}
	inner := n
	for inner.Op == criteria.OpNot {
		t.denied, inner = !t.denied, inner.Args[0]
	}
	if inner.Op == criteria.OpNe {
		t.denied = !t.denied
	}
	if len(inner.Args) != 2 {
		return t, false
	}
	a, b := inner.Args[0], inner.Args[1]
	if t.folds = a.Op == criteria.OpFold; t.folds {
		a = a.Args[0]
	}
	if a.Op != criteria.OpField || a.Kind != criteria.String || a.Field >= criteria.CustomField {
		return t, false
	}
	t.offset, t.op = criteria.ActivityFields()[a.Field].Offset, inner.Op
	switch inner.Op {
	case criteria.OpEq, criteria.OpNe, criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
		t.part = b.Text
		return t, b.Op == criteria.OpConst
	case criteria.OpInList:
		t.list = b.Texts
		return t, b.Op == criteria.OpList
	}
	return t, false
}

func (t *fieldTest) holds(f *Frame, a *criteria.Activity) bool {
	s := *(*string)(unsafe.Add(unsafe.Pointer(a), t.offset))
	if !t.folds {
		return t.says(s) != t.denied
	}
	mark := f.scratch.mark()
	is := t.says(f.scratch.fold(s))
	f.scratch.back(mark)
	return is != t.denied
}

// says tells whether the operation holds for a text.
func (t *fieldTest) says(s string) bool {
	switch t.op {
	case criteria.OpEq, criteria.OpNe:
		return s == t.part
	case criteria.OpContains:
		return strings.Contains(s, t.part)
	case criteria.OpStartsWith:
		return strings.HasPrefix(s, t.part)
	case criteria.OpEndsWith:
		return strings.HasSuffix(s, t.part)
	}
	return slices.Contains(t.list, s) // OpInList
}
