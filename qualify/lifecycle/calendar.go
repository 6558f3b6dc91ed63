package lifecycle

import (
	"iter"
	"time"
)

// A Calendar is the business hours of a team, made ready. An instant is within
// them where the clock on the team's wall shows an open hour of an open date:
// an hour that the wall shows twice, in autumn, counts twice, and one that it
// skips, in spring, does not count. Business time is the time that passes
// within them.
//
// A Calendar is immutable and safe for concurrent use by multiple goroutines. A
// nil Calendar is open around the clock. Its answers are exact to the
// nanosecond, and in UTC. They follow the time zone data of the machine at
// set-up.
type Calendar struct {
	loc  *time.Location
	week [7][]Span        // by time.Weekday
	days map[int64][]Span // dates of their own, by Date.number
}

// NewCalendar makes hours ready. This is where the time zone is looked up, by
// time.LoadLocation. The error, if there is one, is a qualify.Errors.
func NewCalendar(h Hours) (*Calendar, error) {
	var b build
	c := b.calendar("hours", h)
	if err := b.errs.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// IsOpen tells whether t is within business hours.
func (c *Calendar) IsOpen(t time.Time) bool { return !c.NextOpen(t).After(t) }

// NextOpen is the first instant from t on, t included, within business hours.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	if c != nil {
		for open := range c.openings(t) {
			return open.UTC()
		}
	}
	return t.UTC()
}

// Add is the first instant at which d of business time has passed since t. That
// may be the moment of closing, never the opening after it. For a d of 0 or
// less it is t.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	end, _ := c.spend(t, time.Time{}, d)
	return end
}

// Between is the business time from one instant to another; 0 where to is not
// behind from, and at most the longest time.Duration, 292 years.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	if !to.After(from) {
		return 0
	}
	const most = time.Duration(1<<63 - 1)
	_, left := c.spend(from, to, most)
	return most - left
}

// spend goes from an instant on until d of business time has passed, or up to
// an instant unless that is zero. It returns where it stopped and what is left
// of d.
func (c *Calendar) spend(from, to time.Time, d time.Duration) (time.Time, time.Duration) {
	if d <= 0 {
		return from.UTC(), 0
	}
	if c == nil {
		if !to.IsZero() && to.Sub(from) < d {
			return to.UTC(), d - max(0, to.Sub(from))
		}
		return from.Add(d).UTC(), 0
	}
	for open, shut := range c.openings(from) {
		if !to.IsZero() && !open.Before(to) {
			break
		}
		if !to.IsZero() && shut.After(to) {
			shut = to
		}
		room := shut.Sub(open)
		if d <= room {
			return open.Add(d).UTC(), 0
		}
		d -= room
	}
	return to.UTC(), d
}

// openings yields the stretches of business time from an instant on, in order,
// without end. Within a period of one offset from UTC the wall's clock runs
// evenly, so each such period is gone through date by date, and spans are cut
// at its ends. That is all there is to daylight saving: an hour that is shown
// twice lies in two periods, one that is skipped in none.
func (c *Calendar) openings(from time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(open, shut time.Time) bool) {
		for t := from; ; {
			local := t.In(c.loc)
			_, offset := local.Zone()
			_, end := local.ZoneBounds() // zero where the offset stays for good
			for end.IsZero() || t.Before(end) {
				day := floorDiv(t.Unix()+int64(offset), secondsPerDay)
				midnight := day*secondsPerDay - int64(offset)
				for _, s := range c.spans(day) {
					open, shut := time.Unix(midnight+int64(s.From)*60, 0), time.Unix(midnight+int64(s.To)*60, 0)
					if open.Before(t) {
						open = t
					}
					if !end.IsZero() && shut.After(end) {
						shut = end
					}
					if open.Before(shut) && !yield(open, shut) {
						return
					}
				}
				t = time.Unix(midnight+secondsPerDay, 0)
			}
			t = end
		}
	}
}

// spans are the hours of a date.
func (c *Calendar) spans(day int64) []Span {
	if special, ok := c.days[day]; ok {
		return special
	}
	const thursday = int64(time.Thursday)
	return c.week[((day+thursday)%7+7)%7]
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
