package eval

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A pass goes once over a lead's activities for all that a rule set counts,
// adds, compares and matches among them. Each of these is a tally; an activity
// is shown only to the tallies that its type can concern.
type pass struct {
	aggregates []aggregate
	// How many tallies keep a count, a sum or an extreme.
	counts, sums, extremes int

	// Tallies of all activities, whatever their type, by register, or -1.
	count, sum, most, least, youngest int32

	types  []string
	index  map[string]int // in types
	small  smallTable
	folds  bool     // the types are folded
	byType []subset // by index in types
	others subset   // for all other types
}

// subset holds the tallies that activities of one type concern. The first two
// windows are in place: most types have as many, and where there are fewer, a
// window that no activity is in costs less than finding that out.
type subset struct {
	first, second window
	more          bool // there are steps or parts
	windows       []window
	updates       []update
	tested        []testedSubset
}

// testedSubset holds what only activities concern that a test on a text holds for, so
// that the test is made once for all of it.
type testedSubset struct {
	test   fieldTest
	subset subset
}

// window is the commonest tally, the number of activities up to an age.
type window struct {
	age      float64
	register int32
}

// has is 1 for an age in the window and 0 for any other. Which it is is a
// toss-up for the processor, so there is no branch for it to guess wrong.
func (w *window) has(age float64) int64 {
	if age <= w.age {
		return 1
	}
	return 0
}

// aggregate is what is kept of the activities that satisfy a predicate.
type aggregate struct {
	kind     aggregateKind
	register int32          // in Frame.counts, regs, sums or matches
	where    *predicate     // until the program is made
	value    *criteria.Node // what is added or compared; nil for .value
}

type aggregateKind uint8

const (
	aggCount aggregateKind = iota
	aggSum
	aggMax
	aggMin
	aggYoungest // the least age, in seconds
	aggMatches
)

// update is a tally as the pass meets it, within the parts whose tests it needs.
type update struct {
	age, value Interval
	ranged     bool // something but age.high bounds it
	kind       aggregateKind
	register   int32
	tests      []*criteria.Node // what is left of the predicate
	of         *criteria.Node
}

// Interval is a closed range.
type Interval struct{ Low, High float64 }

var everything = Interval{math.Inf(-1), math.Inf(1)}

func (i *Interval) narrow(j Interval) {
	i.Low, i.High = max(i.Low, j.Low), min(i.High, j.High)
}

// Observe shows the program a lead's activities, before Run. It sees those
// after reset and up to the frame's instant, and numbers them in their order.
// It returns how many of these have an id, and whether there are any without a
// type or an instant, which it passes over.
func (p *Program) Observe(f *Frame, log []criteria.Activity, reset criteria.Instant) (named int, faulty bool) {
	f.log, f.reset, f.visibleCount, f.listed = log, reset, 0, false
	return p.observe(f, log, reset)
}

// observe goes on with a log.
func (p *Program) observe(f *Frame, log []criteria.Activity, reset criteria.Instant) (named int, faulty bool) {
	ps := &p.pass
	counts, now := f.counts, f.Now
	seen, listing := f.visibleCount, f.listed
	youngest, most, least := math.Inf(1), math.Inf(-1), math.Inf(1)
	for i := range log {
		a := &log[i]
		at := criteria.InstantOf(a.At)
		if a.Type == "" || at.Sec == zeroSecond && a.At.IsZero() {
			faulty = true
			continue
		}
		if now.Sec <= at.Sec && now.Before(at) || at.Sec <= reset.Sec && !reset.Before(at) {
			continue
		}
		seen++
		if listing {
			f.visible = append(f.visible, a)
		}
		if a.ID != "" {
			named++
		}
		age := ageOf(now, at)
		value := a.Value
		if value-value != 0 { // NaN or an infinity: predicates may be unknown
			f.nonFinite = true
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
			f.sums[ps.sum].Add(value)
		}
		// What concerns its type.
		b := &ps.others
		var k int32
		if ps.small.rows != nil { // typeOf, without the call
			k = ps.small.find(a.Type)
		} else {
			k = ps.typeOf(a.Type)
		}
		if k < 0 && ps.folds {
			mark := f.scratch.mark()
			k = ps.typeOf(f.scratch.fold(a.Type))
			f.scratch.back(mark)
		}
		if k >= 0 {
			b = &ps.byType[k]
		}
		b.count(counts, age)
		if b.more {
			b.update(f, a, age, seen-1)
		}
	}
	f.visibleCount = seen
	ps.store(f, youngest, most, least)
	return named, faulty
}

