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
	// SetOwner sets the lead's owner to Owner; "" is nobody. For an owner whom
	// [Assigner.Assign] has not just picked - sales took the lead itself, or a
	// late event put an old hand-over into force - there is [Assigner.Take].
	SetOwner EffectKind = "set_owner"
	// SetResetAt sets the lead's reset_at to At; the zero time is never reset.
	SetResetAt EffectKind = "set_reset_at"
	// HandOver wants the lead given to Team. Owner is who had it before, for an
	// assigner that gives leads back to whom they know. The host picks somebody
	// and records HandedOver.
	HandOver EffectKind = "hand_over"
	// ReleaseOwner takes the lead off the load of Owner; with Returned as one
	// that the owner sent back. It is [Assigner.Return] or [Assigner.Close].
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

// An Effect is something for the host to do. It is plain data; which fields
// count, its kind says.
type Effect struct {
	Kind     EffectKind `json:"kind"`
	Stage    Stage      `json:"stage,omitempty"`
	Team     string     `json:"team,omitempty"`
	Owner    string     `json:"owner,omitempty"`
	At       time.Time  `json:"at,omitzero"`
	Topic    Topic      `json:"topic,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Returned bool       `json:"returned,omitempty"`
	Deadline *Deadline  `json:"deadline,omitempty"`
}

// Effects returns what takes a host's records from one state of a lead to
// another, in the order in which to do it: nil where there is nothing to do.
// They depend on the difference of the states alone. A re-score that changes
// nothing has no effects, so nobody is told twice; and one call after a week
// says what to do about the whole week.
func (p *Process) Effects(before, after State) []Effect {
	var effects []Effect
	add := func(e Effect) { effects = append(effects, e) }
	moved := before.Stage.named() != after.Stage.named()
	if moved {
		add(Effect{Kind: SetStage, Stage: after.Stage.named()})
	}
	if before.Owner != after.Owner {
		add(Effect{Kind: SetOwner, Owner: after.Owner})
	}
	if !before.ResetAt.Equal(after.ResetAt) {
		add(Effect{Kind: SetResetAt, At: after.ResetAt})
	}
	if who := before.holder(); who != "" && who != after.holder() {
		add(Effect{Kind: ReleaseOwner, Owner: who, Returned: after.Returns > before.Returns})
	}
	effects = append(effects, p.deadlineEffects(before, after)...)
	if after.waits() && (moved || !before.waits() || before.Team != after.Team) {
		add(Effect{Kind: HandOver, Stage: after.Stage, Team: after.Team, Owner: after.PreviousOwner})
	}
	if topic := topic(before, after); topic != "" {
		add(Effect{Kind: Notify, Topic: topic, Stage: after.Stage, Team: after.Team, Owner: after.Owner})
	}
	if after.Returns > before.Returns {
		add(Effect{Kind: Notify, Topic: TopicReturned, Stage: after.Stage, Team: p.policy.MarketingTeam, Reason: after.Reason})
	}
	return effects
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
