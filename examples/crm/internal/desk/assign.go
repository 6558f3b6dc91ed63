package desk

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// handOver is the event that gives a lead to whom an effect says: to the owner
// of the decision's route, to whom the route's roster gives it, or, where nobody
// on that is free, to the team as a whole.
func (d *Desk) handOver(tx *store.Tx, w *work, f *lifecycle.Effect) (lifecycle.Event, error) {
	e := lifecycle.Event{
		ID: fmt.Sprint("h", w.lead.N), Kind: lifecycle.HandedOver,
		Team: f.Team, Owner: f.Owner, Route: f.Route, Roster: f.Roster,
	}
	if f.Roster == "" {
		return e, nil
	}
	assigner, ok := d.Rosters[f.Roster]
	if !ok {
		return e, fmt.Errorf("desk: the rules name a roster %q that the service does not have", f.Roster)
	}
	err := tx.ChangeLedger(f.Roster, func(l *lifecycle.Ledger) error {
		a, err := assigner.Assign(l, lifecycle.Request{LeadID: w.lead.ID, At: w.at, PreviousOwner: f.PreviousOwner})
		e.Owner, e.Team = a.Owner, cmp.Or(a.Team, f.Team)
		return err
	})
	return e, err
}

// enter keeps the rosters' ledgers in step with who has a lead.
func (d *Desk) enter(tx *store.Tx, w *work, effects []lifecycle.Effect, at time.Time) error {
	for _, f := range effects {
		assigner, ok := d.Rosters[f.Roster]
		if !ok || f.Kind != lifecycle.SetOwner && f.Kind != lifecycle.ReleaseOwner {
			continue
		}
		err := tx.ChangeLedger(f.Roster, func(l *lifecycle.Ledger) error {
			switch {
			case f.Kind == lifecycle.SetOwner && f.Owner != "":
				assigner.Take(l, w.lead.ID, f.Owner, at)
			case f.Returned:
				assigner.Return(l, w.lead.ID, f.Owner)
			default:
				assigner.Release(l, w.lead.ID, f.Owner)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wanted is the last effect that asks for a hand-over, nil where none does.
func (w *work) wanted() *lifecycle.Effect {
	for i := range slices.Backward(w.effects) {
		if w.effects[i].Kind == lifecycle.HandOver {
			return &w.effects[i]
		}
	}
	return nil
}

// moved says that the rules now want another owner for a lead that nobody has
// accepted: the old one is no longer listed, or another route is taken.
func moved(state lifecycle.State, result *qualify.Decision) bool {
	return state.Owner != "" && state.AcceptedAt.IsZero() && result.Owner.ID != "" && result.Owner.ID != state.Owner && result.Owner.Team == state.Team
}