// typeOf is the index of a type among those that texts name, or -1.
func (ps *pass) typeOf(name string) int32 {
	if ps.small.rows != nil {
		return ps.small.find(name)
	}
	if k, ok := ps.index[name]; ok {
		return int32(k)
	}
	return -1
}

// zeroSecond is the second of the zero time.Time.
const zeroSecond = -62135596800

// store moves what was kept of all activities to its registers.
func (ps *pass) store(f *Frame, youngest, most, least float64) {
	if ps.count >= 0 {
		f.counts[ps.count] = int64(f.visibleCount)
	}
	if ps.youngest >= 0 {
		f.extremes[ps.youngest] = min(f.extremes[ps.youngest], youngest)
	}
	if ps.most >= 0 {
		f.extremes[ps.most] = max(f.extremes[ps.most], most)
	}
	if ps.least >= 0 {
		f.extremes[ps.least] = min(f.extremes[ps.least], least)
	}
}

// count counts an activity in the windows that it is in.
func (b *subset) count(counts []int64, age float64) {
	counts[b.first.register] += b.first.has(age)
	counts[b.second.register] += b.second.has(age)
	for i := range b.windows {
		w := &b.windows[i]
		counts[w.register] += w.has(age)
	}
}

// update offers an activity, by its number among the visible ones, to the
// bucket's steps and parts.
func (b *subset) update(f *Frame, a *criteria.Activity, age float64, number int) {
	for i := range b.updates {
		s := &b.updates[i]
		v := a.Value
		if age > s.age.High || s.ranged && (age < s.age.Low || v < s.value.Low || v > s.value.High) {
			continue
		}
		if s.tests != nil && !f.walkAll(s.tests, a, number) {
			continue
		}
		if s.of != nil {
			f.Elements[0] = Element{Activity: a, At: number}
			v = f.NumberOf(s.of).Value
		}
		switch s.kind {
		case aggCount:
			f.counts[s.register]++
		case aggMatches:
			f.matches[s.register] = append(f.matches[s.register], int32(number))
		case aggSum:
			if v != 0 {
				f.sums[s.register].Add(v)
			}
		case aggMax:
			if v > f.extremes[s.register] {
				f.extremes[s.register] = v
			}
		case aggMin:
			if v < f.extremes[s.register] {
				f.extremes[s.register] = v
			}
		case aggYoungest:
			if age < f.extremes[s.register] {
				f.extremes[s.register] = age
			}
		}
	}
	for i := range b.tested {
		p := &b.tested[i]
		if !p.test.holds(f, a) {
			continue
		}
		p.subset.count(f.counts, age)
		if p.subset.more {
			p.subset.update(f, a, age, number)
		}
	}
}

func (f *Frame) walkAll(predicates []*criteria.Node, a *criteria.Activity, number int) bool {
	f.Elements[0] = Element{Activity: a, At: number}
	for _, n := range predicates {
		if f.TruthOf(n) != truth.Met {
			return false
		}
	}
	return true
}

// Begin starts a lead at the instant it is decided for: nothing is known of it
// and nothing observed.
func (f *Frame) Begin(now criteria.Instant) {
	f.Now = now
	f.Custom, f.People, f.latest = nil, nil, 0
	clear(f.counts)
	copy(f.extremes, f.p.blank)
	for i := range f.sums {
		f.sums[i].reset()
	}
	for i := range f.matches {
		f.matches[i] = f.matches[i][:0]
	}
	f.nonFinite = false
}

