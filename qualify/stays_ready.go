package qualify

import (
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// withSales is met while sales has a lead, as package lifecycle names the
// stages from the hand-over to the close.
const withSales = `stage in ["mql", "sal", "sql", "opportunity"]`

// staysReady prepares stays_ready_at: whether it applies is a condition of the
// program like any other, so that an unknown stage leaves unknown what rests on
// it and is asked about.
func (b *build) staysReady(m *scoring.Model) {
	b.e.readyAt, b.e.staysReadyAt = m.ReadyAt, m.StaysReadyAt
	at := m.StaysReadyAt
	if at == nil {
		return
	}
	const path = "scoring.stays_ready_at"
	switch {
	case m.ReadyAt == nil:
		b.fail("scoring", CodeRequired, `"stays_ready_at" is for leads that were ready; give "ready_at" too`)
	case *at > *m.ReadyAt:
		b.fail(path, CodeOutOfRange, "%v is above ready_at, %v; a lead stays ready for at most as many points", *at, *m.ReadyAt)
	}
	b.e.staying = b.cond(path, withSales)
}

// byScore is whether a closed score makes a lead ready, and whether its points
// as they count do.
func (e *Engine) byScore(s *scoring.Score, f *eval.Frame) (ready truth.Truth, counting bool) {
	if e.staying == noCond {
		return e.card.Ready(s), e.card.ReadyAsCounted(s)
	}
	return e.byScoreStaying(s, f.Outcome(e.staying))
}

// byScoreStaying is byScore where the lead is with sales as far as staying
// says.
func (e *Engine) byScoreStaying(s *scoring.Score, staying truth.Truth) (ready truth.Truth, counting bool) {
	ready = e.card.Ready(s).Or(staying.And(e.card.Stays(s)))
	return ready, e.card.ReadyAsCounted(s) || staying == truth.Met && e.card.StaysAsCounted(s)
}

// mayStay tells whether it matters if the lead is with sales.
func (d *Decider) mayStay(s *scoring.Score) bool {
	return d.e.policy != HandRaiseOnly && d.e.card.Ready(s) != truth.Met && d.e.card.Stays(s) != truth.Unmet
}
