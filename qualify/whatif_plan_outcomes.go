package qualify

import "slices"

// planOutcome is a combination of values that a purchase may bring, for all that
// are alike to it.
type planOutcome struct {
	values []uint8
	odds   float64
}

// planOutcomes are those of a vendor, by which of its facts are still missing.
type planOutcomes struct {
	facts    []int
	outcomes []planOutcome
}

// outcomes are the combinations of values that some facts of a vendor may have,
// those that are alike made one.
func (p *planner) outcomes(v int, facts []int) []planOutcome {
	for i := range p.outs[v] {
		if slices.Equal(p.outs[v][i].facts, facts) {
			return p.outs[v][i].outcomes
		}
	}
	facts = slices.Clone(facts)
	view := p.watch.view(facts)
	var out []planOutcome
	at := map[string]int{}
	values := make([]uint8, len(p.facts))
	for odds := range p.combinations(facts, values) {
		if p.spend(); p.over {
			return nil
		}
		p.decide(values)
		key := view.append(p.key[:0], &p.watch, p.e, p.d.frame, p.d.decision, values, facts)
		p.d.forget()
		p.key = key
		i, ok := at[string(key)]
		if !ok {
			i = len(out)
			at[string(key)] = i
			chosen := make([]uint8, len(facts))
			for j, f := range facts {
				chosen[j] = values[f]
			}
			out = append(out, planOutcome{values: chosen})
		}
		out[i].odds = float64(out[i].odds + odds)
	}
	p.outs[v] = append(p.outs[v], planOutcomes{facts, out})
	return out
}

// combinations fills in all combinations of values of some facts, or a sample that
// is the same for the same facts, with the probability of each.
func (p *planner) combinations(facts []int, values []uint8) func(func(float64) bool) {
	return func(yield func(float64) bool) {
		most, n := max(8, min(maxPlanOutcomes, p.units/8)), 1
		for _, f := range facts {
			n = min(n*len(p.facts[f].values), most+1)
		}
		if n > most {
			p.sampled = true
			p.sample(facts, values, min(planSample, most), yield)
			return
		}
		for _, f := range facts {
			values[f] = 1
		}
		for {
			odds := 1.0
			for _, f := range facts {
				odds = float64(odds * p.facts[f].odds[values[f]-1])
			}
			if !yield(odds) {
				return
			}
			i := 0
			for i < len(facts) && int(values[facts[i]]) == len(p.facts[facts[i]].values) {
				values[facts[i]] = 1
				i++
			}
			if i == len(facts) {
				return
			}
			values[facts[i]]++
		}
	}
}

// sample fills in so many combinations, spread over the values of each fact by
// their odds: the points of a lattice of irrational steps.
func (p *planner) sample(facts []int, values []uint8, n int, yield func(float64) bool) {
	const golden = 0x9e3779b97f4a7c15 // of 2^64
	for i := range n {
		step := uint64(golden)
		for _, f := range facts {
			at := float64(uint64(i+1)*step>>11) / (1 << 53)
			step = step*6364136223846793005 + 1442695040888963407 | 1
			odds := p.facts[f].odds
			v, sum := 0, odds[0]
			for v < len(odds)-1 && (at >= sum || odds[v] == 0) {
				v++
				sum = float64(sum + odds[v])
			}
			values[f] = uint8(v + 1)
		}
		if !yield(1 / float64(n)) {
			return
		}
	}
}
