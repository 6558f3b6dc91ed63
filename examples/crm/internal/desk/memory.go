package desk

import (
	"slices"
	"sync"

	"github.com/leadqual/leadqual/qualify"
)

// memory keeps what leads did that were decided of late, so that a lead that grows does
// not get slower: its thousandth activity is put behind those that are known, and the
// database is not asked for these. What is kept counts for the lead's newest decision
// only, so that nothing is kept that another process has changed.
type memory struct {
	mu    sync.Mutex
	leads map[string]remembered
	size  int // activities in all
}

type remembered struct {
	n          int64 // the lead's newest decision
	activities []qualify.Activity
}

// mostRemembered bounds the activities in all; a lead with so many takes a few MB.
const mostRemembered = 100_000

// activities of a lead as of its n-th decision, and whether they are known. The list
// grows into an array of its own.
func (m *memory) activities(id string, n int64) ([]qualify.Activity, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.leads[id]
	return slices.Clip(r.activities), ok && r.n == n
}

// keep remembers what a lead did, as of its n-th decision. It takes the list over.
func (m *memory) keep(id string, n int64, activities []qualify.Activity) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.leads[id]
	if old.n > n {
		return
	}
	weight := func(r remembered) int { return min(1, int(r.n)) + len(r.activities) } // nothing where there is none
	now := remembered{n, activities}
	m.size += weight(now) - weight(old)
	if m.leads == nil || m.size > mostRemembered { // simpler than forgetting the oldest, and as good
		m.leads, m.size = map[string]remembered{}, weight(now)
	}
	m.leads[id] = now
}

// forget forgets a lead.
func (m *memory) forget(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.leads, id) // its size stays counted until all are forgotten
}
