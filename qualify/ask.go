package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify/truth"
)

// ask lists the missing facts behind every outcome that is unknown, then those
// behind worths that are, and reports on the way what had no answer though all
// it rests on is known. For a decision of less detail, which has no questions, it does
// no more than report.
func (d *Decider) ask(s judgment) {
	e, out := d.e, d.decision
	removed := s.removedBy >= 0 && !d.askAll
	clear(d.questionOf)
	d.influences = d.influences[:0]
	if !e.program.MayBeUnknown(d.frame) && !d.mayAskRoutes(removed) { // the common case of a lead that is known well enough
		if removed && d.Detail == Whole {
			d.askBack(s)
		}
		return
	}
	d.influence = influence{decides: true, screens: true}
	for i := range e.steps {
		step := &e.steps[i]
		lifted := step.liftable && out.Readiness.HandRaised
		d.inquire(step.place, step.cond, !removed && !lifted)
	}
	for i := range e.criteria {
		c := &e.criteria[i]
		if f := &out.Fit.Criteria[i]; f.Outcome == truth.Unknown {
			d.influence = influence{decides: true, fits: true, weight: float64(f.Weight), required: e.profile.Criteria[i].Required}
			for _, cond := range e.icpConds[c.conds:c.end] {
				d.inquire(c.place, cond, !removed)
			}
		}
	}
	if e.bant != nil {
		d.askList(e.bant, !removed)
	}
	for i := range e.checklists {
		d.askList(&e.checklists[i], !removed)
	}
	d.askScore(!removed)
	if e.staying != noCond && d.mayStay(&out.Score) {
		d.influence = influence{decides: e.scoreDecides, gates: true}
		d.inquire("scoring.stays_ready_at", e.staying, !removed)
	}
	for i := range e.raises {
		d.inquire(e.raises[i].place, e.raises[i].cond, false)
	}
	if removed {
		if d.Detail == Whole {
			d.askBack(s)
		}
		return
	}
	d.influence = influence{decides: true}
	d.askExperiments()
	d.askRoutes()
	d.askTiers()
	if d.askAll || d.Detail != Whole {
		return
	}
	d.findOpen()
	d.markForRecord()
	d.findDecisive()
}

func (d *Decider) askList(l *checklist, asking bool) {
	d.influence = influence{decides: l.decides, gates: l.list.Gate}
	for i, cond := range l.conds {
		d.inquire(l.places[i], cond, asking)
	}
}

// askScore asks for the rules that are unknown, and reports activities that a rule
// has no answer for.
func (d *Decider) askScore(asking bool) {
	e, each := d.e, d.e.eachRules
	for _, open := range d.openRules {
		for ; len(each) > 0 && each[0] <= open.rule; each = each[1:] {
			d.reportEach(each[0])
		}
		r := &e.rules[open.rule]
		d.influence = d.influenceOf(&d.decision.Score.Rules[open.at])
		if r.gate != noCond {
			d.inquire(r.place, r.gate, asking)
		}
		switch r.form {
		case byWhen:
			d.inquire(r.place, r.cond, asking)
		case byTiers:
			for _, cond := range r.tiers {
				d.inquire(r.place, cond, asking)
			}
		case byCompute:
			if _, known := d.frame.Number(r.num); !known {
				missing, fault := e.program.CausesNum(d.frame, r.num, d.missing[:0])
				d.record(r.place, missing, fault, asking)
			}
		}
	}
	for _, rule := range each {
		d.reportEach(rule)
	}
}

func (d *Decider) reportEach(rule int) {
	r := &d.e.rules[rule]
	d.report(r.place, d.e.program.FaultsOfEach(d.frame, r.each))
}

// askExperiments asks about the experiments that were passed over for being
// unknown.
func (d *Decider) askExperiments() {
	if len(d.mayJoin) == 0 {
		return
	}
	for i := range d.e.experiments {
		x := &d.e.experiments[i]
		switch d.routed(d.frame, &x.routing) {
		case truth.Met:
			return
		case truth.Unknown:
			missing, fault := d.causesOf(&x.routing)
			d.record(x.place, missing, fault, true)
		}
	}
}

