package store

import (
	"encoding/json"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Decision is a decision with what came of it: an answer to a request, an event
// to send, an entry of a lead's history. Its JSON is the contract with those
// who receive events.
type Decision struct {
	// ID names the event that tells of the decision. Receivers may get an event
	// several times, under one id.
	ID   string `json:"id"`
	Type string `json:"type"` // "lead.decided"
	// LeadID and N, counted from 1, say which decision it is.
	LeadID string    `json:"lead_id"`
	N      int64     `json:"n"`
	At     time.Time `json:"at"`
	Cause  Cause     `json:"cause"`
	// Rules is the version of the rule set in this service.
	Rules int64 `json:"rules"`
	// Stage, Team and Owner are where the lead stands now.
	Stage string `json:"stage"`
	Team  string `json:"team,omitempty"`
	Owner string `json:"owner,omitempty"`
	// Effects are what the lifecycle asks for, such as whom to notify.
	Effects []lifecycle.Effect `json:"effects,omitempty"`
	// Body is the decision itself as JSON.
	Body json.RawMessage `json:"decision"`
}

// Cause is why a lead was decided.
type Cause string

// The causes.
const (
	CauseCreated  Cause = "created"  // it is new
	CauseChanged  Cause = "changed"  // facts of it changed
	CauseActivity Cause = "activity" // it did something
	CauseEvent    Cause = "event"    // somebody moved it
	CauseTime     Cause = "time"     // its time had come
	CauseRules    Cause = "rules"    // the rules changed
)

// Decided reads the decision.
func (d *Decision) Decided() (*qualify.Decision, error) {
	var decision qualify.Decision
	if json.Unmarshal(d.Body, &decision) != nil {
		return nil, errDamaged
	}
	return &decision, nil
}

const decisionColumns = `lead_id, n, id, at, cause, rules, stage, team, owner, effects, body`

func scanDecision(scan func(...any) error, more ...any) (*Decision, error) {
	d := Decision{Type: "lead.decided"}
	var at int64
	var effects, body []byte
	dest := []any{&d.LeadID, &d.N, &d.ID, &at, &d.Cause, &d.Rules, &d.Stage, &d.Team, &d.Owner, &effects, &body}
	if err := scan(append(dest, more...)...); err != nil {
		return nil, err
	}
	if json.Unmarshal(effects, &d.Effects) != nil {
		return nil, errDamaged
	}
	d.At, d.Body = instant(at), body
	return &d, nil
}

// AddDecision stores a decision.
func (tx *Tx) AddDecision(d *Decision) error {
	effects, err := json.Marshal(d.Effects)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO decisions (`+decisionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.LeadID, d.N, d.ID, micros(d.At), string(d.Cause), d.Rules, d.Stage, d.Team, d.Owner, string(effects), string(d.Body))
	return err
}

// Decision reads the n-th decision about a lead.
func (tx *Tx) Decision(leadID string, n int64) (*Decision, error) {
	found, err := tx.decisions(`WHERE lead_id = ? AND n = ?`, leadID, n)
	if err == nil && len(found) == 0 {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Decisions reads the newest decisions about a lead, the newest first.
func (tx *Tx) Decisions(leadID string, limit int) ([]*Decision, error) {
	return tx.decisions(`WHERE lead_id = ? ORDER BY n DESC LIMIT ?`, leadID, limit)
}

func (tx *Tx) decisions(where string, args ...any) ([]*Decision, error) {
	var found []*Decision
	err := tx.each(`SELECT `+decisionColumns+` FROM decisions `+where, args, func(scan func(...any) error) error {
		d, err := scanDecision(scan)
		found = append(found, d)
		return err
	})
	return found, err
}
