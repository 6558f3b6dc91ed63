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

// Add stores a rule set as a new version, the draft in the place of any other. A request
// that comes again, by its key, gets the version that it had made. The error is a
// qualify.Errors if the rule set has mistakes.
func (r *Rules) Add(ctx context.Context, p store.Request, body []byte) (*store.RuleSet, error) {
	row, err := r.row(body)
	if err != nil {
		return nil, err
	}
	err = r.change(ctx, func(tx *store.Tx, active, draft *store.RuleSet) error {
		known, err := tx.Answered(p)
		if err != nil {
			return err
		}
		if known != nil {
			row, err = tx.RuleSet(known.N)
			return err
		}
		if err := retire(tx, draft); err != nil {
			return err
		}
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

// Publish makes a version decide: the draft, or an old one, to go back to it. Leads are
// decided again by it, one after the other, without a request.
func (r *Rules) Publish(ctx context.Context, version int64) (*store.RuleSet, error) {
	var row *store.RuleSet
	err := r.change(ctx, func(tx *store.Tx, active, _ *store.RuleSet) (err error) {
		if row, err = tx.RuleSet(version); err != nil {
			return err
		}
		if row.State == store.Active {
			return &StateError{version, row.State, "it decides already"}
		}
		if err := retire(tx, active); err != nil {
			return err
		}
		row.State, row.ActiveAt = store.Active, r.now()
		return tx.SetRuleState(row)
	})
	return row, err
}

// Draft makes an old version the draft once more, so that it is tried before anybody
// goes back to it.
func (r *Rules) Draft(ctx context.Context, version int64) (*store.RuleSet, error) {
	var row *store.RuleSet
	err := r.change(ctx, func(tx *store.Tx, _, draft *store.RuleSet) (err error) {
		if row, err = tx.RuleSet(version); err != nil {
			return err
		}
		if row.State != store.Retired {
			return &StateError{version, row.State, "only a retired version can become the draft"}
		}
		if err := retire(tx, draft); err != nil {
			return err
		}
		row.State, row.Trial = store.Draft, nil
		if err := tx.ForgetTrial(version); err != nil {
			return err
		}
		return tx.SetRuleState(row)
	})
	return row, err
}

// Retire gives a draft up.
func (r *Rules) Retire(ctx context.Context, version int64) (*store.RuleSet, error) {
	var row *store.RuleSet
	err := r.change(ctx, func(tx *store.Tx, _, _ *store.RuleSet) (err error) {
		if row, err = tx.RuleSet(version); err != nil {
			return err
		}
		if row.State != store.Draft {
			return &StateError{version, row.State, "only the draft can be retired; publish another version in the place of the active one"}
		}
		return retire(tx, row)
	})
	return row, err
}

// change changes the rules and takes the change over at once.
func (r *Rules) change(ctx context.Context, fn func(tx *store.Tx, active, draft *store.RuleSet) error) error {
	err := r.db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.ChangeRules(); err != nil {
			return err
		}
		active, draft, err := tx.InUse()
		if err != nil {
			return err
		}
		return fn(tx, active, draft)
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
