package criteria

import (
	"math"
	"strings"
	"unicode/utf8"
)

// Ranges of values. known and unknown tell whether the value may be that; the
// rest holds where it may be known.
type (
	numberRange struct {
		low, high      float64
		known, unknown bool
		line           line
	}
	instantRange struct {
		low, high      Instant
		known, unknown bool
	}
	// textRange is one text, or where it varies any.
	textRange struct {
		s              string
		varies         bool
		known, unknown bool
	}
)

func (r numberRange) union(o numberRange) numberRange {
	switch {
	case !r.known:
		o.unknown = o.unknown || r.unknown
		return o
	case !o.known:
		r.unknown = r.unknown || o.unknown
		return r
	}
	return numberRange{low: min(r.low, o.low), high: max(r.high, o.high), known: true, unknown: r.unknown || o.unknown}
}

func (r instantRange) union(o instantRange) instantRange {
	switch {
	case !r.known:
		o.unknown = o.unknown || r.unknown
		return o
	case !o.known:
		r.unknown = r.unknown || o.unknown
		return r
	}
	if o.low.Before(r.low) {
		r.low = o.low
	}
	if r.high.Before(o.high) {
		r.high = o.high
	}
	r.unknown = r.unknown || o.unknown
	return r
}

func (r textRange) union(o textRange) textRange {
	switch {
	case !r.known:
		o.unknown = o.unknown || r.unknown
		return o
	case !o.known:
		r.unknown = r.unknown || o.unknown
		return r
	}
	return textRange{r.s, r.varies || o.varies || r.s != o.s, true, r.unknown || o.unknown}
}

// choose is what an opIf or opOrElse comes to: the union of the branches that
// may be taken. ok is false for other nodes.
func choose[R any](s *Stretch, n *node, of func(*node) R, nothing R, union func(R, R) R, open func(R) (unknown bool, without R)) (r R, ok bool) {
	switch n.op {
	case opIf:
		r = nothing
		cond := s.truth(n.args[0])
		if cond&unknownOnly == 0 {
			_, r = open(r)
		}
		if cond&metOnly != 0 {
			r = union(r, of(n.args[1]))
		}
		if cond&unmetOnly != 0 {
			r = union(r, of(n.args[2]))
		}
		return r, true
	case opOrElse:
		r = of(n.args[0])
		if unknown, without := open(r); unknown {
			r = union(without, of(n.args[1]))
		}
		return r, true
	}
	return r, false
}

func (s *Stretch) text(n *node) textRange {
	if !s.c.timed(n) {
		text, known := s.f.text(n)
		return textRange{text, false, known, !known}
	}
	if n.op == opElement {
		return s.elems[n.level].text
	}
	if r, ok := choose(s, n, s.text, textRange{unknown: true}, textRange.union, func(r textRange) (bool, textRange) {
		open := r.unknown
		r.unknown = false
		return open, r
	}); ok {
		return r
	}
	r := s.text(n.args[0])
	switch n.op {
	case opLower:
		r.s = strings.ToLower(r.s)
	case opUpper:
		r.s = strings.ToUpper(r.s)
	case opTrim:
		r.s = strings.TrimSpace(r.s)
	case opDomain:
		if r.varies {
			r.unknown = true
			break
		}
		domain, ok := emailDomain(r.s)
		r.s = domain
		if r.known && !ok {
			r.known, r.unknown = false, true
		}
	}
	return r
}

func (s *Stretch) instant(n *node) instantRange {
	if !s.c.timed(n) {
		at, known := s.f.instant(n)
		return instantRange{at, at, known, !known}
	}
	switch n.op {
	case opNow:
		return instantRange{s.from, s.to, true, false}
	case opElement:
		return s.elems[n.level].at
	}
	if r, ok := choose(s, n, s.instant, instantRange{unknown: true}, instantRange.union, func(r instantRange) (bool, instantRange) {
		open := r.unknown
		r.unknown = false
		return open, r
	}); ok {
		return r
	}
	a, b := s.instant(n.args[0]), s.instant(n.args[1])
	r := instantRange{known: a.known && b.known, unknown: a.unknown || b.unknown}
	if n.op == opAdd {
		r.low, r.high = a.low.add(b.low), a.high.add(b.high)
	} else {
		r.low, r.high = a.low.sub(b.high), a.high.sub(b.low)
	}
	return r
}

