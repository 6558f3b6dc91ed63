package lifecycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A TargetKind is how a deadline begins and what ends it.
type TargetKind string

// The kinds.
const (
	// FirstResponse runs from the hand-over until sales accepts the lead or
	// sends it back.
	FirstResponse TargetKind = "first_response"
	// Rolling runs once the lead is accepted. It begins anew with each response,
	// each stage and each owner, until the lead leaves the stages.
	Rolling TargetKind = "rolling"
)

// A Target is what a team promises: an answer within so much business time.
type Target struct {
	ID   string     `json:"id"` // unique among the targets
	Kind TargetKind `json:"kind"`
	// Stages are those at which it holds. For FirstResponse these are StageMQL,
	// StageSQL, and for leads that sales researches StageLead and
	// StageRecycled; for Rolling StageSAL, StageSQL and StageOpportunity.
	Stages []Stage `json:"stages"`
	// Minutes of business time until it is due, from 1 to 60,000.
	Minutes int `json:"minutes"`
	// Escalate are further steps, earliest first, before or after it is due.
	Escalate []Escalation `json:"escalate,omitempty"`
	Note     string       `json:"note,omitempty"`
}

// An Escalation is who else is told, and when.
type Escalation struct {
	// AfterMinutes of business time since the beginning, from 1 to 60,000.
	AfterMinutes int `json:"after_minutes"`
	// To is a person, a team or whatever the host makes of it.
	To   string `json:"to"`
	Note string `json:"note,omitempty"`
}

// A Deadline is one promise under way: plain data, which the host stores with
// the lead. All that depends on time is computed from it; nothing ticks.
type Deadline struct {
	// Target is the id of the policy's target.
	Target string `json:"target"`
	// Team is whose business hours count.
	Team string `json:"team,omitempty"`
	// Runs are the stretches in which the deadline runs, in order, at least
	// one. Between them, and after a last one that has an end, it is paused.
	Runs []Run `json:"runs"`
	// MetAt is when a FirstResponse was answered; zero while it is not.
	MetAt time.Time `json:"met_at,omitzero"`
	// Responses counts those of a Rolling one.
	Responses int `json:"responses,omitempty"`
	// Escalated counts the steps that Escalate has given since the beginning.
	Escalated int `json:"escalated,omitempty"`
}

// A Run is a stretch of time.
type Run struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"` // zero: it still runs
}

// Paused tells whether the deadline stands still.
func (d Deadline) Paused() bool { return len(d.Runs) > 0 && !d.Runs[len(d.Runs)-1].To.IsZero() }

// last is the last instant that the deadline knows of.
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
// begin, in the policy's order. Responses, pauses and escalations are not the
// state's to know: they are in the Deadline that the host has stored.
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
		running = append(running, Deadline{Target: t.ID, Team: s.Team, Runs: []Run{{From: from}}})
	}
	return running
}

// DueAt is when the deadline is, or was, due, whether it is met or not. It is
// zero for one that is paused and will not be due before it is resumed, and for
// a target that the policy does not have.
func (p *Process) DueAt(d Deadline) time.Time {
	t := p.target(d)
	if t == nil {
		return time.Time{}
	}
	return p.reached(d, t.Minutes)
}

// reached is when so many minutes of business time have passed in the runs,
// zero if they end before.
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
// before, and not met by then. An answer at the very instant is in time.
func (p *Process) Overdue(d Deadline, asOf time.Time) bool {
	due := p.DueAt(d)
	if !d.MetAt.IsZero() && d.MetAt.Before(asOf) {
		asOf = d.MetAt
	}
	return !due.IsZero() && asOf.After(due)
}

