package store

import (
	"time"
)

// RuleSet is a version of the rules.
type RuleSet struct {
	Version int64     `json:"version"`
	State   RuleState `json:"state"`
	Name    string    `json:"name"`
	// Label is the version that the author gave.
	Label       string    `json:"label,omitempty"`
	Fingerprint string    `json:"fingerprint"`
	Body        []byte    `json:"-"` // as it was posted
	AddedAt     time.Time `json:"added_at"`
	ActiveAt    time.Time `json:"active_at,omitzero"`
	// Trial is what a draft would change.
	Trial *Trial `json:"trial,omitempty"`
}

// RuleState is what a version is used for.
type RuleState string

// The states. One version is active, and at most one a draft.
const (
	Draft   RuleState = "draft"   // decides everything, for comparison only
	Active  RuleState = "active"  // decides
	Retired RuleState = "retired" // is kept
)

const ruleColumns = `version, state, name, label, fingerprint, body, added_at, active_at`

// RuleSets reads all versions, the newest first.
func (tx *Tx) RuleSets() ([]*RuleSet, error) { return tx.ruleSets(`ORDER BY version DESC`) }

// InUse reads the active version and the one in draft; nil where there is
// none, the draft with its trial.
func (tx *Tx) InUse() (active, draft *RuleSet, err error) {
	found, err := tx.ruleSets(`WHERE state IN ('active', 'draft')`)
	for _, r := range found {
		if r.State == Active {
			active = r
		} else {
			draft = r
		}
	}
	if err == nil && draft != nil {
		draft.Trial, err = tx.Trial(draft.Version)
	}
	return active, draft, err
}

// RuleSet reads a version.
func (tx *Tx) RuleSet(version int64) (*RuleSet, error) {
	found, err := tx.ruleSets(`WHERE version = ?`, version)
	if err == nil && len(found) == 0 {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	found[0].Trial, err = tx.Trial(version)
	return found[0], err
}

func (tx *Tx) ruleSets(where string, args ...any) ([]*RuleSet, error) {
	var found []*RuleSet
	err := tx.each(`SELECT `+ruleColumns+` FROM rule_sets `+where, args, func(scan func(...any) error) error {
		var r RuleSet
		var added, active int64
		if err := scan(&r.Version, &r.State, &r.Name, &r.Label, &r.Fingerprint, &r.Body, &added, &active); err != nil {
			return err
		}
		r.AddedAt, r.ActiveAt = instant(added), instant(active)
		found = append(found, &r)
		return nil
	})
	return found, err
}

// AddRuleSet adds a version and gives it the next number.
func (tx *Tx) AddRuleSet(r *RuleSet) error {
	if err := tx.row(`SELECT COALESCE(MAX(version), 0) + 1 FROM rule_sets`, nil, &r.Version); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO rule_sets (`+ruleColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Version, string(r.State), r.Name, r.Label, r.Fingerprint, string(r.Body), micros(r.AddedAt), micros(r.ActiveAt))
	return err
}

// SetRuleState puts a version to another use.
func (tx *Tx) SetRuleState(r *RuleSet) error {
	_, err := tx.exec(`UPDATE rule_sets SET state = ?, active_at = ? WHERE version = ?`,
		string(r.State), micros(r.ActiveAt), r.Version)
	return err
}

// RulesRevision is a number that goes up whenever a version is added or put to
// another use.
func (tx *Tx) RulesRevision() (int64, error) {
	var revision int64
	err := tx.row(`SELECT revision FROM rules_revision`, nil, &revision)
	return revision, err
}

// Touch writes an instant, to see whether anything can be written.
func (tx *Tx) Touch(now time.Time) error {
	_, err := tx.exec(`UPDATE health SET at = ?`, micros(now))
	return err
}

// ChangeRules makes the revision go up. It comes first in a change of the
// rules: others that want to change them wait until this one is done.
func (tx *Tx) ChangeRules() error {
	_, err := tx.exec(`UPDATE rules_revision SET revision = revision + 1`)
	return err
}
