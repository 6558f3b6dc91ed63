package qualify

import (
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
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

// A refill decides a lead again with one fact filled in.
type refill struct {
	frame    *eval.Frame
	decision Decision
	judgment judgment
	owner    string // who has the lead now
}

// maxTriedValues bounds the values that are tried for one fact, maxCandidates those
// that are looked at for it when a rule set is compiled, and maxTried what
// all tries for a lead may cost together: parts evaluated, bytes of texts looked
// at, facts and activities copied. Only rule sets and leads that are very large
// reach it.
const (
	maxTriedValues = 64
	maxCandidates  = 1024
	maxTried       = 50_000_000
)

// differs tells whether the refill came to another quadrant, status, team or
// owner.
func (d *Decider) differs(p *refill) bool {
	out := d.decision
	if p.decision.Quadrant != out.Quadrant || p.decision.Status != out.Status {
		return true
	}
	owner := d.ownerOf(p.frame, &p.decision, p.judgment, p.owner)
	return owner.Team != out.Owner.Team || owner.ID != out.Owner.ID || owner.Roster != out.Owner.Roster
}

// changes tries values for the fact of an unknown slot until one satisfies the
// test, which gets a brief decision. Values come from the constants that the rules
// compare the fact with, so that a miss is possible and a false hit is not.
func (d *Decider) changes(slot int, test func(*refill) bool) bool {
	if d.refill == nil {
		d.refill = &refill{frame: d.e.program.NewFrame()}
	}
	p := d.refill
	p.frame.CopyFacts(d.frame)
	d.brief = true
	defer func() { p.frame.Reset(); d.brief = false }()
	replaces := d.replaces(slot)
	cost := d.e.program.Work(d.frame) + len(d.e.slots) + d.frame.Visible()
	for i := range d.tries(slot) {
		if d.tried += cost; d.tried > maxTried {
			return false
		}
		if p.owner = d.leadOwner; slot == d.e.ownerNow {
			p.owner = d.probes(slot).Texts[i]
		}
		if d.set(p.frame, slot, i) {
			if replaces {
				d.e.program.Run(p.frame)
			} else {
				d.e.program.Rerun(p.frame, d.frame)
			}
			if p.judgment = d.judge(p.frame, &p.decision); test(p) {
				return true
			}
		}
		if replaces {
			p.frame.CopyFacts(d.frame)
		} else {
			p.frame.CopyKnown(d.frame)
		}
	}
	return false
}

// replaces tells whether a value that is filled in for a slot's fact takes the place
// of one that is known: of what is there and says nothing, or of the date of an
// earlier wish.
func (d *Decider) replaces(slot int) bool {
	s := &d.e.slots[slot]
	return d.frame.Known[slot] && !s.role.derived() || s.role == wish && d.redates
}

// set fills in the i-th value to try, in all slots that rest on the same fact
// and are unknown: idle_days may be known where created_days_ago is not. It does
// not fill in what cannot be known yet.
func (d *Decider) set(f *eval.Frame, slot, i int) bool {
	s := &d.e.slots[slot]
	switch {
	case s.role.derived() && d.probes(slot).Numbers[i] < 0:
		return false
	case s.role == wishAt:
		at := f.Now
		if times := d.probes(slot).Times; i < len(times) {
			at = times[i]
		}
		d.date(f, at)
		return !f.Now.Before(at)
	case s.role == wish && d.redates: // who says so now says it now
		f.SetTime(d.e.wishAt, f.Now)
	}
	says := f.Known[slot] && !s.role.derived() // something that is no answer, and another value takes its place
	for other := range d.e.slots {
		if d.e.slots[other].askAs == s.askAs && (!f.Known[other] || says) {
			d.probes(slot).Set(f, other, i)
		}
	}
	return true
}

// tries is how many values are tried for a slot's fact: those of its probes,
// and for when contact was asked for also the instant of the decision.
func (d *Decider) tries(slot int) int {
	if d.wide {
		return d.wideProbes[slot].Len()
	}
	return d.e.slots[slot].tries()
}

func (s *slot) tries() int {
	n := min(s.probes.Len(), maxTriedValues)
	if s.role == wishAt {
		n++
	}
	return n
}

// probes are the values to try for a slot's fact.
func (d *Decider) probes(slot int) *bounds.Values {
	if d.wide {
		return &d.wideProbes[slot]
	}
	return &d.e.slots[slot].probes
}

// date gives the wish an instant, from which follows whether what was recorded
// counts. A stand-in counts whatever the date.
func (d *Decider) date(f *eval.Frame, at criteria.Instant) {
	f.SetTime(d.e.wishAt, at)
	if d.e.wish < 0 {
		return
	}
	if d.said.Known && (d.stoodIn || d.reset.IsZero() || criteria.InstantOf(d.reset).Before(at)) {
		f.SetBool(d.e.wish, d.said.Value)
	} else {
		f.Known[d.e.wish] = false
	}
}
