package peerbench

import (
	"math/bits"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// copySize is the number of criteria in one copy of the workload.
const copySize = 40

// The places of a copy's rules by part, as bits.
const (
	firstDisqualifying        = 12
	disqualifyingSize         = 4
	engaging           uint64 = 0xfffff << 16
)

// Hand is the workload in hand-written Go with its parameters as data. It
// fills the same Decision as an engine with the same rules, in memory of its
// own that the next call overwrites, and allocates nothing.
//
// It may take for granted what Leads promises, and an engine may not: every
// fact without a default is known, the activities all have a type and lie
// before the instant decided for, no lead was reset, texts are ASCII, and
// instants are whole seconds.
type Hand struct {
	copies   []params
	scores   []scoring.RuleScore // of each rule when it is met
	decision qualify.Decision
}

// NewHand prepares rules as Rules made them. The name and the fingerprint are
// the rule set's.
func NewHand(rules []Rule, name, fingerprint string) *Hand {
	h := &Hand{copies: newParams(rules)}
	d := &h.decision
	d.RuleSet, d.Fingerprint, d.Certain = name, fingerprint, true
	d.Score.Scored = true
	d.Fit = icp.Fit{Verdict: icp.Good, Share: 1, Low: 1, High: 1}
	d.Score.Groups = []scoring.GroupScore{{ID: "fit"}, {ID: "engagement"}}
	d.Score.Rules = make([]scoring.RuleScore, 0, len(rules))
	for _, r := range rules {
		h.scores = append(h.scores, scoring.RuleScore{ID: r.ID, Outcome: truth.Met, Column: worth(scoring.Points(r.Points))})
		if r.Part == Disqualifying {
			d.Screening = append(d.Screening, qualify.StepOutcome{ID: r.ID})
		}
	}
	return h
}

func worth(p scoring.Points) scoring.Column { return scoring.Column{Points: p, Low: p, High: p} }

// Decide decides a lead. The decision is valid until the next call.
func (h *Hand) Decide(lead *qualify.Lead, asOf time.Time) *qualify.Decision {
	var f facts
	f.read(lead, asOf)
	d := &h.decision
	d.LeadID, d.AsOf = lead.ID, asOf.UTC()

	var sums [2]scoring.Points // fit, engagement
	removed := false
	met, steps := d.Score.Rules[:0], d.Screening
	for c := range h.copies {
		m := h.copies[c].met(&f)
		scores := h.scores[c*copySize : (c+1)*copySize]
		for rest := m; rest != 0; rest &= rest - 1 {
			i := bits.TrailingZeros64(rest)
			met = append(met, scores[i])
			sums[engaging>>i&1] += scores[i].Points
		}
		step := steps[c*disqualifyingSize : (c+1)*disqualifyingSize]
		out := m >> firstDisqualifying
		for i := range step {
			step[i].Outcome = truth.Unmet + truth.Truth(out>>i&1)
		}
		removed = removed || out&(1<<disqualifyingSize-1) != 0
	}

	fit, engagement := sums[0], sums[1]
	d.Score.Rules = met
	d.Score.Groups[0].Column, d.Score.Groups[1].Column = worth(fit), worth(engagement)
	d.Score.Column = worth(fit + engagement)

	if fit >= fitAt && engagement >= engagedAt {
		d.Readiness.Verdict, d.Quadrant, d.Status = qualify.Ready, matrix.GoodFitReady, matrix.StatusMQL
		d.Owner = matrix.Owner{Team: matrix.Sales, Action: matrix.Call}
	} else {
		d.Readiness.Verdict, d.Quadrant, d.Status = qualify.NotReady, matrix.GoodFitNotReady, matrix.StatusNurture
		d.Owner = matrix.Owner{Team: matrix.Marketing, Action: matrix.Nurture}
	}
	if removed {
		d.Status, d.Owner = matrix.StatusDisqualified, matrix.Owner{}
	}
	return d
}

// HandBits is Hand without the Decision: totals and a bit for each rule.
type HandBits struct {
	copies []params
	points []int
}

// NewHandBits prepares rules as Rules made them. The error is nil.
func NewHandBits(rules []Rule) (Evaluator, error) {
	h := &HandBits{copies: newParams(rules)}
	for _, r := range rules {
		h.points = append(h.points, r.Points)
	}
	return h, nil
}

// Evaluate is as Evaluator says. The error is nil.
func (h *HandBits) Evaluate(lead *qualify.Lead, asOf time.Time, r *Result) error {
	var f facts
	f.read(lead, asOf)
	clear(r.Met)
	fit, engagement := 0, 0
	for c := range h.copies {
		m := h.copies[c].met(&f)
		word, shift := c*copySize/64, c*copySize%64
		r.Met[word] |= m << shift
		if shift+copySize > 64 {
			r.Met[word+1] |= m >> (64 - shift)
		}
		points := h.points[c*copySize : (c+1)*copySize]
		for rest := m &^ engaging; rest != 0; rest &= rest - 1 {
			fit += points[bits.TrailingZeros64(rest)]
		}
		for rest := m & engaging; rest != 0; rest &= rest - 1 {
			engagement += points[bits.TrailingZeros64(rest)]
		}
	}
	r.Fit, r.Engagement = fit, engagement
	return nil
}
