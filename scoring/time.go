package scoring

import (
	"math"
	"time"

	"github.com/leadqual/leadqual/internal/milli"
)

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

// microsPerMilliday is the number of microseconds in a thousandth of a day.
const microsPerMilliday = 86_400_000

// Age is d as an age, exactly. Beyond a quarter of a million years it
// saturates.
func (d Days) Age() Age {
	const most = math.MaxInt64 / microsPerMilliday
	return Age(max(-most, min(d, most))) * microsPerMilliday
}

// Age is how long ago something happened, in microseconds. A time.Duration
// would do for 292 years only.
type Age int64

// AgeOf is the time from earlier to later, rounded up to the next microsecond.
// So an age is at most a whole number of microseconds if and only if the exact
// time is, and windows close at the exact instant. It is negative where
// earlier is the later one. Instants more than a hundred thousand years away
// count as that far.
func AgeOf(later, earlier time.Time) Age {
	const far = 1 << 42 // seconds; twice that in microseconds fits in an int64
	seconds := max(-far, min(later.Unix(), far)) - max(-far, min(earlier.Unix(), far))
	nanos := later.Nanosecond() - earlier.Nanosecond()
	micros := nanos / 1000 // towards zero: up, where it is negative
	if nanos%1000 > 0 {
		micros++
	}
	return Age(seconds*1_000_000 + int64(micros))
}
