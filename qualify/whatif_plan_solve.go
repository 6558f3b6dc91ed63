package qualify

import (
	"cmp"
	"slices"
)

// planState is what is best in a situation when some vendors have been asked.
type planState struct {
	stop    bool // nothing that can still be bought changes the placement
	next    int  // vendor
	cost    float64
	settles float64
	changes float64 // probability of another placement than now
}

// missing are those of a vendor's facts that are not known in a situation.
func (p *planner) missing(into []int, v int, values []uint8, l *planLook) []int {
	for _, f := range p.vendors[v].facts {
		known := values[f] > 0
		switch p.e.slots[p.facts[f].slot].role {
		case wish:
			known = l.wish
		case wishAt:
			known = l.wishAt
		}
		if !known {
			into = append(into, f)
		}
	}
	return into
}

// spend takes a situation off those that may be looked at.
func (p *planner) spend() {
	p.left--
	if p.left < 0 || p.left%128 == 0 && p.ctx.Err() != nil {
		p.over = true
	}
}

// solveAll solves the market with all vendors, or where that takes too long with
// those that look best. It is nil where the context is done.
func (p *planner) solveAll(none []uint8) *planState {
	p.begin(p.units)
	p.root = p.look(none).placement
	if len(p.vendors) <= maxPlanVendors {
		p.active = p.active[:0]
		for v := range p.vendors {
			p.active = append(p.active, v)
		}
		if s := p.solve(none, p.asked()); !p.over {
			return s
		}
	}
	p.partial = true
	ranked := p.ranked(none)
	for n := min(8, len(ranked)); n > 0; n /= 2 {
		p.begin(p.units / 2)
		p.active, p.rest = ranked[:n], 0
		for _, v := range ranked[n:] {
			p.rest += p.vendors[v].cost
		}
		if s := p.solve(none, 0); !p.over || p.ctx.Err() != nil {
			return s
		}
	}
	return nil
}

func (p *planner) begin(units int) {
	p.left, p.over, p.sampled = units, false, false
	p.outs, p.states = make([][]planOutcomes, len(p.vendors)), map[string]*planState{}
	p.moving = map[string]bool{}
}

// asked has a bit for each vendor that had nothing.
func (p *planner) asked() (mask uint32) {
	for i, v := range p.active {
		if p.vendors[v].missed {
			mask |= 1 << i
		}
	}
	return mask
}

// ranked are the vendors that can be asked, by what they alone close or change for
// their cost. Those beyond the limit of work come last.
func (p *planner) ranked(none []uint8) []int {
	p.begin(p.units)
	worth := make([]float64, len(p.vendors))
	var out []int
	for v := range p.vendors {
		if p.vendors[v].missed {
			continue
		}
		out = append(out, v)
		w := 0.0
		for _, o := range p.outcomes(v, p.vendors[v].facts) {
			if l := p.look(p.after(none, p.vendors[v].facts, o.values)); l.closed || l.placement != p.root {
				w = float64(w + o.odds)
			}
			if p.over {
				break
			}
		}
		worth[v] = perCost(w*p.vendors[v].hit, p.vendors[v].cost)
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(worth[b], worth[a]) })
	return out
}

// after is the situation once some facts have come.
func (p *planner) after(values []uint8, facts []int, bought []uint8) []uint8 {
	out := slices.Clone(values)
	for i, f := range facts {
		out[f] = bought[i]
	}
	return out
}

// situation completes who has been asked by those who need not be, as all that
// they sell is known, and names the situation.
func (p *planner) situation(values []uint8, asked uint32, l *planLook) (complete uint32, free [maxPlanVendors][]int, key string) {
	for i, v := range p.active {
		if free[i] = p.missing(nil, v, values, l); len(free[i]) == 0 {
			asked |= 1 << i
		}
	}
	return asked, free, string(append(append(p.key[:0], values...), byte(asked), byte(asked>>8)))
}

