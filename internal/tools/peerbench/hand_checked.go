package peerbench

import (
	"math/bits"
	"regexp"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// HandChecked is Hand for leads as they come: it takes nothing for granted.
// Every fact may be unknown, so a rule may be, and points have a low and a
// high; custom values may be of any Go type, numbers may be NaN, texts need not
// be ASCII; an activity may lie in the future, before the lead's reset, be
// recorded twice, or lack its type, its instant or a finite value; instants have
// nanoseconds, and sums do not depend on the order of what they add. What is
// wrong becomes an issue. Its decision is the engine's but for the questions,
// of which there are none, and for the words of the issues.
//
// What all leads pay for is looking; whatever is found to be unusual goes a
// slower way.
type HandChecked struct {
	copies   []params
	starts   []*regexp.Regexp // of the job title, by copy
	scores   []scoring.RuleScore
	unsure   []scoring.RuleScore // of each rule when it is unknown
	facts    checkedFacts
	decision qualify.Decision
}

// NewHandChecked prepares rules as Rules made them. The name and the
// fingerprint are the rule set's.
func NewHandChecked(rules []Rule, name, fingerprint string) *HandChecked {
	plain := NewHand(rules, name, fingerprint)
	h := &HandChecked{copies: plain.copies, scores: plain.scores, decision: plain.decision}
	for i := range h.copies {
		h.starts = append(h.starts, regexp.MustCompile(`(?i)^(vp|vice president|`+h.copies[i].start+`)\b.*(sales|marketing|revenue)`))
	}
	for i := range h.scores {
		s := h.scores[i]
		s.Outcome, s.Low, s.High, s.Points = truth.Unknown, min(0, s.Points), max(0, s.Points), 0
		h.unsure = append(h.unsure, s)
	}
	return h
}

// Decide decides a lead. The decision is valid until the next call.
func (h *HandChecked) Decide(lead *qualify.Lead, asOf time.Time) *qualify.Decision {
	d, f := &h.decision, &h.facts
	d.LeadID, d.AsOf = lead.ID, asOf.UTC()
	d.Issues = d.Issues[:0]
	if lead.ID == "" {
		d.Issues = append(d.Issues, qualify.Issue{Code: qualify.NoID, Path: "id"})
	}
	d.Issues = f.read(lead, asOf, d.Issues)

	var sums [2]scoring.Column // fit, engagement
	met, steps := d.Score.Rules[:0], d.Screening
	var out, mayBeOut uint64 // of the disqualifying rules
	for c := range h.copies {
		p := &h.copies[c]
		m := p.met(&f.facts)
		if f.wideTitle {
			m = m&^(1<<titleStarts) | one(h.starts[c].MatchString(lead.Person.JobTitle))<<titleStarts
		}
		scores := h.scores[c*copySize : (c+1)*copySize]
		open := f.open &^ m
		if f.openIfDepartment {
			open |= one(lead.Person.Department == p.department) << seniorInDepartment
		}
		if open == 0 {
			for rest := m; rest != 0; rest &= rest - 1 {
				i := bits.TrailingZeros64(rest)
				met = append(met, scores[i])
				sums[engaging>>i&1].Points += scores[i].Points
			}
		} else {
			met = h.enter(met, &sums, c, m, open)
		}
		step := steps[c*disqualifyingSize : (c+1)*disqualifyingSize]
		now, maybe := m>>firstDisqualifying, open>>firstDisqualifying
		for i := range step {
			step[i].Outcome = truth.Unmet + truth.Truth(now>>i&1) - truth.Truth(maybe>>i&1)
		}
		out, mayBeOut = out|now, mayBeOut|maybe
	}
	const disqualifying = 1<<disqualifyingSize - 1
	out, mayBeOut = out&disqualifying, mayBeOut&disqualifying

	// Until here Low and High are what unknown rules add to Points.
	for i := range sums {
		sums[i].Low += sums[i].Points
		sums[i].High += sums[i].Points
	}
	d.Score.Rules = met
	d.Score.Groups[0].Column, d.Score.Groups[1].Column = sums[0], sums[1]
	d.Score.Column = scoring.Column{Points: sums[0].Points + sums[1].Points, Low: sums[0].Low + sums[1].Low, High: sums[0].High + sums[1].High}
	h.place(ready(sums[0], fitAt).And(ready(sums[1], engagedAt)), out != 0, mayBeOut != 0)
	return d
}

// enter lists the rules of a copy that are met or unknown. Those that are unknown
// for want of an activity's value have an issue.
func (h *HandChecked) enter(list []scoring.RuleScore, sums *[2]scoring.Column, c int, met, unknown uint64) []scoring.RuleScore {
	scores, unsure := h.scores[c*copySize:(c+1)*copySize], h.unsure[c*copySize:(c+1)*copySize]
	for rest := met | unknown; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		sum := &sums[engaging>>i&1]
		if met>>i&1 == 1 {
			list = append(list, scores[i])
			sum.Points += scores[i].Points
			continue
		}
		list = append(list, unsure[i])
		if h.facts.log.open>>i&1 == 1 {
			h.decision.Issues = append(h.decision.Issues, qualify.Issue{Code: qualify.NotFinite, Path: "scoring." + unsure[i].ID})
		}
		sum.Low += unsure[i].Low
		sum.High += unsure[i].High
	}
	return list
}

// ready is whether a sum reaches a line.
func ready(sum scoring.Column, line scoring.Points) truth.Truth {
	switch {
	case sum.Low >= line:
		return truth.Met
	case sum.High < line:
		return truth.Unmet
	}
	return truth.Unknown
}

// place gives a lead its status and its owner.
func (h *HandChecked) place(ready truth.Truth, removed, mayBeRemoved bool) {
	d := &h.decision
	switch ready {
	case truth.Met:
		d.Readiness.Verdict, d.Quadrant, d.Status = qualify.Ready, matrix.GoodFitReady, matrix.StatusMQL
		d.Owner = matrix.Owner{Team: matrix.Sales, Action: matrix.Call}
	case truth.Unmet:
		d.Readiness.Verdict, d.Quadrant, d.Status = qualify.NotReady, matrix.GoodFitNotReady, matrix.StatusNurture
		d.Owner = matrix.Owner{Team: matrix.Marketing, Action: matrix.Nurture}
	default:
		cell := matrix.CellReadinessUnknown
		entry := matrix.Grid(nil).At(cell, false)
		d.Readiness.Verdict, d.Quadrant, d.Status = qualify.ReadinessUnknown, cell.Quadrant(), cell.Status(false)
		d.Owner = matrix.Owner{Team: entry.Team, Action: entry.Action}
	}
	d.Certain = ready != truth.Unknown && !mayBeRemoved
	if removed {
		d.Status, d.Owner, d.Certain = matrix.StatusDisqualified, matrix.Owner{}, true
	}
}
