package icp

import "github.com/leadqual/leadqual/internal/milli"

// Share is a share or a weight in thousandths: 500 is 0.5. In JSON it is a
// decimal with at most three places; more is an error, never rounded.
type Share int64

// One is the whole of a share, and the weight that counts once.
const One Share = 1000

// MaxWeight is the greatest weight, a billion; a greater one counts as this.
// It keeps the sums of any profile that fits in memory exact.
const MaxWeight Share = 1_000_000_000 * One

// String is the shortest decimal: "0.5".
func (s Share) String() string { return string(milli.Append(nil, int64(s))) }

// MarshalJSON writes s as a JSON number.
func (s Share) MarshalJSON() ([]byte, error) { return milli.Append(nil, int64(s)), nil }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave s as it was.
func (s *Share) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, s) }

// or is *s within [low, high], or the default where s is nil.
func (s *Share) or(fallback, low, high Share) Share {
	if s == nil {
		return fallback
	}
	return min(max(low, *s), high)
}