// armsMatter tells whether an experiment may give the lead another team: some arm of the
// lead's names one.
func (d *Decider) armsMatter() bool {
	return slices.ContainsFunc(d.e.experiments, func(x experiment) bool {
		arm := x.Pick(d.leadID)
		return arm != nil && arm.Team != ""
	})
}

// askRoutes asks about the routes of the lead's team that were skipped for
// being unknown.
func (d *Decider) askRoutes() {
	for i := range d.e.routes {
		r := &d.e.routes[i]
		if r.route.Team != d.decision.Owner.Team {
			continue
		}
		switch d.routed(d.frame, &r.routing) {
		case truth.Met:
			return
		case truth.Unknown:
			missing, fault := d.causesOf(&r.routing)
			d.record(r.place, missing, fault, true)
		}
	}
}

// causesOf is what is behind the unknown condition of a route or an experiment. No result is: who
// asks for what it rests on asks for it there.
func (d *Decider) causesOf(r *routing) (missing []int, fault eval.Fault) {
	missing, fault = d.e.program.Causes(d.frame, r.cond, d.missing[:0])
	return slices.DeleteFunc(missing, func(slot int) bool { return slot < len(d.e.slots) && d.e.slots[slot].role == wasDecided }), fault
}

// mayAskRoutes tells whether a route that names results may be unknown, of which
// the program does not tell.
func (d *Decider) mayAskRoutes(removed bool) bool {
	return !removed && len(d.e.resultSlots) > 0
}

// inquire finds what is behind a condition, if it is unknown.
func (d *Decider) inquire(place string, c criteria.Cond, asking bool) {
	if d.frame.Outcome(c) != truth.Unknown {
		return
	}
	missing, fault := d.e.program.Causes(d.frame, c, d.missing[:0])
	d.record(place, missing, fault, asking)
}

// askTiers asks about the criteria and rules that are met but of unknown worth,
// for a tier before the one that is met.
func (d *Decider) askTiers() {
	e, out := d.e, d.decision
	untilMet := func(place string, tiers []criteria.Cond) {
		for _, cond := range tiers {
			if d.frame.Outcome(cond) == truth.Met {
				return
			}
			d.inquire(place, cond, true)
		}
	}
	for i := range e.criteria {
		c := &e.criteria[i]
		if f := &out.Fit.Criteria[i]; f.Outcome == truth.Met {
			d.influence = influence{decides: true, fits: true, weight: float64(f.Weight)}
			untilMet(c.place, e.icpConds[c.conds:c.end])
		}
	}
	next := 0
	for i := range out.Score.Rules {
		score := &out.Score.Rules[i]
		if score.Outcome != truth.Met || score.Low == score.High {
			continue
		}
		for e.rules[next].id != score.ID {
			next++
		}
		d.influence = d.influenceOf(score)
		untilMet(e.rules[next].place, e.rules[next].tiers)
	}
}

// record notes what was found for a place.
func (d *Decider) record(place string, missing []int, fault eval.Fault, asking bool) {
	d.missing = missing // for its memory
	d.report(place, fault)
	if !asking || d.Detail != Whole {
		return
	}
	for _, slot := range missing {
		if d.around != nil && d.askPeople(place, slot) {
			continue
		}
		q := d.question(slot)
		if n := len(q.For); n == 0 || q.For[n-1] != place {
			q.For = append(q.For, place)
			d.influences[d.questionOf[d.askedAs(slot)]-1].add(d.influence)
		}
	}
}

// report makes issues of what has no answer though its operands are known, each
// once for a place.
func (d *Decider) report(place string, fault eval.Fault) {
	if fault == 0 {
		return
	}
	for _, f := range faults {
		issues := d.decision.Issues
		latest := issues[max(0, len(issues)-len(faults)):] // those of this place are among them
		if fault&f.fault != 0 && !slices.ContainsFunc(latest, func(i Issue) bool { return i.Path == place && i.Code == f.code }) {
			d.issue(f.code, place, f.message)
		}
	}
}

var faults = [...]struct {
	fault   eval.Fault
	code    IssueCode
	message string
}{
	{eval.NotFinite, NotFinite, "a calculation has no finite value here, such as a division by 0"},
	{eval.NoDomain, NoDomain, "a text here is not one email address, web address or host name"},
}

