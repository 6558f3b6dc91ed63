package bounds

import (
	"cmp"
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// A TimeDependence knows which expressions of a program depend on the time, and at what
// instants they may change. It is immutable and safe for concurrent use.
type TimeDependence struct {
	// Conds, Nums and Eaches are those that depend on the time.
	Conds  []criteria.Cond
	Nums   []criteria.Num
	Eaches []criteria.Each
	// Results are the conditions that name what was decided, which may depend on
	// the time whatever they are. They are not among Conds.
	Results []criteria.Cond
	// Personal are the fields of people that depend on the time and that some
	// expression names, ascending.
	Personal []int

	p       *eval.Program
	timed   map[*criteria.Node]bool
	ages    []bool // by slot
	breaks  []breakpoint
	instant []int            // slots of instants that are compared with the time
	fields  []*criteria.Node // custom instants of activities that are
	dates   []criteria.Instant

	people   []PersonalTime // by field of a person
	instants []int          // fields of people that are instants and compared with the time
}

// breakpoint is a number of days that an age is compared with.
type breakpoint struct {
	slot int // of an age; ofActivity: .days_ago; ofPerson: the ages of people
	days float64
}

const (
	ofActivity = -1
	ofPerson   = -2
)

// NewTimeDependence makes the clock of a program. ages tells by slot which facts are
// ages, numbers of days between an instant and now, or a truth that SetResult sets.
// fields tells of what depends on the time in a person, nil where there are no people.
func NewTimeDependence(p *eval.Program, ages []bool, fields []PersonalTime) *TimeDependence {
	c := &TimeDependence{p: p, timed: map[*criteria.Node]bool{}, ages: ages, people: fields}
	for i, n := range p.Conds() {
		switch timed := c.find(n); {
		case n.Results:
			c.Results = append(c.Results, criteria.Cond(i))
		case timed:
			c.Conds = append(c.Conds, criteria.Cond(i))
		}
	}
	for i, n := range p.Nums() {
		if c.find(n) {
			c.Nums = append(c.Nums, criteria.Num(i))
		}
	}
	for i, n := range p.Eaches() {
		if c.find(n) {
			c.Eaches = append(c.Eaches, criteria.Each(i))
		}
	}
	for n, timed := range c.timed {
		if timed && n.Op >= criteria.OpEq && n.Op <= criteria.OpInRange {
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
	slices.SortFunc(c.fields, func(a, b *criteria.Node) int { return a.ID - b.ID })
	c.fields = slices.Compact(c.fields)
	slices.SortFunc(c.dates, criteria.Instant.Compare)
	c.dates = slices.Compact(c.dates)
	slices.Sort(c.Personal)
	c.Personal = slices.Compact(c.Personal)
	slices.Sort(c.instants)
	c.instants = slices.Compact(c.instants)
	return c
}

// find tells whether a node depends on the time, and remembers it for all that
// it is made of. What rests on the current element does, as that element may
// be the age of something.
func (c *TimeDependence) find(n *criteria.Node) bool {
	if timed, ok := c.timed[n]; ok {
		return timed
	}
	timed := n.Op == criteria.OpNow || n.Op == criteria.OpElement || n.Op == criteria.OpField && n.Field == criteria.FieldDaysAgo || n.Op == criteria.OpFact && (n.Results || c.ages[n.Slot])
	if n.Op == criteria.OpPersonal && c.people[n.Field] != StaysPersonal {
		timed = true
		c.Personal = append(c.Personal, n.Field)
	}
	for _, a := range n.Args {
		timed = c.find(a) || timed
	}
	c.timed[n] = timed
	return timed
}

func (c *TimeDependence) dependsOnTime(n *criteria.Node) bool { return c.timed[n] }

// compared notes every constant in a comparison for every age in it. Those that
// belong to something else in it do no harm: they only make more instants to
// look at.
func (c *TimeDependence) compared(n *criteria.Node) {
	var ages []int
	var days []float64
	var visit func(n *criteria.Node)
	visit = func(n *criteria.Node) {
		switch {
		case n.Op == criteria.OpField && n.Field == criteria.FieldDaysAgo, n.Op == criteria.OpField && n.Field == criteria.FieldAt:
			ages = append(ages, ofActivity)
		case n.Op == criteria.OpField && n.Kind == criteria.Time:
			c.fields = append(c.fields, n)
		case n.Op == criteria.OpFact && c.ages[n.Slot]:
			ages = append(ages, n.Slot)
		case n.Op == criteria.OpFact && n.Kind == criteria.Time:
			c.instant = append(c.instant, n.Slot)
		case n.Op == criteria.OpPersonal && c.people[n.Field] == PersonalAge:
			ages = append(ages, ofPerson)
		case n.Op == criteria.OpPersonal && n.Kind == criteria.Time:
			c.instants = append(c.instants, n.Field)
		case n.Op == criteria.OpConst && n.Kind == criteria.Number:
			days = append(days, n.Number)
		case n.Op == criteria.OpList && n.Kind == criteria.Numbers:
			days = append(days, n.Numbers...)
		case n.Op == criteria.OpConst && n.Kind == criteria.Time:
			c.dates = append(c.dates, n.Instant)
		case n.Op == criteria.OpConst && n.Kind == criteria.Span:
			days = append(days, n.Instant.DaysSince(criteria.Instant{}))
		}
		for _, a := range n.Args {
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
// the frame's ages are counted from, by slot, and idle those that the ages of its
// people are. More instants are possible where
// an expression calculates with ages; a Evaluator finds those by halving.
func (c *TimeDependence) Breakpoints(f *eval.Frame, since, idle, out []criteria.Instant) []criteria.Instant {
	add := func(at criteria.Instant, days float64) {
		for _, age := range [...]float64{days, math.Nextafter(days, math.Inf(1))} {
			if t := reaches(at, age); f.Now.Before(t) {
				out = append(out, t)
			}
		}
	}
	for _, b := range c.breaks {
		if b.slot == ofPerson {
			for _, at := range idle {
				add(at, b.days)
			}
			continue
		}
		if b.slot != ofActivity {
			if f.Known[b.slot] {
				add(since[b.slot], b.days)
			}
			continue
		}
		for _, a := range f.Activities() {
			add(criteria.InstantOf(a.At), b.days)
		}
	}
	for _, slot := range c.instant {
		if at := f.At[slot]; f.Known[slot] && f.Now.Before(at) {
			out = append(out, at, at.Add(criteria.Instant{Nsec: 1}))
		}
	}
	for _, field := range c.instants {
		for i := range f.People {
			if v := &f.People[i].Values[field]; v.Known && f.Now.Before(v.At) {
				out = append(out, v.At, v.At.Add(criteria.Instant{Nsec: 1}))
			}
		}
	}
	for _, n := range c.fields {
		outer := f.Elements[n.Level]
		for i := range f.Activities() {
			f.Elements[n.Level].At = i
			if v := f.CustomOf(n); v.HasAt && f.Now.Before(v.At) {
				out = append(out, v.At, v.At.Add(criteria.Instant{Nsec: 1}))
			}
		}
		f.Elements[n.Level] = outer
	}
	for _, at := range c.dates {
		if f.Now.Before(at) {
			out = append(out, at, at.Add(criteria.Instant{Nsec: 1}))
		}
	}
	return out
}

// reaches is the first instant at which the age of what happened at an instant
// is so many days, by the arithmetic of DaysSince.
func reaches(at criteria.Instant, days float64) criteria.Instant {
	const around = 2048 // nanoseconds, far more than the rounding of years of seconds
	whole := math.Floor(days * criteria.SecondsPerDay)
	guess := at.Add(criteria.Instant{Sec: int64(whole), Nsec: int64((days*criteria.SecondsPerDay - whole) * 1e9)})
	low, high := guess.Sub(criteria.Instant{Nsec: around}), guess.Add(criteria.Instant{Nsec: around})
	// Invariant: not reached at low, reached at high.
	if low.DaysSince(at) >= days || high.DaysSince(at) < days {
		return guess
	}
	for {
		m := criteria.Between(low, high)
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

// Evaluator prepares looking at stretches of time with the facts and activities
// of a frame, at all of whose instants the same activities are visible. since
// are the instants that its ages are counted from, by slot. The frame must not
// be filled anew while the Evaluator is used.
func (c *TimeDependence) Evaluator(f *eval.Frame, since []criteria.Instant) *Evaluator {
	return &Evaluator{time: c, f: f, since: since, results: map[int]scope{}}
}

// SetInterval sets the ends of the stretch, both included.
func (s *Evaluator) SetInterval(from, to criteria.Instant) { s.from, s.to = from, to }
