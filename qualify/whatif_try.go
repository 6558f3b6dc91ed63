package qualify

import (
	"maps"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/matrix"
)

// Placement is what of a decision says where a lead goes.
type Placement struct {
	Quadrant matrix.Quadrant `json:"quadrant"`
	Status   matrix.Status   `json:"status"`
	// Team is "" for a lead that screening removes.
	Team string `json:"team,omitempty"`
	// Owner and Roster are whom a route of the team names, if any.
	Owner  string `json:"owner,omitempty"`
	Roster string `json:"roster,omitempty"`
}

func placementOf(d *Decision) Placement {
	return Placement{Quadrant: d.Quadrant, Status: d.Status, Team: d.Owner.Team, Owner: d.Owner.ID, Roster: d.Owner.Roster}
}

// result is what a lead would be with something about it changed.
type result struct {
	Placement
	band   string
	score  scorecard.Column // in thousandths
	fit    float64          // High less Low
	fitLow float64
}

// resultOf decides a lead without asking about it.
func (d *Decider) resultOf(lead *Lead, asOf time.Time) result {
	d.asOf = asOf
	d.fill(lead, asOf)
	return d.resultNow()
}

// resultNow is the result of what the frame has been filled with, and forgets it.
func (d *Decider) resultNow() result {
	d.decision.Issues = d.decision.Issues[:0]
	d.e.program.Run(d.frame)
	s := d.judge(d.frame, d.decision)
	out := d.decision
	out.Owner = d.ownerOf(d.frame, out, s, d.leadOwner)
	t := result{
		Placement: placementOf(out),
		band:      out.Score.Band, score: scorecard.InThousandths(out.Score.Column), fit: out.Fit.High - out.Fit.Low, fitLow: out.Fit.Low,
	}
	d.forget()
	return t
}

// ages beyond a hundred years are no instants that a lead could have been
// created at.
const mostDays = 36_525

// value is the i-th value to try for a slot's fact, as Lead holds it.
func (s *slot) value(i int, asOf time.Time) (v any, ok bool) {
	p := &s.probes
	switch s.kind {
	case criteria.Bool:
		return i == 0, true
	case criteria.Number:
		if s.role.derived() {
			days := p.Numbers[i]
			if days < 0 || days > mostDays {
				return nil, false
			}
			return asOf.Add(-time.Duration(days * 24 * float64(time.Hour))).UTC(), true
		}
		return p.Numbers[i], true
	case criteria.String:
		return p.Texts[i], true
	case criteria.Strings:
		return slices.Clone(p.Lists[i]), true
	}
	if i == len(p.Times) { // of a wish
		return asOf.UTC(), true
	}
	at := time.Unix(p.Times[i].Sec, p.Times[i].Nsec).UTC()
	return at, s.role != wishAt || !at.After(asOf)
}

// with returns a copy of a lead in which the slot's fact has a value. The copy
// shares what else it has with the lead.
func (s *slot) with(lead *Lead, v any, asOf time.Time) *Lead {
	l := *lead
	if s.role == customFact {
		l.Custom = maps.Clone(l.Custom)
	}
	if _, dated := l.Seen[s.askPath]; dated && s.staleAfter > 0 {
		l.Seen = maps.Clone(l.Seen)
	}
	s.fillIn(&l, v, asOf)
	return &l
}

// fillIn gives the slot's fact a value in a lead, which has maps of its own.
func (s *slot) fillIn(l *Lead, v any, asOf time.Time) {
	if s.role == wish {
		if !l.ResetAt.IsZero() && !l.ResetAt.After(asOf) && !l.Answers.WantsContactAt.After(l.ResetAt) || l.Answers.WantsContactAt.After(asOf) {
			l.Answers.WantsContactAt = asOf // it is said now, so it is not what was reset
		}
	}
	_ = l.Set(s.askPath, v) // v is of the fact's kind
	if _, dated := l.Seen[s.askPath]; dated && s.staleAfter > 0 {
		l.Seen[s.askPath] = Seen{At: asOf} // it is confirmed now
	}
}
