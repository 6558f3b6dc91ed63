package store

import (
	"encoding/json"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// SaveAccount writes what is known of an account, without its people: these are the leads
// that name it.
func (tx *Tx) SaveAccount(a *account.Account, now time.Time) error {
	kept := *a
	kept.People = nil
	text, err := json.Marshal(&kept)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO accounts (id, name, facts, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, facts = excluded.facts, at = excluded.at`, a.ID, a.Company.Name, string(text), micros(now))
	return err
}

// Account reads an account with its people, those with the smallest ids if there are more
// than a limit.
func (tx *Tx) Account(id string, limit int) (*account.Account, error) {
	var text []byte
	if err := tx.row(`SELECT facts FROM accounts WHERE id = ?`, []any{id}, &text); err != nil {
		return nil, err
	}
	var a account.Account
	if json.Unmarshal(text, &a) != nil {
		return nil, errDamaged
	}
	var err error
	a.People, err = tx.leadsWhole(`WHERE account_id = ? ORDER BY id LIMIT ?`, id, limit)
	return &a, err
}

// AccountRow is an account in a list.
type AccountRow struct {
	ID, Name string
	People   int
}

// Accounts reads accounts by name.
func (tx *Tx) Accounts(limit, skip int) ([]AccountRow, error) {
	var rows []AccountRow
	err := tx.each(`SELECT id, name, (SELECT COUNT(*) FROM leads WHERE account_id = accounts.id) FROM accounts ORDER BY name, id LIMIT ? OFFSET ?`, []any{limit, skip}, func(scan func(...any) error) error {
		var r AccountRow
		err := scan(&r.ID, &r.Name, &r.People)
		rows = append(rows, r)
		return err
	})
	return rows, err
}

// leadsWhole reads leads with all that they did.
func (tx *Tx) leadsWhole(where string, args ...any) ([]qualify.Lead, error) {
	var rows []*Lead
	err := tx.each(`SELECT `+leadColumns+` FROM leads `+where, args, func(scan func(...any) error) error {
		lead, err := scanLead(scan)
		rows = append(rows, lead)
		return err
	})
	var leads []qualify.Lead
	for _, row := range rows {
		if err != nil {
			return nil, err
		}
		var activities []qualify.Activity
		if row.Acts > 0 {
			activities, err = tx.Activities(row.ID)
		}
		leads = append(leads, row.Whole(activities))
	}
	return leads, err
}
