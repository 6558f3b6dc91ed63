package bounds

import (
	"math"

	"github.com/leadqual/leadqual/internal/criteria"
)

// affine is how a number depends on the time, where that is known: rate a day,
// from start at the beginning of the stretch, give or take slack for the
// rounding. It lets the difference of two ages be seen to stay what it is
// while both grow, which a range for each cannot show. The zero line is none.
type affine struct {
	ok                 bool
	rate, start, slack float64
	pure               bool // the age of since and nothing else
	since              criteria.Instant
}

// rounding is more than a few operations of float64 lose, relative to the
// greatest number in them.
const rounding = 0x1p-49

// single is a number that does not depend on the time.
func single(v float64, known bool) numberInterval {
	return numberInterval{low: v, high: v, known: known, unknown: !known, affine: affine{ok: known, start: v}}
}

// anything is any number.
func anything(unknown bool) numberInterval {
	return numberInterval{low: -math.MaxFloat64, high: math.MaxFloat64, known: true, unknown: unknown}
}

// age is the number of days since an instant.
func (s *Evaluator) age(since criteria.Instant) numberInterval {
	r := numberInterval{low: s.from.DaysSince(since), high: s.to.DaysSince(since), known: true}
	r.affine = affine{true, 1, r.low, r.most() * rounding, true, since}
	return r
}

// most is the greatest magnitude in a range.
func (r *numberInterval) most() float64 { return max(math.Abs(r.low), math.Abs(r.high)) }

// plus is l + sign*m, whose result has the range r.
func (l affine) plus(m affine, sign float64, r *numberInterval) affine {
	if !l.ok || !m.ok {
		return affine{}
	}
	if m.rate == 0 && m.start == 0 && m.slack == 0 {
		return l
	}
	return affine{ok: true, rate: l.rate + sign*m.rate, start: l.start + sign*m.start, slack: l.slack + m.slack + (r.most()+math.Abs(l.start)+math.Abs(m.start))*rounding}
}

// beside is the greater, or the lesser, of l and m where both change at one rate.
func (l affine) beside(m affine, greater bool) affine {
	if !l.ok || !m.ok || l.rate != m.rate {
		return affine{}
	}
	l.slack = max(l.slack, m.slack)
	l.pure = l.pure && m.pure && l.since == m.since
	if greater == (m.start > l.start) {
		l.start = m.start
	}
	return l
}

// times is l times a number, the range of which is r.
func (l affine) times(by float64, r *numberInterval) affine {
	if !l.ok {
		return affine{}
	}
	return affine{ok: true, rate: l.rate * by, start: l.start * by, slack: l.slack*math.Abs(by) + r.most()*rounding}
}

// minus is the range of l - m over the stretch; ok is false where a line is
// none.
func (l affine) minus(m affine, from, to criteria.Instant) (low, high float64, ok bool) {
	if !l.ok || !m.ok {
		return 0, 0, false
	}
	if l.pure && m.pure && l.since == m.since {
		return 0, 0, true
	}
	change := (l.rate - m.rate) * to.DaysSince(from)
	start := l.start - m.start
	slack := l.slack + m.slack + (math.Abs(l.start)+math.Abs(m.start)+math.Abs(change))*rounding
	return start + min(change, 0) - slack, start + max(change, 0) + slack, true
}