// finite makes what may have no finite value unknown there.
func (r numberRange) finite() numberRange {
	if !r.known {
		return r
	}
	if r.low != r.low || r.high != r.high {
		return anything(true)
	}
	if math.IsInf(r.low, 0) && r.low == r.high {
		return numberRange{unknown: true}
	}
	if math.IsInf(r.low, 0) {
		r.low, r.unknown = -math.MaxFloat64, true
	}
	if math.IsInf(r.high, 0) {
		r.high, r.unknown = math.MaxFloat64, true
	}
	return r
}

func (s *Stretch) number(n *node) numberRange {
	if !s.c.timed(n) {
		v := s.f.number(n)
		return single(v.value, v.known)
	}
	switch n.op {
	case opFact: // an age
		if !s.f.Known[n.slot] {
			return numberRange{unknown: true}
		}
		return s.age(s.since[n.slot])
	case opField: // .days_ago
		return s.age(InstantOf(s.f.elems[n.level].act.At))
	case opElement:
		return s.elems[n.level].num
	case opLength:
		r := s.text(n.args[0])
		if r.varies {
			return numberRange{low: 0, high: math.MaxFloat64, known: r.known, unknown: r.unknown}
		}
		v := float64(utf8.RuneCountInString(r.s))
		return numberRange{low: v, high: v, known: r.known, unknown: r.unknown}
	case opCount, opSum, opMinOf, opMaxOf:
		return s.aggregate(n).finite()
	case opMin, opMax:
		r := s.number(n.args[0])
		for _, a := range n.args[1:] {
			v := s.number(a)
			r.known, r.unknown = r.known && v.known, r.unknown || v.unknown
			if n.op == opMin {
				r.low, r.high = min(r.low, v.low), min(r.high, v.high)
			} else {
				r.low, r.high = max(r.low, v.low), max(r.high, v.high)
			}
			r.line = line{}
		}
		return r
	}
	if r, ok := choose(s, n, s.number, numberRange{unknown: true}, numberRange.union, func(r numberRange) (bool, numberRange) {
		open := r.unknown
		r.unknown = false
		return open, r
	}); ok {
		return r
	}
	return s.arithmetic(n).finite()
}

func (s *Stretch) arithmetic(n *node) numberRange {
	a := s.number(n.args[0])
	if len(n.args) == 2 {
		b := s.number(n.args[1])
		r := numberRange{known: a.known && b.known, unknown: a.unknown || b.unknown}
		if !r.known {
			return r
		}
		switch n.op {
		case opAdd:
			r.low, r.high = a.low+b.low, a.high+b.high
			r.line = a.line.plus(b.line, 1, &r)
		case opSub:
			r.low, r.high = a.low-b.high, a.high-b.low
			r.line = a.line.plus(b.line, -1, &r)
		case opMul:
			r.corners(a.low*b.low, a.low*b.high, a.high*b.low, a.high*b.high)
			if b.low == b.high {
				r.line = a.line.times(b.low, &r)
			} else if a.low == a.high {
				r.line = b.line.times(a.low, &r)
			}
		case opDiv:
			if b.low <= 0 && b.high >= 0 {
				if b.low == b.high {
					return numberRange{unknown: true}
				}
				return anything(true)
			}
			r.corners(a.low/b.low, a.low/b.high, a.high/b.low, a.high/b.high)
		}
		return r
	}
	of := a.line
	a.line = line{}
	switch n.op {
	case opNeg:
		a.low, a.high = -a.high, -a.low
		a.line = of.times(-1, &a)
	case opAbs:
		if a.low < 0 && a.high > 0 {
			a.low, a.high = 0, max(-a.low, a.high)
		} else {
			x, y := math.Abs(a.low), math.Abs(a.high)
			a.low, a.high = min(x, y), max(x, y)
		}
	case opFloor:
		a.low, a.high = math.Floor(a.low), math.Floor(a.high)
	case opCeil:
		a.low, a.high = math.Ceil(a.low), math.Ceil(a.high)
	case opRound:
		a.low, a.high = math.Round(a.low), math.Round(a.high)
	}
	return a
}

func (r *numberRange) corners(a, b, c, d float64) {
	r.low, r.high = min(a, b, c, d), max(a, b, c, d)
}
