package store

import (
	"errors"
	"time"
)

// Request is what makes a request the same as an earlier one.
type Request struct {
	Key  string // its idempotency key; "" is none
	Hash string // of all that it says
}

// KeyReused says that another request had the idempotency key.
type KeyReused struct{}

func (e *KeyReused) Error() string {
	return "this idempotency key belongs to another request; give each request one of its own"
}

// Post is a request that was answered, for when it comes again.
type Post struct {
	Request
	LeadID string // with N the decision that answered it; "": N is a version of the rules
	N      int64
	At     time.Time
}

// Answered finds what a request was answered with when it came before; nil where it is
// new, or has no key. Another request that had its key is a KeyReused.
func (tx *Tx) Answered(r Request) (*Post, error) {
	if r.Key == "" {
		return nil, nil
	}
	known, err := tx.post(r.Key)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err == nil && known.Hash != r.Hash:
		return nil, &KeyReused{}
	}
	return known, err
}

// post finds the request that had a key.
func (tx *Tx) post(key string) (*Post, error) {
	p := Post{Request: Request{Key: key}}
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
