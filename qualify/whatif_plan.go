package qualify

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// PriorKnowledge is what is known of leads before anything is bought.
type PriorKnowledge struct {
	// Odds are the odds of the values that a missing fact may have, by the fact's
	// path and the value's text, as in Fact.Prior, in whose place they come.
	Odds map[string]map[string]float64 `json:"odds,omitempty"`
	// Missed are the ids of the vendors that were asked about the lead already and
	// had nothing. They are not asked again.
	Missed []string `json:"missed,omitempty"`
}

// A PurchasePlan is how to settle a lead's decision with bought facts, for as
// little as can be expected.
type PurchasePlan struct {
	// Stop says that nothing that can still be bought could change the decision:
	// none of the values that the rules tell apart, in whatever order they come.
	// There is no Next then.
	Stop bool `json:"stop"`
	// Next is the id of the vendor to buy from now, "" where Stop is true. What is
	// best after that depends on what comes: plan again with the lead as it is
	// then, or with the vendor in PriorKnowledge.Missed.
	Next string `json:"next,omitempty"`
	// Cost is what is expected to be spent until nothing more is worth buying.
	Cost float64 `json:"cost"`
	// Settles is the probability, from 0 to 1, that in the end no fact that any
	// vendor sells could change the decision. What the vendors do not find may
	// leave it open.
	Settles float64 `json:"settles"`
	// Changes is the probability that in the end the decision is another one
	// than now.
	Changes float64 `json:"changes"`
	// All is the cost of buying from every vendor that sells a missing fact and
	// was not asked yet.
	All float64 `json:"all"`
	// AllSettles is what Settles would be after that.
	AllSettles float64 `json:"all_settles"`
	// Exact says that no other order of purchases is expected to cost less. Where
	// it is false there was too much to try: Next looks best among the purchases
	// that were tried, Cost is what following it costs at most, and the
	// probabilities leave out what could not be tried.
	Exact bool `json:"exact"`
	// Uniform are the missing facts, by path, of which no odds are known: every
	// value that the rules tell apart is taken as equally likely.
	Uniform []string `json:"uniform,omitempty"`
	// Purchases are those that can be made and may matter: Next first, then by
	// Settles for the cost.
	Purchases []Purchase `json:"purchases,omitempty"`
}

// A Purchase is what one vendor may be worth for a lead.
type Purchase struct {
	// Vendor is the vendor's id.
	Vendor string `json:"vendor"`
	// Cost is what the look-up costs, whatever comes of it.
	Cost float64 `json:"cost"`
	// Hit is the probability that the vendor has the facts, all of them or none.
	Hit float64 `json:"hit"`
	// Gives are the missing facts, by path, that come with a hit and may matter.
	Gives []string `json:"gives"`
	// For are the parts that these facts matter to, as in Question.For.
	For []string `json:"for,omitempty"`
	// Settles is the probability that after this purchase alone no fact that is
	// sold could change the decision.
	Settles float64 `json:"settles"`
	// Changes is the probability that this purchase alone makes the decision
	// another one.
	Changes float64 `json:"changes"`
}

// The bounds of Plan.
const (
	maxPlanStates   = 40_000     // situations that are looked at for one lead
	maxPlanOutcomes = 4_096      // combinations of values that one vendor's facts are tried with
	planSample      = 256        // of them where there are more
	maxPlanVendors  = 16         // that are combined
	maxPlanWork     = 10_000_000 // as maxTried, for each attempt
)

