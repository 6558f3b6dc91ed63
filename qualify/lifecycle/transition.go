package lifecycle

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
)

// Allowed returns the kinds of events that a lead in this state can have, in
// the order of EventKinds. Whether one is allowed may still depend on its fields:
// handing over an accepted lead needs an owner.
func (p *Process) Allowed(s State) []EventKind {
	var allowed []EventKind
	for _, k := range EventKinds() {
		if p.obstacle(&s, k) == "" {
			allowed = append(allowed, k)
		}
	}
	return allowed
}

func (p *Process) refuse(s State, e Event, code RefusalCode, format string, args ...any) *Refusal {
	return &Refusal{Event: e, Code: code, Stage: s.Stage.named(), Allowed: p.Allowed(s), Message: fmt.Sprintf(format, args...)}
}

func (p *Process) conflict(s State, e, other Event) *Refusal {
	return p.refuse(s, e, Conflict, "its id is that of another event, %s of %s; give each event an id of its own", other.Kind, other.At.Format(time.RFC3339Nano))
}

// check refuses an event that should not come in at all. A reason that the
// policy does not list is refused here and not by next: the log may hold
// reasons of an older policy, and these still mean what they meant.
func (p *Process) check(s State, e Event, now time.Time) *Refusal {
	if wrong := e.malformed(); wrong != "" {
		return p.refuse(s, e, Malformed, "%s", wrong)
	}
	if !slices.Contains(Stages(), s.Stage.named()) {
		return p.refuse(s, e, Malformed, "the state is none that Record has returned: %s", unknownWord("stage", s.Stage, Stages()))
	}
	switch {
	case now.IsZero():
		return p.refuse(s, e, InFuture, "now is the zero time: pass the current time")
	case e.At.After(now):
		return p.refuse(s, e, InFuture, "it happens at %s, which is later than now, %s", e.At.Format(time.RFC3339Nano), now.UTC().Format(time.RFC3339Nano))
	}
	if e.Kind == Rejected && len(p.policy.Reasons) > 0 {
		ids := make([]string, len(p.policy.Reasons))
		for i, r := range p.policy.Reasons {
			ids[i] = r.ID
		}
		if !slices.Contains(ids, e.Reason) {
			return p.refuse(s, e, Malformed, "%s", unknownWord("reason", e.Reason, ids))
		}
	}
	return nil
}

// obstacle says why events of a kind mean nothing to a lead, "" where they do.
func (p *Process) obstacle(s *State, k EventKind) string {
	at := func(stages ...Stage) bool { return s.Stage.in(stages...) }
	switch k {
	case Decided:
		return ""
	case HandedOver:
		if !at(StageMQL, StageSAL, StageSQL, StageOpportunity) && !s.researched() && !(s.atSales() && at(StageLead, StageRecycled)) {
			return "only an MQL, a lead to research and what sales has can be handed over"
		}
	case Accepted:
		switch {
		case !s.AcceptedAt.IsZero():
			return "it is accepted already"
		case !s.atSales() || !at(StageLead, StageRecycled, StageMQL, StageSQL):
			return "only what was handed over can be accepted"
		}
	case Converted:
		if !s.atSales() || !at(StageSAL, StageSQL) {
			return "only what sales has accepted, or an SQL that was handed over, can be converted"
		}
	case Won:
		if !at(StageOpportunity) {
			return "only an opportunity can be won"
		}
	case Lost:
		if !s.atSales() || !at(StageSQL, StageOpportunity) {
			return "only an opportunity, or an SQL that was handed over, can be lost"
		}
	case Rejected:
		if !s.atSales() || !at(StageLead, StageRecycled, StageMQL, StageSAL, StageSQL) {
			return "only what was handed over, and is no opportunity yet, can be rejected"
		}
	case Recycled:
		if !at(StageMQL, StageSAL, StageSQL, StageOpportunity) {
			return "only what marketing or sales has qualified can be recycled"
		}
	case Reopened:
		if !at(StageLost, StageDisqualified, StageCustomer) {
			return "only what is closed - lost, disqualified, customer - can be reopened"
		}
	}
	return ""
}

// next is the transition without its checks of a new arrival. The event is
// settled and well formed.
func (p *Process) next(s State, e Event) (State, *Refusal) {
	if why := p.obstacle(&s, e.Kind); why != "" {
		return s, p.refuse(s, e, OutOfPlace, "%s", why)
	}
	n, why := s, ""
	n.Stage = s.Stage.named()
	switch e.Kind {
	case Decided:
		p.decided(&n, e)
	case HandedOver:
		why = p.handedOver(&n, e)
	case Accepted, Converted:
		why = n.taken(e)
	case Won:
		n.enter(StageCustomer, e.At)
	case Lost:
		n.enter(StageLost, e.At)
		n.leaveSales()
		n.Team = p.policy.MarketingTeam
	case Rejected:
		n.Returns++
		p.sendBack(&n, p.destination(e.Reason), e.At)
	case Recycled:
		p.sendBack(&n, StageRecycled, e.At)
	case Reopened:
		n.Screened = false
		n.leaveSales()
		if e.To == StageSQL {
			n.enter(StageSQL, e.At)
			n.Team = p.policy.SalesTeam
		} else {
			n.enter(StageRecycled, e.At)
			n.Team = p.policy.MarketingTeam
		}
	}
	if why != "" {
		return s, p.refuse(s, e, OutOfPlace, "%s", why)
	}
	if reason := strings.TrimSpace(e.Reason); reason != "" {
		n.Reason = reason
	}
	switch e.Kind {
	case Won, Lost, Rejected, Recycled, Reopened:
		n.Status = ""
	}
	if slices.Contains(p.policy.ResetOn, e.Kind) {
		n.ResetAt = e.At
	}
	n.Last = e
	return n, nil
}

