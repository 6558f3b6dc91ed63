package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/matrix"
)

// An Obstacle is why no plan brings a lead to a goal.
type Obstacle string

// The obstacles. Of several that hold the first counts.
const (
	// AsGoodAlready is that the lead has a status, or a band, that is better than
	// the one that was asked for. No way down is looked for.
	AsGoodAlready Obstacle = "as_good_already"
	// AskingWouldDo is that each of the facts in Ask, once it is known, can bring the
	// lead there alone: nothing has to change.
	AskingWouldDo Obstacle = "asking_would_do"
	// FactsUnknown is that the facts in Ask are unknown, which leaves open whether the
	// lead is there, or how far from it.
	FactsUnknown Obstacle = "facts_unknown"
	// NothingActionable is that no fact that would change anything is declared
	// "actionable", and no activity counts.
	NothingActionable Obstacle = "nothing_actionable"
	// OutOfReach is that the changes that can be made are not enough.
	OutOfReach Obstacle = "out_of_reach"
)

// none is the approach without a plan, and why there is none.
func (w *towardSearch) none() Approach {
	a := Approach{Exact: true}
	var open []string
	for _, q := range w.of.decide(nil).Ask {
		if q.ForRecord {
			continue
		}
		path := q.Path
		if q.Person != "" {
			path = "people[" + q.Person + "]." + path
		}
		open = append(open, path)
		if w.answered(&q) {
			a.Ask = append(a.Ask, path)
		}
	}
	switch {
	case len(a.Ask) > 0:
		a.Obstacle = AskingWouldDo
	case len(open) > 0:
		a.Obstacle, a.Ask = FactsUnknown, open
	case len(w.variables) == 0:
		a.Obstacle = NothingActionable
	default:
		a.Obstacle = OutOfReach
	}
	return a
}

// asGood tells whether what the lead has is better than the goal in all in which
// it is another.
func (w *towardSearch) asGood() bool {
	worse := []matrix.Status{matrix.StatusNurture, matrix.StatusResearch, matrix.StatusMQL, matrix.StatusSQL}
	goal, has := &w.goal, &w.base
	if goal.Quadrant != "" && goal.Quadrant != has.Quadrant {
		return false
	}
	if goal.Status != "" && goal.Status != has.Status {
		at := slices.Index(worse, goal.Status)
		if at < 0 || slices.Index(worse, has.Status) < at {
			return false
		}
	}
	if goal.Band != "" && goal.Band != has.band { // the best band stands first
		at := slices.Index(w.e.bandNames, has.band)
		if at < 0 || at > slices.Index(w.e.bandNames, goal.Band) {
			return false
		}
	}
	return true
}

// answered tells whether some value of an unknown fact brings the lead to the
// goal.
func (w *towardSearch) answered(q *Question) bool {
	for _, answer := range w.of.answers(q) {
		if w.ctx.Err() != nil {
			return false
		}
		if r := w.result([]PlanStep{answer}); w.there(&r) {
			return true
		}
	}
	return false
}
