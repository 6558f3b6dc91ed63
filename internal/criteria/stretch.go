package criteria

import (
	"strings"

	"github.com/leadqual/leadqual/qualify/truth"
)

// A Stretch evaluates expressions over a stretch of time at once, both ends
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
// A Stretch belongs to one goroutine.
type Stretch struct {
	c        *Clock
	f        *Frame // the facts and the visible activities
	from, to Instant
	since    []Instant // by slot, of ages: the instant that the age is counted from
	elems    [maxLevels]scope
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

// scope is the current element of a list as a Stretch sees it.
type scope struct {
	text textRange
	num  numberRange
	at   instantRange
	bool Truths
}

// Truths are the values that a condition may have within the stretch.
func (s *Stretch) Truths(c Cond) Truths { return s.truth(s.f.p.conds[c]) }

// Number is the range of a computed number: known and unknown tell whether it
// may be that, and low and high hold where it may be known.
func (s *Stretch) Number(n Num) (low, high float64, known, unknown bool) {
	r := s.number(s.f.p.nums[n])
	return r.low, r.high, r.known, r.unknown
}

// Matches tells for each visible activity whether it may match a predicate, by
// calling match with its index and whether it is sure to.
func (s *Stretch) Matches(e Each, match func(activity int, sure bool)) {
	n := s.f.p.eaches[e]
	for i, a := range s.f.Activities() {
		s.element(0, element{act: a})
		if t := s.truth(n); t&metOnly != 0 {
			match(i, t == metOnly)
		}
	}
	s.element(0, element{})
}

// element makes e, which does not depend on time, the current one at a level.
func (s *Stretch) element(level int, e element) {
	s.f.elems[level] = e
	s.elems[level] = scope{
		text: textRange{e.str, false, true, false}, num: single(e.num.value, e.num.known),
		at: instantRange{e.at, e.at, true, false}, bool: one(e.bool),
	}
}

func (s *Stretch) truth(n *node) Truths {
	if !s.c.timed(n) {
		return one(s.f.truth(n))
	}
	switch n.op {
	case opElement:
		return s.elems[n.level].bool
	case opNot:
		return s.truth(n.args[0]).not()
	case opAnd:
		t := metOnly
		for _, a := range n.args {
			if t = t.and(s.truth(a)); t == unmetOnly {
				break
			}
		}
		return t
	case opOr:
		t := unmetOnly
		for _, a := range n.args {
			if t = t.or(s.truth(a)); t == metOnly {
				break
			}
		}
		return t
	case opIf:
		cond := s.truth(n.args[0])
		t := cond & unknownOnly
		if cond&metOnly != 0 {
			t |= s.truth(n.args[1])
		}
		if cond&unmetOnly != 0 {
			t |= s.truth(n.args[2])
		}
		return t
	case opOrElse:
		t := s.truth(n.args[0])
		if t&unknownOnly == 0 {
			return t
		}
		return t&^unknownOnly | s.truth(n.args[1])
	case opKnown:
		return yesNo(s.known(n.args[0]))
	case opEq, opLt, opLe, opGt, opGe:
		return s.compare(n.op, n.args[0], n.args[1])
	case opNe:
		return s.compare(opEq, n.args[0], n.args[1]).not()
	case opInList:
		return s.inList(n)
	case opInItems:
		t := unmetOnly
		for _, item := range n.args[1:] {
			t = t.or(s.compare(opEq, n.args[0], item))
		}
		return t
	case opInRange:
		return s.compare(opLe, n.args[1], n.args[0]).and(s.compare(opLe, n.args[0], n.args[2]))
	case opAny:
		return s.any(n, false)
	case opNone:
		return s.any(n, false).not()
	case opAll:
		return s.any(n, true).not()
	case opOne:
		return s.one(n)
	}
	return s.textTest(n)
}

// textTest is a test of one text, or of one text and another.
func (s *Stretch) textTest(n *node) (t Truths) {
	a := s.text(n.args[0])
	b := textRange{known: true}
	if len(n.args) > 1 {
		b = s.text(n.args[1])
	}
	if a.unknown || b.unknown {
		t = unknownOnly
	}
	if !a.known || !b.known {
		return t
	}
	if a.varies || b.varies {
		t |= metOrUnmet
		if n.op == opFree {
			t |= unknownOnly
		}
		return t
	}
	switch n.op {
	case opContains:
		t |= one(truth.Of(strings.Contains(a.s, b.s)))
	case opStarts:
		t |= one(truth.Of(strings.HasPrefix(a.s, b.s)))
	case opEnds:
		t |= one(truth.Of(strings.HasSuffix(a.s, b.s)))
	case opMatches:
		t |= one(truth.Of(n.re.MatchString(a.s)))
	case opHasWord:
		found := truth.Unmet
		for _, words := range n.words {
			if hasWords(a.s, words) {
				found = truth.Met
			}
		}
		t |= one(found)
	case opFree:
		if domain, ok := emailDomain(a.s); ok {
			t |= one(truth.Of(isFreeDomain(domain)))
		} else {
			t |= unknownOnly
		}
	}
	return t
}

// known tells whether a node of any kind may have a value, and whether it may
// have none.
func (s *Stretch) known(n *node) (yes, no bool) {
	switch n.kind {
	case Bool:
		t := s.truth(n)
		return t&metOrUnmet != 0, t&unknownOnly != 0
	case Number:
		r := s.number(n)
		return r.known, r.unknown
	case String:
		r := s.text(n)
		return r.known, r.unknown
	case Time, Span:
		r := s.instant(n)
		return r.known, r.unknown
	}
	return s.list(n, n.level, func(bool) {})
}

// compare is a comparison of two nodes of one kind.
func (s *Stretch) compare(o op, a, b *node) (t Truths) {
	var less, equal, greater, known, unknown bool
	if a == b { // a node is equal to itself, whatever it is
		equal = true
		known, unknown = s.known(a)
	} else {
		less, equal, greater, known, unknown = s.order(a.kind, a, b)
	}
	if unknown {
		t = unknownOnly
	}
	if !known {
		return t
	}
	switch o {
	case opEq:
		t |= yesNo(equal, less || greater)
	case opLt:
		t |= yesNo(less, equal || greater)
	case opLe:
		t |= yesNo(less || equal, greater)
	case opGt:
		t |= yesNo(greater, less || equal)
	case opGe:
		t |= yesNo(greater || equal, less)
	}
	return t
}

// order tells how two nodes of one kind may be to one another.
func (s *Stretch) order(kind Kind, a, b *node) (less, equal, greater, known, unknown bool) {
	switch kind {
	case Bool:
		x, y := s.truth(a), s.truth(b)
		unknown = (x|y)&unknownOnly != 0
		known = x&metOrUnmet != 0 && y&metOrUnmet != 0
		equal = x&y&metOrUnmet != 0
		less = x&metOnly != 0 && y&unmetOnly != 0 || x&unmetOnly != 0 && y&metOnly != 0 // only equality is asked of them
	case Number:
		x, y := s.number(a), s.number(b)
		known, unknown = x.known && y.known, x.unknown || y.unknown
		less, equal, greater = x.low < y.high, x.low <= y.high && y.low <= x.high, x.high > y.low
		if low, high, ok := x.line.minus(y.line, s.from, s.to); ok {
			less, equal, greater = less && low < 0, equal && low <= 0 && high >= 0, greater && high > 0
		}
	case String:
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
