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
	of        changeable
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

// changeable is what changes are tried on: a lead, or an account with its people.
type changeable interface {
	// fill fills the frame of the search's Decider with it after some steps.
	fill(steps []PlanStep)
	// decide decides it after some steps.
	decide(steps []PlanStep) Decision
	// events bounds how many activities it has.
	events() int
	// more adds the variables beyond facts and activities.
	more(w *towardSearch)
	// answers are the values that a question may get, as steps.
	answers(q *Question) []PlanStep
}

// variable is what can be changed in one way at a time.
type variable struct {
	kind    variableKind
	slot    int // of a fact
	role    int // index, of a role
	options []option
}

type variableKind uint8

const (
	varyFact     variableKind = iota
	varyActivity              // as many of one as an option says, by whomever
	varyRole                  // as many people with a role more
	varyPeople                // as many people who do something more
)

// counts tells whether each option has all that the one before has.
func (l *variable) counts() bool { return l.kind != varyFact }

type option struct {
	steps []PlanStep
	cost  int
}

func (w *towardSearch) result(steps []PlanStep) result {
	w.of.fill(steps)
	return w.d.resultNow()
}

func (w *towardSearch) there(t *result) bool {
	x := &w.goal
	return (x.Quadrant == "" || x.Quadrant == t.Quadrant) && (x.Status == "" || x.Status == t.Status) && (x.Band == "" || x.Band == t.band)
}

// gather finds the variables, and of each the options that have an effect of
// their own.
func (w *towardSearch) gather() {
	before := w.effect(nil)
	for i := range w.e.slots {
		s := &w.e.slots[i]
		if !s.actionable || s.askAs != i {
			continue
		}
		if w.ctx.Err() != nil {
			return
		}
		l := variable{kind: varyFact, slot: i}
		seen := []string{before}
		for v := range s.probes.Len() {
			value, ok := s.value(v, w.asOf)
			if !ok {
				continue
			}
			steps := []PlanStep{{Fact: s.askPath, Value: value}}
			if effect := w.effect(steps); !slices.Contains(seen, effect) {
				seen = append(seen, effect)
				l.options = append(l.options, option{steps, 1})
			}
		}
		w.add(l)
	}
	w.of.more(w)
	for _, a := range bounds.SampleActivities(w.e.program, criteria.InstantOf(w.asOf)) {
		a.At = w.asOf.UTC()
		w.addCounted(variable{kind: varyActivity}, mostTimes, func(n int) (option, bool) {
			return option{[]PlanStep{{Activity: Activity(a), Times: n}}, n}, true
		})
	}
}

// add adds a variable that has options.
func (w *towardSearch) add(l variable) {
	if len(l.options) > 0 {
		w.variables = append(w.variables, l)
	}
}

// addCounted adds a variable with an option for each of the numbers that have an effect,
// as far as of wants them. What counts up to a number shows only there.
func (w *towardSearch) addCounted(l variable, most int, of func(n int) (o option, wanted bool)) {
	last := w.effect(nil)
	for n := 1; n <= most && w.ctx.Err() == nil; n++ {
		o, wanted := of(n)
		if !wanted {
			continue
		}
		if effect := w.effect(o.steps); effect != last {
			last = effect
			l.options = append(l.options, o)
		}
	}
	w.add(l)
}

// mostTimes is how often one activity may be asked of a lead.
const mostTimes = 12

// effect is all that the rules see of the lead after some steps, so that changes that
// are alike to them are told.
func (w *towardSearch) effect(steps []PlanStep) string {
	w.of.fill(steps)
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

// changedLead is a lead to which changes are made.
type changedLead struct {
	d    *Decider
	lead *Lead
	asOf time.Time
}

func (c *changedLead) fill(steps []PlanStep) {
	c.d.asOf = c.asOf
	c.d.fill(c.d.e.changed(c.lead, steps, c.asOf), c.asOf)
}

func (c *changedLead) decide(steps []PlanStep) Decision {
	return c.d.e.Decide(c.d.e.changed(c.lead, steps, c.asOf), c.asOf)
}

func (c *changedLead) events() int { return len(c.lead.Activities) }

func (c *changedLead) more(*towardSearch) {}

func (c *changedLead) answers(q *Question) []PlanStep { return c.d.e.answers(q.Path, c.asOf) }

// changed is a lead after some steps.
func (e *Engine) changed(of *Lead, steps []PlanStep, asOf time.Time) *Lead {
	l := *of
	l.Activities = slices.Clip(l.Activities)
	lead := &l
	for _, m := range steps {
		if m.Fact != "" {
			lead = e.slots[e.slotOf(m.Fact)].with(lead, m.Value, asOf)
			continue
		}
		for range m.Times {
			lead.Activities = append(lead.Activities, m.Activity)
		}
	}
	return lead
}

// answers are the values to try for an unknown fact.
func (e *Engine) answers(path string, asOf time.Time) (steps []PlanStep) {
	for i := range e.slots {
		s := &e.slots[i]
		if s.askAs != i || s.askPath != path {
			continue
		}
		for v := range s.probes.Len() {
			if value, ok := s.value(v, asOf); ok {
				steps = append(steps, PlanStep{Fact: path, Value: value})
			}
		}
	}
	return steps
}

func (w *towardSearch) steps(chosen []int) []PlanStep {
	var out []PlanStep
	for i, o := range chosen {
		if o >= 0 {
			out = append(out, w.variables[i].options[o].steps...)
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
		if t := w.result(w.steps(chosen)); w.there(&t) && len(w.plans) < maxPlans {
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
			if o >= 0 && (chosen[i] < 0 || o != chosen[i] && (!w.variables[i].counts() || o > chosen[i])) {
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
				t := w.result(w.steps(chosen))
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
		if t := w.result(w.steps(chosen)); !w.there(&t) {
			continue
		}
		for i, o := range chosen {
			if chosen[i] = -1; o >= 0 {
				if t := w.result(w.steps(chosen)); !w.there(&t) {
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
func (w *towardSearch) plan(steps []PlanStep) Plan {
	before, after := w.of.decide(nil), w.of.decide(steps)
	p := Plan{
		Steps: steps, Points: milli.Less(after.Score.Points, before.Score.Points), Band: after.Score.Band,
		Placement: placementOf(&after),
	}
	for i := range steps {
		p.Changes += max(1, steps[i].Times)
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
