package scorecard

import (
	"math"
	"time"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// microsPerMilliday is the number of microseconds in a thousandth of a day.
const microsPerMilliday = 86_400_000

// Age is how long ago something happened, in microseconds. A time.Duration
// would do for 292 years only.
type Age int64

// AgeOfDays is a length of time as an age, exactly. Beyond a quarter of a
// million years it saturates.
func AgeOfDays(d scoring.Days) Age {
	const most = math.MaxInt64 / microsPerMilliday
	return Age(max(-most, min(milli.Nearest(d), most))) * microsPerMilliday
}

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
