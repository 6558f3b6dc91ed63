package criteria

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
)

// A pass goes once over a lead's activities for all that a rule set counts,
// adds, compares and matches among them. Each of these is a tally; an activity
// is shown only to the tallies that its type can concern.
type pass struct {
	tallies []tally
	// How many tallies keep a count, a sum or an extreme.
	counts, sums, extremes int

	// Tallies of all activities, whatever their type, by register, or -1.
	count, sum, most, least, youngest int32

	types  []string
	index  map[string]int // in types
	small  smallTable
	byType []bucket // by index in types
	others bucket   // for all other types
}

// bucket holds the tallies that activities of one type concern. The first two
// windows are in place: most types have as many, and where there are fewer, a
// window that no activity is in costs less than finding that out.
type bucket struct {
	first, second window
	more          bool // there are steps or parts
	windows       []window
	steps         []step
	parts         []part
}

// part holds what only activities concern that a test on a text holds for, so
// that the test is made once for all of it.
type part struct {
	test elementTest
	of   bucket
}

// window is the commonest tally, the number of activities up to an age.
type window struct {
	age float64
	reg int32
}

// has is 1 for an age in the window and 0 for any other. Which it is is a
// toss-up for the processor, so there is no branch for it to guess wrong.
func (w *window) has(age float64) int64 {
	if age <= w.age {
		return 1
	}
	return 0
}

// tally is what is kept of the activities that satisfy a predicate.
type tally struct {
	kind  tallyKind
	reg   int32 // in Frame.counts, regs, sums or matches
	of    predicate
	value *node // what is added or compared; nil for .value
}

type tallyKind uint8

const (
	tallyCount tallyKind = iota
	tallySum
	tallyMax
	tallyMin
	tallyYoungest // the least age, in seconds
	tallyMatch
)

// step is a tally as the pass meets it, within the parts whose tests it needs.
type step struct {
	age, value interval
	ranged     bool // something but age.high bounds it
	kind       tallyKind
	reg        int32
	walked     []*node // what is left of the predicate
	of         *node
}

// interval is a closed range.
type interval struct{ low, high float64 }

var everything = interval{math.Inf(-1), math.Inf(1)}

func (i *interval) narrow(j interval) {
	i.low, i.high = max(i.low, j.low), min(i.high, j.high)
}

// Observe shows the program a lead's activities, before Run. It sees those
// after reset and up to the frame's instant, and numbers them in their order.
// It returns whether there are any without a type or an instant, which it
// passes over.
func (p *Program) Observe(f *Frame, log []Activity, reset Instant) (faulty bool) {
	ps := &p.pass
	counts, now := f.counts, f.Now
	seen := 0
	youngest, most, least := math.Inf(1), math.Inf(-1), math.Inf(1)
	for i := range log {
		a := &log[i]
		at := InstantOf(a.At)
		if a.Type == "" || at.Sec == zeroSecond && a.At.IsZero() {
			faulty = true
			continue
		}
		seconds := now.Sec - at.Sec
		if seconds <= 0 && now.Before(at) || at.Sec <= reset.Sec && !reset.Before(at) {
			continue
		}
		seen++
		age := float64(seconds)
		if now.Nsec != at.Nsec {
			age += float64(now.Nsec-at.Nsec) / 1e9
		}
		value := a.Value
		if value-value != 0 { // NaN or an infinity: predicates may be unknown
			f.odd = true
			continue
		}
		// What concerns every activity.
		if age < youngest {
			youngest = age
		}
		if value > most {
			most = value
		}
		if value < least {
			least = value
		}
		if value != 0 && ps.sum >= 0 {
			f.sums[ps.sum].add(value)
		}
		// What concerns its type.
		b := &ps.others
		if ps.small.rows != nil {
			if k := ps.small.find(a.Type); k >= 0 {
				b = &ps.byType[k]
			}
		} else if k, ok := ps.index[a.Type]; ok {
			b = &ps.byType[k]
		}
		b.count(counts, age)
		if b.more {
			b.take(f, a, age, seen-1)
		}
	}
	f.log, f.reset, f.seen, f.listed = log, reset, seen, false
	ps.settle(f, youngest, most, least)
	return faulty
}

// zeroSecond is the second of the zero time.Time.
const zeroSecond = -62135596800

// settle moves what was kept of all activities to its registers.
func (ps *pass) settle(f *Frame, youngest, most, least float64) {
	if ps.count >= 0 {
		f.counts[ps.count] = int64(f.seen)
	}
	if ps.youngest >= 0 {
		f.regs[ps.youngest] = youngest
	}
	if ps.most >= 0 {
		f.regs[ps.most] = most
	}
	if ps.least >= 0 {
		f.regs[ps.least] = least
	}
}

// count counts an activity in the windows that it is in.
func (b *bucket) count(counts []int64, age float64) {
	counts[b.first.reg] += b.first.has(age)
	counts[b.second.reg] += b.second.has(age)
	for i := range b.windows {
		w := &b.windows[i]
		counts[w.reg] += w.has(age)
	}
}

