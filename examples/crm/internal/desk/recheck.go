package desk

import (
	"context"
	"errors"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Quiet is how long a lead must have been left alone before the service finds
// out when time will change it. Finding out takes as long as several decisions,
// and a busy lead is decided again anyhow. So a change that comes within this
// time is noticed at its end.
const Quiet = time.Minute

// settle finds out when leads that are quiet now will change by themselves, at
// most limit of them. It computes outside of any transaction: with a lead of many
// activities it takes a while, for which nobody else waits.
func (d *Desk) settle(ctx context.Context, limit int) (int, error) {
	var leads []*store.Lead
	var wholes []qualify.Lead
	err := d.DB.View(ctx, func(tx *store.Tx) error {
		if fresh, err := d.fresh(tx); err != nil || !fresh {
			return err
		}
		var err error
		if leads, err = tx.Unsettled(d.now(), limit); err != nil {
			return err
		}
		for _, lead := range leads {
			activities, err := tx.Activities(lead.ID)
			if err != nil {
				return err
			}
			wholes = append(wholes, lead.Whole(activities))
		}
		return nil
	})
	if err != nil || len(leads) == 0 {
		return 0, err
	}
	engine := d.engine(d.Rules.InUse().Active)
	for i, lead := range leads {
		if lead.RecheckAt, err = due(ctx, engine, d.Process, &wholes[i], lead.State, lead.DecidedAt); err != nil {
			return 0, err
		}
		lead.Settled = true
	}
	return len(leads), d.DB.Update(ctx, func(tx *store.Tx) error {
		for _, lead := range leads {
			if err := tx.SaveRecheck(lead); err != nil {
				return err
			}
		}
		return nil
	})
}

// due is when time alone changes what becomes of a lead; zero is never.
func due(ctx context.Context, engine Engine, process *lifecycle.Process, lead *qualify.Lead, state lifecycle.State, at time.Time) (time.Time, error) {
	due, ok, err := engine.RecheckAt(ctx, lead, at)
	if err != nil {
		return time.Time{}, err
	}
	if again := process.MQLAgainAt(state); again.After(at) && (!ok || again.Before(due)) {
		due = again
	}
	return due, nil
}

// Recheck decides again the leads whose time has come, and those that other
// rules have decided than those in use: at most limit of them. It returns how
// many it decided.
func (d *Desk) Recheck(ctx context.Context, limit int) (int, error) {
	for {
		n, err := d.settle(ctx, limit)
		if err != nil {
			return 0, err
		}
		if n < limit {
			break
		}
	}
	var ids []string
	err := d.DB.View(ctx, func(tx *store.Tx) (err error) {
		if fresh, err := d.fresh(tx); err != nil || !fresh {
			return err
		}
		ids, err = tx.Due(d.now(), d.Rules.InUse().Active.Number, limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	decided := 0
	var errs []error
	for _, id := range ids {
		var m *made
		err := d.DB.Update(ctx, func(tx *store.Tx) error {
			m = nil
			if fresh, err := d.fresh(tx); err != nil || !fresh {
				return err
			}
			w, err := d.open(tx, id, store.CauseTime)
			if err != nil {
				return err
			}
			switch due := w.lead.RecheckAt; {
			case w.lead.Settled && !due.IsZero() && !due.After(d.now()):
			case w.lead.Rules != d.Rules.InUse().Active.Number:
				w.cause = store.CauseRules
			default:
				return nil // somebody else was faster
			}
			m, err = d.decide(tx, w)
			return err
		})
		if err != nil {
			if ctx.Err() != nil {
				return decided, ctx.Err()
			}
			errs = append(errs, err) // the others are none the worse for it
			continue
		}
		if m != nil {
			decided++
			d.done(m)
		}
	}
	return decided, errors.Join(errs...)
}

// fresh tells whether this process knows which version is active. One that does
// not know yet what another has published must not undo its work.
func (d *Desk) fresh(tx *store.Tx) (bool, error) {
	revision, err := tx.RulesRevision()
	return revision == d.Rules.InUse().Revision, err
}

// Tend rechecks, and every hour forgets idempotency keys of more than three days ago and
// erases the leads that are not to be kept, until the context is done. It reports what
// goes wrong and goes on.
func (d *Desk) Tend(ctx context.Context, every time.Duration, report func(error)) {
	const batch = 50
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var forgotten time.Time
	for {
		n, err := d.Recheck(ctx, batch)
		if now := d.now(); err == nil && now.Sub(forgotten).Abs() > time.Hour {
			forgotten = now
			err = d.forget(ctx, now)
		}
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		if n == batch && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// forget removes what is not to be kept.
func (d *Desk) forget(ctx context.Context, now time.Time) error {
	err := d.DB.Update(ctx, func(tx *store.Tx) error { return tx.ForgetPosts(now.AddDate(0, 0, -3)) })
	for n := 1; err == nil && n > 0 && d.Keep > 0; {
		n, err = d.Retire(ctx, d.Keep)
	}
	if err != nil {
		return err
	}
	return d.DB.Scrub(ctx)
}
