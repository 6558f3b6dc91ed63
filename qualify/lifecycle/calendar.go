package lifecycle

import (
	"iter"
	"time"
)

// A Calendar computes with the business hours of a team. An instant is within
// business hours if the local time at that instant is: an hour that local time
// repeats, in autumn, counts twice, and one that it skips, in spring, does not
// count. Business time is the time that passes within business hours.
//
// A Calendar is immutable and safe for concurrent use by multiple goroutines. A
// nil Calendar is open around the clock. Its answers are exact to the
// nanosecond and in UTC. They depend on the time zone data of the machine at the
// time of NewCalendar.
type Calendar struct {
	loc  *time.Location
	week [7][]Span        // by time.Weekday
	days map[int64][]Span // dates of their own, by Date.number
}

// NewCalendar checks hours and copies them. The time zone is looked up here, by
// time.LoadLocation. A non-nil error is a qualify.Errors with every mistake.
func NewCalendar(h Hours) (*Calendar, error) {
	var b build
	c := b.calendar("hours", h)
	if err := b.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// IsOpen tells whether t is within business hours.
func (c *Calendar) IsOpen(t time.Time) bool { return !c.NextOpen(t).After(t) }

// NextOpen is the first instant within business hours that is not before t.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	if c != nil {
		for open := range c.openings(t) {
			return open.UTC()
		}
	}
	return t.UTC()
}

// Add is the first instant at which business time d has passed since t. If that
// is closing time, it is that, not the next opening. If d is 0 or less, it is
// t.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	end, _ := c.spend(t, time.Time{}, d)
	return end
}

// Between is the business time from one instant to another; 0 if to is not
// after from, and at most the longest time.Duration, 292 years.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	if !to.After(from) {
		return 0
	}
	const most = time.Duration(1<<63 - 1)
	_, left := c.spend(from, to, most)
	return most - left
}

// spend advances from an instant until business time d has passed, or up to an
// instant unless that is zero. It returns where it stopped and what is left of
// d.
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

// openings yields the periods of business time from an instant on, in order,
// without end. While the offset from UTC is constant, local time advances
// evenly; so it goes date by date through the time of one offset, and cuts spans
// at the ends of that. Nothing else is needed for daylight saving: an hour that
// is repeated belongs to two offsets, one that is skipped to none.
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
