package scorecard

import (
	"math"
	"math/bits"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/portable"
	"github.com/leadqual/leadqual/scoring"
)

// fading is a Decay prepared. A period of 0 is no decay.
type fading struct {
	period  Age
	rate    uint64 // thousandths; linear only
	half    bool
	stepped bool
}

func newFading(d *scoring.Decay) fading {
	if d == nil {
		return fading{}
	}
	f := fading{stepped: d.Stepped}
	switch d.Kind {
	case scoring.Linear:
		f.period = bounded(d.EveryDays)
		if d.Rate != nil {
			f.rate = uint64(milli.Nearest(max(0, min(*d.Rate, scoring.MaxRate))))
		}
	case scoring.HalfLife:
		f.period, f.half = bounded(d.Days), true
	}
	return f
}

// bounded is d as an age from 0 to that of MaxDays.
func bounded(d scoring.Days) Age { return AgeOfDays(max(0, min(d, scoring.MaxDays))) }

// of returns what is left of p at an age. Its magnitude is at most mostPoints
// as that of p is.
func (f *fading) of(p int64, age Age) int64 {
	if f.period == 0 || age <= 0 {
		return p
	}
	if f.stepped {
		age -= age % f.period
	}
	if f.half {
		return f.halved(p, age)
	}
	// 1 - rate*age/period = left/whole. The whole is below 2^62, as a period is
	// at most MaxDays, 3.2e15 microseconds.
	whole := 1000 * uint64(f.period)
	hi, lost := bits.Mul64(f.rate, uint64(age))
	if hi > 0 || lost >= whole {
		return 0
	}
	left := whole - lost
	// |p| * left / whole fits in 64 bits, as left <= whole.
	hi, lo := bits.Mul64(magnitude(p), left)
	q, rest := bits.Div64(hi, lo, whole)
	if 2*rest >= whole {
		q++
	}
	if p < 0 {
		return -int64(q)
	}
	return int64(q)
}

// halved is of for half-lives.
func (f *fading) halved(p int64, age Age) int64 {
	// Whole half-lives apart, so that these are exact.
	x := float64(age/f.period) + float64(age%f.period)/float64(f.period)
	return int64(math.Round(float64(p) * portable.Exp2(-x)))
}

func magnitude(p int64) uint64 {
	if p < 0 {
		return uint64(-p)
	}
	return uint64(p)
}
