package bounds

import (
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A Evaluator evaluates expressions over a stretch of time at once, both ends
// included: not what they come to at an instant, but all that they may come to
// at any instant of it. What it gives is never too little; it may be more than
// happens where an expression names the same age twice, because each is looked
// at by itself. Over a stretch of a single instant it gives exactly what a
// Frame does.
//
// This is interval arithmetic (Moore, Interval Analysis, 1966). It needs no
// rounding outward here: every operation is the Frame's own, and rounding to
// nearest keeps the order of what is rounded.
//
// A Evaluator belongs to one goroutine.
type Evaluator struct {
	time     *TimeDependence
	f        *eval.Frame // the facts and the visible activities
	from, to criteria.Instant
	since    []criteria.Instant // by slot, of ages: the instant that the age is counted from
	elems    [criteria.MaxLevels + 1]scope
	results  map[int]scope // by slot, what was decided
	people   []personal    // by person and field
}

// Truths is a set of truth values, a bit for each.
type Truths uint8

const (
	unmetOnly   = Truths(1 << truth.Unmet)
	metOnly     = Truths(1 << truth.Met)
	unknownOnly = Truths(1 << truth.Unknown)
	metOrUnmet  = metOnly | unmetOnly
)

// Least is the first of unmet, unknown, met that is in the set.
func (t Truths) Least() truth.Truth {
	switch {
	case t&unmetOnly != 0:
		return truth.Unmet
	case t&unknownOnly != 0:
		return truth.Unknown
	}
	return truth.Met
}

// Greatest is the last of unmet, unknown, met that is in the set.
func (t Truths) Greatest() truth.Truth {
	switch {
	case t&metOnly != 0:
		return truth.Met
	case t&unknownOnly != 0:
		return truth.Unknown
	}
	return truth.Unmet
}

func one(t truth.Truth) Truths { return 1 << t }

// yesNo is the set of met, if yes may be, and unmet, if no may be.
func yesNo(yes, no bool) (t Truths) {
	if yes {
		t |= metOnly
	}
	if no {
		t |= unmetOnly
	}
	return t
}

func (t Truths) not() Truths {
	return t&unknownOnly | yesNo(t&unmetOnly != 0, t&metOnly != 0)
}

// and are the conjunctions of a value of t and a value of u.
func (t Truths) and(u Truths) (out Truths) {
	for a := truth.Unknown; a <= truth.Met; a++ {
		for b := truth.Unknown; b <= truth.Met; b++ {
			if t&one(a) != 0 && u&one(b) != 0 {
				out |= one(a.And(b))
			}
		}
	}
	return out
}

func (t Truths) or(u Truths) Truths { return t.not().and(u.not()).not() }

// scope is the current element of a list as a Evaluator sees it.
type scope struct {
	text textSet
	num  numberInterval
	at   instantInterval
	bool Truths
}

// Truths are the values that a condition may have within the stretch.
func (s *Evaluator) Truths(c criteria.Cond) Truths { return s.truth(s.time.p.Cond(c)) }

// Number is the range of a computed number: known and unknown tell whether it
// may be that, and low and high hold where it may be known.
func (s *Evaluator) Number(n criteria.Num) (low, high float64, known, unknown bool) {
	r := s.number(s.time.p.Num(n))
	return r.low, r.high, r.known, r.unknown
}

// Matches tells for each visible activity whether it may match a predicate, by
// calling match with its index and whether it is sure to.
func (s *Evaluator) Matches(e criteria.Each, match func(activity int, sure bool)) {
	n := s.time.p.Each(e)
	for i, a := range s.f.Activities() {
		s.element(0, eval.Element{Activity: a, At: i})
		if t := s.truth(n); t&metOnly != 0 {
			match(i, t == metOnly)
		}
	}
	s.element(0, eval.Element{})
}

// Element makes e, which does not depend on time, the current one at a level.
func (s *Evaluator) element(level int, e eval.Element) {
	s.f.Elements[level] = e
	s.elems[level] = scope{
		text: textSet{e.Text, false, true, false}, num: single(e.Number.Value, e.Number.Known),
		at: instantInterval{e.Instant, e.Instant, true, false}, bool: one(e.Truth),
	}
}

func (s *Evaluator) truth(n *criteria.Node) Truths {
	if !s.time.dependsOnTime(n) {
		return one(s.f.TruthOf(n))
	}
	switch n.Op {
	case criteria.OpFact:
		return s.result(n).bool
	case criteria.OpPersonal:
		return s.personal(n).bool
	case criteria.OpElement:
		return s.elems[n.Level].bool
	case criteria.OpNot:
		return s.truth(n.Args[0]).not()
	case criteria.OpAnd:
		t := metOnly
		for _, a := range n.Args {
			if t = t.and(s.truth(a)); t == unmetOnly {
				break
			}
		}
		return t
	case criteria.OpOr:
		t := unmetOnly
		for _, a := range n.Args {
			if t = t.or(s.truth(a)); t == metOnly {
				break
			}
		}
		return t
	case criteria.OpIf:
		cond := s.truth(n.Args[0])
		t := cond & unknownOnly
		if cond&metOnly != 0 {
			t |= s.truth(n.Args[1])
		}
		if cond&unmetOnly != 0 {
			t |= s.truth(n.Args[2])
		}
		return t
	case criteria.OpOrElse:
		t := s.truth(n.Args[0])
		if t&unknownOnly == 0 {
			return t
		}
		return t&^unknownOnly | s.truth(n.Args[1])
	case criteria.OpIsKnown:
		return yesNo(s.known(n.Args[0]))
	case criteria.OpEq, criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe:
		return s.compare(n.Op, n.Args[0], n.Args[1])
	case criteria.OpNe:
		return s.compare(criteria.OpEq, n.Args[0], n.Args[1]).not()
	case criteria.OpInList:
		return s.inList(n)
	case criteria.OpLookup:
		key := s.text(n.Args[0])
		t := yesNo(false, false)
		if key.unknown {
			t |= unknownOnly
		}
		if key.known && key.varies {
			t |= metOrUnmet
		} else if key.known {
			t |= one(truth.Of(n.Table.Row(key.s).Truth))
		}
		return t
	case criteria.OpInItems:
		t := unmetOnly
		for _, item := range n.Args[1:] {
			t = t.or(s.compare(criteria.OpEq, n.Args[0], item))
		}
		return t
	case criteria.OpInRange:
		return s.compare(criteria.OpLe, n.Args[1], n.Args[0]).and(s.compare(criteria.OpLe, n.Args[0], n.Args[2]))
	case criteria.OpAny:
		return s.any(n, false)
	case criteria.OpNone:
		return s.any(n, false).not()
	case criteria.OpAll:
		return s.any(n, true).not()
	case criteria.OpOne:
		return s.one(n)
	}
	return s.textTest(n)
}

// textTest is a test of one text, or of one text and another.
func (s *Evaluator) textTest(n *criteria.Node) (t Truths) {
	a := s.text(n.Args[0])
	b := textSet{known: true}
	if len(n.Args) > 1 && n.Op != criteria.OpDomainIn {
		b = s.text(n.Args[1])
	}
	if a.unknown || b.unknown {
		t = unknownOnly
	}
	if !a.known || !b.known {
		return t
	}
	if a.varies || b.varies {
		t |= metOrUnmet
		if n.Op == criteria.OpIsFreeEmail || n.Op == criteria.OpDomainIn {
			t |= unknownOnly
		}
		return t
	}
	met, ok := n.Holds(a.s, b.s, strings.ToLower)
	if !ok {
		return t | unknownOnly
	}
	return t | one(truth.Of(met))
}

// known tells whether a node of any kind may have a value, and whether it may
// have none.
func (s *Evaluator) known(n *criteria.Node) (yes, no bool) {
	switch n.Kind {
	case criteria.Bool:
		t := s.truth(n)
		return t&metOrUnmet != 0, t&unknownOnly != 0
	case criteria.Number:
		r := s.number(n)
		return r.known, r.unknown
	case criteria.String:
		r := s.text(n)
		return r.known, r.unknown
	case criteria.Time, criteria.Span:
		r := s.instant(n)
		return r.known, r.unknown
	}
	return s.list(n, n.ElementLevel(), func(bool) {})
}

// compare is a comparison of two nodes of one kind.
func (s *Evaluator) compare(o criteria.Op, a, b *criteria.Node) (t Truths) {
	var less, equal, greater, known, unknown bool
	if a == b { // a node is equal to itself, whatever it is
		equal = true
		known, unknown = s.known(a)
	} else {
		less, equal, greater, known, unknown = s.order(a.Kind, a, b)
	}
	if unknown {
		t = unknownOnly
	}
	if !known {
		return t
	}
	switch o {
	case criteria.OpEq:
		t |= yesNo(equal, less || greater)
	case criteria.OpLt:
		t |= yesNo(less, equal || greater)
	case criteria.OpLe:
		t |= yesNo(less || equal, greater)
	case criteria.OpGt:
		t |= yesNo(greater, less || equal)
	case criteria.OpGe:
		t |= yesNo(greater || equal, less)
	}
	return t
}

// order tells how two nodes of one kind may be to one another.
func (s *Evaluator) order(kind criteria.Kind, a, b *criteria.Node) (less, equal, greater, known, unknown bool) {
	switch kind {
	case criteria.Bool:
		x, y := s.truth(a), s.truth(b)
		unknown = (x|y)&unknownOnly != 0
		known = x&metOrUnmet != 0 && y&metOrUnmet != 0
		equal = x&y&metOrUnmet != 0
		less = x&metOnly != 0 && y&unmetOnly != 0 || x&unmetOnly != 0 && y&metOnly != 0 // only equality is asked of them
	case criteria.Number:
		x, y := s.number(a), s.number(b)
		known, unknown = x.known && y.known, x.unknown || y.unknown
		less, equal, greater = x.low < y.high, x.low <= y.high && y.low <= x.high, x.high > y.low
		if low, high, ok := x.affine.minus(y.affine, s.from, s.to); ok {
			less, equal, greater = less && low < 0, equal && low <= 0 && high >= 0, greater && high > 0
		}
	case criteria.String:
		x, y := s.text(a), s.text(b)
		known, unknown = x.known && y.known, x.unknown || y.unknown
		c := strings.Compare(x.s, y.s)
		less, equal, greater = c < 0, c == 0, c > 0
		if x.varies || y.varies {
			less, equal, greater = true, true, true
		}
	default:
		x, y := s.instant(a), s.instant(b)
		known, unknown = x.known && y.known, x.unknown || y.unknown
		less, equal, greater = x.low.Before(y.high), !y.high.Before(x.low) && !x.high.Before(y.low), y.low.Before(x.high)
	}
	return less, equal, greater, known, unknown
}
