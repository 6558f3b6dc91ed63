package rules

import (
	"context"
	"sync"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// counter holds what the shadow would have changed since it was last stored.
// A process that is killed loses the counts of a second, and no decision.
type counter struct {
	mu      sync.Mutex
	pending map[int64]*audit.Comparison // by the version in shadow
}

// Count sets a decision of the active version beside the one in shadow, for
// the same lead as of the same instant.
func (r *Rules) Count(shadow *Version, decided, would *qualify.Decision) {
	r.shadow.mu.Lock()
	defer r.shadow.mu.Unlock()
	if r.shadow.pending == nil {
		r.shadow.pending = map[int64]*audit.Comparison{}
	}
	c := r.shadow.pending[shadow.Number]
	if c == nil {
		c = &audit.Comparison{}
		r.shadow.pending[shadow.Number] = c
	}
	c.Add(decided, would)
}

// Flush stores what was counted.
func (r *Rules) Flush(ctx context.Context) error {
	r.shadow.mu.Lock()
	pending := r.shadow.pending
	r.shadow.pending = nil
	r.shadow.mu.Unlock()
	if len(pending) == 0 {
		return nil
	}
	err := r.db.Update(ctx, func(tx *store.Tx) error {
		for version, c := range pending {
			if err := tx.AddComparison(version, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // kept for the next time
		r.shadow.mu.Lock()
		defer r.shadow.mu.Unlock()
		for version, c := range pending {
			if now := r.shadow.pending[version]; now != nil {
				c.Merge(now)
			}
			if r.shadow.pending == nil {
				r.shadow.pending = map[int64]*audit.Comparison{}
			}
			r.shadow.pending[version] = c
		}
	}
	return err
}
