package desk

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// work is a lead about to be decided.
type work struct {
	lead       *store.Lead
	activities []qualify.Activity
	at         time.Time
	cause      store.Cause
	effects    []lifecycle.Effect // so far
}

// made is a decision that was made, for what follows when it is stored.
type made struct {
	decision   *store.Decision
	activities []qualify.Activity
}

// decide decides a lead, advances its lifecycle, assigns it and stores it all.
func (d *Desk) decide(tx *store.Tx, w *work) (*made, error) {
	inUse := d.Rules.InUse()
	engine := d.engine(inUse.Active)
	lead := w.lead.Whole(w.activities)
	result := engine.Decide(&lead, w.at)
	w.lead.N++

	if err := d.advance(tx, w, &result); err != nil {
		return nil, err
	}
	state := w.lead.State
	w.lead.Stage, w.lead.Team = string(cmp.Or(state.Stage, lifecycle.StageLead)), state.Team
	w.lead.Owner = state.Owner
	if state.Owner == "" && state.Team == result.Owner.Team {
		w.lead.Owner = result.Owner.ID // marketing's leads are handed to nobody, and still somebody's
	}
	w.lead.Rules, w.lead.DecidedAt = inUse.Active.Number, w.at
	if w.cause != store.CauseTime && w.cause != store.CauseRules {
		w.lead.NewsAt = w.at
	}
	w.lead.Standing = store.Standing{
		Status: string(result.Status), Quadrant: string(result.Quadrant), Cell: result.Cell, Action: result.Owner.Action,
		Points: result.Score.Points, Raised: result.Readiness.HandRaised, Priority: priority(&result), DueAt: d.dueAt(state),
	}
	w.lead.RecheckAt, w.lead.Settled = w.at.Add(Quiet), false
	if err := tx.SaveLead(w.lead); err != nil {
		return nil, err
	}
	stored := &store.Decision{
		ID: rand.Text(), Type: "lead.decided", LeadID: w.lead.ID, N: w.lead.N, At: w.at, Cause: w.cause, Rules: w.lead.Rules,
		Stage: w.lead.Stage, Team: w.lead.Team, Owner: w.lead.Owner, Effects: w.effects, Body: result.AppendJSON(nil),
	}
	if err := tx.AddDecision(stored); err != nil {
		return nil, err
	}
	if d.Wake != nil {
		if err := tx.Enqueue(stored.LeadID, stored.N, w.at); err != nil {
			return nil, err
		}
	}
	return &made{stored, w.activities}, nil
}

func (d *Desk) engine(v *rules.Version) Engine {
	if d.Engine != nil {
		return d.Engine(v)
	}
	return v.Engine
}

// advance records the decision, and hands the lead over where the lifecycle asks
// for it.
func (d *Desk) advance(tx *store.Tx, w *work, result *qualify.Decision) error {
	recorded, err := d.record(tx, w, lifecycle.DecidedEvent(fmt.Sprint("d", w.lead.N), result))
	if err != nil {
		return fmt.Errorf("desk: decided: %w", err)
	}
	news := recorded.State
	if news.Last = w.lead.State.Last; news != w.lead.State { // only what makes a difference is stored
		if err := d.store(tx, w, &recorded); err != nil {
			return err
		}
	}
	handOver := w.wanted()
	if handOver == nil && moved(w.lead.State, result) {
		handOver = &lifecycle.Effect{Team: result.Owner.Team, Owner: result.Owner.ID, Route: result.Owner.Route}
	}
	if handOver == nil || !slices.Contains(d.Process.Allowed(w.lead.State), lifecycle.HandedOver) {
		return nil // what people had asked for, the decision has settled
	}
	e, err := d.handOver(tx, w, handOver)
	if err != nil {
		return err
	}
	if recorded, err = d.record(tx, w, e); err != nil {
		return fmt.Errorf("desk: handed over: %w", err)
	}
	return d.store(tx, w, &recorded)
}

// record applies an event, at the instant of the work, to the lead's state.
func (d *Desk) record(tx *store.Tx, w *work, e lifecycle.Event) (lifecycle.Recorded, error) {
	last := w.lead.State.Last.At
	e.At = orderly(w.at, last)
	if !e.At.After(last) { // which a clock has recorded that was far ahead
		log, err := tx.Events(w.lead.ID)
		if err != nil {
			return lifecycle.Recorded{}, err
		}
		if recorded, err := d.Process.RecordLate(w.lead.State, log, e, e.At); err == nil {
			return recorded, nil
		}
		e.At = last.Add(time.Microsecond) // it depends on what that clock has recorded
	}
	return d.Process.Record(w.lead.State, e, e.At)
}

// store keeps an event and what it has come to.
func (d *Desk) store(tx *store.Tx, w *work, r *lifecycle.Recorded) error {
	w.lead.State = r.State
	w.lead.Events++
	w.effects = append(w.effects, r.Effects...)
	if err := d.enter(tx, w, r.Effects, r.Event.At); err != nil {
		return err
	}
	return tx.AddEvent(w.lead.ID, w.lead.Events, &r.Event)
}

// report records an event that people tell of.
func (d *Desk) report(tx *store.Tx, w *work, e lifecycle.Event) error {
	if w.lead.Events >= MaxEvents {
		return &Conflict{"the lead has as many events as it can have"}
	}
	e.ID = fmt.Sprint("e", w.lead.N+1)
	recorded, err := d.record(tx, w, e)
	if err != nil {
		return refused(err)
	}
	if err := d.store(tx, w, &recorded); err != nil {
		return err
	}
	w.lead.Owner = recorded.State.Owner
	return nil
}

// priority sorts as qualify.ByPriority does, but for the id.
func priority(d *qualify.Decision) string {
	at := 0
	if d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded {
		at += 9
	}
	switch d.Readiness.Verdict {
	case qualify.ReadinessUnknown:
		at += 3
	case qualify.NotReady:
		at += 6
	}
	switch d.Fit.Verdict {
	case icp.Undecided:
		at++
	case icp.Poor:
		at += 2
	}
	raised := 1
	if d.Readiness.HandRaised {
		raised = 0
	}
	return fmt.Sprintf("%02d %d %s %020d", at, raised, cmp.Or(d.Cell, "~"), 1_000_000_000_000_000_000-int64(d.Score.Points))
}

// dueAt is when the first deadline of a lead ends; zero is never.
func (d *Desk) dueAt(state lifecycle.State) (first time.Time) {
	for _, deadline := range d.Process.Deadlines(state) {
		if due := d.Process.DueAt(deadline); !due.IsZero() && (first.IsZero() || due.Before(first)) {
			first = due
		}
	}
	return first
}

// done does what follows from a decision that is stored.
func (d *Desk) done(m *made) {
	d.memory.keep(m.decision.LeadID, m.decision.N, m.activities)
	if d.Wake != nil {
		d.Wake()
	}
}
