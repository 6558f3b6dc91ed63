package desk

import (
	"context"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/account"
)

// MaxPeople bounds the people of an account that are decided.
const MaxPeople = 1000

// PutAccount stores what is known of an account, in the place of what was known. Its
// people are the leads that name it in account_id.
func (d *Desk) PutAccount(ctx context.Context, a *account.Account) error {
	switch {
	case CheckID(a.ID) != nil:
		return CheckID(a.ID)
	case len(a.People) > 0:
		return &Invalid{"people: post them as leads with this account_id"}
	case len(a.Activities) > MaxActivities:
		return &Invalid{"activities: too many"}
	}
	return d.DB.Update(ctx, func(tx *store.Tx) error {
		if a.CreatedAt.IsZero() {
			a.CreatedAt = d.now()
		}
		return tx.SaveAccount(a, d.now())
	})
}

// Account reads an account with its people, and decides it as of now: what it comes to
// rests on all of its people, so nothing of that is stored.
func (d *Desk) Account(ctx context.Context, id string) (*account.Account, *account.Decision, error) {
	var a *account.Account
	err := d.DB.View(ctx, func(tx *store.Tx) (err error) {
		a, err = tx.Account(id, MaxPeople)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	decision := d.Accounts.Decide(a, d.now())
	return a, &decision, nil
}
