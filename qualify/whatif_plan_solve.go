package qualify

import (
	"cmp"
	"math/bits"
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

// planKey is a situation and who has been asked, a bit for each active vendor.
type planKey struct {
	at    int
	asked uint32
}

// spend takes a situation off those that may be looked at.
func (p *planner) spend() {
	p.left--
	if p.left < 0 || p.left%128 == 0 && p.ctx.Err() != nil {
		p.over = true
	}
}

// solveAll solves the market with all vendors, or where that takes too long with
// those that look best. The context may be done then.
func (p *planner) solveAll() planState {
	if len(p.vendors) <= maxPlanVendors {
		p.active = p.active[:0]
		for v := range p.vendors {
			p.active = append(p.active, v)
		}
		if s := p.begin(p.units); !p.over {
			return s
		}
	}
	p.partial = true
	ranked := p.ranked()
	for n := min(8, len(ranked)); n > 0 && p.ctx.Err() == nil; n /= 2 {
		p.active, p.rest = ranked[:n], 0
		for _, v := range ranked[n:] {
			p.rest += p.vendors[v].cost
		}
		if s := p.begin(p.units / 2); !p.over {
			return s
		}
	}
	return planState{next: ranked[0], cost: p.all}
}

// begin solves the market with the active vendors anew.
func (p *planner) begin(units int) planState {
	p.forgetAll(units)
	return p.solve(p.arrive(make([]uint8, len(p.facts))), p.missed())
}

func (p *planner) forgetAll(units int) {
	p.left, p.over, p.sampled = units, false, false
	p.outs, p.situations = make([][]planOutcomes, len(p.vendors)), p.situations[:0]
	clear(p.byValues)
	clear(p.byAlike)
	clear(p.states)
	clear(p.moving)
	clear(p.settled)
}

// missed has a bit for each active vendor that had nothing.
func (p *planner) missed() (asked uint32) {
	for i, v := range p.active {
		if p.vendors[v].missed {
			asked |= 1 << i
		}
	}
	return asked
}

// ranked are the vendors that can be asked, by what they alone close or change for
// their cost. Those beyond the limit of work come last.
func (p *planner) ranked() []int {
	p.active = nil
	p.forgetAll(p.units)
	none := p.arrive(make([]uint8, len(p.facts)))
	worth := make([]float64, len(p.vendors))
	var out []int
	for v := range p.vendors {
		if p.vendors[v].missed {
			continue
		}
		out = append(out, v)
		w := 0.0
		for _, then := range p.outcomesIn(none, v) {
			if at := &p.situations[then.at]; at.closed || at.placement != p.situations[none].placement {
				w = float64(w + then.odds)
			}
		}
		worth[v] = perCost(w*p.vendors[v].hit, p.vendors[v].cost)
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(worth[b], worth[a]) })
	return out
}

// open is who may usefully be asked in a situation: those who have not been, and
// sell something that is missing. The others are added to the asked.
func (p *planner) open(at int, asked uint32) uint32 { return asked | p.situations[at].useless }

// mayMove tells whether something that vendors who have not been asked sell may
// change the placement.
func (p *planner) mayMove(at int, asked uint32) bool {
	if p.situations[at].closed || p.over {
		return false
	}
	key := planKey{at, p.open(at, asked)}
	if moves, ok := p.moving[key]; ok {
		return moves
	}
	moves := false
	for deeper := range 2 { // what is near is looked at first
		for i := range p.active {
			if key.asked&(1<<i) != 0 || moves || p.over {
				continue
			}
			for _, then := range p.after(at, i) {
				if deeper == 0 {
					moves = p.situations[then.at].placement != p.situations[at].placement
				} else {
					moves = p.mayMove(then.at, key.asked|1<<i)
				}
				if moves {
					break
				}
			}
		}
	}
	p.moving[key] = moves
	return moves
}

// solve finds what is best in a situation; the vendors with a bit in asked have
// been asked.
func (p *planner) solve(at int, asked uint32) planState {
	key := planKey{at, p.open(at, asked)}
	if s, ok := p.states[key]; ok {
		return s
	}
	if p.spend(); p.over {
		return planState{}
	}
	s := planState{next: -1}
	if !p.mayMove(at, key.asked) {
		s = p.end(at)
		p.states[key] = s
		return s
	}
	worth := 0.0
	for i, v := range p.active {
		if key.asked&(1<<i) != 0 || p.over {
			continue
		}
		bought, moves := p.buy(at, i, key.asked)
		if s.next < 0 || less(bought.cost, s.cost) || !less(s.cost, bought.cost) && moves > worth {
			s, worth = bought, moves
			s.next = v
		}
	}
	p.states[key] = s
	return s
}

