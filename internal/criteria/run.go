package criteria

import "github.com/leadqual/leadqual/qualify/truth"

// Run evaluates every text over the facts in the frame and the activities
// that it has observed.
func (p *Program) Run(f *Frame) {
	clear(f.met)
	f.open = f.open[:0]
	f.scratch.bytes = f.scratch.bytes[:0]
	if f.odd {
		clear(f.live)
		p.walk(f)
		return
	}
	copy(f.misses, p.net.need)
	f.dim = false
	f.queue = f.queue[:0]
	f.fireAllIn(f.met, p.always)
	p.answer(f)
	p.net.settle(f, f.met)
	for i := range p.guarded {
		p.guarded[i].answer(f)
	}
	copy(f.live, f.met)
	if len(f.open) > 0 || f.dim {
		f.queue = f.queue[:0]
		f.fireAllIn(f.live, f.open)
		p.net.settle(f, f.live)
		for i := range p.guarded {
			p.guarded[i].answerOpen(f)
		}
	}
	for i, n := range p.nums {
		f.numbers[i] = f.number(n)
	}
	for _, i := range p.oddEaches {
		p.match(f, int(i))
	}
}

// answer queues every literal that is met, and opens those that are unknown.
func (p *Program) answer(f *Frame) {
	for i := range p.flags {
		g := &p.flags[i]
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
	for i := range p.registerChecks {
		c := &p.registerChecks[i]
		c.set(met, f.regs[c.from])
	}
	for i := range p.scales {
		s := &p.scales[i]
		if x, known := s.of.number(f); known {
			s.fire(f, met, x)
		} else {
			f.open = append(f.open, s.nodes...)
		}
	}
	for i := range p.texts {
		if q := &p.texts[i]; !q.answer(f) {
			f.open = append(f.open, q.nodes...)
		}
	}
	for i := range p.lists {
		if q := &p.lists[i]; !q.answer(f) {
			f.open = append(f.open, q.nodes...)
		}
	}
	for i := range p.leaves {
		l := &p.leaves[i]
		f.literal(f.truth(l.n), l.met, l.unmet)
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
		f.open = append(f.open, at)
	}
}

// walk evaluates every tree by itself, for leads with activities whose values
// are no finite numbers, so that predicates may be unknown.
func (p *Program) walk(f *Frame) {
	for i, n := range p.conds {
		t := f.truth(n)
		if t != truth.Unmet {
			f.live[i>>6] |= 1 << (i & 63)
		}
		if t == truth.Met {
			f.met[i>>6] |= 1 << (i & 63)
		}
	}
	for i, n := range p.nums {
		f.numbers[i] = f.number(n)
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
		f.elems[0] = element{act: a}
		if f.truth(p.eaches[each]) == truth.Met {
			f.matches[each] = append(f.matches[each], int32(i))
		}
	}
}
