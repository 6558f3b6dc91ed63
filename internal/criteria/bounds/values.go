package bounds

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/criteria"
)

// Ranges of values. known and unknown tell whether the value may be that; the
// rest holds where it may be known.
type (
	numberInterval struct {
		low, high      float64
		known, unknown bool
		affine         affine
	}
	instantInterval struct {
		low, high      criteria.Instant
		known, unknown bool
	}
	// textSet is one text, or where it varies any.
	textSet struct {
		s              string
		varies         bool
		known, unknown bool
	}
)

func (r numberInterval) union(o numberInterval) numberInterval {
	switch {
	case !r.known:
		o.unknown = o.unknown || r.unknown
		return o
	case !o.known:
		r.unknown = r.unknown || o.unknown
		return r
	}
	return numberInterval{low: min(r.low, o.low), high: max(r.high, o.high), known: true, unknown: r.unknown || o.unknown}
}

func (r instantInterval) union(o instantInterval) instantInterval {
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

func (r textSet) union(o textSet) textSet {
	switch {
	case !r.known:
		o.unknown = o.unknown || r.unknown
		return o
	case !o.known:
		r.unknown = r.unknown || o.unknown
		return r
	}
	return textSet{r.s, r.varies || o.varies || r.s != o.s, true, r.unknown || o.unknown}
}

// choose is what an OpIf or OpOrElse comes to: the union of the branches that
// may be taken. ok is false for other nodes.
func choose[R any](s *Evaluator, n *criteria.Node, of func(*criteria.Node) R, nothing R, union func(R, R) R, open func(R) (unknown bool, without R)) (r R, ok bool) {
	switch n.Op {
	case criteria.OpIf:
		r = nothing
		cond := s.truth(n.Args[0])
		if cond&unknownOnly == 0 {
			_, r = open(r)
		}
		if cond&metOnly != 0 {
			r = union(r, of(n.Args[1]))
		}
		if cond&unmetOnly != 0 {
			r = union(r, of(n.Args[2]))
		}
		return r, true
	case criteria.OpOrElse:
		r = of(n.Args[0])
		if unknown, without := open(r); unknown {
			r = union(without, of(n.Args[1]))
		}
		return r, true
	}
	return r, false
}

func (s *Evaluator) text(n *criteria.Node) textSet {
	if !s.time.dependsOnTime(n) {
		text, known := s.f.TextOf(n)
		return textSet{text, false, known, !known}
	}
	switch n.Op {
	case criteria.OpFact:
		return s.result(n).text
	case criteria.OpPersonal:
		return s.personal(n).text
	case criteria.OpElement:
		return s.elems[n.Level].text
	}
	if r, ok := choose(s, n, s.text, textSet{unknown: true}, textSet.union, func(r textSet) (bool, textSet) {
		open := r.unknown
		r.unknown = false
		return open, r
	}); ok {
		return r
	}
	r := s.text(n.Args[0])
	switch n.Op {
	case criteria.OpLower:
		r.s = strings.ToLower(r.s)
	case criteria.OpUpper:
		r.s = strings.ToUpper(r.s)
	case criteria.OpTrim:
		r.s = strings.TrimSpace(r.s)
	case criteria.OpFold:
		r.s = criteria.FoldFact(r.s)
	case criteria.OpLookup:
		r.s = n.Table.Row(r.s).Text
	case criteria.OpEmailDomain:
		if r.varies {
			r.unknown = true
			break
		}
		host, ok := criteria.EmailHost(r.s)
		r.s = strings.ToLower(host)
		if r.known && !ok {
			r.known, r.unknown = false, true
		}
	}
	return r
}

func (s *Evaluator) instant(n *criteria.Node) instantInterval {
	if !s.time.dependsOnTime(n) {
		at, known := s.f.InstantOf(n)
		return instantInterval{at, at, known, !known}
	}
	switch n.Op {
	case criteria.OpNow:
		return instantInterval{s.from, s.to, true, false}
	case criteria.OpElement:
		return s.elems[n.Level].at
	}
	if r, ok := choose(s, n, s.instant, instantInterval{unknown: true}, instantInterval.union, func(r instantInterval) (bool, instantInterval) {
		open := r.unknown
		r.unknown = false
		return open, r
	}); ok {
		return r
	}
	a, b := s.instant(n.Args[0]), s.instant(n.Args[1])
	r := instantInterval{known: a.known && b.known, unknown: a.unknown || b.unknown}
	if n.Op == criteria.OpAdd {
		r.low, r.high = a.low.Add(b.low), a.high.Add(b.high)
	} else {
		r.low, r.high = a.low.Sub(b.high), a.high.Sub(b.low)
	}
	return r
}

// finite makes what may have no finite value unknown there.
func (r numberInterval) finite() numberInterval {
	if !r.known {
		return r
	}
	if r.low != r.low || r.high != r.high {
		return anything(true)
	}
	if math.IsInf(r.low, 0) && r.low == r.high {
		return numberInterval{unknown: true}
	}
	if math.IsInf(r.low, 0) {
		r.low, r.unknown = -math.MaxFloat64, true
	}
	if math.IsInf(r.high, 0) {
		r.high, r.unknown = math.MaxFloat64, true
	}
	return r
}

func (s *Evaluator) number(n *criteria.Node) numberInterval {
	if !s.time.dependsOnTime(n) {
		v := s.f.NumberOf(n)
		return single(v.Value, v.Known)
	}
	switch n.Op {
	case criteria.OpFact:
		if n.Results {
			return s.result(n).num
		}
		if !s.f.Known[n.Slot] {
			return numberInterval{unknown: true}
		}
		return s.age(s.since[n.Slot]) // the only other facts that depend on the time
	case criteria.OpField: // .days_ago
		return s.age(criteria.InstantOf(s.f.Elements[n.Level].Activity.At))
	case criteria.OpPersonal:
		if p := s.personal(n); p.age {
			return s.age(p.since)
		} else {
			return p.num
		}
	case criteria.OpElement:
		return s.elems[n.Level].num
	case criteria.OpLen:
		r := s.text(n.Args[0])
		if r.varies {
			return numberInterval{low: 0, high: math.MaxFloat64, known: r.known, unknown: r.unknown}
		}
		v := float64(utf8.RuneCountInString(r.s))
		return numberInterval{low: v, high: v, known: r.known, unknown: r.unknown}
	case criteria.OpLookup:
		key := s.text(n.Args[0])
		if key.varies {
			return numberInterval{low: -math.MaxFloat64, high: math.MaxFloat64, known: key.known, unknown: key.unknown}
		}
		v := n.Table.Row(key.s).Number
		return numberInterval{low: v, high: v, known: key.known, unknown: key.unknown}
	case criteria.OpCount, criteria.OpSum, criteria.OpMinOf, criteria.OpMaxOf:
		return s.aggregate(n).finite()
	case criteria.OpMin, criteria.OpMax:
		r := s.number(n.Args[0])
		for _, a := range n.Args[1:] {
			v := s.number(a)
			r.known, r.unknown = r.known && v.known, r.unknown || v.unknown
			if n.Op == criteria.OpMin {
				r.low, r.high = min(r.low, v.low), min(r.high, v.high)
			} else {
				r.low, r.high = max(r.low, v.low), max(r.high, v.high)
			}
			r.affine = affine{}
		}
		return r
	}
	if r, ok := choose(s, n, s.number, numberInterval{unknown: true}, numberInterval.union, func(r numberInterval) (bool, numberInterval) {
		open := r.unknown
		r.unknown = false
		return open, r
	}); ok {
		return r
	}
	return s.arithmetic(n).finite()
}

func (s *Evaluator) arithmetic(n *criteria.Node) numberInterval {
	a := s.number(n.Args[0])
	if len(n.Args) == 2 {
		b := s.number(n.Args[1])
		r := numberInterval{known: a.known && b.known, unknown: a.unknown || b.unknown}
		if !r.known {
			return r
		}
		switch n.Op {
		case criteria.OpAdd:
			r.low, r.high = a.low+b.low, a.high+b.high
			r.affine = a.affine.plus(b.affine, 1, &r)
		case criteria.OpSub:
			r.low, r.high = a.low-b.high, a.high-b.low
			r.affine = a.affine.plus(b.affine, -1, &r)
		case criteria.OpMul:
			r.corners(a.low*b.low, a.low*b.high, a.high*b.low, a.high*b.high)
			if b.low == b.high {
				r.affine = a.affine.times(b.low, &r)
			} else if a.low == a.high {
				r.affine = b.affine.times(a.low, &r)
			}
		case criteria.OpDiv:
			if b.low <= 0 && b.high >= 0 {
				if b.low == b.high {
					return numberInterval{unknown: true}
				}
				return anything(true)
			}
			r.corners(a.low/b.low, a.low/b.high, a.high/b.low, a.high/b.high)
		}
		return r
	}
	of := a.affine
	a.affine = affine{}
	switch n.Op {
	case criteria.OpNeg:
		a.low, a.high = -a.high, -a.low
		a.affine = of.times(-1, &a)
	case criteria.OpAbs:
		if a.low < 0 && a.high > 0 {
			a.low, a.high = 0, max(-a.low, a.high)
		} else {
			x, y := math.Abs(a.low), math.Abs(a.high)
			a.low, a.high = min(x, y), max(x, y)
		}
	case criteria.OpFloor:
		a.low, a.high = math.Floor(a.low), math.Floor(a.high)
	case criteria.OpCeil:
		a.low, a.high = math.Ceil(a.low), math.Ceil(a.high)
	case criteria.OpRound:
		a.low, a.high = math.Round(a.low), math.Round(a.high)
	}
	return a
}

func (r *numberInterval) corners(a, b, c, d float64) {
	r.low, r.high = min(a, b, c, d), max(a, b, c, d)
}
