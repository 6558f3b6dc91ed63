package qualify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/nearest"
)

// planner looks for the plan of one lead.
type planner struct {
	ctx  context.Context
	e    *Engine
	d    *Decider
	lead *Lead
	asOf time.Time

	facts   []planFact
	vendors []planVendor
	all     float64 // what all that sell a missing fact cost
	watch   planWatch

	units   int // situations that may be looked at for each attempt
	left    int // of them
	over    bool
	sampled bool // of some vendor not all combinations were looked at
	partial bool // not all vendors are combined

	active     []int            // the vendors that are combined
	rest       float64          // what the others cost
	outs       [][]planOutcomes // by vendor
	situations []situation      // the first is that of the lead as it is
	byValues   map[string]int   // of which situations, by what is bought
	byAlike    map[string]int   // and by what that comes to
	states     map[planKey]planState
	settled    map[planKey]float64 // the probability that buying everything settles it
	moving     map[planKey]bool    // something that can be bought may change the placement

	// Scratch.
	scratch     Lead
	key         []byte
	boughtFacts []int
	views       map[string]planView // by which facts are bought
}

// planFact is a missing fact that is sold and may matter.
type planFact struct {
	slot    int // that it is asked as
	path    string
	values  []any // one for each class
	odds    []float64
	uniform bool
}

// planVendor sells some of them.
type planVendor struct {
	id        string
	cost, hit float64
	facts     []int
	gives     []string
	missed    bool // it was asked, and had nothing
}

// planPlacement is what a plan settles.
type planPlacement struct {
	Placement
	band string
}

func newPlanner(ctx context.Context, e *Engine, lead *Lead, asOf time.Time) *planner {
	return &planner{ctx: ctx, e: e, d: e.NewDecider(), lead: lead, asOf: asOf, byValues: map[string]int{}, byAlike: map[string]int{},
		states: map[planKey]planState{}, moving: map[planKey]bool{}, settled: map[planKey]float64{}, views: map[string]planView{}}
}

// oddsOf reads the odds of priors, by the slot that the fact is asked as. Facts
// that no rule reads are checked and left out.
func (e *Engine) oddsOf(priors *PriorKnowledge) (map[int][]chance, error) {
	out := map[int][]chance{}
	for _, path := range slices.Sorted(maps.Keys(priors.Odds)) {
		f, ok := leadFact(path)
		declared := e.source.Facts[path]
		if !ok {
			if _, custom := customName(path); !custom || declared.Type == "" {
				return nil, fmt.Errorf("qualify: odds of %s: the rule set has no such fact", path)
			}
			f.Kind = criteria.FactKind(declared.Type)
		}
		if roles[path].derived() {
			return nil, fmt.Errorf("qualify: odds of %s: it follows from instants and has no odds of its own", path)
		}
		slot := slices.IndexFunc(e.slots, func(s slot) bool { return s.path == path })
		for text, odds := range priors.Odds[path] {
			if !(odds > 0) || math.IsInf(odds, 0) {
				return nil, fmt.Errorf("qualify: odds of %s: those of %q are above 0, as in 2 for twice as likely as 1", path, text)
			}
			if _, ok := priorValue(f.Kind, text); !ok {
				return nil, fmt.Errorf("qualify: odds of %s: %q is no value of a fact of type %s", path, text, f.Kind.FactType())
			}
			if slot >= 0 && e.slots[slot].enum != nil && !e.slots[slot].listed(text) {
				return nil, fmt.Errorf("qualify: odds of %s: %q is not in the fact's enum", path, text)
			}
		}
		if slot >= 0 {
			out[slot] = chances(&Fact{Prior: priors.Odds[path]}, f.Kind)
		}
	}
	return out, nil
}

// checkMissed refuses vendors that do not exist.
func (e *Engine) checkMissed(ids []string) error {
	for _, id := range ids {
		if !slices.ContainsFunc(e.source.Vendors, func(v Vendor) bool { return v.ID == id }) {
			known := make([]string, len(e.source.Vendors))
			for i := range known {
				known[i] = e.source.Vendors[i].ID
			}
			return fmt.Errorf("qualify: there is no vendor %q%s", id, nearest.Quoted(id, known[:min(len(known), maxNear)]))
		}
	}
	return nil
}