// Next is the first instant behind an instant at which the deadline is due or a
// step of escalation is: when the host's timer has to look again. It is zero if
// there is none.
func (p *Process) Next(d Deadline, after time.Time) time.Time {
	t := p.target(d)
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

// An Escalated is a step of escalation that has come.
type Escalated struct {
	To string    `json:"to"`
	At time.Time `json:"at"` // the exact instant, however late it is found
}

// Escalate returns the steps that have come up to an instant and were not
// given before, earliest first, and the deadline that knows of them. What was
// answered before a step is not escalated.
func (p *Process) Escalate(d Deadline, asOf time.Time) (Deadline, []Escalated) {
	t := p.target(d)
	if t == nil {
		return d, nil
	}
	if !d.MetAt.IsZero() && d.MetAt.Before(asOf) {
		asOf = d.MetAt
	}
	var steps []Escalated
	for d.Escalated < len(t.Escalate) {
		step := t.Escalate[d.Escalated]
		at := p.reached(d, step.AfterMinutes)
		if at.IsZero() || at.After(asOf) {
			break
		}
		steps = append(steps, Escalated{step.To, at})
		d.Escalated++
	}
	return d, steps
}

// Respond returns the deadline after a response. A FirstResponse is met, and
// later responses change nothing. A Rolling one begins anew, paused if it was.
// As for Pause and Resume, the instant must not lie before the last one that
// the deadline knows of; the error says so, and the deadline is as given.
func (p *Process) Respond(d Deadline, at time.Time) (Deadline, error) {
	t := p.target(d)
	if t == nil {
		return d, fmt.Errorf("lifecycle: the policy has no deadline %q", d.Target)
	}
	at, err := d.follows("response", at)
	if err != nil {
		return d, err
	}
	switch {
	case t.Kind == Rolling && d.Paused():
		d.Runs = []Run{{at, at}}
	case t.Kind == Rolling:
		d.Runs = []Run{{From: at}}
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

// Pause returns the deadline standing still from an instant on, such as while
// the lead is on holiday. One that stands still or is met stays as it is.
func (p *Process) Pause(d Deadline, at time.Time) (Deadline, error) {
	at, err := d.follows("pause", at)
	if err != nil || d.Paused() || !d.MetAt.IsZero() {
		return d, err
	}
	d.Runs = slices.Clone(d.Runs)
	d.Runs[len(d.Runs)-1].To = at
	return d, nil
}

// Resume returns the deadline running again from an instant on. One that runs
// or is met stays as it is.
func (p *Process) Resume(d Deadline, at time.Time) (Deadline, error) {
	at, err := d.follows("resumption", at)
	if err != nil || !d.Paused() || !d.MetAt.IsZero() {
		return d, err
	}
	d.Runs = append(slices.Clone(d.Runs), Run{From: at})
	return d, nil
}

// follows returns at in UTC if it does not lie before what is known.
func (d Deadline) follows(what string, at time.Time) (time.Time, error) {
	at = at.UTC().Round(0)
	if len(d.Runs) == 0 {
		return at, fmt.Errorf("lifecycle: deadline %q has no runs: begin with one of Process.Deadlines", d.Target)
	}
	if last := d.last(); at.Before(last) {
		return at, fmt.Errorf("lifecycle: a %s of deadline %q at %s, before its last change at %s", what, d.Target,
			at.Format(time.RFC3339Nano), last.Format(time.RFC3339Nano))
	}
	return at, nil
}

// target is that of a deadline, nil if the policy has none.
func (p *Process) target(d Deadline) *Target {
	for i := range p.policy.Deadlines {
		if p.policy.Deadlines[i].ID == d.Target {
			return &p.policy.Deadlines[i]
		}
	}
	return nil
}

// maxMinutes bounds deadlines, so that computing them is quick: a thousand
// hours.
const maxMinutes = 60_000

// target checks a target and copies what it holds.
func (b *build) target(path string, t *Target) {
	t.Stages, t.Escalate = slices.Clone(t.Stages), slices.Clone(t.Escalate)
	allowed := []Stage{StageMQL, StageSQL, StageLead, StageRecycled}
	switch t.Kind {
	case FirstResponse:
	case Rolling:
		allowed = []Stage{StageSAL, StageSQL, StageOpportunity}
	case "":
		b.fail(path, qualify.CodeRequired, `give it a "kind": %s or %s`, FirstResponse, Rolling)
		allowed = Stages()
	default:
		word(b, path+".kind", t.Kind, FirstResponse, Rolling)
		allowed = Stages()
	}
	if len(t.Stages) == 0 {
		b.fail(path, qualify.CodeRequired, `give it "stages": at which it holds`)
	}
	for i, s := range t.Stages {
		word(b, strictjson.PathItem(path+".stages", i), s, allowed...)
	}
	b.bounded(path+".minutes", t.Minutes, 1, maxMinutes)
	if len(t.Escalate) > 100 {
		b.fail(path+".escalate", qualify.CodeTooLarge, "more than 100 steps")
	}
	for i, e := range t.Escalate {
		at := strictjson.PathItem(path+".escalate", i)
		b.bounded(at+".after_minutes", e.AfterMinutes, 1, maxMinutes)
		if i > 0 && e.AfterMinutes <= t.Escalate[i-1].AfterMinutes {
			b.fail(at+".after_minutes", qualify.CodeBadOrder, "give the steps earliest first, no two at once")
		}
		if e.To == "" {
			b.fail(at, qualify.CodeRequired, `say who is told: give it a "to"`)
		}
	}
}