// take offers an activity, by its number among the visible ones, to the
// bucket's steps and parts.
func (b *bucket) take(f *Frame, a *Activity, age float64, number int) {
	for i := range b.steps {
		s := &b.steps[i]
		v := a.Value
		if age > s.age.high || s.ranged && (age < s.age.low || v < s.value.low || v > s.value.high) {
			continue
		}
		if s.walked != nil && !f.walkAll(s.walked, a) {
			continue
		}
		if s.of != nil {
			f.elems[0] = element{act: a}
			v = f.number(s.of).value
		}
		switch s.kind {
		case tallyCount:
			f.counts[s.reg]++
		case tallyMatch:
			f.matches[s.reg] = append(f.matches[s.reg], int32(number))
		case tallySum:
			if v != 0 {
				f.sums[s.reg].add(v)
			}
		case tallyMax:
			if v > f.regs[s.reg] {
				f.regs[s.reg] = v
			}
		case tallyMin:
			if v < f.regs[s.reg] {
				f.regs[s.reg] = v
			}
		case tallyYoungest:
			if age < f.regs[s.reg] {
				f.regs[s.reg] = age
			}
		}
	}
	for i := range b.parts {
		p := &b.parts[i]
		if !p.test.holds(a) {
			continue
		}
		p.of.count(f.counts, age)
		if p.of.more {
			p.of.take(f, a, age, number)
		}
	}
}

func (f *Frame) walkAll(predicates []*node, a *Activity) bool {
	f.elems[0] = element{act: a}
	for _, n := range predicates {
		if f.truth(n) != truth.Met {
			return false
		}
	}
	return true
}

// Begin starts a lead at the instant it is decided for: nothing is known of it
// and nothing observed.
func (f *Frame) Begin(now Instant) {
	f.Now = now
	clear(f.counts)
	copy(f.regs, f.p.blank)
	for i := range f.sums {
		f.sums[i].reset()
	}
	for i := range f.matches {
		f.matches[i] = f.matches[i][:0]
	}
	f.odd = false
}

// tally reads the number that a tally came to. Where nothing was compared it
// is not known.
func (f *Frame) tally(i int32) (v float64, known bool) {
	t := &f.p.pass.tallies[i]
	switch t.kind {
	case tallyCount:
		v = float64(f.counts[t.reg])
	case tallySum:
		v = f.sums[t.reg].value()
	default:
		v = f.regs[t.reg]
	}
	return v, !math.IsInf(v, 0)
}

// seal deals the tallies out to the activity types.
func (ps *pass) seal(p *Program) {
	ps.index = map[string]int{}
	for i := range ps.tallies {
		for _, t := range ps.tallies[i].of.types {
			if _, ok := ps.index[t]; !ok {
				ps.index[t] = len(ps.types)
				ps.types = append(ps.types, t)
			}
		}
	}
	ps.small = newSmallTable(ps.types)
	ps.others = emptyBucket
	ps.byType = slices.Repeat([]bucket{emptyBucket}, len(ps.types))
	ps.count, ps.sum, ps.most, ps.least, ps.youngest = -1, -1, -1, -1, -1
	for i := range ps.tallies {
		t := &ps.tallies[i]
		if t.of.never || ps.isOfAll(t) {
			continue
		}
		s, tests := newStep(t)
		if !t.of.typed {
			ps.others.add(s, tests)
		}
		for j, kind := range ps.types {
			if !t.of.typed || slices.Contains(t.of.types, kind) {
				ps.byType[j].add(s, tests)
			}
		}
	}
	p.blank = make([]float64, 0, ps.extremes)
	for i := range ps.tallies {
		t := &ps.tallies[i]
		start := math.Inf(1) // of a least
		switch t.kind {
		case tallyMatch, tallySum, tallyCount:
			continue
		case tallyMax:
			start = math.Inf(-1)
		}
		p.blank = append(p.blank, start)
	}
}

// isOfAll gives a tally that every activity concerns its place.
func (ps *pass) isOfAll(t *tally) bool {
	if t.of.typed || t.of.age != everything || t.of.value != everything || len(t.of.tests) > 0 || t.value != nil {
		return false
	}
	places := map[tallyKind]*int32{tallyCount: &ps.count, tallySum: &ps.sum, tallyMax: &ps.most, tallyMin: &ps.least, tallyYoungest: &ps.youngest}
	place := places[t.kind]
	if place == nil || *place >= 0 {
		return false
	}
	*place = t.reg
	return true
}

// emptyBucket counts in windows that no activity is in; any register will do.
var emptyBucket = bucket{first: window{age: math.Inf(-1)}, second: window{age: math.Inf(-1)}}

// add puts a step into the bucket, below the parts of its tests.
func (b *bucket) add(s step, tests []elementTest) {
	switch {
	case len(tests) > 0:
		b.more = true
		i := slices.IndexFunc(b.parts, func(p part) bool { return p.test.n == tests[0].n })
		if i < 0 {
			i = len(b.parts)
			b.parts = append(b.parts, part{tests[0], emptyBucket})
		}
		b.parts[i].of.add(s, tests[1:])
	case s.kind != tallyCount || s.walked != nil || s.ranged:
		b.more = true
		b.steps = append(b.steps, s)
	case math.IsInf(b.first.age, -1):
		b.first = window{s.age.high, s.reg}
	case math.IsInf(b.second.age, -1):
		b.second = window{s.age.high, s.reg}
	default:
		b.windows = append(b.windows, window{s.age.high, s.reg})
	}
}

// newStep takes a tally's predicate apart into the tests on texts and the rest.
func newStep(t *tally) (s step, tests []elementTest) {
	s = step{age: t.of.age, value: t.of.value, kind: t.kind, reg: t.reg, of: t.value}
	s.ranged = s.value != everything || !math.IsInf(s.age.low, -1)
	for _, n := range t.of.tests {
		if test, ok := newElementTest(n); ok {
			tests = append(tests, test)
		} else {
			s.walked = append(s.walked, n)
		}
	}
	return s, tests
}