// handedOver is the transition for a hand-over; it says why there can be none.
func (p *Process) handedOver(n *State, e Event) string {
	if e.Owner == "" && !n.AcceptedAt.IsZero() {
		return "an accepted lead needs a person: give an owner"
	}
	n.Owner, n.Team, n.HandedOverAt = e.Owner, cmp.Or(e.Team, n.Team, p.policy.SalesTeam), e.At
	if (e.Route != "" || e.Roster != "") && (e.Route != n.Route || e.Roster != n.Roster) {
		n.Route, n.RouteOwner, n.Roster = e.Route, "", e.Roster // not by the decision
	}
	return ""
}

// taken is the transition for sales accepting or converting a lead; it says why
// that cannot be.
func (s *State) taken(e Event) string {
	s.Owner = cmp.Or(e.Owner, s.Owner)
	if s.Owner == "" {
		return "only a team has it: give an owner, who takes it"
	}
	if s.AcceptedAt.IsZero() {
		s.AcceptedAt = e.At
	}
	switch {
	case e.Kind == Accepted && s.Stage == StageSQL: // accepted as what it is
	case e.Kind == Accepted:
		s.enter(StageSAL, e.At)
	case e.To == StageSQL && s.Stage == StageSQL:
		return "it is an SQL already; convert it to an opportunity"
	case s.Stage == StageSAL && e.To != StageOpportunity:
		s.enter(StageSQL, e.At)
	default:
		s.enter(StageOpportunity, e.At)
	}
	return ""
}

// destination is the stage to which a reason sends a rejected lead.
func (p *Process) destination(reason string) Stage {
	for _, r := range p.policy.Reasons {
		if r.ID == reason {
			return cmp.Or(r.To, StageRecycled)
		}
	}
	return StageRecycled
}

// sendBack moves a lead out of sales, back to marketing or out altogether.
func (p *Process) sendBack(n *State, to Stage, at time.Time) {
	n.enter(to, at)
	n.leaveSales()
	if to == StageRecycled {
		n.Recycles++
		n.RecycledAt = at
		n.Team = p.policy.MarketingTeam
	}
}

// decided is the transition for a decision. Decisions never take a lead from
// people: what sales has, only an event of sales moves back.
func (p *Process) decided(n *State, e Event) {
	n.Status = e.Status
	open := n.Stage.in(StageLead, StageRecycled) || n.Stage == StageDisqualified && n.Screened
	switch e.Status {
	case matrix.StatusMQL:
		switch {
		case open && e.At.Before(p.MQLAgainAt(*n)):
			p.unscreen(n, e.At)
		case open:
			n.enter(StageMQL, e.At)
			n.Screened = false
			n.MQLs++
			n.LastMQLAt = e.At
			if n.MQLs == 1 {
				n.FirstMQLAt = e.At
			}
		}
	case matrix.StatusSQL:
		if open || n.Stage.in(StageMQL, StageSAL) || slices.Contains(p.policy.ReopenOnHandRaise, n.Stage) {
			n.enter(StageSQL, e.At)
			n.Screened = false
		}
	case matrix.StatusNurture, matrix.StatusResearch:
		p.unscreen(n, e.At)
	case matrix.StatusDisqualified, matrix.StatusExcluded:
		if !n.atSales() && n.Stage.in(StageLead, StageRecycled, StageMQL, StageSQL) {
			n.enter(StageDisqualified, e.At)
			n.leaveSales()
			n.Screened = true
		}
	}
	if n.atSales() {
		return
	}
	switch {
	case n.waits() && slices.Contains([]matrix.Status{matrix.StatusMQL, matrix.StatusSQL, matrix.StatusResearch}, e.Status):
		n.route(e, p.policy.SalesTeam)
	case n.Stage.in(StageLead, StageRecycled):
		// Marketing has it, whatever the decision's team: a lead that must wait
		// before it is an MQL again does not belong to sales yet.
		if e.Status != matrix.StatusNurture {
			e = Event{}
		}
		n.route(e, p.policy.MarketingTeam)
	}
}

// unscreen brings back a lead that the rules no longer remove. It has been
// more than raw once, so it does not become that again.
func (p *Process) unscreen(n *State, at time.Time) {
	if n.Screened {
		n.enter(StageRecycled, at)
		n.Screened = false
	}
}

// MQLAgainAt is when a lead that was sent back to marketing may become an MQL
// again by points: the policy's days after that. It is the zero time for a lead
// that never was. Asking for contact makes an SQL at any time. A host that
// decides again at this instant misses nothing.
func (p *Process) MQLAgainAt(s State) time.Time {
	if s.RecycledAt.IsZero() {
		return time.Time{}
	}
	return s.RecycledAt.Add(time.Duration(p.policy.MQLAgainAfterDays) * 24 * time.Hour)
}
