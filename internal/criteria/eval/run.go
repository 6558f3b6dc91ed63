package eval

import (
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Run evaluates every text over the facts in the frame and the activities
// that it has observed.
func (p *Program) Run(f *Frame) {
	clear(f.met)
	f.unknowns = f.unknowns[:0]
	f.scratch.bytes = f.scratch.bytes[:0]
	if f.nonFinite {
		clear(f.possible)
		p.walk(f)
		return
	}
	copy(f.missing, p.net.need)
	f.guardedUnknown = false
	f.queue = f.queue[:0]
	f.fireAllIn(f.met, p.always)
	p.answer(f)
	p.net.propagate(f, f.met)
	for i := range p.guarded {
		p.guarded[i].answer(f)
	}
	copy(f.possible, f.met)
	if len(f.unknowns) > 0 || f.guardedUnknown {
		f.queue = f.queue[:0]
		f.fireAllIn(f.possible, f.unknowns)
		p.net.propagate(f, f.possible)
		for i := range p.guarded {
			p.guarded[i].answerOpen(f)
		}
	}
	for i, n := range p.nums {
		f.numbers[i] = f.NumberOf(n)
	}
	for _, i := range p.walkedEaches {
		p.match(f, int(i))
	}
}

// answer queues every literal that is met, and opens those that are unknown.
func (p *Program) answer(f *Frame) {
	for i := range p.bools {
		g := &p.bools[i]
		is := g.otherwise
		if f.Known[g.slot] {
			is = truth.Of(f.Bool[g.slot])
		}
		f.literal(is, g.met, g.unmet)
	}
	met := f.met
	for i := range p.countChecks {
		c := &p.countChecks[i]
		c.set(met, float64(f.counts[c.from]))
	}
	for i := range p.extremeChecks {
		c := &p.extremeChecks[i]
		c.set(met, f.extremes[c.from])
	}
	for i := range p.numbers {
		s := &p.numbers[i]
		if x, known := s.of.number(f); known {
			s.fire(f, met, x)
		} else {
			f.unknowns = append(f.unknowns, s.nodes...)
		}
	}
	for i := range p.texts {
		if q := &p.texts[i]; !q.answer(f) {
			f.unknowns = append(f.unknowns, q.nodes...)
		}
	}
	for i := range p.lists {
		if q := &p.lists[i]; !q.answer(f) {
			f.unknowns = append(f.unknowns, q.nodes...)
		}
	}
	for i := range p.walked {
		l := &p.walked[i]
		f.literal(f.TruthOf(l.n), l.met, l.unmet)
	}
}

// literal queues or opens the nodes of a condition and of its denial.
func (f *Frame) literal(is truth.Truth, met, unmet int32) {
	switch is {
	case truth.Met:
		f.fire(met)
	case truth.Unmet:
		f.fire(unmet)
	default:
		f.unknown(met)
		f.unknown(unmet)
	}
}

// unknown notes a literal that fires in the second phase, if there is one.
func (f *Frame) unknown(at int32) {
	if at >= 0 {
		f.unknowns = append(f.unknowns, at)
	}
}

// walk evaluates every tree by itself, for leads with activities whose values
// are no finite numbers, so that predicates may be unknown.
func (p *Program) walk(f *Frame) {
	for i, n := range p.conds {
		if n.Results {
			continue
		}
		t := f.TruthOf(n)
		if t != truth.Unmet {
			f.possible[i>>6] |= 1 << (i & 63)
		}
		if t == truth.Met {
			f.met[i>>6] |= 1 << (i & 63)
		}
	}
	for i, n := range p.nums {
		f.numbers[i] = f.NumberOf(n)
	}
	for i := range p.eaches {
		p.match(f, i)
	}
}

// match finds the activities that a predicate matches by walking its tree for
// each.
func (p *Program) match(f *Frame, each int) {
	f.matches[each] = f.matches[each][:0]
	for i, a := range f.Activities() {
		f.Elements[0] = Element{Activity: a, At: i}
		if f.TruthOf(p.eaches[each]) == truth.Met {
			f.matches[each] = append(f.matches[each], int32(i))
		}
	}
}

// Evaluate is what a condition comes to over the facts that the frame holds now,
// which may be more than at the last Run: for conditions that name results, which
// Run leaves unmet.
func (p *Program) Evaluate(f *Frame, c criteria.Cond) truth.Truth { return f.TruthOf(p.conds[c]) }
