package criteria

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A Clock knows which expressions of a program depend on the time, and at what
// instants they may change. It is immutable and safe for concurrent use.
type Clock struct {
	// Conds, Nums and Eaches are those that depend on the time.
	Conds  []Cond
	Nums   []Num
	Eaches []Each

	p       *Program
	byTime  map[*node]bool
	ages    []bool // by slot
	breaks  []breakpoint
	instant []int // slots of instants that are compared with the time
	dates   []Instant
}

// breakpoint is a number of days that an age is compared with.
type breakpoint struct {
	slot int // of an age; ofActivity: .days_ago
	days float64
}

const ofActivity = -1

// NewClock makes the clock of a program. ages tells by slot which facts are
// ages: numbers of days between an instant and now.
func (p *Program) NewClock(ages []bool) *Clock {
	c := &Clock{p: p, byTime: map[*node]bool{}, ages: ages}
	for i, n := range p.conds {
		if c.find(n) {
			c.Conds = append(c.Conds, Cond(i))
		}
	}
	for i, n := range p.nums {
		if c.find(n) {
			c.Nums = append(c.Nums, Num(i))
		}
	}
	for i, n := range p.eaches {
		if c.find(n) {
			c.Eaches = append(c.Eaches, Each(i))
		}
	}
	for n, timed := range c.byTime {
		if timed && n.op >= opEq && n.op <= opInRange {
			c.compared(n)
		}
	}
	slices.SortFunc(c.breaks, func(a, b breakpoint) int {
		if a.slot != b.slot {
			return a.slot - b.slot
		}
		return cmp.Compare(a.days, b.days)
	})
	c.breaks = slices.Compact(c.breaks)
	slices.Sort(c.instant)
	c.instant = slices.Compact(c.instant)
	slices.SortFunc(c.dates, Instant.compare)
	c.dates = slices.Compact(c.dates)
	return c
}

// Conditions is the number of the program's conditions.
func (p *Program) Conditions() int { return len(p.conds) }

// find tells whether a node depends on the time, and remembers it for all that
// it is made of. What rests on the current element does, as that element may
// be the age of something.
func (c *Clock) find(n *node) bool {
	if timed, ok := c.byTime[n]; ok {
		return timed
	}
	timed := n.op == opNow || n.op == opElement || n.op == opField && n.field == fieldDaysAgo || n.op == opFact && c.ages[n.slot]
	for _, a := range n.args {
		timed = c.find(a) || timed
	}
	c.byTime[n] = timed
	return timed
}

func (c *Clock) timed(n *node) bool { return c.byTime[n] }

// compared notes every constant in a comparison for every age in it. Those that
// belong to something else in it do no harm: they only make more instants to
// look at.
func (c *Clock) compared(n *node) {
	var ages []int
	var days []float64
	var visit func(n *node)
	visit = func(n *node) {
		switch {
		case n.op == opField && n.field == fieldDaysAgo, n.op == opField && n.field == fieldAt:
			ages = append(ages, ofActivity)
		case n.op == opFact && c.ages[n.slot]:
			ages = append(ages, n.slot)
		case n.op == opFact && n.kind == Time:
			c.instant = append(c.instant, n.slot)
		case n.op == opConst && n.kind == Number:
			days = append(days, n.num)
		case n.op == opList && n.kind == Numbers:
			days = append(days, n.nums...)
		case n.op == opConst && n.kind == Time:
			c.dates = append(c.dates, n.at)
		case n.op == opConst && n.kind == Span:
			days = append(days, n.at.DaysSince(Instant{}))
		}
		for _, a := range n.args {
			visit(a)
		}
	}
	visit(n)
	for _, slot := range ages {
		for _, d := range days {
			if math.Abs(d) < 4e6 {
				c.breaks = append(c.breaks, breakpoint{slot, d})
			}
		}
	}
}

// Breakpoints appends to out the instants after now at which an expression may
// change: where the facts and activities of a frame reach an age that is
// compared with a constant, and just after that. since are the instants that
// the frame's ages are counted from, by slot. More instants are possible where
// an expression calculates with ages; a Stretch finds those by halving.
func (c *Clock) Breakpoints(f *Frame, since []Instant, out []Instant) []Instant {
	add := func(at Instant, days float64) {
		for _, age := range [...]float64{days, math.Nextafter(days, math.Inf(1))} {
			if t := reaches(at, age); f.Now.Before(t) {
				out = append(out, t)
			}
		}
	}
	for _, b := range c.breaks {
		if b.slot != ofActivity {
			if f.Known[b.slot] {
				add(since[b.slot], b.days)
			}
			continue
		}
		for _, a := range f.Activities() {
			add(InstantOf(a.At), b.days)
		}
	}
	for _, slot := range c.instant {
		if at := f.At[slot]; f.Known[slot] && f.Now.Before(at) {
			out = append(out, at, at.add(Instant{Nsec: 1}))
		}
	}
	for _, at := range c.dates {
		if f.Now.Before(at) {
			out = append(out, at, at.add(Instant{Nsec: 1}))
		}
	}
	return out
}

// reaches is the first instant at which the age of what happened at an instant
// is so many days, by the arithmetic of DaysSince.
func reaches(at Instant, days float64) Instant {
	const around = 2048 // nanoseconds, far more than the rounding of years of seconds
	whole := math.Floor(days * secondsPerDay)
	guess := at.add(Instant{int64(whole), int64((days*secondsPerDay - whole) * 1e9)})
	low, high := guess.sub(Instant{Nsec: around}), guess.add(Instant{Nsec: around})
	// Invariant: not reached at low, reached at high.
	if low.DaysSince(at) >= days || high.DaysSince(at) < days {
		return guess
	}
	for {
		m := Between(low, high)
		if m == low {
			return high
		}
		if m.DaysSince(at) >= days {
			high = m
		} else {
			low = m
		}
	}
}

// Between is the instant in the middle of two, rounded down to a nanosecond.
func Between(a, b Instant) Instant {
	d := b.sub(a)
	nsec := d.Nsec / 2
	if d.Sec%2 != 0 {
		nsec = (d.Nsec + 1e9) / 2
	}
	return a.add(Instant{d.Sec / 2, nsec})
}

// Compare is negative, zero or positive as a is before, at or after b.
func (a Instant) Compare(b Instant) int { return a.compare(b) }

// Next is the instant a nanosecond later.
func (a Instant) Next() Instant { return a.add(Instant{Nsec: 1}) }

// Previous is the instant a nanosecond earlier.
func (a Instant) Previous() Instant { return a.sub(Instant{Nsec: 1}) }

// Plus is the instant so many microseconds later.
func (a Instant) Plus(micros int64) Instant {
	return a.add(Instant{micros / 1e6, micros % 1e6 * 1e3})
}

// Stretch prepares looking at stretches of time with the facts and activities
// of a frame, at all of whose instants the same activities are visible. since
// are the instants that its ages are counted from, by slot. The frame must not
// be filled anew while the Stretch is used.
func (c *Clock) Stretch(f *Frame, since []Instant) *Stretch {
	return &Stretch{c: c, f: f, since: since}
}

// Between sets the ends of the stretch, both included.
func (s *Stretch) Between(from, to Instant) { s.from, s.to = from, to }

// Time is a as a time in UTC.
func (a Instant) Time() time.Time { return time.Unix(a.Sec, a.Nsec).UTC() }
