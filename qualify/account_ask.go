package qualify

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify/truth"
)

// What an account asks of its people.

// askPeople asks people for what an unknown field of theirs or an unknown item over
// roles rests on. It is false for a fact of the account's.
func (d *Decider) askPeople(place string, slot int) bool {
	a := d.around
	if person, field, ok := d.frame.Personal(slot); ok {
		a.askField(d, place, person, field)
		return true
	}
	if d.e.slots[slot].role != heldByPeople {
		return false
	}
	held := d.e.held[slices.IndexFunc(d.e.held, func(h heldRole) bool { return h.slot == slot })]
	for i := range a.members {
		if m := &a.members[i]; !m.sure && m.might[held.role] {
			a.askRole(d, place, i, held.role)
		}
	}
	return true
}

// askField asks a person for what an unknown field rests on.
func (a *around) askField(d *Decider, place string, person, field int) {
	m, x := &a.members[person], &a.e.fields[field]
	out := &m.decision
	var parts askParts
	fits, scores := out.Fit.Verdict == icp.Undecided, out.Readiness.Verdict == ReadinessUnknown
	switch x.of {
	case ofFact:
		why := ""
		if len(m.whys) > 0 {
			why = m.whys[field]
		}
		a.askOf(d, place, person, x.path, why, a.e.Person.slots[x.slot].question)
		return
	case personIdle:
		a.askOf(d, place, person, "created_at", "", "")
		return
	case personRole:
		a.askRole(d, place, person, -1)
		return
	case personStatus:
		parts |= ofScreening
		if m.removed == truth.Met {
			break
		}
		if fits {
			parts |= ofICP
		}
		if scores {
			parts |= ofScoring | ofGates
		}
	case personGrade:
		parts |= ofICP
	case personPoints, personBand:
		parts |= ofScoring
	case personCell:
		if !a.knows(person, personGrade) {
			parts |= ofICP
		}
		if !a.knows(person, personBand) {
			parts |= ofScoring
		}
	}
	a.ask(d, place, person, parts)
}

// knows tells whether what a person is for the rules is known of one part.
func (a *around) knows(person int, of personPart) bool {
	i := slices.IndexFunc(a.e.fields, func(f personField) bool { return f.of == of })
	return a.members[person].values[i].Known
}

// prefix begins the places of a checklist's items.
func (l *checklist) prefix() string {
	place := l.places[0]
	return place[:strings.LastIndexByte(place[:len(place)-len(l.list.Items[0].ID)], '.')+1]
}

// askParts are parts of a rule set that questions are for.
type askParts uint8

const (
	ofScreening askParts = 1 << iota
	ofICP
	ofScoring
	ofGates // BANT and checklists that gate
)

// have tells whether a place is in one of some parts of the rules about people.
func (e *AccountEngine) have(parts askParts, place string) bool {
	switch {
	case strings.HasPrefix(place, "screening."):
		return parts&ofScreening != 0
	case strings.HasPrefix(place, "icp."):
		return parts&ofICP != 0
	case strings.HasPrefix(place, "scoring."):
		return parts&ofScoring != 0
	case parts&ofGates == 0:
		return false
	}
	for _, l := range e.Person.gates {
		if strings.HasPrefix(place, l.prefix()) {
			return true
		}
	}
	return false
}

// ask asks a person for what is behind the unknown outcomes of some parts.
func (a *around) ask(d *Decider, place string, person int, parts askParts) {
	asks := a.revisit(person).decision.Ask
	for i := range asks {
		q := &asks[i]
		for _, of := range q.For {
			if a.e.have(parts, of) {
				a.askOf(d, place, person, q.Path, q.Why, q.Question)
				break
			}
		}
	}
}

// askRole asks a person for what an unknown role rests on: the screening that may
// yet take it away, and the conditions of the roles up to one of them, or the first
// that is met.
func (a *around) askRole(d *Decider, place string, person, upTo int) {
	m := &a.members[person]
	if m.removed == truth.Unknown {
		a.ask(d, place, person, ofScreening)
	}
	p := a.revisit(person)
	for i, cond := range a.e.Person.roles {
		missing, _ := p.e.program.Causes(p.frame, cond, p.missing[:0])
		p.missing = missing
		for _, slot := range missing {
			slot = p.dated(slot)
			s := &p.e.slots[slot]
			why := p.why(slot)
			if p.frame.Known[slot] {
				why = string(NoDomain)
			}
			a.askOf(d, place, person, s.askPath, why, s.question)
		}
		if i == upTo || p.frame.Outcome(cond) == truth.Met {
			return
		}
	}
}

