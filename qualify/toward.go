package qualify

import (
	"cmp"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// A Target is where a lead shall come. Its zero fields are any.
type Target struct {
	Quadrant matrix.Quadrant `json:"quadrant,omitempty"`
	Status   matrix.Status   `json:"status,omitempty"`
	Band     string          `json:"band,omitempty"`
}

// An Approach is what it takes to bring a lead to a target.
type Approach struct {
	// Reached says that the lead is there already; there are no plans then.
	Reached bool `json:"reached,omitempty"`
	// Exact says that no plan with fewer changes was left out, and that where
	// there are no plans none exists, among the changes that are tried. False
	// labels a search that took the best step again and again, as there was too
	// much to try everything.
	Exact bool `json:"exact"`
	// Plans are alternatives, those with the fewest changes first. None of them
	// contains another.
	Plans []Plan `json:"plans,omitempty"`
}

// A Plan is a set of changes that brings a lead to the target. It was tried: a
// lead that is changed so is decided so.
type Plan struct {
	// Moves are the changes, facts first.
	Moves []Move `json:"moves"`
	// Changes is their number, each activity counted by itself.
	Changes int `json:"changes"`
	// Meets are the criteria, rules and items that the moves make met, and the
	// screening steps that they make unmet, in the rule set's order, named as
	// in Question.For.
	Meets []string `json:"meets,omitempty"`
	// Points is what the score gains, as it counts.
	Points scoring.Points `json:"points"`
	// Standing and Band are where the lead comes to be.
	Standing
	Band string `json:"band,omitempty"`
}

// A Move is one thing to change: a fact or a number of equal activities.
type Move struct {
	// Fact is the path of a fact, "" for activities.
	Fact string `json:"fact,omitempty"`
	// Value is the fact's new value: a bool, a float64, a string, a time.Time
	// or a []string; nil for activities.
	Value any `json:"value,omitempty"`
	// Activity is what the lead shall do, at the decision's instant; zero for a
	// fact. Times is how often.
	Activity Activity `json:"activity,omitzero"`
	Times    int      `json:"times,omitempty"`
}

// The bounds of Toward.
const (
	exactLevers = 20     // facts and kinds of activities that are combined exactly
	maxTrials   = 5_000  // combinations that are tried
	maxVisits   = 50_000 // steps on the way to them
	maxPlans    = 5
)

// Toward finds the smallest changes that bring a lead to a target, over facts
// whose declaration says "actionable" and over activities that the rules ask
// for. The changes that are tried are the values that the rules compare a fact
// with and their neighbours, and for activities those made of the constants in
// a predicate, up to as many as rules count.
//
// With up to 20 facts and kinds of activities that have an effect, and unless
// 5,000 combinations and 50,000 steps on the way to them are not enough, the
// result is Exact. Beyond, it is greedy and says so.
//
// Toward costs a decision for each combination, which can be a second in all,
// and some seconds with thousands of rules. The lead is only read. A zero asOf
// gives the zero Approach. Safe for concurrent use.
func (e *Engine) Toward(lead *Lead, asOf time.Time, target Target) Approach {
	if asOf.IsZero() {
		return Approach{}
	}
	if lead == nil {
		lead = &Lead{}
	}
	w := &way{e: e, d: e.NewDecider(), lead: lead, asOf: asOf, target: target}
	w.base = w.d.try(lead, asOf)
	if w.there(&w.base) {
		return Approach{Reached: true, Exact: true}
	}
	w.see = w.relevant()
	w.gather()
	w.reach = newReach(w)
	none := make([]int, len(w.levers))
	for i := range none {
		none[i] = -1
	}
	if !w.reach.may(none, func(int) bool { return true }) {
		return Approach{Exact: true}
	}
	p := Approach{}
	if len(w.levers) <= exactLevers && w.exact() {
		p.Exact = true
	} else if len(w.plans) == 0 {
		w.greedy()
	}
	for _, chosen := range w.plans {
		p.Plans = append(p.Plans, w.plan(chosen))
	}
	slices.SortStableFunc(p.Plans, func(a, b Plan) int { return cmp.Compare(a.Changes, b.Changes) })
	return p
}

// way is one search.
type way struct {
	e      *Engine
	d      *Decider
	lead   *Lead
	asOf   time.Time
	target Target
	base   trial
	levers []lever
	trials int
	visits int
	plans  [][]int         // options by lever, -1 for none
	see    []criteria.Cond // the conditions that a target can depend on
	reach  *reach
}

// lever is what can be changed in one way at a time.
type lever struct {
	slot    int // of a fact; -1 for activities
	options []option
}

type option struct {
	move Move
	cost int
}

func (w *way) there(t *trial) bool {
	x := &w.target
	return (x.Quadrant == "" || x.Quadrant == t.Quadrant) && (x.Status == "" || x.Status == t.Status) && (x.Band == "" || x.Band == t.band)
}

// gather finds the levers, and of each the options that have an effect of
// their own.
func (w *way) gather() {
	before := w.effect(w.lead)
	for i := range w.e.slots {
		s := &w.e.slots[i]
		if !s.actionable || s.askAs != i {
			continue
		}
		l := lever{slot: i}
		seen := []string{before}
		for v := range s.probes.Len() {
			value, ok := s.value(v, w.asOf)
			if !ok {
				continue
			}
			if effect := w.effect(s.with(w.lead, value)); !slices.Contains(seen, effect) {
				seen = append(seen, effect)
				l.options = append(l.options, option{Move{Fact: s.askPath, Value: value}, 1})
			}
		}
		if len(l.options) > 0 {
			w.levers = append(w.levers, l)
		}
	}
	for _, a := range w.e.program.Samples(criteria.InstantOf(w.asOf)) {
		a.At = w.asOf.UTC()
		l := lever{slot: -1}
		last := before
		for n := 1; n <= mostTimes; n++ {
			move := Move{Activity: Activity(a), Times: n}
			// What counts up to a number shows only there; so all up to the last
			// that has an effect are kept.
			if effect := w.effect(w.moved([]Move{move})); effect != last {
				last = effect
				l.options = append(l.options, option{move, n})
			}
		}
		if len(l.options) > 0 {
			w.levers = append(w.levers, l)
		}
	}
}

// mostTimes is how often one activity may be asked of a lead.
const mostTimes = 12

// effect is all that the rules see of a lead, so that changes that are alike to
// them are told.
func (w *way) effect(lead *Lead) string {
	w.d.asOf = w.asOf
	w.d.fill(lead, w.asOf)
	w.d.e.program.Run(w.d.frame)
	var key []byte
	for _, c := range w.see {
		key = append(key, byte(w.d.frame.Outcome(c)))
	}
	w.d.judge(w.d.frame, w.d.decision)
	for _, r := range w.d.decision.Score.Rules {
		key = append(key, r.ID...)
		key = append(key, 0)
		key = append(key, r.Points.String()...)
		key = append(key, 0)
	}
	w.d.forget()
	return string(key)
}

// moved is the lead with moves made.
func (w *way) moved(moves []Move) *Lead {
	l := *w.lead
	l.Activities = slices.Clip(l.Activities)
	lead := &l
	for _, m := range moves {
		if m.Fact != "" {
			lead = w.e.slots[w.e.slotOf(m.Fact)].with(lead, m.Value)
			continue
		}
		for range m.Times {
			lead.Activities = append(lead.Activities, m.Activity)
		}
	}
	return lead
}

func (w *way) moves(chosen []int) []Move {
	var out []Move
	for i, o := range chosen {
		if o >= 0 {
			out = append(out, w.levers[i].options[o].move)
		}
	}
	return out
}

func (w *way) cost(chosen []int) (n int) {
	for i, o := range chosen {
		if o >= 0 {
			n += w.levers[i].options[o].cost
		}
	}
	return n
}

// exact tries all combinations, those with fewer changes first, until the
// cheapest plans are found; false where that is too many.
func (w *way) exact() bool {
	most := 0
	for _, l := range w.levers {
		most += l.options[len(l.options)-1].cost
	}
	chosen := make([]int, len(w.levers))
	for i := range chosen {
		chosen[i] = -1
	}
	for cost := 1; cost <= most; cost++ {
		if !w.combine(chosen, 0, cost) {
			return len(w.plans) > 0 && w.cost(w.plans[0]) < cost
		}
		if len(w.plans) >= maxPlans {
			break
		}
	}
	return true
}

// combine tries the combinations of the levers from one on that cost exactly
// so much. It is false where there were too many.
func (w *way) combine(chosen []int, from, cost int) bool {
	if cost == 0 {
		if w.trials++; w.trials > maxTrials {
			return false
		}
		if t := w.d.try(w.moved(w.moves(chosen)), w.asOf); w.there(&t) && len(w.plans) < maxPlans {
			w.plans = append(w.plans, slices.Clone(chosen))
		}
		return true
	}
	for i := from; i < len(w.levers); i++ {
		if w.visits++; w.visits > maxVisits {
			return false
		}
		if !w.reach.may(chosen, func(lever int) bool { return lever >= i }) {
			return true // nor with fewer levers
		}
		for o := range w.levers[i].options {
			if c := w.levers[i].options[o].cost; c <= cost {
				chosen[i] = o
				// What contains a plan is none, whatever is added.
				ok := w.contained(chosen) || w.combine(chosen, i+1, cost-c)
				chosen[i] = -1
				if !ok {
					return false
				}
			}
		}
	}
	return true
}

// contained tells whether a plan that was found is part of a combination: the
// same facts, and no more of the same activities.
func (w *way) contained(chosen []int) bool {
	return slices.ContainsFunc(w.plans, func(plan []int) bool {
		for i, o := range plan {
			if o >= 0 && (chosen[i] < 0 || o != chosen[i] && (w.levers[i].slot >= 0 || o > chosen[i])) {
				return false
			}
		}
		return true
	})
}

// greedy takes the step that comes nearest to the target, again and again, and
// then drops the steps that turned out not to be needed.
func (w *way) greedy() {
	chosen := make([]int, len(w.levers))
	for i := range chosen {
		chosen[i] = -1
	}
	for range w.levers {
		best, bestOption, least := -1, 0, 0.0
		for i := range w.levers {
			if chosen[i] >= 0 {
				continue
			}
			for o := range w.levers[i].options {
				chosen[i] = o
				t := w.d.try(w.moved(w.moves(chosen)), w.asOf)
				if d := w.distance(&t) + 1e-6*float64(w.levers[i].options[o].cost); best < 0 || d < least {
					best, bestOption, least = i, o, d
				}
			}
			chosen[i] = -1
		}
		if best < 0 {
			return
		}
		chosen[best] = bestOption
		if t := w.d.try(w.moved(w.moves(chosen)), w.asOf); !w.there(&t) {
			continue
		}
		for i, o := range chosen {
			if chosen[i] = -1; o >= 0 {
				if t := w.d.try(w.moved(w.moves(chosen)), w.asOf); !w.there(&t) {
					chosen[i] = o
				}
			}
		}
		w.plans = append(w.plans, chosen)
		return
	}
}

// distance guesses how far a lead is from the target; 0 is there.
func (w *way) distance(t *trial) float64 {
	if w.there(t) {
		return 0
	}
	d := 1.0
	if w.target.Quadrant != "" && w.target.Quadrant != t.Quadrant {
		d++
	}
	if w.target.Status != "" && w.target.Status != t.Status {
		d++
	}
	if t.Team == "" {
		d++ // removed
	}
	line := w.base.score.Points
	if w.e.readyAt != nil {
		line = *w.e.readyAt
	}
	for i, name := range w.e.bandNames {
		if name == w.target.Band {
			line = w.e.bands[i]
		}
	}
	gap := float64(line - t.score.Low)
	return d + 0.5*max(gap, 0)/(max(gap, 0)+1000) + 0.25*(1-t.fitLow)
}

// plan describes a plan that was found.
func (w *way) plan(chosen []int) Plan {
	moves := w.moves(chosen)
	before, after := w.e.Decide(w.lead, w.asOf), w.e.Decide(w.moved(moves), w.asOf)
	p := Plan{
		Moves: moves, Changes: w.cost(chosen), Points: after.Score.Points - before.Score.Points, Band: after.Score.Band,
		Standing: Standing{after.Quadrant, after.Status, after.Owner.Team},
	}
	c := Diff(&before, &after)
	for _, o := range c.Outcomes {
		if o.After == "met" || o.After == "unmet" && o.Before != "unmet" && len(o.Place) > 10 && o.Place[:10] == "screening." {
			p.Meets = append(p.Meets, o.Place)
		}
	}
	for _, part := range c.Parts {
		if part.Cause != CauseClip && part.Points.Points > 0 {
			p.Meets = append(p.Meets, part.Place)
		}
	}
	return p
}
