package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// What a fact may change besides the unknown outcomes that it is asked for: by
// ?? and nil, as a hand that it raises, in experiments and in routes.

// findOpen finds the facts that may change what is known of the lead: quadrant,
// status and team, and which route of the team is its own.
func (d *Decider) findOpen() {
	e, out := d.e, d.decision
	clear(d.open)
	clear(d.later)
	if d.around != nil {
		d.around.forget()
	}
	d.laterFound = len(out.Ask) == 0
	if d.laterFound {
		return
	}
	raised := d.surelyRaised()
	d.markAll(d.open, e.unsteady.always)
	if !d.surelyPoor() {
		d.markAll(d.open, e.unsteady.fit)
	}
	if !raised || len(e.resultSlots) > 0 {
		d.markAll(d.open, e.unsteady.score)
	}
	d.replaced = d.mayReplaceAny()
	d.unsteady, d.mayRaise = slices.Contains(d.open, true) || d.replaced || d.mayChangeByPeople(), false
	for i := range e.raises {
		if n := e.program.Cond(e.raises[i].cond); !raised && e.policy != ScoreOnly && d.mayBeMet(n) {
			d.mark(d.open, n)
			d.mayRaise = true
		}
	}
	d.walkExperiments()
	d.walkRoutes(d.open, func(team string) bool { return team == out.Owner.Team })
}

// mark marks the facts that may change what a text comes to.
func (d *Decider) mark(facts []bool, n *criteria.Node) {
	d.missing = d.e.program.Open(d.frame, n, d.missing[:0])
	for _, slot := range d.missing {
		if d.around != nil && d.markPeople(slot) {
			continue
		}
		facts[d.askedAs(slot)] = true
	}
}

func (d *Decider) markAll(facts []bool, texts []*criteria.Node) {
	for _, n := range texts {
		d.mark(facts, n)
	}
}

// surelyRaised tells whether a hand is raised, and stays so.
func (d *Decider) surelyRaised() bool {
	return d.e.policy != ScoreOnly && slices.ContainsFunc(d.e.raises, func(r raise) bool {
		return d.frame.Outcome(r.cond) == truth.Met && d.e.program.Settled(d.frame, d.e.program.Cond(r.cond))
	})
}

// surelyPoor tells whether the fit is poor, and stays so, for a required
// criterion; nothing else of it is looked at.
func (d *Decider) surelyPoor() bool {
	e := d.e
	if len(e.unsteady.fit) == 0 || len(e.resultSlots) > 0 {
		return false
	}
	for i := range e.criteria {
		unmet := func(c criteria.Cond) bool {
			return d.frame.Outcome(c) == truth.Unmet && e.program.Settled(d.frame, e.program.Cond(c))
		}
		if c := &e.criteria[i]; e.profile.Criteria[i].Required && !slices.ContainsFunc(e.icpConds[c.conds:c.end], func(c criteria.Cond) bool { return !unmet(c) }) {
			return true
		}
	}
	return false
}

// mayBeMet tells whether a raise may come to be met. An undated wish that is
// dated says what was recorded.
func (d *Decider) mayBeMet(n *criteria.Node) bool {
	if !d.undated {
		return d.e.program.MayBeMet(d.frame, n)
	}
	d.frame.Bool[d.e.wish], d.frame.Known[d.e.wish] = d.said.Value, d.said.Known
	defer func() { d.frame.Known[d.e.wish] = false }()
	return d.e.program.MayBeMet(d.frame, n)
}

// walkExperiments marks the facts that experiments may rest on, as far as the first
// that is surely met.
func (d *Decider) walkExperiments() {
	if !d.armsMatter() {
		return
	}
	for i := range d.e.experiments {
		x := &d.e.experiments[i]
		is := d.surely(&x.routing)
		if is == truth.Unmet {
			continue
		}
		if x.cond != noCond {
			d.mark(d.open, d.e.program.Cond(x.cond))
			d.unsteady = d.unsteady || slices.Contains(d.open, true)
		}
		if is == truth.Met {
			return
		}
	}
}

// walkRoutes marks the facts that routes of some teams may rest on, as far as
// the first of each team that is surely met.
func (d *Decider) walkRoutes(facts []bool, of func(team string) bool) {
	e := d.e
	d.closed = d.closed[:0]
	for i := range e.routes {
		r := &e.routes[i]
		if slices.Contains(d.closed, r.route.Team) || !of(r.route.Team) {
			continue
		}
		switch d.surely(&r.routing) {
		case truth.Unmet:
			continue
		case truth.Met:
			d.closed = append(d.closed, r.route.Team)
		}
		if r.cond != noCond {
			d.mark(facts, e.program.Cond(r.cond))
		}
		if r.keeps {
			facts[e.ownerNow] = true
		}
	}
}

// surely is the outcome of a route or an experiment that no missing fact changes.
func (d *Decider) surely(r *routing) truth.Truth {
	if r.cond == noCond {
		return truth.Met
	}
	n := d.e.program.Cond(r.cond)
	if (n.NonMonotone || n.Results && d.mayMove()) && !d.e.program.Settled(d.frame, n) {
		return truth.Unknown
	}
	return d.routed(d.frame, r)
}

