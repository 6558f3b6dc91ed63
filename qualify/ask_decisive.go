package qualify

import (
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// An influence is how much the unknown outcomes that rest on one fact could move:
// what decides whether it is worth trying values for the fact at all.
type influence struct {
	decides  bool    // by some value of these and other facts, the decision and not only its record
	screens  bool    // a screening step rests on it
	fits     bool    // a criterion does
	required bool    // a required criterion does
	gates    bool    // a checklist does, and gates
	weight   float64 // of the criteria
	points   int64   // of the rules, the most thousandths that they could move
}

func (s *influence) add(t influence) {
	s.decides = s.decides || t.decides
	s.screens = s.screens || t.screens
	s.fits = s.fits || t.fits
	s.required = s.required || t.required
	s.gates = s.gates || t.gates
	s.weight += t.weight
	s.points += t.points
}

// influenceOf is what the facts behind a rule of the score could move.
func (d *Decider) influenceOf(r *scoring.RuleScore) influence {
	return influence{decides: d.e.scoreDecides, points: milli.Nearest(r.High) - milli.Nearest(r.Low)}
}

// couldDecide is false where filling in the fact alone provably changes none
// of quadrant, status, team and owner. Kleene's logic is monotone: known outcomes
// stay, so only a verdict that is unknown can change, and only if the fact's
// influence is enough to settle it.
func (d *Decider) couldDecide(slot int, s *influence) bool {
	e, out := d.e, d.decision
	if s.screens || d.changesTheKnown(slot) || s.decides && len(e.resultSlots) > 0 {
		return true
	}
	if out.Certain {
		return false
	}
	fit := out.Fit.Verdict == icp.Undecided && (s.required || e.couldSettleFit(&out.Fit, s.weight))
	if e.unmet {
		return fit || s.gates || s.points != 0
	}
	if out.Readiness.Verdict != ReadinessUnknown {
		return fit
	}
	// Where readiness stays unknown, fit does not matter.
	return e.card != nil && (s.gates || e.card.CouldDecide(&out.Score, s.points))
}

// couldSettleFit tells whether criteria of so much weight may reach or rule
// out a good fit. It errs on the side of yes, by a billionth.
func (e *Engine) couldSettleFit(f *icp.Fit, weight float64) bool {
	const slack = 1e-9
	total := 0.0
	for i := range f.Criteria {
		total += float64(f.Criteria[i].Weight)
		if e.profile.Criteria[i].Required && f.Criteria[i].Outcome == truth.Unknown {
			return true // shares alone do not tell
		}
	}
	goodAt := 1.0
	if e.profile.GoodAt != nil {
		goodAt = float64(*e.profile.GoodAt)
	}
	share := weight/total + slack
	return f.Low+share >= goodAt || f.High-share < goodAt
}
