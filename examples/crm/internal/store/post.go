package store

import "time"

// Post is a request that was answered, for when it comes again.
type Post struct {
	Key    string // its idempotency key
	Hash   string // of the request
	LeadID string // with N the decision that answered it
	N      int64
	At     time.Time
}

// Post finds the request that had a key.
func (tx *Tx) Post(key string) (*Post, error) {
	p := Post{Key: key}
	var at int64
	if err := tx.row(`SELECT hash, lead_id, n, at FROM posts WHERE idempotency_key = ?`, []any{key}, &p.Hash, &p.LeadID, &p.N, &at); err != nil {
		return nil, err
	}
	p.At = instant(at)
	return &p, nil
}

// AddPost remembers a request, and says whether its key was free.
func (tx *Tx) AddPost(p *Post) (bool, error) {
	n, err := tx.exec(`INSERT INTO posts (idempotency_key, hash, lead_id, n, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.Key, p.Hash, p.LeadID, p.N, micros(p.At))
	return n == 1, err
}

// ForgetPosts forgets the requests before an instant.
func (tx *Tx) ForgetPosts(before time.Time) error {
	_, err := tx.exec(`DELETE FROM posts WHERE at < ?`, micros(before))
	return err
}
