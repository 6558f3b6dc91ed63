package store

import "time"

// Erase removes a lead and everything that names it: what it did, what became of it,
// what waits to be sent about it, and the trials, whose samples may be it. Ledgers are
// the caller's. It says whether there was one.
func (tx *Tx) Erase(id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM leads WHERE id = ?`, id)
	if err != nil || n == 0 {
		return false, err
	}
	for _, from := range []string{`activities`, `events`, `decisions`, `outbox`, `dead_letters`, `posts`} {
		if _, err := tx.exec(`DELETE FROM `+from+` WHERE lead_id = ?`, id); err != nil {
			return false, err
		}
	}
	return true, tx.ForgetTrials()
}

// Silent returns leads of which nothing has been heard since an instant, and that are no
// customers.
func (tx *Tx) Silent(since time.Time, limit int) ([]string, error) {
	var ids []string
	err := tx.each(`SELECT id FROM leads WHERE news_at < ? AND stage <> 'customer' ORDER BY news_at LIMIT ?`, []any{micros(since), limit}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