// market finds the missing facts that are sold and may matter, and who sells
// them.
func (p *planner) market(odds map[int][]chance, missed []string) {
	known := p.known()
	at := map[int]int{} // index in facts by slot
	for i := range p.e.source.Vendors {
		v := &p.e.source.Vendors[i]
		hit := 1.0
		if v.Hit != nil {
			hit = *v.Hit
		}
		vendor := planVendor{id: v.ID, cost: v.Cost, hit: hit, missed: slices.Contains(missed, v.ID)}
		sells := false
		for _, path := range v.Gives {
			slot := p.e.soldAs(path)
			if slot < 0 {
				sells = sells || p.lacks(path)
				continue
			}
			if known[slot] {
				continue
			}
			sells = true
			if _, ok := at[slot]; !ok {
				at[slot] = len(p.facts)
				p.facts = append(p.facts, p.fact(slot, odds))
			}
			if f := at[slot]; !slices.Contains(vendor.facts, f) {
				vendor.facts = append(vendor.facts, f)
			}
		}
		if sells && !vendor.missed {
			p.all += v.Cost
		}
		if hit > 0 && len(vendor.facts) > 0 {
			p.vendors = append(p.vendors, vendor)
		}
	}
	p.d.forget()
	p.watch = newPlanWatch(p.e, p.facts)
	p.dropIdle()
}

// soldAs is the slot that a fact is asked as, -1 where no rule reads it.
func (e *Engine) soldAs(path string) int {
	for i := range e.slots {
		if s := &e.slots[i]; s.role != wasDecided && (s.path == path || s.role.derived() && roles[path].derived()) {
			return s.askAs
		}
	}
	return -1
}

// lacks tells whether the lead has nothing of a fact that no rule reads.
func (p *planner) lacks(path string) bool {
	if roles[path].derived() {
		return p.lead.CreatedAt.IsZero()
	}
	v, err := p.lead.Get(path)
	return err == nil && v == nil
}

// known tells by slot whether nothing is missing of the fact that it is asked as. The
// frame has the lead until it is forgotten.
func (p *planner) known() []bool {
	p.d.asOf = p.asOf
	p.d.fill(p.lead, p.asOf)
	known := slices.Clone(p.d.frame.Known)
	for i := range p.e.slots {
		if s := &p.e.slots[i]; !known[i] {
			known[s.askAs] = false
		}
	}
	p.units = max(64, min(maxPlanStates, maxPlanWork/(p.e.program.Work(p.d.frame)+len(p.e.slots)+p.d.frame.Visible())))
	return known
}

// dropIdle drops the facts that nothing of the decision rests on, and the vendors
// that sell no others. It sorts the facts: who wants to be contacted is filled in
// before the date of that.
func (p *planner) dropIdle() {
	kept := make([]int, 0, len(p.facts))
	for i := range p.facts {
		if p.watch.matters[i] && len(p.facts[i].values) > 0 {
			kept = append(kept, i)
		}
	}
	date := func(i int) int {
		if p.e.slots[p.facts[i].slot].role == wishAt {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(kept, func(a, b int) int { return cmp.Compare(date(a), date(b)) })
	to := make([]int, len(p.facts))
	facts := make([]planFact, len(kept))
	for i := range to {
		to[i] = slices.Index(kept, i)
		if to[i] >= 0 {
			facts[to[i]] = p.facts[i]
		}
	}
	p.facts = facts
	p.watch.renumber(to)
	for i := range p.vendors {
		v := &p.vendors[i]
		var sold []int
		for _, f := range v.facts {
			if to[f] >= 0 {
				sold = append(sold, to[f])
				v.gives = append(v.gives, p.facts[to[f]].path)
			}
		}
		slices.Sort(sold)
		v.facts = sold
	}
	p.vendors = slices.DeleteFunc(p.vendors, func(v planVendor) bool { return len(v.facts) == 0 })
}
