package scoring

import "github.com/leadqual/leadqual/internal/milli"

// Days is a length of time in thousandths of a day of 86,400 seconds: 7000 is
// a week. In JSON it is a decimal with at most three places; more is an error,
// never rounded. 0 is absent.
type Days int64

// Day is one day.
const Day Days = 1000

// MaxDays is the greatest length that a rule set may name, a hundred years.
const MaxDays = 36_525 * Day

// String is the shortest decimal: "0.5".
func (d Days) String() string { return string(milli.Append(nil, int64(d))) }

// MarshalJSON writes d as a JSON number.
func (d Days) MarshalJSON() ([]byte, error) { return milli.Append(nil, int64(d)), nil }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave d as it was.
func (d *Days) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, d) }
