package store

import (
	"errors"
	"math"
	"time"
)

// Message is a decision that waits to be sent.
type Message struct {
	ID int64 // in the order of sending
	// Attempts counts the failures so far.
	Attempts int
	Decision *Decision
}

// behind is when a message is due that stands behind another of its lead: when that
// one is gone. So those that are due are found without looking at those behind them,
// however many wait.
const behind = math.MaxInt64

// Enqueue puts a decision into the outbox. The lead has to be locked.
func (tx *Tx) Enqueue(leadID string, n int64, at time.Time) error {
	_, err := tx.exec(`INSERT INTO outbox (lead_id, n, attempts, due_at)
		VALUES (?, ?, 0, CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE lead_id = ?) THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END)`, leadID, n, leadID, int64(behind), micros(at))
	return err
}

// Lease takes messages that are due and hides them from everybody until an
// instant. If they are not settled by then, because the process was killed,
// they are due again. Of each lead only the oldest is given, so that a lead's
// events arrive in their order.
func (tx *Tx) Lease(now, until time.Time, limit int) ([]Message, error) {
	var messages []Message
	var leads []string
	var ns []int64
	query := `SELECT id, attempts, lead_id, n FROM outbox WHERE due_at <= ? ORDER BY due_at, id LIMIT ?`
	err := tx.each(query+tx.db.dialect.skipLocked, []any{micros(now), limit}, func(scan func(...any) error) error {
		var m Message
		var lead string
		var n int64
		err := scan(&m.ID, &m.Attempts, &lead, &n)
		messages, leads, ns = append(messages, m), append(leads, lead), append(ns, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range messages {
		if messages[i].Decision, err = tx.Decision(leads[i], ns[i]); err != nil {
			return nil, err
		}
		if _, err = tx.exec(`UPDATE outbox SET due_at = ? WHERE id = ?`, micros(until), messages[i].ID); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// Delivered removes a message. The next one of its lead is due.
func (tx *Tx) Delivered(m *Message, now time.Time) error {
	lead := m.Decision.LeadID
	if there, err := tx.hold(lead); err != nil || !there { // erased, and its messages are
		return err
	}
	if _, err := tx.exec(`DELETE FROM outbox WHERE id = ?`, m.ID); err != nil {
		return err
	}
	_, err := tx.exec(`UPDATE outbox SET due_at = ? WHERE id = (SELECT MIN(id) FROM outbox WHERE lead_id = ?) AND due_at = ?`, micros(now), lead, int64(behind))
	return err
}

// hold locks a lead, so that nobody puts another message behind those that it has, or
// erases it. It says whether there is one.
func (tx *Tx) hold(lead string) (bool, error) {
	err := tx.row(`SELECT id FROM leads WHERE id = ?`+tx.db.dialect.forUpdate, []any{lead}, &lead)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Retry counts a failure and makes the message due at an instant.
func (tx *Tx) Retry(m *Message, at time.Time) error {
	_, err := tx.exec(`UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE id = ?`, micros(at), m.ID)
	return err
}

// GiveUp moves a message to the dead letters, from which Revive takes it.
func (tx *Tx) GiveUp(m *Message, now time.Time) error {
	if there, err := tx.hold(m.Decision.LeadID); err != nil || !there {
		return err
	}
	_, err := tx.exec(`INSERT INTO dead_letters (lead_id, n, attempts, at) SELECT lead_id, n, attempts + 1, ? FROM outbox WHERE id = ?`, micros(now), m.ID)
	if err != nil {
		return err
	}
	return tx.Delivered(m, now)
}

// Revive puts the dead letters back into the outbox, a lead's in their order, and
// returns how many there were. They come behind what waits already.
func (tx *Tx) Revive(now time.Time) (int, error) {
	type letter struct {
		lead string
		n    int64
	}
	var letters []letter
	err := tx.each(`SELECT lead_id, n FROM dead_letters ORDER BY lead_id, n`, nil, func(scan func(...any) error) error {
		var l letter
		err := scan(&l.lead, &l.n)
		letters = append(letters, l)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, l := range letters {
		if _, err := tx.hold(l.lead); err != nil {
			return 0, err
		}
		if err := tx.Enqueue(l.lead, l.n, now); err != nil {
			return 0, err
		}
		if _, err := tx.exec(`DELETE FROM dead_letters WHERE lead_id = ? AND n = ?`, l.lead, l.n); err != nil {
			return 0, err
		}
	}
	return len(letters), nil
}

// Mail says how the messages are: how many wait, how many of these have failed
// before, and how many were given up.
type Mail struct{ Waiting, Failed, Dead int }

// Mail counts the messages.
func (tx *Tx) Mail() (m Mail, err error) {
	err = tx.row(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0), (SELECT COUNT(*) FROM dead_letters) FROM outbox`, nil, &m.Waiting, &m.Failed, &m.Dead)
	return m, err
}