// Plan says which of the rule set's vendors to buy a lead's missing facts from
// next, so that settling the decision is expected to cost least; or that nothing
// bought could change it.
//
// The decision is quadrant, status, team, owner and the score's band; of a lead
// that screening removes, the status. A vendor's look-up costs its Cost whatever
// comes. With the probability Hit it gives all that it sells, else nothing, and
// whether it does has nothing to do with other vendors. A fact that is known is
// not bought again; one that is too old is missing. A value has the probability
// that the odds give it: those of priors, else those of Fact.Prior. A fact
// without odds takes every value that the rules tell apart with the same
// probability, and is named in PurchasePlan.Uniform. Whatever the odds, a plan
// stops only where no value that the rules tell apart makes a difference. These are
// the constants that rules compare a fact with and their neighbours, and what the
// lead has in the facts that stand beside it in a text; a value that only a
// calculation tells apart may be missed.
//
// The plan is adaptive: what is bought second depends on what came first. A
// dynamic programme over what may be known finds the best. Where that would take
// more than 40,000 situations, or 10,000,000 parts to evaluate, fewer vendors are combined, those that are expected
// to settle most for their cost; the plan then is not Exact.
//
// A nil priors is an empty one. Odds of what is no fact or no value, and a zero
// asOf, are errors, as is a context that is done before the end. Plan may cost as many
// decisions as there are situations, which is some milliseconds as a rule, and may be a second. The
// lead is only read. Safe for concurrent use.
func (e *Engine) Plan(ctx context.Context, lead *Lead, asOf time.Time, priors *PriorKnowledge) (PurchasePlan, error) {
	if asOf.IsZero() {
		return PurchasePlan{}, errNoAsOf
	}
	if lead == nil {
		lead = &Lead{}
	}
	if priors == nil {
		priors = &PriorKnowledge{}
	}
	odds, err := e.oddsOf(priors)
	if err != nil {
		return PurchasePlan{}, err
	}
	if err := e.checkMissed(priors.Missed); err != nil {
		return PurchasePlan{}, err
	}
	p := newPlanner(ctx, e, lead, asOf)
	p.market(odds, priors.Missed)
	plan := p.plan()
	if err := ctx.Err(); err != nil {
		return PurchasePlan{}, err
	}
	return plan, nil
}

// plan solves as much of the market as there is time for.
func (p *planner) plan() PurchasePlan {
	out := PurchasePlan{All: tidy(p.all), Exact: true}
	for i := range p.facts {
		if p.facts[i].uniform {
			out.Uniform = append(out.Uniform, p.facts[i].path)
		}
	}
	slices.Sort(out.Uniform)
	p.left = p.units
	at := p.arrive(make([]uint8, len(p.facts)))
	if p.situations[at].closed || len(p.vendors) == 0 {
		return PurchasePlan{Stop: true, All: tidy(p.all), Exact: true, Settles: 1, AllSettles: 1}
	}
	if !slices.ContainsFunc(p.vendors, func(v planVendor) bool { return !v.missed }) && len(p.vendors) > maxPlanVendors {
		return PurchasePlan{Stop: true, All: tidy(p.all), Exact: true}
	}
	root := p.solveAll()
	p.left = p.units
	root.settles = probability(root.settles)
	out.AllSettles = probability(p.everything(0, p.missed()))
	out.Exact = !p.partial && !p.sampled
	if root.stop && out.Exact {
		return PurchasePlan{Stop: true, All: tidy(p.all), Exact: true, Settles: root.settles, AllSettles: out.AllSettles}
	}
	next := root.next
	if root.stop { // nothing that was tried changes anything, which is no proof
		next = p.active[0]
	}
	out.Next = p.vendors[next].id
	out.Cost, out.Settles, out.Changes = tidy(root.cost), root.settles, probability(root.changes)
	p.left = p.units
	for v := range p.vendors {
		if !p.vendors[v].missed {
			out.Purchases = append(out.Purchases, p.purchase(v))
		}
	}
	slices.SortStableFunc(out.Purchases, func(a, b Purchase) int {
		return cmp.Or(
			yesFirst(a.Vendor == out.Next, b.Vendor == out.Next),
			cmp.Compare(perCost(b.Settles, b.Cost), perCost(a.Settles, a.Cost)), cmp.Compare(perCost(b.Changes, b.Cost), perCost(a.Changes, a.Cost)),
		)
	})
	return out
}

// perCost is an amount for its cost. What costs nothing is worth most.
func perCost(amount, cost float64) float64 {
	if cost == 0 && amount > 0 {
		return math.MaxFloat64
	}
	if amount == 0 {
		return 0
	}
	return amount / cost
}

// tidy takes off what rounding adds.
func tidy(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// probability is tidy, from 0 to 1.
func probability(p float64) float64 { return max(0, min(1, tidy(p))) }
