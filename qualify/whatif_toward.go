package qualify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// A Goal is what a lead is meant to become. A field that is "" stands for any.
type Goal struct {
	Quadrant matrix.Quadrant `json:"quadrant,omitempty"`
	Status   matrix.Status   `json:"status,omitempty"`
	Band     string          `json:"band,omitempty"`
}

// An Approach is what it takes to bring a lead to a goal.
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
	// Obstacle is why there are no plans, where none exists, or none is looked for as
	// the lead has better; else "".
	Obstacle Obstacle `json:"obstacle,omitempty"`
	// Ask are the unknown facts, by path, that an Obstacle is about; that of a person
	// of an account begins with people[ID].
	Ask []string `json:"ask,omitempty"`
}

// A Plan is a set of changes that brings a lead to the goal. It was tried: a
// lead that is changed so is decided so.
type Plan struct {
	// Steps are the changes: facts, then people to find, then activities.
	Steps []PlanStep `json:"steps"`
	// Changes is their number, each activity counted by itself.
	Changes int `json:"changes"`
	// Meets are the criteria, rules and items that the steps make met, and the
	// screening steps that they make unmet, in the rule set's order, named as
	// in Question.For.
	Meets []string `json:"meets,omitempty"`
	// Points is what the score gains, as it counts.
	Points scoring.Points `json:"points"`
	// Placement and Band are what the lead becomes.
	Placement
	Band string `json:"band,omitempty"`
}

// A PlanStep is one thing to change: a fact or a number of equal activities; of an
// account also how many more people with a role are known.
type PlanStep struct {
	// Person is the id of the person of an account who is to do it, "" where it does
	// not matter who, and for a lead. NewPerson says that it takes somebody who is not
	// among the account's people yet, a new one in each step.
	Person    string `json:"person,omitempty"`
	NewPerson bool   `json:"new_person,omitempty"`
	// Role is the id of a role in the account's buying group, and Times how many more
	// people who have it are to be found: the items of checklists over the role count
	// them, and nothing else sees them.
	Role string `json:"role,omitempty"`
	// Fact is the path of a fact, "" for all else.
	Fact string `json:"fact,omitempty"`
	// Value is the fact's new value: a bool, a float64, a string, a time.Time
	// or a []string; nil where there is no Fact.
	Value any `json:"value,omitempty"`
	// Activity is what the lead would have to do, at the decision's instant;
	// zero for all else. Times is how often.
	Activity Activity `json:"activity,omitzero"`
	Times    int      `json:"times,omitempty"`
}

// The bounds of Toward.
const (
	exactVariables = 20     // facts and kinds of activities that are combined exactly
	maxTrials      = 5_000  // combinations that are tried
	maxVisits      = 50_000 // steps on the way to them
	maxPlans       = 5
)

// Toward finds the smallest changes that bring a lead to a goal, over facts
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
// and some seconds with thousands of rules; it stops soon after the context is
// done. The lead is only read. A goal with a quadrant, a status or a band that
// does not exist is an error, as is a zero asOf and a context that is done
// before the end. Safe for concurrent use.
func (e *Engine) Toward(ctx context.Context, lead *Lead, asOf time.Time, goal Goal) (Approach, error) {
	if lead == nil {
		lead = &Lead{}
	}
	return e.toward(ctx, asOf, goal, func(d *Decider) changeable { return &changedLead{d, lead, asOf} })
}

// toward finds the smallest changes of what of makes.
func (e *Engine) toward(ctx context.Context, asOf time.Time, goal Goal, of func(*Decider) changeable) (Approach, error) {
	if asOf.IsZero() {
		return Approach{}, errNoAsOf
	}
	if err := e.check(&goal); err != nil {
		return Approach{}, err
	}
	w := &towardSearch{ctx: ctx, e: e, d: e.NewDecider(), asOf: asOf, goal: goal}
	w.of = of(w.d)
	a := w.approach()
	if err := ctx.Err(); err != nil {
		return Approach{}, err
	}
	return a, nil
}

// check refuses a goal that names what does not exist.
func (e *Engine) check(g *Goal) error {
	quadrants := []matrix.Quadrant{"", matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined}
	statuses := []matrix.Status{"", matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch, matrix.StatusDisqualified, matrix.StatusExcluded}
	switch {
	case !slices.Contains(quadrants, g.Quadrant):
		return fmt.Errorf("qualify: there is no quadrant %q; the quadrants are %q", g.Quadrant, quadrants[1:])
	case !slices.Contains(statuses, g.Status):
		return fmt.Errorf("qualify: there is no status %q; the statuses are %q", g.Status, statuses[1:])
	case g.Band != "" && !slices.Contains(e.bandNames, g.Band):
		return fmt.Errorf("qualify: the rule set has no band %q; its bands are %q", g.Band, e.bandNames)
	}
	return nil
}

func (w *towardSearch) approach() Approach {
	w.base = w.result(nil)
	if w.there(&w.base) {
		return Approach{Reached: true, Exact: true}
	}
	if w.asGood() {
		return Approach{Exact: true, Obstacle: AsGoodAlready}
	}
	w.see = w.relevant()
	w.gather()
	w.bounds = newTowardBounds(w)
	none := make([]int, len(w.variables))
	for i := range none {
		none[i] = -1
	}
	if !w.bounds.may(none, func(int) bool { return true }) {
		return w.none()
	}
	p := Approach{}
	if len(w.variables) <= exactVariables && w.exact() {
		p.Exact = true
	} else if len(w.plans) == 0 {
		w.greedy()
	}
	if len(w.plans) == 0 && p.Exact {
		return w.none()
	}
	for _, chosen := range w.plans {
		p.Plans = append(p.Plans, w.plan(w.tidied(w.steps(chosen))))
	}
	slices.SortStableFunc(p.Plans, func(a, b Plan) int { return cmp.Compare(a.Changes, b.Changes) })
	for i := 0; i < len(p.Plans); { // tidied, two may be one, or one a part of another
		if slices.ContainsFunc(p.Plans[:i], func(x Plan) bool { return contains(p.Plans[i].Steps, x.Steps) }) {
			p.Plans = slices.Delete(p.Plans, i, i+1)
		} else {
			i++
		}
	}
	return p
}
