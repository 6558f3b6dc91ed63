package qualify

import (
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// withSales are the stages in which sales has a lead, as package lifecycle names
// them from the hand-over to the close.
var withSales = []string{"mql", "sal", "sql", "opportunity"}

// staysReady prepares stays_ready_at: whether it applies is a condition of the
// program like any other, so that an unknown stage leaves unknown what rests on
// it and is asked about.
func (b *build) staysReady(m *scoring.Model) {
	b.e.readyAt, b.e.staysReadyAt = m.ReadyAt, m.StaysReadyAt
	const path, in = "scoring.stays_ready_at", "scoring.stays_ready_in"
	at := m.StaysReadyAt
	if at == nil {
		if m.StaysReadyIn != nil {
			b.fail(in, CodeRequired, `give "stays_ready_at" too, the points from which leads of these stages stay ready`)
		}
		return
	}
	switch {
	case m.ReadyAt == nil:
		b.fail("scoring", CodeRequired, `"stays_ready_at" is for leads that were ready; give "ready_at" too`)
	case *at >= *m.ReadyAt:
		b.fail(path, CodeOutOfRange, "%v is not below ready_at, %v; a lead stays ready for fewer points than it takes to become ready", *at, *m.ReadyAt)
	}
	said := m.StaysReadyIn
	if said == nil {
		said = withSales
	}
	if len(said) == 0 {
		b.fail(in, CodeRequired, "list a stage, or leave the key out for mql, sal, sql and opportunity")
		return
	}
	if b.stagesListed(in, said, m.StaysReadyIn == nil) {
		quoted := make([]string, len(said))
		for i, s := range said {
			quoted[i] = strconv.Quote(s)
		}
		b.e.staying = b.cond(path, "stage in ["+strings.Join(quoted, ", ")+"]")
	}
}

// stagesListed reports stages of staying ready that no lead can have.
func (b *build) stagesListed(path string, said []string, byDefault bool) bool {
	declared := b.rs.Facts["stage"]
	declared.Enum = b.stages()
	all := true
	for i, s := range said {
		switch {
		case b.listed(&declared, s):
		case byDefault:
			b.fail("scoring", CodeRequired, "leads stay ready in the stages mql, sal, sql and opportunity, and the enum of stage has no %q; give \"stays_ready_in\", the stages in which sales has a lead", s)
			return false
		default:
			all = false
			b.fail(strictjson.PathItem(path, i), CodeUnknownWord, "no lead has the stage %q%s", s, nearest.Quoted(s, declared.Enum))
		}
	}
	return all
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
