package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A planLook is what a lead is in one situation: with some facts bought. In a
// situation a fact has 0, for not known, or the number of its value and 1.
type planLook struct {
	placement    planPlacement
	closed       bool // no missing fact changes it; false proves nothing
	wish, wishAt bool // what these are is known, perhaps by way of the other
}

// look decides the lead in a situation.
func (p *planner) look(values []uint8) planLook {
	if l, ok := p.looks[string(values)]; ok {
		return l
	}
	p.spend()
	l := p.decide(values)
	p.d.forget()
	p.looks[string(values)] = l
	return l
}

// decide leaves the frame as it is, until it is forgotten.
func (p *planner) decide(values []uint8) planLook {
	lead := p.lead
	for i, v := range values {
		if v > 0 {
			lead = p.e.slots[p.facts[i].slot].with(lead, p.facts[i].values[v-1], p.asOf)
		}
	}
	d, e := p.d, p.e
	d.asOf = p.asOf
	d.decision.Issues = d.decision.Issues[:0]
	d.fill(lead, p.asOf)
	e.program.Run(d.frame)
	s := d.judge(d.frame, d.decision)
	out := d.decision
	out.Owner = d.ownerOf(d.frame, out, s, d.leadOwner)
	l := planLook{placement: planPlacement{Placement: placementOf(out), band: out.Score.Band}}
	if s.removedBy >= 0 { // the rest is for the record
		l.placement = planPlacement{Placement: Placement{Status: out.Status}}
	}
	l.wish = e.wish >= 0 && d.frame.Known[e.wish]
	l.wishAt = e.wishAt >= 0 && d.frame.Known[e.wishAt]
	l.closed = p.closed(out, s)
	return l
}

// closed tells whether no missing fact can change the placement, as Kleene's
// logic proves it. False proves nothing.
func (p *planner) closed(out *Decision, s judgment) bool {
	e, f := p.e, p.d.frame
	if !out.Certain || len(e.resultSlots) > 0 || len(e.unsteady.always) > 0 || p.mayRedate() {
		return false
	}
	for i := range e.raises {
		if e.policy != ScoreOnly && !out.Readiness.HandRaised && f.Outcome(e.raises[i].cond) == truth.Unknown {
			return false
		}
	}
	if s.removedBy >= 0 {
		return true
	}
	if len(e.unsteady.fit) > 0 || len(e.unsteady.score) > 0 {
		return false
	}
	if e.card != nil && len(e.bands) > 0 {
		if !e.scoreDecides || e.step(out.Score.Low) != e.step(out.Score.High) {
			return false
		}
	}
	return p.ownerIsClosed(out.Owner.Team)
}

// ownerIsClosed tells whether no missing fact takes the lead to another route of
// its team.
func (p *planner) ownerIsClosed(team string) bool {
	for i := range p.e.routes {
		r := &p.e.routes[i]
		if r.route.Team != team {
			continue
		}
		if r.cond != noCond && p.e.program.Cond(r.cond).NonMonotone {
			return false
		}
		switch p.d.routeOutcome(p.d.frame, r) {
		case truth.Unknown:
			return false
		case truth.Met:
			return len(r.route.Owners) == 0 || !slices.ContainsFunc(p.facts, func(f planFact) bool { return f.slot == p.e.ownerNow })
		}
	}
	return true
}

// mayRedate tells whether a wish to be contacted is sold, or its date: what is
// known of it may be replaced.
func (p *planner) mayRedate() bool {
	return slices.ContainsFunc(p.facts, func(f planFact) bool { r := p.e.slots[f.slot].role; return r == wish || r == wishAt })
}

// step is the index of the first band that so many points reach.
func (e *Engine) step(points scoring.Points) int {
	i := 0
	for i < len(e.bands) && points < e.bands[i] {
		i++
	}
	return i
}
