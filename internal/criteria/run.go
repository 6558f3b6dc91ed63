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
	clear(f.hits)
	f.queue = append(f.queue[:0], p.always...)
	p.answer(f)
	p.net.settle(f, f.met)
	copy(f.live, f.met)
	if len(f.open) > 0 {
		f.queue = append(f.queue[:0], f.open...)
		p.net.settle(f, f.live)
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
		switch {
		case !f.Known[g.slot]:
			f.unknown(g.met)
			f.unknown(g.unmet)
		case f.Bool[g.slot]:
			f.fire(g.met)
		default:
			f.fire(g.unmet)
		}
	}
	for i := range p.scales {
		s := &p.scales[i]
		var x float64
		known := true
		switch s.of.kind {
		case ofFact:
			x, known = f.Num[s.of.at], f.Known[s.of.at]
		case ofRegister:
			x = f.regs[s.of.at]
		default:
			x, known = s.of.number(f)
		}
		if !known {
			f.open = append(append(f.open, s.atLeast.nodes...), s.below.nodes...)
			continue
		}
		for n, at := range s.atLeast.at {
			if at > x {
				break
			}
			f.queue = append(f.queue, s.atLeast.nodes[n])
		}
		for n, at := range s.below.at {
			if at <= x {
				break
			}
			f.queue = append(f.queue, s.below.nodes[n])
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
		switch f.truth(l.n) {
		case truth.Met:
			f.fire(l.met)
		case truth.Unmet:
			f.fire(l.unmet)
		default:
			f.unknown(l.met)
			f.unknown(l.unmet)
		}
	}
}

// fire queues a literal that is met, if there is one.
func (f *Frame) fire(at int32) {
	if at >= 0 {
		f.queue = append(f.queue, at)
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
	for i, a := range f.Activities {
		f.elems[0] = element{act: a}
		if f.truth(p.eaches[each]) == truth.Met {
			f.matches[each] = append(f.matches[each], int32(i))
		}
	}
}
