package qualify

import (
	"context"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// towardSearch looks for the plans of one lead.
type towardSearch struct {
	ctx       context.Context
	e         *Engine
	d         *Decider
	lead      *Lead
	asOf      time.Time
	goal      Goal
	base      result
	variables []variable
	trials    int
	visits    int
	plans     [][]int         // options by variable, -1 for none
	see       []criteria.Cond // the conditions that a goal can depend on
	bounds    *towardBounds
}

// variable is what can be changed in one way at a time.
type variable struct {
	slot    int // of a fact; -1 for activities
	options []option
}

type option struct {
	step PlanStep
	cost int
}

func (w *towardSearch) there(t *result) bool {
	x := &w.goal
	return (x.Quadrant == "" || x.Quadrant == t.Quadrant) && (x.Status == "" || x.Status == t.Status) && (x.Band == "" || x.Band == t.band)
}

// gather finds the variables, and of each the options that have an effect of
// their own.
func (w *towardSearch) gather() {
	before := w.effect(w.lead)
	for i := range w.e.slots {
		s := &w.e.slots[i]
		if !s.actionable || s.askAs != i {
			continue
		}
		if w.ctx.Err() != nil {
			return
		}
		l := variable{slot: i}
		seen := []string{before}
		for v := range s.probes.Len() {
			value, ok := s.value(v, w.asOf)
			if !ok {
				continue
			}
			if effect := w.effect(s.with(w.lead, value, w.asOf)); !slices.Contains(seen, effect) {
				seen = append(seen, effect)
				l.options = append(l.options, option{PlanStep{Fact: s.askPath, Value: value}, 1})
			}
		}
		if len(l.options) > 0 {
			w.variables = append(w.variables, l)
		}
	}
	for _, a := range bounds.SampleActivities(w.e.program, criteria.InstantOf(w.asOf)) {
		a.At = w.asOf.UTC()
		l := variable{slot: -1}
		last := before
		for n := 1; n <= mostTimes; n++ {
			step := PlanStep{Activity: Activity(a), Times: n}
			// What counts up to a number shows only there; so all up to the last
			// that has an effect are kept.
			if effect := w.effect(w.changed([]PlanStep{step})); effect != last {
				last = effect
				l.options = append(l.options, option{step, n})
			}
		}
		if len(l.options) > 0 {
			w.variables = append(w.variables, l)
		}
	}
}

// mostTimes is how often one activity may be asked of a lead.
const mostTimes = 12

// effect is all that the rules see of a lead, so that changes that are alike to
// them are told.
func (w *towardSearch) effect(lead *Lead) string {
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

// changed is the lead after some steps.
func (w *towardSearch) changed(steps []PlanStep) *Lead {
	l := *w.lead
	l.Activities = slices.Clip(l.Activities)
	lead := &l
	for _, m := range steps {
		if m.Fact != "" {
			lead = w.e.slots[w.e.slotOf(m.Fact)].with(lead, m.Value, w.asOf)
			continue
		}
		for range m.Times {
			lead.Activities = append(lead.Activities, m.Activity)
		}
	}
	return lead
}

func (w *towardSearch) steps(chosen []int) []PlanStep {
	var out []PlanStep
	for i, o := range chosen {
		if o >= 0 {
			out = append(out, w.variables[i].options[o].step)
		}
	}
	return out
}

func (w *towardSearch) cost(chosen []int) (n int) {
	for i, o := range chosen {
		if o >= 0 {
			n += w.variables[i].options[o].cost
		}
	}
	return n
}

// exact tries all combinations, those with fewer changes first, until the
// cheapest plans are found; false where that is too many.
func (w *towardSearch) exact() bool {
	most := 0
	for _, l := range w.variables {
		most += l.options[len(l.options)-1].cost
	}
	chosen := make([]int, len(w.variables))
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

// combine tries the combinations of the variables from one on that cost exactly
// so much. It is false where there were too many.
func (w *towardSearch) combine(chosen []int, from, cost int) bool {
	if cost == 0 {
		if w.trials++; w.trials > maxTrials || w.ctx.Err() != nil {
			return false
		}
		if t := w.d.resultOf(w.changed(w.steps(chosen)), w.asOf); w.there(&t) && len(w.plans) < maxPlans {
			w.plans = append(w.plans, slices.Clone(chosen))
		}
		return true
	}
	for i := from; i < len(w.variables); i++ {
		if w.visits++; w.visits > maxVisits || w.ctx.Err() != nil {
			return false
		}
		if !w.bounds.may(chosen, func(variable int) bool { return variable >= i }) {
			return true // nor with fewer variables
		}
		for o := range w.variables[i].options {
			if c := w.variables[i].options[o].cost; c <= cost {
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
func (w *towardSearch) contained(chosen []int) bool {
	return slices.ContainsFunc(w.plans, func(plan []int) bool {
		for i, o := range plan {
			if o >= 0 && (chosen[i] < 0 || o != chosen[i] && (w.variables[i].slot >= 0 || o > chosen[i])) {
				return false
			}
		}
		return true
	})
}

// greedy takes the step that comes nearest to the goal, again and again, and
// then drops the steps that turned out not to be needed.
func (w *towardSearch) greedy() {
	chosen := make([]int, len(w.variables))
	for i := range chosen {
		chosen[i] = -1
	}
	for range w.variables {
		best, bestOption, least := -1, 0, 0.0
		for i := range w.variables {
			if w.ctx.Err() != nil {
				return
			}
			if chosen[i] >= 0 {
				continue
			}
			for o := range w.variables[i].options {
				chosen[i] = o
				t := w.d.resultOf(w.changed(w.steps(chosen)), w.asOf)
				if d := w.distance(&t) + 1e-6*float64(w.variables[i].options[o].cost); best < 0 || d < least {
					best, bestOption, least = i, o, d
				}
			}
			chosen[i] = -1
		}
		if best < 0 {
			return
		}
		chosen[best] = bestOption
		if t := w.d.resultOf(w.changed(w.steps(chosen)), w.asOf); !w.there(&t) {
			continue
		}
		for i, o := range chosen {
			if chosen[i] = -1; o >= 0 {
				if t := w.d.resultOf(w.changed(w.steps(chosen)), w.asOf); !w.there(&t) {
					chosen[i] = o
				}
			}
		}
		w.plans = append(w.plans, chosen)
		return
	}
}

// distance guesses how far a lead is from the goal; 0 is there.
func (w *towardSearch) distance(t *result) float64 {
	if w.there(t) {
		return 0
	}
	d := 1.0
	if w.goal.Quadrant != "" && w.goal.Quadrant != t.Quadrant {
		d++
	}
	if w.goal.Status != "" && w.goal.Status != t.Status {
		d++
	}
	if t.Team == "" {
		d++ // removed
	}
	line := milli.Float[scoring.Points](w.base.score.Points)
	if w.e.readyAt != nil {
		line = *w.e.readyAt
	}
	for i, name := range w.e.bandNames {
		if name == w.goal.Band {
			line = w.e.bands[i]
		}
	}
	gap := float64(line) - milli.Float[float64](t.score.Low)
	return d + 0.5*max(gap, 0)/(max(gap, 0)+1) + 0.25*(1-t.fitLow)
}

// plan describes a plan that was found.
func (w *towardSearch) plan(chosen []int) Plan {
	steps := w.steps(chosen)
	before, after := w.e.Decide(w.lead, w.asOf), w.e.Decide(w.changed(steps), w.asOf)
	p := Plan{
		Steps: steps, Changes: w.cost(chosen), Points: milli.Less(after.Score.Points, before.Score.Points), Band: after.Score.Band,
		Placement: placementOf(&after),
	}
	c, _ := Diff(&before, &after) // of one lead
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