// dated is the slot that is asked about for a slot: an undated wish is known but
// for its date.
func (d *Decider) dated(slot int) int {
	if d.undated && d.e.slots[slot].role == wish {
		return d.e.wishAt
	}
	return slot
}

// askedAs is the slot that the question about a slot's fact goes by.
func (d *Decider) askedAs(slot int) int { return d.e.slots[d.dated(slot)].askAs }

// question returns the question about a slot's fact, a new one if need be.
func (d *Decider) question(slot int) *Question {
	out := d.decision
	slot = d.dated(slot)
	s := &d.e.slots[slot]
	if i := d.questionOf[s.askAs]; i > 0 {
		return &out.Ask[i-1]
	}
	n := len(out.Ask)
	if n < cap(out.Ask) {
		out.Ask = out.Ask[:n+1] // with the memory of an earlier For
	} else {
		out.Ask = append(out.Ask, Question{})
	}
	d.questionOf[s.askAs] = n + 1
	d.influences = append(d.influences, influence{})
	q := &out.Ask[n]
	*q = Question{Path: s.askPath, Question: s.question, Why: d.why(slot), For: q.For[:0]}
	if d.frame.Known[slot] { // it is there, and says nothing
		q.Why = string(NoDomain)
	}
	return q
}

// markForRecord marks the questions that no decision depends on: the unknown
// outcomes behind the fact are of the record only, and it changes none that is
// known.
func (d *Decider) markForRecord() {
	if said, dated := d.questionOfWish(); said > 0 && dated > 0 && d.wishHangsOnDate() {
		d.influences[dated-1].add(d.influences[said-1]) // who says so may not say when
	}
	for slot := range d.e.slots {
		if i := d.questionOf[slot]; i > 0 {
			d.decision.Ask[i-1].ForRecord = !d.influences[i-1].decides && !d.changesTheKnown(slot) && !d.mattersLater(slot)
		}
	}
	if d.around != nil {
		d.markPeopleForRecord()
	}
}

// questionOfWish are the indices in Ask plus 1 of the questions about the wish to
// be contacted and about its date.
func (d *Decider) questionOfWish() (said, dated int) {
	if d.e.wish < 0 {
		return 0, 0
	}
	return d.questionOf[d.e.slots[d.e.wish].askAs], d.questionOf[d.e.slots[d.e.wishAt].askAs]
}

// findDecisive marks the decisive questions and puts them first.
func (d *Decider) findDecisive() {
	out := d.decision
	any := false
	for slot := range d.e.slots {
		i := d.questionOf[slot]
		if i == 0 || !d.couldDecide(slot, &d.influences[i-1]) {
			continue
		}
		if d.changes(slot, func(p *refill) bool { return d.differs(p) }) {
			out.Ask[i-1].Decisive, any = true, true
		}
	}
	if d.around != nil && d.findDecisivePeople() {
		any = true
	}
	if any && !d.inOrder {
		out.decisiveFirst()
	}
}

// decisiveFirst puts the decisive questions first.
func (d *Decision) decisiveFirst() {
	slices.SortStableFunc(d.Ask, func(a, b Question) int { return first(a.Decisive, b.Decisive) })
}

// askBack asks a removed lead what could bring it back: what raises a hand
// that lifts the step, or changes the step itself where the rules give up on
// certainty.
func (d *Decider) askBack(s judgment) {
	step := &d.e.steps[s.removedBy]
	lifts := step.liftable && d.e.policy != ScoreOnly && len(d.e.raises) > 0
	if !lifts && step.changes == nil {
		return
	}
	for slot := range d.e.slots {
		raises := d.e.slots[slot].inRaise
		switch d.e.slots[slot].role {
		case wish:
			if d.undated {
				continue // what was wished is known, and only when is not
			}
		case wishAt:
			raises = raises || d.undated && d.e.slots[d.e.wish].inRaise
		}
		could := lifts && raises || slices.Contains(step.changes, slot)
		if !could || d.frame.Known[slot] || d.questionOf[d.e.slots[slot].askAs] > 0 {
			continue
		}
		if d.changes(slot, func(p *refill) bool { return p.judgment.removedBy < 0 }) {
			q := d.question(slot)
			q.For = append(q.For, step.place)
			q.Decisive = true
		}
	}
}
