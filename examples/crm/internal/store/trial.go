package store

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// Trial is what a version of the rules would change for the leads that are stored.
type Trial struct {
	Version int64 `json:"-"`
	// Against is the version that decides, AsOf the instant for which both do.
	Against int64     `json:"against"`
	AsOf    time.Time `json:"as_of"`
	// Tried are the leads so far; Done says that these are all.
	Tried      int               `json:"tried"`
	Done       bool              `json:"done"`
	Comparison *audit.Comparison `json:"comparison"`
	// After is the last lead that was tried.
	After string `json:"-"`
}

// Trial reads the trial of a version; nil where none has begun.
func (tx *Tx) Trial(version int64) (*Trial, error) { return tx.trial(version, "") }

func (tx *Tx) trial(version int64, lock string) (*Trial, error) {
	t := Trial{Version: version}
	var asOf, done int64
	var comparison []byte
	err := tx.row(`SELECT against, as_of, tried, done, after, comparison FROM trials WHERE version = ?`+lock, []any{version},
		&t.Against, &asOf, &t.Tried, &done, &t.After, &comparison)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(comparison, &t.Comparison) != nil || t.Comparison == nil {
		return nil, errDamaged
	}
	t.AsOf, t.Done = instant(asOf), done != 0
	return &t, nil
}

// LeaseTrial takes the trial of a version against another until an instant, or begins
// it. It returns nil where the trial is done, or another process has it.
func (tx *Tx) LeaseTrial(version, against int64, now, until time.Time) (*Trial, error) {
	_, err := tx.exec(`INSERT INTO trials (version, against, as_of, tried, done, after, comparison, leased) VALUES (?, ?, ?, 0, 0, '', '{}', 0) ON CONFLICT DO NOTHING`,
		version, against, micros(now))
	if err != nil {
		return nil, err
	}
	t, err := tx.trial(version, tx.db.dialect.forUpdate)
	if err != nil {
		return nil, err
	}
	if t.Against != against { // another version decides since then
		t = &Trial{Version: version, Against: against, AsOf: now, Comparison: &audit.Comparison{}}
		if err := tx.SaveTrial(t); err != nil {
			return nil, err
		}
	}
	if t.Done {
		return nil, nil
	}
	free, err := tx.exec(`UPDATE trials SET leased = ? WHERE version = ? AND leased <= ?`, micros(until), version, micros(now))
	if err != nil || free == 0 {
		return nil, err
	}
	return t, nil
}

// SaveTrial writes a trial and gives it back.
func (tx *Tx) SaveTrial(t *Trial) error {
	text, err := json.Marshal(t.Comparison)
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE trials SET against = ?, as_of = ?, tried = ?, done = ?, after = ?, comparison = ?, leased = 0 WHERE version = ?`,
		t.Against, micros(t.AsOf), t.Tried, number(t.Done), t.After, string(text), t.Version)
	return err
}

// ForgetTrial makes the trial of a version begin anew.
func (tx *Tx) ForgetTrial(version int64) error {
	_, err := tx.exec(`DELETE FROM trials WHERE version = ?`, version)
	return err
}

// ForgetTrials makes all trials begin anew.
func (tx *Tx) ForgetTrials() error {
	_, err := tx.exec(`DELETE FROM trials`)
	return err
}

// LeadsAfter reads leads with all that they did, by id, from the one behind a given id.
func (tx *Tx) LeadsAfter(id string, limit int) ([]qualify.Lead, error) {
	return tx.leadsWhole(`WHERE id > ? ORDER BY id LIMIT ?`, id, limit)
}
