package criteria

import "time"

// Instant is a point in time, or a span between two: whole seconds and the
// nanoseconds beyond them, in [0, 1e9). Unlike time.Duration it neither
// overflows nor saturates between the years 0 and 9999.
type Instant struct {
	Sec  int64
	Nsec int64
}

const secondsPerDay = 86400

// InstantOf is the instant of t.
func InstantOf(t time.Time) Instant { return Instant{t.Unix(), int64(t.Nanosecond())} }

func spanOf(d time.Duration) Instant {
	return Instant{}.add(Instant{int64(d / time.Second), int64(d % time.Second)})
}

func (a Instant) add(b Instant) Instant { return norm(a.Sec+b.Sec, a.Nsec+b.Nsec) }
func (a Instant) sub(b Instant) Instant { return norm(a.Sec-b.Sec, a.Nsec-b.Nsec) }

func norm(sec, nsec int64) Instant {
	for nsec < 0 {
		sec, nsec = sec-1, nsec+1e9
	}
	for nsec >= 1e9 {
		sec, nsec = sec+1, nsec-1e9
	}
	return Instant{sec, nsec}
}

// compare is negative, zero or positive as a is before, at or after b.
func (a Instant) compare(b Instant) int {
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
	return (float64(a.Sec-earlier.Sec) + float64(a.Nsec-earlier.Nsec)/1e9) / secondsPerDay
}
