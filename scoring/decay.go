package scoring

import "github.com/leadqual/leadqual/internal/milli"

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
	// Rate is the part of the points lost in EveryDays, above 0 and up to
	// MaxRate. Linear decay must have it, and no other may.
	Rate *Rate `json:"rate,omitempty"`
	// EveryDays is the period of Rate, above 0 and up to MaxDays. Linear decay
	// must have it, and no other may; 0 in Go is absent.
	EveryDays Days `json:"every_days,omitempty"`
	// Days is the half-life, above 0 and up to MaxDays. HalfLife must have it,
	// and no other may; 0 in Go is absent.
	Days Days `json:"days,omitempty"`
	// Stepped lets points fade at the end of each whole period only, rather
	// than all the time.
	Stepped bool `json:"stepped,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Rate is the rate of a decay: 0.5 is a half in each period. It is counted in
// thousandths, as Points are.
type Rate float64

// MaxRate is the greatest rate: all points are lost in one period.
const MaxRate Rate = 1

// Thousandths is r in thousandths, exactly.
func (r Rate) Thousandths() int64 { return milli.Nearest(r) }

// String is the shortest decimal: "0.5".
func (r Rate) String() string { return milli.String(r) }

// MarshalJSON writes r as a JSON number.
func (r Rate) MarshalJSON() ([]byte, error) { return milli.Marshal(r) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave r as it was.
func (r *Rate) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, r) }