// revisit is the Decider of people with a person in it again.
func (a *around) revisit(person int) *Decider {
	if a.again != person {
		a.person.release()
		a.person.askAll = true
		a.person.decide(a.members[person].lead, a.asOf)
		a.person.askAll = false
		a.again = person
	}
	return a.person
}

// askOf asks a person for a fact.
func (a *around) askOf(d *Decider, place string, person int, path, why, question string) {
	key := personFact{person, path}
	if a.marking {
		a.open[key] = true
		return
	}
	i := a.asked[key]
	if i == 0 {
		d.decision.Ask = grown(d.decision.Ask)
		i = len(d.decision.Ask)
		a.asked[key] = i
		q := &d.decision.Ask[i-1]
		*q = Question{Person: a.people[person].ID, Path: path, Question: question, Why: why, For: q.For[:0]}
		d.influences = append(d.influences, influence{})
		a.order = append(a.order, key)
	}
	q := &d.decision.Ask[i-1]
	if n := len(q.For); n == 0 || q.For[n-1] != place {
		q.For = append(q.For, place)
		d.influences[i-1].add(d.influence)
	}
}

// markPeopleForRecord marks the questions to people that no decision depends on.
func (d *Decider) markPeopleForRecord() {
	a := d.around
	for _, key := range a.order {
		i := a.asked[key] - 1
		if d.influences[i].decides || a.open[key] || a.mayRaise(key) {
			continue
		}
		if !d.laterFound { // which marks what people may change later, too
			d.laterFound = true
			d.findLater()
		}
		d.decision.Ask[i].ForRecord = !a.open[key]
	}
}

// mayRaise tells whether a person may raise a hand with an answer, which changes what
// is known of them.
func (a *around) mayRaise(key personFact) bool {
	return slices.ContainsFunc(a.e.Person.slots, func(s slot) bool { return s.askPath == key.path && s.inRaise })
}

// markPeople marks what people are to be asked for an unknown field of theirs, or an
// unknown item over roles, as what may change what is known. It is false for a fact
// of the account's.
func (d *Decider) markPeople(slot int) bool {
	d.around.marking = true
	missing := d.missing // askPeople takes no memory of it
	of := d.askPeople("", slot)
	d.missing = missing
	d.around.marking = false
	return of
}

// forget forgets what is marked.
func (a *around) forget() { clear(a.open) }

// mayChangeByPeople tells whether an answer of people may change what is known.
func (d *Decider) mayChangeByPeople() bool { return d.around != nil && len(d.around.open) > 0 }

// findDecisivePeople marks the questions to people of which some answer makes the
// decision another.
func (d *Decider) findDecisivePeople() (any bool) {
	a := d.around
	a.inVainOf = -1
	for _, key := range a.order {
		if a.decides(d, key) {
			d.decision.Ask[a.asked[key]-1].Decisive, any = true, true
		}
	}
	return any
}

// decides tries answers of a person until one makes the account's decision another.
func (a *around) decides(d *Decider, key personFact) bool {
	p := a.revisit(key.person)
	slot := slices.IndexFunc(p.e.slots, func(s slot) bool { return s.askPath == key.path })
	if slot < 0 {
		return false
	}
	p.wide, p.wideProbes = true, a.e.wider
	defer func() { p.wide = false }()
	return p.changes(slot, func(r *refill) bool {
		p.ownerOf(r.frame, &r.decision, r.judgment, r.owner) // an experiment may leave it open
		a.e.stand(&a.trial, p, r.frame, &r.decision, r.judgment)
		if a.vain(key.person) {
			return false
		}
		if a.reconsider(d, key.person) {
			return true
		}
		a.inVain = grown(a.inVain)
		last := &a.inVain[len(a.inVain)-1]
		*last, a.trial = a.trial, *last
		return false
	})
}