// mayMove tells whether something that vendors who have not been asked sell may
// change the placement.
func (p *planner) mayMove(values []uint8, asked uint32) bool {
	l := p.look(values)
	if l.closed || p.over {
		return false
	}
	asked, free, key := p.situation(values, asked, &l)
	if moves, ok := p.moving[key]; ok {
		return moves
	}
	moves := false
	var after [][]uint8
	for i, v := range p.active {
		if asked&(1<<i) != 0 || moves {
			continue
		}
		for _, o := range p.outcomes(v, free[i]) {
			then := p.after(values, free[i], o.values)
			if moves = p.look(then).placement != l.placement; moves {
				break
			}
			after = append(after, append(then, byte(i)))
		}
	}
	for _, then := range after {
		if moves || p.over {
			break
		}
		n := len(then) - 1
		moves = p.mayMove(then[:n], asked|1<<then[n])
	}
	p.moving[key] = moves
	return moves
}

// solve finds what is best in a situation; the vendors with a bit in asked have
// been asked.
func (p *planner) solve(values []uint8, asked uint32) *planState {
	l := p.look(values)
	asked, free, key := p.situation(values, asked, &l)
	if s, ok := p.states[key]; ok || p.over {
		return cmp.Or(s, &planState{})
	}
	p.spend()
	s := &planState{next: -1}
	if !p.mayMove(values, asked) {
		*s = planState{stop: true, cost: p.rest}
		if l.closed {
			s.cost, s.settles = 0, 1
		} else if p.rest == 0 && !p.mayMove(values, 0) {
			s.settles = 1
		}
		if l.placement != p.root {
			s.changes = 1
		}
		p.states[key] = s
		return s
	}
	worth := 0.0
	for i, v := range p.active {
		if asked&(1<<i) != 0 || p.over {
			continue
		}
		bought, moves := p.buy(i, values, free[i], asked, l.placement)
		if s.next < 0 || less(bought.cost, s.cost) || !less(s.cost, bought.cost) && moves > worth {
			*s, worth = bought, moves
			s.next = v
		}
	}
	p.states[key] = s
	return s
}

// buy is what comes of buying from a vendor, and with which probability that ends
// the plan or changes the placement.
func (p *planner) buy(i int, values []uint8, facts []int, asked uint32, from planPlacement) (planState, float64) {
	vendor := &p.vendors[p.active[i]]
	out, moves := planState{cost: vendor.cost}, 0.0
	add := func(then *planState, odds float64) {
		out.cost = float64(out.cost + float64(odds*then.cost))
		out.settles = float64(out.settles + float64(odds*then.settles))
		out.changes = float64(out.changes + float64(odds*then.changes))
	}
	for _, o := range p.outcomes(p.active[i], facts) {
		after, odds := p.after(values, facts, o.values), float64(vendor.hit*o.odds)
		then := p.solve(after, asked|1<<i)
		if add(then, odds); then.stop || p.look(after).placement != from {
			moves = float64(moves + odds)
		}
		if p.over {
			break
		}
	}
	if vendor.hit < 1 {
		add(p.solve(values, asked|1<<i), 1-vendor.hit)
	}
	return out, moves
}

// less tells whether a cost is below another one, by more than rounding.
func less(a, b float64) bool { return a < b-1e-12*b }

// purchase describes what one vendor may be worth.
func (p *planner) purchase(v int, none []uint8) Purchase {
	vendor := &p.vendors[v]
	out := Purchase{Vendor: vendor.id, Cost: vendor.cost, Hit: vendor.hit, Gives: vendor.gives, For: p.places(vendor.facts)}
	for _, o := range p.outcomes(v, vendor.facts) {
		after := p.after(none, vendor.facts, o.values)
		l := p.look(after)
		settles := l.closed
		if !settles && !p.partial {
			settles = !p.mayMove(after, 0) && !p.over
		}
		odds := float64(vendor.hit * o.odds)
		if settles {
			out.Settles = float64(out.Settles + odds)
		}
		if l.placement != p.root {
			out.Changes = float64(out.Changes + odds)
		}
	}
	out.Settles, out.Changes = probability(out.Settles), probability(out.Changes)
	return out
}

// places are the parts of the decision that some facts matter to.
func (p *planner) places(facts []int) []string {
	var out []string
	for i := range p.e.parts {
		part := &p.e.parts[i]
		for _, text := range part.texts {
			n := p.e.tree(text)
			if slices.ContainsFunc(facts, func(f int) bool {
				return slices.ContainsFunc(n.Slots, func(s int) bool { return p.e.slots[s].askAs == p.facts[f].slot })
			}) && !slices.Contains(out, part.place) {
				out = append(out, part.place)
			}
		}
	}
	return out
}
