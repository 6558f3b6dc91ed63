package leadfile

import (
	"errors"

	"github.com/leadqual/leadqual/qualify/account"
)

// NextAccount reads the next account, with its people in it, as package account writes
// it, and returns the line that its record begins in, as Next does for leads: a
// *RowError is of this record alone. Keys that no account has are ignored, and instants
// that are "" count as absent. The account is written anew.
//
// It is for files of JSON without a map. Accounts of other files are read as leads, and
// account.OfRecords and account.Group make accounts of these: what a map fills of a
// company is the account's, account_id the id of the company above it, and of people
// account_id the id of their account.
func (r *Reader) NextAccount(a *account.Account) (line int, err error) {
	if r.mapped || r.table != nil {
		return 0, errors.New("accounts with their people in them are read from JSON, and without a map")
	}
	raw, line, reason, err := r.nextJSON()
	if err == nil && reason == "" {
		reason = decodeAs(raw, a)
	}
	if err == nil && reason != "" {
		err = &RowError{Line: line, Problems: []Problem{{Reason: reason}}}
	}
	return line, err
}
