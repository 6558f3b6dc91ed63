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
	tests   []elementTest
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

// bucket holds the tallies that activities of one type concern.
type bucket struct {
	windows []window
	steps   []step
}

// window is the commonest tally, the number of activities up to an age.
type window struct {
	age float64
	reg int32
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

// step is a tally as the pass meets it: the predicate's parts that are ranges
// inline, the others as tests.
type step struct {
	age, value interval
	ranged     bool // something but age.high bounds it
	kind       tallyKind
	reg        int32
	tests      []uint8 // in pass.tests, of the first 64; the rest is walked
	walked     []*node
	of         *node
}

// interval is a closed range.
type interval struct{ low, high float64 }

var everything = interval{math.Inf(-1), math.Inf(1)}

func (i *interval) narrow(j interval) {
	i.low, i.high = max(i.low, j.low), min(i.high, j.high)
}

// maxTests is the number of element tests whose answers are kept while the
// pass looks at one activity.
const maxTests = 64

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
		for j := range b.windows {
			// Whether an activity is recent enough is a toss-up for the
			// processor, so there is no branch for it to guess wrong.
			w := &b.windows[j]
			recent := int64(0)
			if age <= w.age {
				recent = 1
			}
			counts[w.reg] += recent
		}
		if len(b.steps) > 0 {
			ps.take(f, b.steps, a, age, seen-1)
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

// take offers an activity, by its number among the visible ones, to the
// tallies of its bucket.
func (ps *pass) take(f *Frame, steps []step, a *Activity, age float64, number int) {
	value := a.Value
	var asked, held uint64
next:
	for i := range steps {
		s := &steps[i]
		if age > s.age.high || s.ranged && (age < s.age.low || value < s.value.low || value > s.value.high) {
			continue
		}
		for _, t := range s.tests {
			bit := uint64(1) << t
			if asked&bit == 0 {
				asked |= bit
				if ps.tests[t].holds(a) {
					held |= bit
				}
			}
			if held&bit == 0 {
				continue next
			}
		}
		if s.walked != nil && !f.walkAll(s.walked, a) {
			continue
		}
		v := value
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
	ps.byType = make([]bucket, len(ps.types))
	ps.count, ps.sum, ps.most, ps.least, ps.youngest = -1, -1, -1, -1, -1
	for i := range ps.tallies {
		t := &ps.tallies[i]
		if t.of.never || ps.isOfAll(t) {
			continue
		}
		s := ps.step(t)
		if !t.of.typed {
			ps.others.add(s)
		}
		for j, kind := range ps.types {
			if !t.of.typed || slices.Contains(t.of.types, kind) {
				ps.byType[j].add(s)
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

func (b *bucket) add(s step) {
	if s.kind == tallyCount && s.tests == nil && s.walked == nil && s.value == everything && math.IsInf(s.age.low, -1) {
		b.windows = append(b.windows, window{s.age.high, s.reg})
	} else {
		b.steps = append(b.steps, s)
	}
}

func (ps *pass) step(t *tally) step {
	s := step{age: t.of.age, value: t.of.value, kind: t.kind, reg: t.reg, of: t.value}
	s.ranged = s.value != everything || !math.IsInf(s.age.low, -1)
	for _, n := range t.of.tests {
		i := slices.IndexFunc(ps.tests, func(have elementTest) bool { return have.n == n })
		if i < 0 {
			test, ok := newElementTest(n)
			if !ok || len(ps.tests) == maxTests {
				s.walked = append(s.walked, n)
				continue
			}
			i = len(ps.tests)
			ps.tests = append(ps.tests, test)
		}
		s.tests = append(s.tests, uint8(i))
	}
	return s
}
