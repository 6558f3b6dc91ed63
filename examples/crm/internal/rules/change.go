package rules

import (
	"context"
	"fmt"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
)

// StateError says that a version cannot be put to a use now.
type StateError struct {
	Version int64
	State   store.RuleState
	Wanted  string
}

// Error says what to do instead.
func (e *StateError) Error() string {
	return fmt.Sprintf("version %d is %s; %s", e.Version, e.State, e.Wanted)
}

// Add stores a rule set as a new version and puts it into shadow, in the place
// of any other; a request that comes again, by its key, gets the version that it had
// made. The error is a qualify.Errors if the rule set has mistakes.
func (r *Rules) Add(ctx context.Context, p store.Request, body []byte) (*store.RuleSet, error) {
	row, err := r.row(body)
	if err != nil {
		return nil, err
	}
	err = r.change(ctx, func(tx *store.Tx, active, shadow *store.RuleSet) error {
		if p.Key != "" {
			known, err := tx.Post(p.Key)
			switch {
			case err == nil && known.Hash != p.Hash:
				return &store.KeyReused{}
			case err == nil:
				row, err = tx.RuleSet(known.N)
				return err
			case err != store.ErrNotFound:
				return err
			}
		}
		if err := retire(tx, shadow); err != nil {
			return err
		}
		row.ComparedWith = active.Version
		if err := tx.AddRuleSet(row); err != nil || p.Key == "" {
			return err
		}
		free, err := tx.AddPost(&store.Post{Request: p, N: row.Version, At: r.now()})
		if err == nil && !free {
			err = &store.KeyReused{}
		}
		return err
	})
	return row, err
}

// Promote makes the version in shadow decide. Leads are decided again by it,
// one after the other, without a request.
func (r *Rules) Promote(ctx context.Context, version int64) (*store.RuleSet, error) {
	var row *store.RuleSet
	err := r.change(ctx, func(tx *store.Tx, active, _ *store.RuleSet) (err error) {
		if row, err = tx.RuleSet(version); err != nil {
			return err
		}
		if row.State != store.Shadow {
			return &StateError{version, row.State, "only the version in shadow can be promoted"}
		}
		if err := retire(tx, active); err != nil {
			return err
		}
		row.State, row.ActiveAt = store.Active, r.now()
		return tx.SetRuleState(row)
	})
	return row, err
}

// Shadow puts a retired version into shadow once more, such as to go back to
// it. The comparison begins anew.
func (r *Rules) Shadow(ctx context.Context, version int64) (*store.RuleSet, error) {
	var row *store.RuleSet
	err := r.change(ctx, func(tx *store.Tx, active, shadow *store.RuleSet) (err error) {
		if row, err = tx.RuleSet(version); err != nil {
			return err
		}
		if row.State != store.Retired {
			return &StateError{version, row.State, "only a retired version can be put into shadow"}
		}
		if err := retire(tx, shadow); err != nil {
			return err
		}
		row.State, row.ComparedWith = store.Shadow, active.Version
		if err := tx.ForgetComparison(version); err != nil {
			return err
		}
		return tx.SetRuleState(row)
	})
	return row, err
}

// Retire takes a version out of shadow.
func (r *Rules) Retire(ctx context.Context, version int64) (*store.RuleSet, error) {
	var row *store.RuleSet
	err := r.change(ctx, func(tx *store.Tx, _, _ *store.RuleSet) (err error) {
		if row, err = tx.RuleSet(version); err != nil {
			return err
		}
		if row.State != store.Shadow {
			return &StateError{version, row.State, "only the version in shadow can be retired; promote another in the place of the active one"}
		}
		return retire(tx, row)
	})
	return row, err
}

// change changes the rules and takes the change over at once.
func (r *Rules) change(ctx context.Context, fn func(tx *store.Tx, active, shadow *store.RuleSet) error) error {
	if err := r.Flush(ctx); err != nil {
		return err
	}
	err := r.db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.ChangeRules(); err != nil {
			return err
		}
		active, shadow, err := tx.InUse()
		if err != nil {
			return err
		}
		return fn(tx, active, shadow)
	})
	if err != nil {
		return err
	}
	return r.Reload(ctx)
}

func retire(tx *store.Tx, row *store.RuleSet) error {
	if row == nil {
		return nil
	}
	row.State = store.Retired
	return tx.SetRuleState(row)
}
