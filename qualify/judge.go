package qualify

import (
	mathbits "math/bits"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// judgment is where a lead stands after judging: what assigning and asking go
// by.
type judgment struct {
	removedBy int  // index of the step, -1 for none
	screened  bool // no unknown step could give the lead another status
	dest      *destination
}

// judge turns the outcomes in a frame into the parts of a decision: screening,
// fit, checklists, score and readiness, and from these the place in the
// matrix. A brief judgment is the same without the lists of steps, criteria, items and
// rules.
func (d *Decider) judge(f *eval.Frame, out *Decision) judgment {
	d.raise(f, out)
	d.judgeFit(f, out)
	d.assessAll(f, out)
	if d.e.card != nil {
		d.score(f, &out.Score)
	}
	s := d.place(f, out)
	s.screened = d.screen(f, out, &s)
	s.close(out)
	return s
}

func (d *Decider) judgeFit(f *eval.Frame, out *Decision) {
	d.truths = d.truths[:0]
	for _, c := range d.e.icpConds {
		d.truths = append(d.truths, f.Outcome(c))
	}
	if d.brief {
		d.e.profile.JudgeBriefly(d.truths, &out.Fit)
	} else {
		d.e.profile.Judge(d.truths, &out.Fit)
	}
}

// place finds the place in the matrix of what was judged, for a lead that no step
// removes.
func (d *Decider) place(f *eval.Frame, out *Decision) judgment {
	e := d.e
	fit, raised := out.Fit.Verdict.Truth(), out.Readiness.HandRaised
	byScore, counting := truth.Unmet, false
	out.Score.Scored = e.card != nil
	if e.card != nil {
		gate := e.gate(out)
		byScore, counting = e.byScore(&out.Score, f)
		byScore, counting = byScore.And(gate), counting && gate == truth.Met
	}
	ready := e.ready(raised, byScore)
	out.Readiness.Verdict = readinessOf(ready)

	out.Cell = ""
	if out.Fit.Grade != "" && out.Score.Band != "" {
		out.Cell = e.cells[[2]string{out.Fit.Grade, out.Score.Band}]
	}

	countedFit, countedReady := fit, ready
	if e.unmet {
		countedFit = truth.Of(fit == truth.Met)
		countedReady = e.ready(raised, truth.Of(counting))
	}
	s := judgment{removedBy: -1, dest: e.destinations.at(countedFit, countedReady, raised)}
	out.Quadrant, out.Status = s.dest.quadrant, s.dest.status

	return s
}

// close tells whether the decision is certain.
func (s *judgment) close(out *Decision) {
	placed := out.Fit.Verdict != icp.Undecided && out.Readiness.Verdict != ReadinessUnknown
	out.Certain = s.screened && (s.removedBy >= 0 || placed)
}

// gate is whether all checklists that gate are qualified.
func (e *Engine) gate(out *Decision) truth.Truth {
	gate := truth.Met
	if e.bant != nil && e.bant.list.Gate {
		gate = out.BANT.Verdict.Truth()
	}
	for i := range e.checklists {
		if e.checklists[i].list.Gate {
			gate = gate.And(out.Checklists[i].Verdict.Truth())
		}
	}
	return gate
}

// raise looks at the hand raises. An unknown one is not raised: to ask is an
// act.
func (d *Decider) raise(f *eval.Frame, out *Decision) {
	out.Readiness.Raised, out.Readiness.HandRaised = out.Readiness.Raised[:0], false
	if d.e.policy == ScoreOnly {
		return
	}
	for i := range d.e.raises {
		if f.Outcome(d.e.raises[i].cond) == truth.Met {
			out.Readiness.Raised = append(out.Readiness.Raised, d.e.raises[i].id)
		}
	}
	out.Readiness.HandRaised = len(out.Readiness.Raised) > 0
}

// ready applies the policy.
func (e *Engine) ready(raised bool, byScore truth.Truth) truth.Truth {
	switch e.policy {
	case HandRaiseOnly:
		return truth.Of(raised)
	case ScoreOnly:
		return byScore
	}
	return truth.Of(raised).Or(byScore)
}

func (d *Decider) assess(f *eval.Frame, l *checklist, into *bant.Assessment) {
	d.truths = d.truths[:0]
	for _, c := range l.conds {
		d.truths = append(d.truths, f.Outcome(c))
	}
	l.list.Assess(d.truths, into)
	if d.brief {
		into.Items = into.Items[:0]
	}
}

func (d *Decider) assessAll(f *eval.Frame, out *Decision) {
	if d.e.bant != nil {
		d.assess(f, d.e.bant, (*bant.Assessment)(&out.BANT))
	}
	n := len(d.e.checklists)
	if cap(out.Checklists) < n {
		out.Checklists = make([]bant.Assessment, n)
	}
	out.Checklists = out.Checklists[:n]
	for i := range d.e.checklists {
		d.assess(f, &d.e.checklists[i], &out.Checklists[i])
	}
}

// score enters every rule that is not unmet on the card. Of the rules that have
// a condition only, those are found by their bits, so that thousands of unmet
// ones cost nothing; the others come in between by their index.
func (d *Decider) score(f *eval.Frame, out *scoring.Score) {
	e := d.e
	d.sheet.Brief = d.brief
	e.card.Open(&d.sheet, out)
	d.worths, d.openRules = d.worths[:0], d.openRules[:0]
	if d.brief {
		d.scoreBriefly(f)
		return
	}
	live, met := f.Possible(), f.Met()
	rules := d.metRules[:0] // that are not entered yet
	other := 0
	for word, when := range e.whenBits {
		bits := live[word] & when
		if bits&^met[word] == 0 && other == len(e.otherRules) { // as usual
			for ; bits != 0; bits &= bits - 1 {
				rules = append(rules, e.partOf[word*64+mathbits.TrailingZeros64(bits)])
			}
			continue
		}
		for ; bits != 0; bits &= bits - 1 {
			rule := int(e.partOf[word*64+mathbits.TrailingZeros64(bits)])
			unknown := met[word]&(bits&-bits) == 0
			if unknown || other < len(e.otherRules) && e.otherRules[other] < rule {
				e.card.WhenMet(&d.sheet, rules)
				rules = rules[:0]
			}
			for ; other < len(e.otherRules) && e.otherRules[other] < rule; other++ {
				d.enterOther(f, out, e.otherRules[other])
			}
			if unknown {
				e.card.When(&d.sheet, rule, truth.Unknown)
				d.openRules = append(d.openRules, openRule{rule, len(out.Rules) - 1})
			} else {
				rules = append(rules, int32(rule))
			}
		}
	}
	e.card.WhenMet(&d.sheet, rules)
	d.metRules = rules[:0]
	for ; other < len(e.otherRules); other++ {
		d.enterOther(f, out, e.otherRules[other])
	}
	e.card.Close(&d.sheet)
}

// enterOther enters a rule that is more than a condition.
func (d *Decider) enterOther(f *eval.Frame, out *scoring.Score, rule int) {
	before := len(out.Rules)
	d.worths = append(d.worths, d.scoreOther(f, &d.sheet, rule))
	if n := len(out.Rules); n > before && out.Rules[before].Outcome == truth.Unknown {
		d.openRules = append(d.openRules, openRule{rule, before})
	}
}

// openRule is a rule that is unknown, and its index in the score's list.
type openRule struct{ rule, at int }

// scoreBriefly enters the rules in any order, as no list is written.
func (d *Decider) scoreBriefly(f *eval.Frame) {
	e, live, met := d.e, f.Possible(), f.Met()
	e.sumBits.Enter(&d.sheet, met)
	for word, when := range e.whenBits {
		for bits := live[word] &^ met[word] & when; bits != 0; bits &= bits - 1 {
			e.card.When(&d.sheet, int(e.partOf[word*64+mathbits.TrailingZeros64(bits)]), truth.Unknown)
		}
	}
	for _, rule := range e.otherRules {
		d.worths = append(d.worths, d.scoreOther(f, &d.sheet, rule))
	}
	e.card.Close(&d.sheet)
}

// scoreOther enters a rule with tiers, activities or a calculation, and returns what
// it is worth.
func (d *Decider) scoreOther(f *eval.Frame, sheet *scorecard.Sheet, i int) scorecard.Column {
	card, r := d.e.card, &d.e.rules[i]
	switch r.form {
	case byTiers:
		d.truths = d.truths[:0]
		for _, c := range r.tiers {
			d.truths = append(d.truths, f.Outcome(c))
		}
		return card.Tiers(sheet, i, outcome(f, r.gate), d.truths)
	case byEach:
		matches := f.Matches(r.each)
		if len(matches) == 0 {
			return scorecard.Column{}
		}
		d.ages = d.ages[:0]
		visible := f.Activities()
		if d.around != nil {
			return d.around.scoreEach(d, sheet, i, outcome(f, r.gate), matches)
		}
		for _, m := range matches {
			d.ages = append(d.ages, scorecard.AgeOf(d.asOf, visible[m].At))
		}
		return card.Each(sheet, i, outcome(f, r.gate), d.ages)
	case byCompute:
		v, known := f.Number(r.num)
		return card.Compute(sheet, i, outcome(f, r.gate), v, known)
	}
	panic("a rule of no form")
}

// screen goes through the steps: the first met one removes the lead, unless a
// raised hand lifts it. Every outcome is listed. settled tells that the
// unknown steps before it could not give the lead another status.
func (d *Decider) screen(f *eval.Frame, out *Decision, s *judgment) (settled bool) {
	raised := out.Readiness.HandRaised
	out.Screening = out.Screening[:0]
	if !d.brief {
		out.Screening = append(out.Screening, d.e.unmetSteps...)
	}
	var open [2]bool // some unknown step would disqualify, exclude
	e, live, met := d.e, f.Possible(), f.Met()
	for word, steps := range e.stepBits {
		for bits := live[word] & steps; bits != 0; bits &= bits - 1 {
			i := int(e.partOf[word*64+mathbits.TrailingZeros64(bits)])
			t := truth.Unknown
			if met[word]&(bits&-bits) != 0 {
				t = truth.Met
			}
			d.step(i, t, raised, out, s, &open)
		}
	}
	if s.removedBy < 0 {
		return !open[0] && !open[1]
	}
	return !(open[0] && out.Status == matrix.StatusExcluded || open[1] && out.Status == matrix.StatusDisqualified)
}

// step enters a step that is met or unknown. Of those that are unknown and could remove
// the lead, open notes whether they would disqualify and exclude.
func (d *Decider) step(i int, t truth.Truth, raised bool, out *Decision, s *judgment, open *[2]bool) {
	step := &d.e.steps[i]
	if !d.brief {
		out.Screening[i].Outcome = t
		out.Screening[i].Lifted = t == truth.Met && step.liftable && raised
	}
	switch {
	case s.removedBy >= 0 || step.liftable && raised:
	case t == truth.Met:
		s.removedBy = i
		out.Status = step.status
		if d.brief {
			out.Screening = append(out.Screening, StepOutcome{ID: step.id, Outcome: t})
		}
	case step.status == matrix.StatusExcluded:
		open[1] = true
	default:
		open[0] = true
	}
}

// destinations are what the matrix gives for each fit, readiness and raised hand.
type destinations [3][3][2]destination

type destination struct {
	quadrant     matrix.Quadrant
	status       matrix.Status
	team, action string
}

func (p *destinations) at(fit, ready truth.Truth, raised bool) *destination {
	if raised {
		return &p[fit][ready][1]
	}
	return &p[fit][ready][0]
}

// newDestinations looks every destination up in the grid.
func newDestinations(g matrix.Grid) *destinations {
	p := &destinations{}
	for _, fit := range []truth.Truth{truth.Unknown, truth.Unmet, truth.Met} {
		for _, ready := range []truth.Truth{truth.Unknown, truth.Unmet, truth.Met} {
			for i, raised := range []bool{false, true} {
				cell := matrix.Locate(fit, ready)
				entry := g.At(cell, raised)
				p[fit][ready][i] = destination{cell.Quadrant(), cell.Status(raised), entry.Team, entry.Action}
			}
		}
	}
	return p
}
