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
	sums    int // how many tallies keep a sum
	numbers int // and how many a number

	types  []string
	index  map[string]int // in types
	small  smallTable
	byType [][]step // by index in types
	others []step   // for all other types
}

// tally is what is kept of the activities that satisfy a predicate.
type tally struct {
	kind  tallyKind
	reg   int32 // in Frame.regs, Frame.sums or Frame.matches
	of    predicate
	value *node // what is added or compared; nil for .value
}

type tallyKind uint8

const (
	tallyCount tallyKind = iota
	tallySum
	tallyMax
	tallyMin
	tallyMatch
)

// step is a tally as the pass meets it: the predicate's parts that are ranges
// inline, the others as tests.
type step struct {
	age, value interval
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

// Observe shows the program one visible activity. Call it for each, in the
// same order for Activities to be numbered by, before Run.
func (p *Program) Observe(f *Frame, a *Activity, at Instant) {
	f.Activities = append(f.Activities, a)
	ps := &p.pass
	if len(ps.tallies) == 0 {
		return
	}
	age := float64(f.Now.Sec - at.Sec)
	if f.Now.Nsec != at.Nsec {
		age += float64(f.Now.Nsec-at.Nsec) / 1e9
	}
	value := a.Value
	if value-value != 0 { // NaN or an infinity
		f.odd = true
		return
	}
	steps := ps.steps(a.Type)
	var asked, held uint64
	for i := range steps {
		s := &steps[i]
		if age < s.age.low || age > s.age.high || value < s.value.low || value > s.value.high {
			continue
		}
		if len(s.tests) > 0 {
			ok := true
			for _, t := range s.tests {
				bit := uint64(1) << t
				if asked&bit == 0 {
					asked |= bit
					if ps.tests[t].holds(a) {
						held |= bit
					}
				}
				if held&bit == 0 {
					ok = false
					break
				}
			}
			if !ok {
				continue
			}
		}
		if s.walked != nil && !f.walkAll(s.walked, a) {
			continue
		}
		switch s.kind {
		case tallyCount:
			f.regs[s.reg]++
			continue
		case tallyMatch:
			f.matches[s.reg] = append(f.matches[s.reg], int32(len(f.Activities)-1))
			continue
		}
		v := value
		if s.of != nil {
			f.elems[0] = element{act: a}
			v = f.number(s.of).value
		}
		switch s.kind {
		case tallySum:
			if v != 0 {
				f.sums[s.reg].add(v)
			}
		case tallyMax:
			f.regs[s.reg] = max(f.regs[s.reg], v)
		case tallyMin:
			f.regs[s.reg] = min(f.regs[s.reg], v)
		}
	}
}

func (ps *pass) steps(kind string) []step {
	if ps.small.index != nil {
		if i := ps.small.find(kind); i >= 0 {
			return ps.byType[i]
		}
	} else if i, ok := ps.index[kind]; ok {
		return ps.byType[i]
	}
	return ps.others
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
	ps.byType = make([][]step, len(ps.types))
	for i := range ps.tallies {
		t := &ps.tallies[i]
		if t.of.never {
			continue
		}
		s := ps.step(t)
		if !t.of.typed {
			ps.others = append(ps.others, s)
		}
		for j, kind := range ps.types {
			if !t.of.typed || slices.Contains(t.of.types, kind) {
				ps.byType[j] = append(ps.byType[j], s)
			}
		}
	}
	p.blank = make([]float64, 0, len(ps.tallies))
	for i := range ps.tallies {
		t := &ps.tallies[i]
		start := 0.0
		switch t.kind {
		case tallyMatch, tallySum:
			continue
		case tallyMax:
			start = math.Inf(-1)
		case tallyMin:
			start = math.Inf(1)
		}
		p.blank = append(p.blank, start)
	}
}

func (ps *pass) step(t *tally) step {
	s := step{age: t.of.age, value: t.of.value, kind: t.kind, reg: t.reg, of: t.value}
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
