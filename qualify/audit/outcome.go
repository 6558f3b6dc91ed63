package audit

import (
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// An Outcome is what became of a lead, and the groups that it is counted in.
// The zero Outcome is that of a lead of which nothing is known yet.
//
// Instants are those of the events, not of their entry into a CRM. The zero
// instant is unknown; an audit with a horizon says how many it missed.
type Outcome struct {
	// Source is the channel that the lead came through. "" is counted as
	// NoGroup, as it is for Segment and Stage.
	Source string `json:"source,omitempty"`
	// Segment is any other group of the host's: a country, a product, a size.
	Segment string `json:"segment,omitempty"`
	// Stage is where the lead stands now, as package lifecycle names it. What
	// Accepted and Won leave unknown follows from it where it can: sql,
	// opportunity, customer and lost were accepted, recycled and disqualified
	// not; a customer was won, lost, recycled and disqualified leads not.
	Stage string `json:"stage,omitempty"`
	// HandedOverAt is when sales got the lead; unknown: when it was decided.
	HandedOverAt time.Time `json:"handed_over_at,omitzero"`
	// Worked is whether sales tried: called, wrote. A lead that nobody tried
	// says nothing about whether it would have bought.
	Worked qualify.Opt[bool] `json:"worked,omitzero"`
	// WorkedAt is when sales tried first. A known one means that it did.
	WorkedAt time.Time `json:"worked_at,omitzero"`
	// Accepted is whether the lead turned out to be an SQL: sales took it for
	// one. Unknown while sales has not said. It does not follow from Won, for
	// then only leads that were won would be known to be accepted, and all of
	// them.
	Accepted qualify.Opt[bool] `json:"accepted,omitzero"`
	// JudgedAt is when sales accepted it or sent it back.
	JudgedAt time.Time `json:"judged_at,omitzero"`
	// Won is whether the lead bought. Unknown while that is open.
	Won qualify.Opt[bool] `json:"won,omitzero"`
	// ClosedAt is when it bought, or was lost.
	ClosedAt time.Time `json:"closed_at,omitzero"`
	// LookedUpAt is when all this was looked up last, where that is before the
	// audit's cut-off; zero is the cut-off.
	LookedUpAt time.Time `json:"looked_up_at,omitzero"`
	// Experiment is the arm that chance put the lead into, for experiments of the
	// host's own. The zero value is what the decision says of that.
	Experiment matrix.Assignment `json:"experiment,omitzero"`
	// Reason is why sales sent the lead back or lost it, one of a few that the
	// host allows. "" is none given.
	Reason string `json:"reason,omitempty"`
}

// settled is o with what its stage and its instants say filled in.
func (o Outcome) settled() Outcome {
	accepted, won := &o.Accepted, &o.Won
	set := func(to *qualify.Opt[bool], v bool) {
		if !to.Known {
			*to = qualify.Known(v)
		}
	}
	if !o.WorkedAt.IsZero() {
		o.Worked = qualify.Known(true)
	}
	switch o.Stage {
	case "sql", "opportunity":
		set(accepted, true)
	case "customer":
		set(accepted, true)
		set(won, true)
	case "recycled", "disqualified":
		set(accepted, false)
		set(won, false)
	case "lost":
		set(accepted, true)
		set(won, false)
	}
	return o
}

// A Target is the outcome that scores and rules are measured by.
type Target string

// The targets. "" is TargetWon.
const (
	TargetWon      Target = "won"      // the lead bought
	TargetAccepted Target = "accepted" // sales took the lead for an SQL
)

// of is the target's value in a settled outcome.
func (t Target) of(o *Outcome) qualify.Opt[bool] {
	if t == TargetAccepted {
		return o.Accepted
	}
	return o.Won
}

// at is when the target was reached, or missed.
func (t Target) at(o *Outcome) time.Time {
	if t == TargetAccepted {
		return o.JudgedAt
	}
	return o.ClosedAt
}

// or is the target that is measured: TargetWon for all but TargetAccepted.
func (t Target) or() Target {
	if t == TargetAccepted {
		return t
	}
	return TargetWon
}

// known is t, or what it counts as where there is no such target.
func (t Target) known() Target {
	if t == "" {
		return t
	}
	return t.or()
}
