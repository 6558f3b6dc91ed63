package web

import (
	"net/http"

	"github.com/leadqual/leadqual/examples/crm/internal/caller"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/audit"
)

// rules shows the versions, and what the draft would change.
func (p *Pages) rules(r *http.Request) (any, error) {
	view := struct {
		layout
		Versions []*store.RuleSet
		Draft    *store.RuleSet
		Moves    []moves
		Base     string // for the commands that the page shows
	}{Base: caller.Of(r).Base, layout: p.layout(r, "Rules", "rules")}
	err := p.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		if view.Versions, err = tx.RuleSets(); err != nil {
			return err
		}
		_, view.Draft, err = tx.InUse()
		return err
	})
	if err == nil && view.Draft != nil && view.Draft.Trial != nil {
		c := view.Draft.Trial.Comparison
		view.Moves = []moves{{"Quadrant", moved(c.Quadrants)}, {"Status", moved(c.Statuses)}, {"Owner", moved(c.Owners)}}
	}
	return view, err
}

// moves are the leads that would be something else.
type moves struct {
	Of   string
	Rows []audit.Move
}

// moved leaves out those that stay.
func moved(t audit.Table[audit.Move]) []audit.Move {
	var rows []audit.Move
	for _, e := range t.Entries {
		if e.Value.From != e.Value.To {
			rows = append(rows, e.Value)
		}
	}
	return rows
}
