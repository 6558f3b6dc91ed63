package scoring

import (
	"math"
	"math/bits"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/portable"
)

// The kinds of decay.
const (
	Linear   = "linear"
	HalfLife = "half_life"
)

// A Decay lets the points of a match fade with its age.
//
//	linear     points * max(0, 1 - rate * age/every_days)
//	half_life  points * 0.5^(age/days)
//
// The result is rounded to 1/1000, half away from zero. Linear decay is exact
// before that; of a half-life only whole ones are, but all processors agree.
type Decay struct {
	// Kind is Linear or HalfLife.
	Kind string `json:"kind"`
	// Rate is the part of the points lost in EveryDays, from 0.001 to MaxRate;
	// linear only. Nil and 0 lose nothing.
	Rate *Rate `json:"rate,omitempty"`
	// EveryDays is the period of Rate, up to MaxDays; linear only. 0 loses
	// nothing.
	EveryDays Days `json:"every_days,omitempty"`
	// Days is the half-life, up to MaxDays; HalfLife only. 0 loses nothing.
	Days Days `json:"days,omitempty"`
	// Stepped lets points fade at the end of each whole period only, rather
	// than all the time.
	Stepped bool `json:"stepped,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Rate is the rate of a decay in thousandths: 500 is 0.5. In JSON it is a
// decimal with at most three places; more is an error, never rounded.
type Rate int64

// MaxRate is the greatest rate, a thousand; a greater one counts as this.
const MaxRate Rate = 1_000_000

// String is the shortest decimal: "0.5".
func (r Rate) String() string { return string(milli.Append(nil, int64(r))) }

// MarshalJSON writes r as a JSON number.
func (r Rate) MarshalJSON() ([]byte, error) { return milli.Append(nil, int64(r)), nil }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave r as it was.
func (r *Rate) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, r) }

// fading is a Decay prepared. A period of 0 is no decay.
type fading struct {
	period  Age
	rate    uint64 // thousandths; linear only
	half    bool
	stepped bool
}

func newFading(d *Decay) fading {
	if d == nil {
		return fading{}
	}
	f := fading{stepped: d.Stepped}
	switch d.Kind {
	case Linear:
		f.period = d.EveryDays.bounded()
		if d.Rate != nil {
			f.rate = uint64(max(0, min(*d.Rate, MaxRate)))
		}
	case HalfLife:
		f.period, f.half = d.Days.bounded(), true
	}
	return f
}

// bounded is d as an age from 0 to that of MaxDays.
func (d Days) bounded() Age { return max(0, min(d, MaxDays)).Age() }

// of returns what is left of p at an age. Its magnitude is at most mostPoints
// as that of p is.
func (f *fading) of(p Points, age Age) Points {
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
	hi, lo := bits.Mul64(p.magnitude(), left)
	q, rest := bits.Div64(hi, lo, whole)
	if 2*rest >= whole {
		q++
	}
	if p < 0 {
		return -Points(q)
	}
	return Points(q)
}

// halved is of for half-lives.
func (f *fading) halved(p Points, age Age) Points {
	// Whole half-lives apart, so that these are exact.
	x := float64(age/f.period) + float64(age%f.period)/float64(f.period)
	return Points(math.Round(float64(p) * portable.Exp2(-x)))
}

func (p Points) magnitude() uint64 {
	if p < 0 {
		return uint64(-p)
	}
	return uint64(p)
}
