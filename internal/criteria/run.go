package criteria

import "github.com/leadqual/leadqual/qualify/truth"

// Run evaluates every text over the facts in the frame and the activities
// that it has observed.
func (p *Program) Run(f *Frame) {
	copy(f.outcomes, p.unmet)
	clear(f.live)
	if f.odd {
		p.walk(f)
		return
	}
	clear(f.hits)
	f.phase = truth.Met
	f.open = f.open[:0]
	p.answer(f)
	if len(f.open) > 0 {
		f.phase = truth.Unknown
		for _, at := range f.open {
			p.net.fire(f, at)
		}
	}
	for i, n := range p.nums {
		f.numbers[i] = f.number(n)
	}
	for _, i := range p.oddEaches {
		p.match(f, int(i))
	}
}

// answer fires every literal that is met, and gathers those that are unknown.
func (p *Program) answer(f *Frame) {
	for _, at := range p.always {
		p.net.fire(f, at)
	}
	for i := range p.flags {
		g := &p.flags[i]
		switch {
		case !f.Known[g.slot]:
			f.unknown(g.met)
			f.unknown(g.unmet)
		case f.Bool[g.slot]:
			p.fireIf(f, g.met)
		default:
			p.fireIf(f, g.unmet)
		}
	}
	for i := range p.scales {
		s := &p.scales[i]
		x, known := s.of.number(f)
		if !known {
			for _, t := range s.atLeast {
				f.open = append(f.open, t.node)
			}
			for _, t := range s.below {
				f.open = append(f.open, t.node)
			}
			continue
		}
		for _, t := range s.atLeast {
			if t.at > x {
				break
			}
			p.net.fire(f, t.node)
		}
		for _, t := range s.below {
			if t.at <= x {
				break
			}
			p.net.fire(f, t.node)
		}
	}
	for i := range p.texts {
		if q := &p.texts[i]; !q.answer(p, f) {
			f.open = append(f.open, q.nodes...)
		}
	}
	for i := range p.lists {
		if q := &p.lists[i]; !q.answer(p, f) {
			f.open = append(f.open, q.nodes...)
		}
	}
	for i := range p.leaves {
		l := &p.leaves[i]
		switch f.truth(l.n) {
		case truth.Met:
			p.fireIf(f, l.met)
		case truth.Unmet:
			p.fireIf(f, l.unmet)
		default:
			f.unknown(l.met)
			f.unknown(l.unmet)
		}
	}
}

func (p *Program) fireIf(f *Frame, at int32) {
	if at >= 0 {
		p.net.fire(f, at)
	}
}

// unknown notes a literal that fires in the second phase.
func (f *Frame) unknown(at int32) {
	if at >= 0 {
		f.open = append(f.open, at)
	}
}

// walk evaluates every tree by itself, for leads with activities whose values
// are no finite numbers, so that predicates may be unknown.
func (p *Program) walk(f *Frame) {
	for i, n := range p.conds {
		if t := f.truth(n); t != truth.Unmet {
			f.outcomes[i] = t
			f.live[i>>6] |= 1 << (i & 63)
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
