package web

import (
	"net/http"

	"github.com/leadqual/leadqual/examples/crm/internal/caller"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/audit"
)

// rules shows the versions, and what the one in shadow would change.
func (p *Pages) rules(r *http.Request) (any, error) {
	view := struct {
		layout
		Versions []*store.RuleSet
		Active   *store.RuleSet
		Shadow   *store.RuleSet
		Moves    []moves
		Base     string // for the commands that the page shows
	}{Base: caller.Of(r).Base, layout: layout{"Rules", "rules"}}
	if err := p.Rules.Flush(r.Context()); err != nil {
		return nil, err
	}
	err := p.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		view.Versions, err = tx.RuleSets()
		return err
	})
	for _, v := range view.Versions {
		switch v.State {
		case store.Active:
			view.Active = v
		case store.Shadow:
			view.Shadow = v
			if c := v.Comparison; c != nil {
				view.Moves = []moves{
					{"Quadrant", moved(c.Quadrants)}, {"Status", moved(c.Statuses)}, {"Owner", moved(c.Owners)},
				}
			}
		}
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