// changesTheKnown tells whether a fact that is filled in may, alone, change
// outcomes that are known without it.
func (d *Decider) changesTheKnown(slot int) bool {
	s := &d.e.slots[slot]
	switch {
	case d.open[slot]:
		return true
	case d.frame.Known[slot] && !s.role.derived():
		return d.mayReplace(slot)
	case s.role == wish:
		return d.redates && d.mayReplace(d.e.wishAt) // it is said now
	}
	return s.role == wishAt && d.wishHangsOnDate() && d.open[d.e.wish]
}

// wishHangsOnDate tells whether the wish to be contacted, recorded or not, counts
// or not by its date, which is unknown.
func (d *Decider) wishHangsOnDate() bool {
	e := d.e
	return e.wish >= 0 && !d.frame.Known[e.wishAt] && (!d.reset.IsZero() || d.redates)
}

// mayReplaceAny tells whether an answer may take the place of a value that is
// known, and by that change quadrant, status, team or owner.
func (d *Decider) mayReplaceAny() bool {
	for slot := range d.e.slots {
		s := &d.e.slots[slot]
		asked := d.questionOf[s.askAs] > 0 || s.role == wishAt && d.redates // who says now what was said at that date
		if asked && d.frame.Known[slot] && !s.role.derived() && d.mayReplace(slot) {
			return true
		}
	}
	return false
}

// mayReplace tells whether another value in the place of what a slot has may
// change quadrant, status, team or owner.
func (d *Decider) mayReplace(slot int) bool {
	known := d.frame.Known[slot]
	d.frame.Known[slot] = false
	defer func() { d.frame.Known[slot] = known }()
	return slices.ContainsFunc(d.e.decisive, func(n *criteria.Node) bool {
		d.missing = d.e.program.Open(d.frame, n, d.missing[:0])
		return slices.Contains(d.missing, slot)
	})
}

// mattersLater tells whether a fact may matter once others are known: in a branch
// or for the elements of a list that are not looked at yet, in routes of a team
// that the lead may come to, and in whatever a known outcome hides that may
// change, such as the tiers behind it and the steps that it lifts.
func (d *Decider) mattersLater(slot int) bool {
	if !d.laterFound {
		d.laterFound = true
		d.findLater()
	}
	return d.later[slot] || d.e.slots[slot].role == wishAt && d.wishHangsOnDate() && d.later[d.e.wish]
}

func (d *Decider) findLater() {
	e, out := d.e, d.decision
	if d.mayMove() {
		d.walkRoutes(d.later, d.mayComeTo)
	}
	switch {
	case d.replaced: // even what is settled may change
		for _, n := range e.decisive {
			for _, slot := range n.Slots {
				d.later[d.askedAs(slot)] = true
			}
		}
		if slices.ContainsFunc(e.routes, func(r route) bool { return r.keeps }) {
			d.later[e.ownerNow] = true
		}
		return
	case d.unsteady:
		d.markAll(d.later, e.decisive)
		return
	}
	named := len(e.resultSlots) > 0
	d.markAll(d.later, e.hiding.steps)
	if named || out.Fit.Verdict == icp.Undecided {
		d.markAll(d.later, e.hiding.fit)
	}
	if named || out.Readiness.Verdict == ReadinessUnknown {
		d.markAll(d.later, e.hiding.score)
	}
}

var (
	outcomes  = [...]truth.Truth{truth.Unknown, truth.Unmet, truth.Met}
	whichever = [...]bool{false, true}
)

// mayMove tells whether quadrant, status or team may change.
func (d *Decider) mayMove() bool { return !d.decision.Certain || d.unsteady || d.mayRaise }

// mayComeTo tells whether the lead may come to a team.
func (d *Decider) mayComeTo(team string) bool {
	e, out := d.e, d.decision
	for i := range e.experiments {
		if arm := e.experiments[i].Pick(d.leadID); arm != nil && arm.Team == team {
			return true
		}
	}
	fit, ready, raised := outcomes[:], outcomes[:], whichever[:]
	if !d.unsteady {
		if out.Fit.Verdict != icp.Undecided {
			fit = []truth.Truth{out.Fit.Verdict.Truth()}
		}
		if v := out.Readiness.Verdict; v != ReadinessUnknown {
			ready = []truth.Truth{truth.Of(v == Ready)}
		}
		if !d.mayRaise {
			raised = []bool{out.Readiness.HandRaised}
		} else if len(ready) == 1 {
			ready = []truth.Truth{ready[0], truth.Met}
		}
	}
	for _, f := range fit {
		for _, r := range ready {
			for _, hand := range raised {
				if e.destinations.at(f, r, hand).team == team {
					return true
				}
			}
		}
	}
	return false
}

// mayMatter is false where no value of a fact, with whatever others, changes
// quadrant, status, team or owner.
func (d *Decider) mayMatter(slot int) bool {
	out, s := d.decision, &d.influences[d.questionOf[slot]-1]
	switch {
	case s.screens, d.changesTheKnown(slot), d.mattersLater(slot), s.decides && len(d.e.resultSlots) > 0:
		return true
	case s.fits && out.Fit.Verdict == icp.Undecided:
		return true
	}
	return (s.gates || s.points != 0) && out.Readiness.Verdict == ReadinessUnknown
}
