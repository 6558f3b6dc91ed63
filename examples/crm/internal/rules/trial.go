package rules

import (
	"context"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// Batch is how many leads a trial takes at a time: so many are in memory, and after so
// many another process could go on.
const Batch = 200

// Try tries the draft on the next stored leads, a batch of them at most: who would move,
// and because of which change. It reports whether there are more. A trial is of one
// instant, against the version that decides; it begins anew once another does. Of several
// processes one tries at a time.
func (r *Rules) Try(ctx context.Context) (more bool, err error) {
	inUse := r.InUse()
	if inUse.Draft == nil {
		return false, nil
	}
	now := r.now()
	var trial *store.Trial
	err = r.db.Update(ctx, func(tx *store.Tx) (err error) {
		trial, err = tx.LeaseTrial(inUse.Draft.Number, inUse.Active.Number, now, now.Add(time.Minute))
		return err
	})
	if err != nil || trial == nil {
		return false, err
	}
	var leads []qualify.Lead
	err = r.db.View(ctx, func(tx *store.Tx) (err error) {
		leads, err = tx.LeadsAfter(trial.After, Batch)
		return err
	})
	if err != nil {
		return false, err
	}
	compared, err := audit.Compare(ctx, inUse.Active.Engine, inUse.Draft.Engine, func(yield func(*qualify.Lead, error) bool) {
		for i := range leads {
			if !yield(&leads[i], nil) {
				return
			}
		}
	}, trial.AsOf)
	if err != nil {
		return false, err
	}
	trial.Tried += len(leads)
	trial.Comparison.Merge(compared)
	trial.Done = len(leads) < Batch
	if !trial.Done {
		trial.After = leads[len(leads)-1].ID
	}
	return !trial.Done, r.db.Update(ctx, func(tx *store.Tx) error { return tx.SaveTrial(trial) })
}

// Watch takes over what other processes change, and tries drafts, until the context is
// done. It reports what goes wrong and goes on.
func (r *Rules) Watch(ctx context.Context, every time.Duration, report func(error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := r.Reload(ctx)
		for more := err == nil; more; {
			if more, err = r.Try(ctx); ctx.Err() != nil {
				return
			}
		}
		if err != nil && ctx.Err() == nil {
			report(err)
		}
	}
}
