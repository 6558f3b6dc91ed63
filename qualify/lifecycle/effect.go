package lifecycle

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/matrix"
)

// An EffectKind is what an effect asks the host to do.
type EffectKind string

// The kinds of effects. Once released, they stay.
const (
	// SetStage sets the lead's stage to Stage.
	SetStage EffectKind = "set_stage"
	// SetOwner sets the lead's owner to Owner; "" is nobody. Where the lead has
	// a Roster, enter the owner with [Assigner.Take], which does nothing for one
	// whom [Assigner.Assign] has picked.
	SetOwner EffectKind = "set_owner"
	// SetResetAt sets the lead's reset_at to At; the zero time is never reset.
	SetResetAt EffectKind = "set_reset_at"
	// HandOver asks the host to give the lead to Team and to record HandedOver.
	// The owner is Owner where the decision's Route names one; where it has a
	// Roster, ask [Assigner.Assign] of that roster, with PreviousOwner; else the
	// team as a whole gets the lead.
	HandOver EffectKind = "hand_over"
	// ReleaseOwner says that Owner no longer has the lead. Where the lead has a
	// Roster, call [Assigner.Return] if Returned is set, as then the owner sent
	// it back, else [Assigner.Release].
	ReleaseOwner EffectKind = "release_owner"
	// Notify tells Owner, or Team where there is no owner, why: Topic, Reason.
	Notify EffectKind = "notify"
	// StartDeadline stores Deadline in the place of any other of its target.
	StartDeadline EffectKind = "start_deadline"
	// StopDeadline ends that of Deadline.ID.
	StopDeadline EffectKind = "stop_deadline"
)

// A Topic is what a Notify is about.
type Topic string

// The topics. Once released, they stay.
const (
	TopicHandedOver Topic = "handed_over" // the lead is yours now
	TopicHandRaised Topic = "hand_raised" // a lead of yours asked for contact
	TopicScreened   Topic = "screened"    // the rules now remove a lead of yours
	TopicReturned   Topic = "returned"    // sales sent a lead back, with Reason
)

// An Effect is something for the host to do. It is plain data. Its kind says
// which fields count; the others are zero.
type Effect struct {
	Kind          EffectKind `json:"kind"`
	Stage         Stage      `json:"stage,omitempty"`
	Team          string     `json:"team,omitempty"`
	Owner         string     `json:"owner,omitempty"`
	Route         string     `json:"route,omitempty"`
	Roster        string     `json:"roster,omitempty"`
	PreviousOwner string     `json:"previous_owner,omitempty"`
	At            time.Time  `json:"at,omitzero"`
	Topic         Topic      `json:"topic,omitempty"`
	Reason        string     `json:"reason,omitempty"`
	Returned      bool       `json:"returned,omitempty"`
	Deadline      *Deadline  `json:"deadline,omitempty"`
}

// Effects returns what a host has to do to take its records from one state of a
// lead to another, in order; nil is nothing. It depends on the difference of the
// two states alone. So a new decision that changes nothing has no effects, nobody
// is told anything twice, and after an interruption one call says what to do
// about all that has happened since.
func (p *Process) Effects(before, after State) []Effect {
	var effects []Effect
	add := func(e Effect) { effects = append(effects, e) }
	moved := before.Stage.named() != after.Stage.named()
	if moved {
		add(Effect{Kind: SetStage, Stage: after.Stage.named()})
	}
	if before.Owner != after.Owner {
		add(Effect{Kind: SetOwner, Owner: after.Owner, Roster: after.Roster})
	}
	if !before.ResetAt.Equal(after.ResetAt) {
		add(Effect{Kind: SetResetAt, At: after.ResetAt})
	}
	if who := before.holder(); who != "" && who != after.holder() {
		add(Effect{Kind: ReleaseOwner, Owner: who, Roster: before.Roster, Returned: after.Returns > before.Returns})
	}
	effects = append(effects, p.deadlineEffects(before, after)...)
	if after.waits() && (moved || !before.waits() || !before.routedAs(&after)) {
		add(Effect{
			Kind: HandOver, Stage: after.Stage, Team: after.Team, Route: after.Route, Owner: after.RouteOwner,
			Roster: after.Roster, PreviousOwner: after.PreviousOwner,
		})
	}
	if topic := topic(before, after); topic != "" {
		add(Effect{Kind: Notify, Topic: topic, Stage: after.Stage, Team: after.Team, Owner: after.Owner})
	}
	if after.Returns > before.Returns {
		add(Effect{Kind: Notify, Topic: TopicReturned, Stage: after.Stage, Team: p.policy.MarketingTeam, Reason: after.Reason})
	}
	return effects
}

// routedAs tells whether two states have one team, owner and roster to hand the
// lead over to.
func (s *State) routedAs(other *State) bool {
	return s.Team == other.Team && s.Route == other.Route && s.RouteOwner == other.RouteOwner && s.Roster == other.Roster
}

// topic is what sales is to be told, "" for nothing.
func topic(before, after State) Topic {
	removed := func(s State) bool {
		return s.Status == matrix.StatusDisqualified || s.Status == matrix.StatusExcluded
	}
	switch {
	case !after.atSales() || after.Stage.in(StageCustomer):
		return ""
	case !before.HandedOverAt.Equal(after.HandedOverAt):
		if after.AcceptedAt.After(after.HandedOverAt) {
			return "" // it came late: whoever has the lead knows
		}
		return TopicHandedOver
	case after.Stage == StageSQL && before.Stage != StageSQL && after.Status == matrix.StatusSQL && before.Status != matrix.StatusSQL:
		return TopicHandRaised
	case removed(after) && !removed(before):
		return TopicScreened
	}
	return ""
}

// deadlineEffects stops what no longer runs and starts what newly does.
func (p *Process) deadlineEffects(before, after State) []Effect {
	var effects []Effect
	old, now := p.Deadlines(before), p.Deadlines(after)
	for i := range old {
		if !slices.ContainsFunc(now, func(d Deadline) bool { return d.ID == old[i].ID }) {
			effects = append(effects, Effect{Kind: StopDeadline, Deadline: &old[i]})
		}
	}
	for i := range now {
		same := func(d Deadline) bool {
			return d.ID == now[i].ID && d.Team == now[i].Team && d.Runs[0] == now[i].Runs[0]
		}
		if !slices.ContainsFunc(old, same) {
			effects = append(effects, Effect{Kind: StartDeadline, Deadline: &now[i]})
		}
	}
	return effects
}