// end is a situation in which nothing that can still be bought of the active
// vendors changes the placement.
func (p *planner) end(at int) planState {
	s := planState{stop: true, cost: p.rest}
	if p.situations[at].closed {
		s.cost, s.settles = 0, 1
	} else if p.rest == 0 && !p.mayMove(at, 0) { // nor what was sought in vain
		s.settles = 1
	}
	if p.situations[at].placement != p.situations[0].placement {
		s.changes = 1
	}
	return s
}

// buy is what comes of buying from an active vendor, and with which probability
// that ends the plan or changes the placement.
func (p *planner) buy(at, i int, asked uint32) (planState, float64) {
	vendor := &p.vendors[p.active[i]]
	out, moves := planState{cost: vendor.cost}, 0.0
	add := func(then planState, odds float64) {
		out.cost = float64(out.cost + float64(odds*then.cost))
		out.settles = float64(out.settles + float64(odds*then.settles))
		out.changes = float64(out.changes + float64(odds*then.changes))
	}
	for _, after := range p.after(at, i) {
		then, odds := p.solve(after.at, asked|1<<i), float64(vendor.hit*after.odds)
		if add(then, odds); then.stop || p.situations[after.at].placement != p.situations[at].placement {
			moves = float64(moves + odds)
		}
		if p.over {
			break
		}
	}
	if vendor.hit < 1 {
		add(p.solve(at, asked|1<<i), 1-vendor.hit)
	}
	return out, moves
}

// everything is the probability that nothing that is sold changes the placement
// once all active vendors have been asked.
func (p *planner) everything(at int, asked uint32) float64 {
	key := planKey{at, p.open(at, asked)}
	if sum, ok := p.settled[key]; ok || p.over || p.situations[at].closed {
		if p.situations[at].closed {
			return 1
		}
		return sum
	}
	i := bits.TrailingZeros32(^key.asked)
	sum := 0.0
	switch {
	case p.rest == 0 && !p.mayMove(at, 0):
		sum = 1
	case i < len(p.active):
		hit := p.vendors[p.active[i]].hit
		for _, then := range p.after(at, i) {
			sum = float64(sum + float64(hit*then.odds)*p.everything(then.at, key.asked|1<<i))
		}
		if hit < 1 {
			sum = float64(sum + (1-hit)*p.everything(at, key.asked|1<<i))
		}
	}
	p.settled[key] = sum
	return sum
}

// less tells whether a cost is below another one, by more than rounding.
func less(a, b float64) bool { return a < b-1e-12*b }

// purchase describes what one vendor may be worth.
func (p *planner) purchase(v int) Purchase {
	vendor := &p.vendors[v]
	out := Purchase{Vendor: vendor.id, Cost: vendor.cost, Hit: vendor.hit, Gives: vendor.gives, For: p.places(vendor.facts)}
	for _, then := range p.outcomesIn(0, v) {
		settles := p.situations[then.at].closed || !p.partial && !p.sampled && !p.mayMove(then.at, 0) && !p.over
		odds := float64(vendor.hit * then.odds)
		if settles {
			out.Settles = float64(out.Settles + odds)
		}
		if p.situations[then.at].placement != p.situations[0].placement {
			out.Changes = float64(out.Changes + odds)
		}
	}
	out.Settles, out.Changes = probability(out.Settles), probability(out.Changes)
	return out
}

// places are the parts of the decision that some facts matter to.
func (p *planner) places(facts []int) []string {
	var out []string
	for _, part := range p.e.parts() {
		for _, text := range part.texts {
			n := p.e.tree(text)
			if slices.ContainsFunc(facts, func(f int) bool {
				return slices.ContainsFunc(n.Slots, func(s int) bool { return p.e.slots[s].askAs == p.facts[f].slot })
			}) && !slices.Contains(out, part.Place) {
				out = append(out, part.Place)
			}
		}
	}
	return out
}
