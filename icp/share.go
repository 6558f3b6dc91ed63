package icp

import "github.com/leadqual/leadqual/internal/milli"

// Share is a part of a whole: 0.5 is a half, 1 all of it. It is counted in
// thousandths. In Go a share means its nearest thousandth, which may be at most
// a millionth away; in JSON it is a decimal with at most three places. More is
// an error, never rounded. What the library gives back is always the float64
// nearest to a whole number of thousandths.
type Share float64

// Thousandths is s in thousandths, exactly: 500 for 0.5.
func (s Share) Thousandths() int64 { return milli.Nearest(s) }

// String is the shortest decimal: "0.5".
func (s Share) String() string { return milli.String(s) }

// MarshalJSON writes s as a JSON number.
func (s Share) MarshalJSON() ([]byte, error) { return milli.Marshal(s) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave s as it was.
func (s *Share) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, s) }

// Weight is what a criterion counts among the others: 2 is twice as much as 1.
// It is counted in thousandths, as a Share is.
type Weight float64

// MaxWeight is the greatest weight, a billion; a greater one counts as this.
// It keeps the sums of any profile that fits in memory exact.
const MaxWeight Weight = 1_000_000_000

// Thousandths is w in thousandths, exactly.
func (w Weight) Thousandths() int64 { return milli.Nearest(w) }

// String is the shortest decimal: "1.5".
func (w Weight) String() string { return milli.String(w) }

// MarshalJSON writes w as a JSON number.
func (w Weight) MarshalJSON() ([]byte, error) { return milli.Marshal(w) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave w as it was.
func (w *Weight) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, w) }

// or is *v in thousandths within [low, high], or the default where v is nil.
func or[T ~float64](v *T, fallback, low, high int64) int64 {
	if v == nil {
		return fallback
	}
	return min(max(low, milli.Nearest(*v)), high)
}