// vain tells whether the trial of a person is known to change nothing: the rules see
// what they see of the person as it is, or have seen the same before. Most answers make
// one of few differences to the account, or none, and each costs as much as to decide
// it.
func (a *around) vain(person int) bool {
	if a.inVainOf != person {
		a.inVain, a.inVainOf = a.inVain[:0], person
	}
	return a.e.same(&a.trial, &a.members[person].standing) ||
		slices.ContainsFunc(a.inVain, func(s standing) bool { return a.e.same(&a.trial, &s) })
}

// same tells whether an account's rules see the same of two people.
func (e *AccountEngine) same(s, t *standing) bool {
	if s.role != t.role || s.sure != t.sure || !slices.Equal(s.might, t.might) {
		return false
	}
	for _, i := range e.used {
		v, w := &s.values[i], &t.values[i]
		if v.Known != w.Known || v.Text != w.Text || v.Number != w.Number || v.Truth != w.Truth || v.At != w.At || !slices.Equal(v.List, w.List) {
			return false
		}
	}
	return true
}

// reconsider decides the account again with a person as the trial has it, and tells
// whether that makes another quadrant, status, team or owner.
func (a *around) reconsider(d *Decider, person int) bool {
	if d.tried += d.e.program.Work(d.frame) + len(d.e.slots) + d.frame.Visible(); d.tried > maxTried {
		return false
	}
	m := &a.members[person]
	swap := func(out, in *standing) {
		for i := range d.e.held {
			a.tally(i, out, -1)
			a.tally(i, in, 1)
		}
		a.people[person].Values = in.values
	}
	swap(&m.standing, &a.trial)
	differs := d.differsNow(0, -1)
	swap(&a.trial, &m.standing)
	return differs
}

// differsNow decides again with the people as they are now, so many more of them
// having a role, and tells whether quadrant, status, team or owner are others; of a
// removed account only the status.
func (d *Decider) differsNow(more, role int) bool {
	p := d.refilled()
	defer p.forget() // people and their roles are others
	for i := range d.e.held {
		if d.e.held[i].role == role {
			d.around.hold(p.frame, i, more)
		} else {
			d.around.hold(p.frame, i, 0)
		}
	}
	d.e.program.Run(p.frame)
	d.brief = true
	defer func() { d.brief = false }()
	p.judgment, p.owner = d.rejudge(p), d.leadOwner
	if d.judged.removedBy >= 0 {
		return p.decision.Status != d.decision.Status
	}
	return d.differs(p)
}

// A Find is a role that nobody is known to have, or too few.
type Find struct {
	Role string `json:"role"`
	// For names the items that want it, as Question.For does, in the order of the
	// rules.
	For []string `json:"for"`
	// Decisive says that one more with the role would make quadrant, status, team or
	// owner another, the lists of people aside.
	Decisive bool `json:"decisive,omitempty"`
}

// oneMoreDecides tells whether one more with a role would make the decision another.
func (a *around) oneMoreDecides(d *Decider, role int) bool {
	for i := range d.e.held {
		if h := &d.e.held[i]; h.role == role && h.decides && !(d.frame.Known[h.slot] && d.frame.Bool[h.slot]) && a.have[i]+a.might[i]+1 >= h.atLeast {
			return d.differsNow(1, role)
		}
	}
	return false
}

// find lists whom to look for: the roles of items that are missing, decisive ones
// first.
func (a *around) find(d *Decider, to []Find) []Find {
	for i := range d.e.held {
		h := &d.e.held[i]
		if !d.frame.Known[h.slot] || d.frame.Bool[h.slot] {
			continue
		}
		id := a.e.roleIDs[h.role]
		at := slices.IndexFunc(to, func(f Find) bool { return f.Role == id })
		if at < 0 {
			at = len(to)
			to = grown(to)
			to[at] = Find{Role: id, For: to[at].For[:0], Decisive: a.oneMoreDecides(d, h.role)}
		}
		to[at].For = append(to[at].For, h.place)
	}
	slices.SortStableFunc(to, func(x, y Find) int { return first(x.Decisive, y.Decisive) })
	return to
}
