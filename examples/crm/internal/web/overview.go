package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/leadqual/leadqual/examples/crm/internal/caller"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/matrix"
)

// cell is a cell of the matrix: how many leads, of which status.
type cell struct {
	Quadrant string
	Name     string
	Hint     string // what to do with them
	Leads    int
	Statuses []named
}

type named struct {
	Name  string
	Leads int
}

// overview shows the matrix and who has leads.
func (p *Pages) overview(r *http.Request) (any, error) {
	view := struct {
		layout
		Total, Removed                int
		GoodReady, Good, Ready, Other cell
		Unknown                       cell
		RemovedStatuses               []named
		Reps                          []store.Rep
		Mail                          store.Mail
		Version                       int64
		RuleSet                       string
		Base                          string // for the command that the page shows
	}{
		Base:      caller.Of(r).Base,
		layout:    layout{"Overview", "overview"},
		GoodReady: cell{Name: "good fit, ready", Hint: "sales calls"},
		Good:      cell{Name: "good fit, not ready", Hint: "marketing nurtures"},
		Ready:     cell{Name: "poor fit, ready", Hint: "sales researches first"},
		Other:     cell{Name: "poor fit, not ready", Hint: "marketing keeps, with low effort"},
		Unknown:   cell{Name: "too little known", Hint: "research, ask or enrich"},
	}
	active := p.Rules.InUse().Active
	view.Version, view.RuleSet = active.Number, active.Set.Name
	err := p.DB.View(r.Context(), func(tx *store.Tx) error {
		places, err := tx.Places()
		if err != nil {
			return err
		}
		cells := map[string]*cell{
			string(matrix.GoodFitReady): &view.GoodReady, string(matrix.GoodFitNotReady): &view.Good,
			string(matrix.PoorFitReady): &view.Ready, string(matrix.PoorFitNotReady): &view.Other,
			string(matrix.Undetermined): &view.Unknown,
		}
		for q, c := range cells {
			c.Quadrant = q
		}
		removed := map[string]int{}
		for _, place := range places {
			view.Total += place.Leads
			switch matrix.Status(place.Status) {
			case matrix.StatusDisqualified, matrix.StatusExcluded:
				removed[place.Status] += place.Leads
				view.Removed += place.Leads
				continue
			}
			if c := cells[place.Quadrant]; c != nil {
				c.Leads += place.Leads
				c.Statuses = append(c.Statuses, named{place.Status, place.Leads})
			}
		}
		for _, c := range cells {
			slices.SortFunc(c.Statuses, func(a, b named) int { return cmp.Or(b.Leads-a.Leads, cmp.Compare(a.Name, b.Name)) })
		}
		for _, s := range []matrix.Status{matrix.StatusDisqualified, matrix.StatusExcluded} {
			if n := removed[string(s)]; n > 0 {
				view.RemovedStatuses = append(view.RemovedStatuses, named{string(s), n})
			}
		}
		if view.Reps, err = tx.Reps(); err != nil {
			return err
		}
		view.Mail, err = tx.Mail()
		return err
	})
	return view, err
}
