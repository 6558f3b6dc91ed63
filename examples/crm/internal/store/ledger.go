package store

import (
	"encoding/json"

	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// ChangeLedger lets fn change the ledger of a roster, which nobody else can
// change until the end of the transaction, and stores it. The first ledger of a
// roster is empty.
func (tx *Tx) ChangeLedger(roster string, fn func(*lifecycle.Ledger) error) error {
	if _, err := tx.exec(`INSERT INTO ledgers (roster, body) VALUES (?, '{}') ON CONFLICT DO NOTHING`, roster); err != nil {
		return err
	}
	var text []byte
	if err := tx.row(`SELECT body FROM ledgers WHERE roster = ?`+tx.db.dialect.forUpdate, []any{roster}, &text); err != nil {
		return err
	}
	var ledger lifecycle.Ledger
	if json.Unmarshal(text, &ledger) != nil {
		return errDamaged
	}
	if err := fn(&ledger); err != nil {
		return err
	}
	text, err := json.Marshal(ledger)
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE ledgers SET body = ? WHERE roster = ?`, string(text), roster)
	return err
}
