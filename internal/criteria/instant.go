package criteria

import (
	"math"
	"time"
)

// Instant is a point in time, or a span between two: whole seconds and the
// nanoseconds beyond them, in [0, 1e9). Unlike time.Duration it neither
// overflows nor saturates between the years 0 and 9999.
type Instant struct {
	Sec  int64
	Nsec int64
}

const SecondsPerDay = 86400

// InstantOf is the instant of t. Beyond 36 billion years from 1970 it is that
// far, so that the difference of two instants never overflows.
func InstantOf(t time.Time) Instant {
	const far = 1 << 60
	return Instant{max(-far, min(t.Unix(), far)), int64(t.Nanosecond())}
}

func SpanOf(d time.Duration) Instant {
	return Instant{}.Add(Instant{int64(d / time.Second), int64(d % time.Second)})
}

func (a Instant) Add(b Instant) Instant { return norm(a.Sec+b.Sec, a.Nsec+b.Nsec) }
func (a Instant) Sub(b Instant) Instant { return norm(a.Sec-b.Sec, a.Nsec-b.Nsec) }

func norm(sec, nsec int64) Instant {
	for nsec < 0 {
		sec, nsec = sec-1, nsec+1e9
	}
	for nsec >= 1e9 {
		sec, nsec = sec+1, nsec-1e9
	}
	return Instant{sec, nsec}
}

// Compare is negative, zero or positive as a is before, at or after b.
func (a Instant) Compare(b Instant) int {
	switch {
	case a.Sec < b.Sec || a.Sec == b.Sec && a.Nsec < b.Nsec:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// Before tells whether a is before b.
func (a Instant) Before(b Instant) bool {
	return a.Sec < b.Sec || a.Sec == b.Sec && a.Nsec < b.Nsec
}

// DaysSince is the number of 86,400-second days from earlier to a.
func (a Instant) DaysSince(earlier Instant) float64 {
	return (float64(a.Sec-earlier.Sec) + float64(a.Nsec-earlier.Nsec)/1e9) / SecondsPerDay
}

// Between is the instant in the middle of two, rounded down to a nanosecond.
func Between(a, b Instant) Instant {
	d := b.Sub(a)
	nsec := d.Nsec / 2
	if d.Sec%2 != 0 {
		nsec = (d.Nsec + 1e9) / 2
	}
	return a.Add(Instant{d.Sec / 2, nsec})
}

// Next is the instant a nanosecond later.
func (a Instant) Next() Instant { return a.Add(Instant{Nsec: 1}) }

// Previous is the instant a nanosecond earlier.
func (a Instant) Previous() Instant { return a.Sub(Instant{Nsec: 1}) }

// Plus is the instant so many microseconds later.
func (a Instant) Plus(micros int64) Instant {
	return a.Add(Instant{micros / 1e6, micros % 1e6 * 1e3})
}

// Time is a as a time in UTC.
func (a Instant) Time() time.Time { return time.Unix(a.Sec, a.Nsec).UTC() }

// BeforeAll is an instant before any that a lead may hold.
var BeforeAll = Instant{Sec: math.MinInt64}
