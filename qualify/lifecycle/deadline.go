package lifecycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/mistakes"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A DeadlineKind says what starts a deadline and what ends it.
type DeadlineKind string

// The kinds.
const (
	// FirstResponse runs from the hand-over until sales accepts the lead or
	// sends it back.
	FirstResponse DeadlineKind = "first_response"
	// Rolling runs once the lead is accepted, until it leaves the stages of the
	// rule. It starts again with each response, each new stage and each new
	// owner.
	Rolling DeadlineKind = "rolling"
)

// A DeadlineRule is a service level that a team has agreed to: a response to a
// lead within so much business time. The [Deadline] of a lead follows from it.
type DeadlineRule struct {
	ID   string       `json:"id"` // unique among the policy's deadlines
	Kind DeadlineKind `json:"kind"`
	// Stages are those in which it applies. For FirstResponse these are StageMQL,
	// StageSQL, and for leads that sales researches StageLead and
	// StageRecycled; for Rolling StageSAL, StageSQL and StageOpportunity.
	Stages []Stage `json:"stages"`
	// Minutes is the business time until it is due, from 1 to 60,000.
	Minutes int `json:"minutes"`
	// Escalate lists who else is told and when, earliest first; steps may come
	// before or after the deadline.
	Escalate []Escalation `json:"escalate,omitempty"`
	Note     string       `json:"note,omitempty"`
}

// An Escalation says who else is told, and when.
type Escalation struct {
	// AfterMinutes is business time since the deadline started, from 1 to
	// 60,000 minutes.
	AfterMinutes int `json:"after_minutes"`
	// To names a person or a team. The host decides what it means.
	To   string `json:"to"`
	Note string `json:"note,omitempty"`
}

// A Deadline is a running deadline of one lead. It is plain data, which the
// host stores with the lead. When it is due, and what is overdue, is computed
// from it on request; no timer runs.
type Deadline struct {
	// ID is that of the policy's DeadlineRule.
	ID string `json:"id"`
	// Team is the team whose business hours count.
	Team string `json:"team,omitempty"`
	// Runs are the periods during which the deadline runs, in order, at least
	// one. Between them, and after a last one that has an end, it is paused.
	Runs []Period `json:"runs"`
	// MetAt is when the first response was given; zero until then, and for
	// Rolling.
	MetAt time.Time `json:"met_at,omitzero"`
	// Responses counts the responses to a Rolling deadline.
	Responses int `json:"responses,omitempty"`
	// Escalated counts the steps that Escalate has returned since the
	// deadline started.
	Escalated int `json:"escalated,omitempty"`
}

// Paused tells whether the deadline is paused.
func (d Deadline) Paused() bool { return len(d.Runs) > 0 && !d.Runs[len(d.Runs)-1].To.IsZero() }

// last is the latest instant in the deadline.
func (d Deadline) last() time.Time {
	if len(d.Runs) == 0 {
		return time.Time{}
	}
	if r := d.Runs[len(d.Runs)-1]; r.To.After(r.From) {
		return r.To
	} else {
		return r.From
	}
}

// Deadlines returns the deadlines that run for a lead in this state, as they
// were when they started, in the policy's order. A State knows nothing of
// responses, pauses and escalations: these are in the Deadlines that the host
// has stored.
func (p *Process) Deadlines(s State) []Deadline {
	var running []Deadline
	for _, t := range p.policy.Deadlines {
		if !s.atSales() || !s.Stage.in(t.Stages...) {
			continue
		}
		if accepted := !s.AcceptedAt.IsZero(); accepted != (t.Kind == Rolling) {
			continue
		}
		from := s.HandedOverAt
		for _, later := range []time.Time{s.AcceptedAt, s.Since} {
			if later.After(from) {
				from = later
			}
		}
		running = append(running, Deadline{ID: t.ID, Team: s.Team, Runs: []Period{{From: from}}})
	}
	return running
}

// DueAt is when the deadline is or was due, met or not. It is the zero time for
// a paused deadline that is not due before the pause, and for one whose rule is
// not in the policy.
func (p *Process) DueAt(d Deadline) time.Time {
	t := p.rule(d)
	if t == nil {
		return time.Time{}
	}
	return p.reached(d, t.Minutes)
}

// reached is when so many minutes of business time have passed in the runs; it
// is zero if the runs end before that.
func (p *Process) reached(d Deadline, minutes int) time.Time {
	calendar, left := p.calendars[d.Team], time.Duration(minutes)*time.Minute
	for _, r := range d.Runs {
		var at time.Time
		if at, left = calendar.spend(r.From, r.To, left); left == 0 {
			return at
		}
	}
	return time.Time{}
}

// Overdue tells whether the deadline was missed as of an instant: it was due
// earlier and had not been met by then. A response at the due instant itself
// is in time.
func (p *Process) Overdue(d Deadline, asOf time.Time) bool {
	due := p.DueAt(d)
	if !d.MetAt.IsZero() && d.MetAt.Before(asOf) {
		asOf = d.MetAt
	}
	return !due.IsZero() && asOf.After(due)
}

