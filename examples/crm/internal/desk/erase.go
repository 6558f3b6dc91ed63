package desk

import (
	"context"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Erase removes a lead with everything that names it; store.ErrNotFound says that there
// is none. A webhook that is being sent meanwhile may still arrive: whoever receives them
// has to be told.
func (d *Desk) Erase(ctx context.Context, id string) error {
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Lead(id); err != nil { // locked
			return err
		}
		for name, r := range d.Rosters {
			err := tx.ChangeLedger(name, func(l *lifecycle.Ledger) error {
				r.Release(l, id, l.Owner(id))
				return nil
			})
			if err != nil {
				return err
			}
		}
		_, err := tx.Erase(id)
		return err
	})
	if err == nil {
		d.memory.forget(id)
	}
	return err
}

// Retire erases leads of which nothing has been heard for so long, a few at a time, and
// says how many. A customer is kept.
func (d *Desk) Retire(ctx context.Context, after time.Duration) (int, error) {
	var ids []string
	err := d.DB.View(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.Silent(d.now().Add(-after), 50)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i, id := range ids {
		if err := d.Erase(ctx, id); err != nil && err != store.ErrNotFound {
			return i, err
		}
	}
	return len(ids), nil
}
