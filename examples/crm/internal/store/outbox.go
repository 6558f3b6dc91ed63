package store

import "time"

// Message is a decision that waits to be sent.
type Message struct {
	ID int64 // in the order of sending
	// Attempts counts the failures so far.
	Attempts int
	Decision *Decision
}

// Enqueue puts a decision into the outbox.
func (tx *Tx) Enqueue(leadID string, n int64, at time.Time) error {
	_, err := tx.exec(`INSERT INTO outbox (lead_id, n, attempts, due_at) VALUES (?, ?, 0, ?)`, leadID, n, micros(at))
	return err
}

// Lease takes messages that are due and hides them from everybody until an
// instant. If they are not settled by then, because the process was killed,
// they are due again. Of each lead only the oldest is given, so that a lead's
// events arrive in their order.
func (tx *Tx) Lease(now, until time.Time, limit int) ([]Message, error) {
	var ids []int64
	var leads []string
	var ns []int64
	query := `SELECT id, lead_id, n FROM outbox AS o WHERE due_at <= ? AND NOT EXISTS (
		SELECT 1 FROM outbox AS e WHERE e.lead_id = o.lead_id AND e.id < o.id) ORDER BY due_at, id LIMIT ?`
	err := tx.each(query+tx.db.dialect.skipLocked, []any{micros(now), limit}, func(scan func(...any) error) error {
		var id, n int64
		var lead string
		err := scan(&id, &lead, &n)
		ids, leads, ns = append(ids, id), append(leads, lead), append(ns, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	messages := make([]Message, 0, len(ids))
	for i, id := range ids {
		m := Message{ID: id}
		if m.Decision, err = tx.Decision(leads[i], ns[i]); err != nil {
			return nil, err
		}
		if err = tx.row(`UPDATE outbox SET due_at = ? WHERE id = ? RETURNING attempts`, []any{micros(until), id}, &m.Attempts); err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, nil
}

// Delivered removes a message.
func (tx *Tx) Delivered(id int64) error {
	_, err := tx.exec(`DELETE FROM outbox WHERE id = ?`, id)
	return err
}

// Retry counts a failure and makes the message due at an instant.
func (tx *Tx) Retry(id int64, at time.Time) error {
	_, err := tx.exec(`UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE id = ?`, micros(at), id)
	return err
}

// Waiting counts the messages that are not delivered, and those of them that
// have failed before.
func (tx *Tx) Waiting() (all, failed int, err error) {
	err = tx.row(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0) FROM outbox`, nil, &all, &failed)
	return all, failed, err
}
