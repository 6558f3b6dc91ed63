package scoring

import "github.com/leadqual/leadqual/internal/milli"

// Days is a length of time in days of 86,400 seconds: 7 is a week, 0.5 twelve
// hours. It is counted in thousandths of a day, as Points are. 0 is absent.
type Days float64

// MaxDays is the greatest length that a rule set may name, a hundred years.
const MaxDays Days = 36_525

// Thousandths is d in thousandths of a day, exactly.
func (d Days) Thousandths() int64 { return milli.Nearest(d) }

// String is the shortest decimal: "0.5".
func (d Days) String() string { return milli.String(d) }

// MarshalJSON writes d as a JSON number.
func (d Days) MarshalJSON() ([]byte, error) { return milli.Marshal(d) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave d as it was.
func (d *Days) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, d) }
