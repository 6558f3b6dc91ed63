package desk

import (
	"context"
	"slices"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
)

// Answer sets a fact of a lead to what somebody has found out, as of now, and decides the
// lead at once. The value is one that qualify.Lead.Set takes.
func (d *Desk) Answer(ctx context.Context, p store.Request, id, path string, value any) (*store.Decision, error) {
	facts := d.Rules.InUse().Active.Set.AllFacts()
	i := slices.IndexFunc(facts, func(f qualify.FactInfo) bool { return f.Path == path })
	if i < 0 {
		return nil, &Invalid{"the rules know no such fact"}
	}
	if text, ok := value.(string); ok && facts[i].Enum != nil && !slices.Contains(facts[i].Enum, text) {
		return nil, &Invalid{"choose one of the answers"}
	}
	return d.answer(ctx, p, func(tx *store.Tx) (*work, error) {
		w, err := d.open(tx, id, store.CauseChanged)
		if err != nil {
			return nil, err
		}
		if err := w.lead.Facts.Set(path, value); err != nil {
			return nil, &Invalid{err.Error()}
		}
		if w.lead.Facts.Seen == nil {
			w.lead.Facts.Seen = map[string]qualify.Seen{}
		}
		w.lead.Facts.Seen[path] = qualify.Seen{At: w.at, Source: "asked"}
		return w, checkLead(&w.lead.Facts)
	})
}