// aggregate reads the number that a tally came to. Where nothing was compared it
// is not known.
func (f *Frame) aggregate(i int32) (v float64, known bool) {
	t := &f.p.pass.aggregates[i]
	switch t.kind {
	case aggCount:
		v = float64(f.counts[t.register])
	case aggSum:
		v = f.sums[t.register].Value()
	default:
		v = f.extremes[t.register]
	}
	return v, !math.IsInf(v, 0)
}

// seal deals the tallies out to the activity types.
func (ps *pass) seal(p *Program) {
	ps.index = map[string]int{}
	for i := range ps.aggregates {
		ps.folds = ps.folds || ps.aggregates[i].where.foldedTypes
		for _, t := range ps.aggregates[i].where.types {
			if _, ok := ps.index[t]; !ok {
				ps.index[t] = len(ps.types)
				ps.types = append(ps.types, t)
			}
		}
	}
	ps.small = newSmallTable(ps.types)
	ps.others = emptyBucket
	ps.byType = slices.Repeat([]subset{emptyBucket}, len(ps.types))
	ps.count, ps.sum, ps.most, ps.least, ps.youngest = -1, -1, -1, -1, -1
	for i := range ps.aggregates {
		t := &ps.aggregates[i]
		if t.where.never || ps.isOfAll(t) {
			continue
		}
		s, tests := newUpdate(t)
		if !t.where.typed {
			ps.others.add(s, tests)
		}
		for j, kind := range ps.types {
			if !t.where.typed || slices.Contains(t.where.types, kind) {
				ps.byType[j].add(s, tests)
			}
		}
	}
	p.blank = make([]float64, 0, ps.extremes)
	for i := range ps.aggregates {
		t := &ps.aggregates[i]
		start := math.Inf(1) // of a least
		switch t.kind {
		case aggMatches, aggSum, aggCount:
			continue
		case aggMax:
			start = math.Inf(-1)
		}
		p.blank = append(p.blank, start)
	}
}

// isOfAll gives a tally that every activity concerns its place.
func (ps *pass) isOfAll(t *aggregate) bool {
	if t.where.typed || t.where.age != everything || t.where.value != everything || len(t.where.tests) > 0 || t.value != nil {
		return false
	}
	places := map[aggregateKind]*int32{aggCount: &ps.count, aggSum: &ps.sum, aggMax: &ps.most, aggMin: &ps.least, aggYoungest: &ps.youngest}
	place := places[t.kind]
	if place == nil || *place >= 0 {
		return false
	}
	*place = t.register
	return true
}

// emptyBucket counts in windows that no activity is in; any register will do.
var emptyBucket = subset{first: window{age: math.Inf(-1)}, second: window{age: math.Inf(-1)}}

// add puts a step into the bucket, below the parts of its tests.
func (b *subset) add(s update, tests []fieldTest) {
	switch {
	case len(tests) > 0:
		b.more = true
		i := slices.IndexFunc(b.tested, func(p testedSubset) bool { return p.test.n == tests[0].n })
		if i < 0 {
			i = len(b.tested)
			b.tested = append(b.tested, testedSubset{tests[0], emptyBucket})
		}
		b.tested[i].subset.add(s, tests[1:])
	case s.kind != aggCount || s.tests != nil || s.ranged:
		b.more = true
		b.updates = append(b.updates, s)
	case math.IsInf(b.first.age, -1):
		b.first = window{s.age.High, s.register}
	case math.IsInf(b.second.age, -1):
		b.second = window{s.age.High, s.register}
	default:
		b.windows = append(b.windows, window{s.age.High, s.register})
	}
}

// newUpdate takes a tally's predicate apart into the tests on texts and the rest.
func newUpdate(t *aggregate) (s update, tests []fieldTest) {
	s = update{age: t.where.age, value: t.where.value, kind: t.kind, register: t.register, of: t.value}
	s.ranged = s.value != everything || !math.IsInf(s.age.Low, -1)
	for _, n := range t.where.tests {
		if test, ok := newFieldTest(n); ok {
			tests = append(tests, test)
		} else {
			s.tests = append(s.tests, n)
		}
	}
	return s, tests
}
