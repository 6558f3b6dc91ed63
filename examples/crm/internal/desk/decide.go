package desk

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
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
	decision *store.Decision
	inUse    *rules.InUse
	result   qualify.Decision
	lead     qualify.Lead // as it was decided
	at       time.Time
}

// decide decides a lead, advances its lifecycle, assigns it and stores it all.
func (d *Desk) decide(tx *store.Tx, w *work) (*made, error) {
	inUse := d.Rules.InUse()
	engine := d.engine(inUse.Active)
	state, _ := d.Process.Fold(w.lead.Log)
	lead := w.lead.Whole(w.activities, state)
	result := engine.Decide(&lead, w.at)
	w.lead.N++

	state, err := d.advance(w, &result)
	if err != nil {
		return nil, err
	}
	w.lead.Stage, w.lead.Team = string(cmp.Or(state.Stage, lifecycle.StageLead)), state.Team
	w.lead.Owner = state.Owner
	if state.Owner == "" && state.Team == result.Owner.Team {
		w.lead.Owner = result.Owner.ID // marketing's leads are handed to nobody, and still somebody's
	}
	w.lead.Rules, w.lead.DecidedAt = inUse.Active.Number, w.at
	w.lead.Standing = store.Standing{
		Status: string(result.Status), Quadrant: string(result.Quadrant), Cell: result.Cell, Action: result.Owner.Action,
		Points: result.Score.Points, Raised: result.Readiness.HandRaised,
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
	return &made{decision: stored, inUse: inUse, result: result, lead: lead, at: w.at}, nil
}

func (d *Desk) engine(v *rules.Version) Engine {
	if d.Engine != nil {
		return d.Engine(v)
	}
	return v.Engine
}

// advance puts the decision into the lead's log, and hands the lead over to
// whom the decision names where the lifecycle asks for it.
func (d *Desk) advance(w *work, result *qualify.Decision) (lifecycle.State, error) {
	before, _ := d.Process.Fold(w.lead.Log)
	at := w.at
	if at.Compare(before.Last.At) <= 0 {
		at = before.Last.At.Add(time.Microsecond) // behind what people have just said
	}
	recorded, err := d.Process.Record(w.lead.Log, lifecycle.Event{
		ID: fmt.Sprint("d", w.lead.N), Kind: lifecycle.Decided, At: at, Status: result.Status, Team: result.Owner.Team,
	})
	if err != nil {
		return before, fmt.Errorf("desk: decided: %w", err)
	}
	state, same := before, recorded.State
	if same.Last = before.Last; same != before { // else no news: the log keeps what made a difference
		state, w.lead.Log = recorded.State, recorded.Log
		w.effects = append(w.effects, recorded.Effects...)
	}

	wanted := slices.ContainsFunc(w.effects, func(e lifecycle.Effect) bool { return e.Kind == lifecycle.HandOver })
	if !wanted && !moved(state, result) {
		return state, nil
	}
	e := lifecycle.Event{ID: fmt.Sprint("h", w.lead.N), Kind: lifecycle.HandedOver, At: at, Team: state.Team}
	if result.Owner.Team == state.Team {
		e.Owner = result.Owner.ID
	}
	recorded, err = d.Process.Record(w.lead.Log, e)
	if err != nil {
		return state, fmt.Errorf("desk: handed over: %w", err)
	}
	if recorded.Refusal(e.ID) != nil {
		return state, nil // the decision has settled what people had asked for
	}
	w.lead.Log = recorded.Log
	w.effects = append(w.effects, recorded.Effects...)
	return recorded.State, nil
}

// moved says that the rules now want another owner for a lead that nobody has
// accepted: the old one is no longer listed, or another route is taken.
func moved(state lifecycle.State, result *qualify.Decision) bool {
	return state.Owner != "" && state.AcceptedAt.IsZero() && result.Owner.ID != "" && result.Owner.ID != state.Owner && result.Owner.Team == state.Team
}

// report records an event that people tell of.
func (d *Desk) report(w *work, e lifecycle.Event) error {
	if len(w.lead.Log) >= MaxEvents {
		return &Conflict{"the lead has as many events as it can have"}
	}
	e.ID, e.At = fmt.Sprint("e", w.lead.N+1), w.at
	recorded, err := d.Process.Record(w.lead.Log, e)
	if err != nil {
		return refused(err)
	}
	if r := recorded.Refusal(e.ID); r != nil {
		return refused(r)
	}
	w.lead.Log, w.effects = recorded.Log, recorded.Effects
	w.lead.Owner = recorded.State.Owner
	return nil
}

// done does what follows from a decision that is stored.
func (d *Desk) done(m *made) {
	if s := m.inUse.Shadow; s != nil {
		would := s.Engine.Decide(&m.lead, m.at)
		d.Rules.Count(s, &m.result, &would)
	}
	if d.Wake != nil {
		d.Wake()
	}
}
