package scoring

import (
	"errors"

	"github.com/leadqual/leadqual/internal/milli"
)

// Days is a length of time in days of 86,400 seconds: 7 is a week, 0.5 twelve
// hours. It is counted in thousandths of a day, as Points are. In Go 0 is absent.
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
// errors leave d as it was. A 0 that is written out is an error: a window of no
// time, or one that was meant to be none.
func (d *Days) UnmarshalJSON(data []byte) error {
	v := *d
	if err := milli.Unmarshal(data, &v); err != nil {
		return err
	}
	if v == 0 && string(data) != "null" {
		return errors.New("0 days is no time at all; give a number above 0, or leave the key out")
	}
	*d = v
	return nil
}
