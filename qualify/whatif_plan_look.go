package qualify

import (
	"maps"
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
)

// A situation is a lead with some facts bought, for all situations with the same
// facts bought that are alike whatever else comes.
type situation struct {
	values    []uint8 // by fact: 0 where it is not bought, else the number of the value and 1
	placement planPlacement
	closed    bool           // no missing fact changes it; false proves nothing
	missing   [][]int        // by active vendor: which of its facts are not known
	useless   uint32         // the active vendors of which all is known
	after     [][]planChance // by active vendor, as far as they have been looked for
}

// planChance is the situation that a purchase may lead to.
type planChance struct {
	at   int
	odds float64
}

// arrive is the index of the situation with some facts bought.
func (p *planner) arrive(values []uint8) int {
	if at, ok := p.byValues[string(values)]; ok {
		return at
	}
	p.spend()
	s := p.decide(values)
	alike := p.alike(values)
	at, ok := p.byAlike[string(alike)]
	if !ok {
		at = len(p.situations)
		p.byAlike[string(alike)] = at
		s.values = slices.Clone(values)
		s.after = make([][]planChance, len(p.active))
		for i, v := range p.active {
			missing := p.missing(v, values)
			s.missing = append(s.missing, missing)
			if len(missing) == 0 {
				s.useless |= 1 << i
			}
		}
		p.situations = append(p.situations, s)
	}
	p.d.forget()
	p.byValues[string(values)] = at
	return at
}

// missing are those of a vendor's facts that the frame does not know.
func (p *planner) missing(v int, values []uint8) (missing []int) {
	e := p.e
	for _, f := range p.vendors[v].facts {
		known := values[f] > 0
		if role := e.slots[p.facts[f].slot].role; role == wish || role == wishAt {
			known = p.d.frame.Known[p.facts[f].slot] // perhaps one by way of the other
		}
		if !known {
			missing = append(missing, f)
		}
	}
	return missing
}

// after are the situations that a purchase from an active vendor may lead to.
func (p *planner) after(at, i int) []planChance {
	if then := p.situations[at].after[i]; then != nil {
		return then
	}
	then := p.then(at, p.active[i], p.situations[at].missing[i])
	p.situations[at].after[i] = then
	return then
}

// outcomesIn are the situations that a purchase of all that a vendor sells may lead
// to.
func (p *planner) outcomesIn(at, v int) []planChance { return p.then(at, v, p.vendors[v].facts) }

func (p *planner) then(at, v int, facts []int) []planChance {
	var out []planChance
	for _, o := range p.outcomes(v, facts) {
		values := slices.Clone(p.situations[at].values)
		for i, f := range facts {
			values[f] = o.values[i]
		}
		out = append(out, planChance{p.arrive(values), o.odds})
		if p.over {
			break
		}
	}
	return out
}

// decide decides the lead in a situation, and leaves the frame as it is until it
// is forgotten.
func (p *planner) decide(values []uint8) situation {
	d, e, lead := p.d, p.e, p.bought(values)
	d.asOf = p.asOf
	d.decision.Issues = d.decision.Issues[:0]
	d.fill(lead, p.asOf)
	e.program.Run(d.frame)
	j := d.judge(d.frame, d.decision)
	out := d.decision
	out.Owner = d.ownerOf(d.frame, out, j, d.leadOwner)
	s := situation{placement: planPlacement{Placement: placementOf(out), band: out.Score.Band}}
	if j.removedBy >= 0 { // the rest is for the record
		s.placement = planPlacement{Placement: Placement{Status: out.Status}}
	}
	s.closed = p.closed(out, j)
	return s
}

// bought is the lead in a situation, until the next call.
func (p *planner) bought(values []uint8) *Lead {
	l := &p.scratch
	if l.Custom == nil {
		l.Custom, l.Seen = maps.Clone(p.lead.Custom), maps.Clone(p.lead.Seen)
	}
	custom, seen := l.Custom, l.Seen
	*l = *p.lead
	l.Custom, l.Seen = custom, seen
	for i := range p.facts {
		s := &p.e.slots[p.facts[i].slot]
		if s.role == customFact {
			if v, ok := p.lead.Custom[s.custom]; ok {
				custom[s.custom] = v
			} else {
				delete(custom, s.custom)
			}
		}
		if at, dated := p.lead.Seen[s.askPath]; dated {
			seen[s.askPath] = at
		}
		if values[i] > 0 {
			s.fillIn(l, p.facts[i].values[values[i]-1], p.asOf)
		}
	}
	return l
}

// alike names what the facts that are bought come to, until the next call.
func (p *planner) alike(values []uint8) []byte {
	key := p.key[:0]
	facts := p.boughtFacts[:0]
	for i, v := range values {
		if v > 0 {
			facts, key = append(facts, i), append(key, 1)
		} else {
			key = append(key, 0)
		}
	}
	p.boughtFacts = facts
	view, ok := p.views[string(key)]
	if !ok {
		view = p.watch.view(facts)
		p.views[string(key)] = view
	}
	p.key = view.append(key, &p.watch, p.e, p.d.frame, p.d.decision, values, facts)
	return p.key
}

// closed tells whether no missing fact can change the placement, as Kleene's
// logic proves it. False proves nothing.
func (p *planner) closed(out *Decision, s judgment) bool {
	e, f := p.e, p.d.frame
	if !out.Certain || len(e.unsteady.always) > 0 || e.mayRedate(p.facts) {
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
	if !e.steady() {
		return false
	}
	if e.card != nil && len(e.bands) > 0 {
		if !e.scoreDecides || e.bandStep(out.Score.Low) != e.bandStep(out.Score.High) {
			return false
		}
	}
	return p.armIsClosed() && p.ownerIsClosed(out.Owner.Team)
}

// armIsClosed tells whether no missing fact takes the lead to another experiment, or
// to one.
func (p *planner) armIsClosed() bool {
	for i := range p.e.experiments {
		x := &p.e.experiments[i]
		if x.cond != noCond && p.e.program.Cond(x.cond).NonMonotone {
			return false
		}
		switch p.d.routed(p.d.frame, &x.routing) {
		case truth.Unknown:
			return false
		case truth.Met:
			return true
		}
	}
	return true
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
		switch p.d.routed(p.d.frame, &r.routing) {
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
func (e *Engine) mayRedate(facts []planFact) bool {
	return slices.ContainsFunc(facts, func(f planFact) bool { r := e.slots[f.slot].role; return r == wish || r == wishAt })
}