// Next is the first instant after the given one at which the deadline or a step
// of its escalation is due: when the host has to look at it again. It is the
// zero time if there is none.
func (p *Process) Next(d Deadline, after time.Time) time.Time {
	t := p.rule(d)
	if t == nil || !d.MetAt.IsZero() {
		return time.Time{}
	}
	next := time.Time{}
	consider := func(at time.Time) {
		if at.After(after) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	consider(p.DueAt(d))
	for _, step := range t.Escalate {
		consider(p.reached(d, step.AfterMinutes))
	}
	return next
}

// A DueEscalation is a step of escalation whose time has come.
type DueEscalation struct {
	To string    `json:"to"`
	At time.Time `json:"at"` // the exact instant at which it was due, however late this is noticed
}

// Escalate returns the steps that were due up to an instant, inclusive, and that
// it has not returned before, earliest first. The deadline that it returns
// counts them: store it in place of the old one. A step that was due after the
// deadline was met is not returned.
func (p *Process) Escalate(d Deadline, asOf time.Time) (Deadline, []DueEscalation) {
	t := p.rule(d)
	if t == nil {
		return d, nil
	}
	if !d.MetAt.IsZero() && d.MetAt.Before(asOf) {
		asOf = d.MetAt
	}
	var steps []DueEscalation
	for d.Escalated < len(t.Escalate) {
		step := t.Escalate[d.Escalated]
		at := p.reached(d, step.AfterMinutes)
		if at.IsZero() || at.After(asOf) {
			break
		}
		steps = append(steps, DueEscalation{step.To, at})
		d.Escalated++
	}
	return d, steps
}

// Respond returns the deadline after a response. A FirstResponse is met then,
// and later responses change nothing. A Rolling deadline starts again, and is
// still paused if it was. The instant must not be before the latest one in the
// deadline; otherwise there is an error and the deadline is returned unchanged.
func (p *Process) Respond(d Deadline, at time.Time) (Deadline, error) {
	t := p.rule(d)
	if t == nil {
		return d, fmt.Errorf("lifecycle: the policy has no deadline %q", d.ID)
	}
	at, err := d.follows("response", at)
	if err != nil {
		return d, err
	}
	switch {
	case t.Kind == Rolling && d.Paused():
		d.Runs = []Period{{From: at, To: at}}
	case t.Kind == Rolling:
		d.Runs = []Period{{From: at}}
	case d.MetAt.IsZero():
		d.MetAt = at
		return d, nil
	default:
		return d, nil
	}
	d.Responses++
	d.Escalated = 0
	return d, nil
}

// Pause returns the deadline paused from an instant on, such as while the lead
// is on holiday. A deadline that is paused or met already stays as it is. The
// error is that of [Process.Respond].
func (p *Process) Pause(d Deadline, at time.Time) (Deadline, error) {
	at, err := d.follows("pause", at)
	if err != nil || d.Paused() || !d.MetAt.IsZero() {
		return d, err
	}
	d.Runs = slices.Clone(d.Runs)
	d.Runs[len(d.Runs)-1].To = at
	return d, nil
}

// Resume returns the deadline running again from an instant on. A deadline that
// is running or met already stays as it is. The error is that of
// [Process.Respond].
func (p *Process) Resume(d Deadline, at time.Time) (Deadline, error) {
	at, err := d.follows("resumption", at)
	if err != nil || !d.Paused() || !d.MetAt.IsZero() {
		return d, err
	}
	d.Runs = append(slices.Clone(d.Runs), Period{From: at})
	return d, nil
}

// follows returns at in UTC, and an error if it is before the latest instant in
// the deadline.
func (d Deadline) follows(what string, at time.Time) (time.Time, error) {
	at = at.UTC().Round(0)
	if len(d.Runs) == 0 {
		return at, fmt.Errorf("lifecycle: deadline %q has no runs; start from one that Process.Deadlines returned", d.ID)
	}
	if last := d.last(); at.Before(last) {
		return at, fmt.Errorf("lifecycle: a %s of deadline %q at %s is before its last change at %s", what, d.ID,
			at.Format(time.RFC3339Nano), last.Format(time.RFC3339Nano))
	}
	return at, nil
}

// rule is that of a deadline, nil if the policy has none.
func (p *Process) rule(d Deadline) *DeadlineRule {
	for i := range p.policy.Deadlines {
		if p.policy.Deadlines[i].ID == d.ID {
			return &p.policy.Deadlines[i]
		}
	}
	return nil
}

// maxMinutes, a thousand hours, bounds deadlines so that computing them is
// quick.
const maxMinutes = 60_000

// deadline checks a rule and copies what it holds.
func (b *build) deadline(path string, t *DeadlineRule) {
	t.Stages, t.Escalate = slices.Clone(t.Stages), slices.Clone(t.Escalate)
	allowed := []Stage{StageMQL, StageSQL, StageLead, StageRecycled}
	switch t.Kind {
	case FirstResponse:
	case Rolling:
		allowed = []Stage{StageSAL, StageSQL, StageOpportunity}
	case "":
		b.Fail(path, qualify.CodeRequired, `give it a "kind": %s or %s`, FirstResponse, Rolling)
		allowed = Stages()
	default:
		mistakes.Word(&b.List, path+".kind", t.Kind, FirstResponse, Rolling)
		allowed = Stages()
	}
	if len(t.Stages) == 0 {
		b.Fail(path, qualify.CodeRequired, `give it "stages": the stages in which it applies`)
	}
	for i, s := range t.Stages {
		mistakes.Word(&b.List, strictjson.PathItem(path+".stages", i), s, allowed...)
	}
	b.bounded(path+".minutes", t.Minutes, 1, maxMinutes)
	if len(t.Escalate) > 100 {
		b.Fail(path+".escalate", qualify.CodeTooLarge, "more than 100 steps")
	}
	for i, e := range t.Escalate {
		at := strictjson.PathItem(path+".escalate", i)
		b.bounded(at+".after_minutes", e.AfterMinutes, 1, maxMinutes)
		if i > 0 && e.AfterMinutes <= t.Escalate[i-1].AfterMinutes {
			b.Fail(at+".after_minutes", qualify.CodeBadOrder, "give the steps earliest first, no two at the same time")
		}
		if e.To == "" {
			b.Fail(at, qualify.CodeRequired, `give it a "to": who is told`)
		}
	}
}
