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
	Hint     string // what to do with them
	Leads    int
	Statuses []named
}

type named struct {
	Name  string
	Leads int
}

// rep is a person who has leads with which there is something to do.
type rep struct {
	Owner, Team   string
	Leads, Raised int
}

// overview shows the matrix and who has leads.
func (p *Pages) overview(r *http.Request) (any, error) {
	view := struct {
		layout
		Total, Open                   int
		GoodReady, Good, Ready, Other cell
		Unknown                       cell
		Closed                        []named // by stage
		Removed                       []named // by status
		Reps                          []rep
		Mail                          store.Mail
		Version                       int64
		RuleSet                       string
		Base                          string // for the command that the page shows
	}{
		Base:      caller.Of(r).Base,
		layout:    p.layout(r, "Overview", "overview"),
		GoodReady: cell{Hint: "sales calls"},
		Good:      cell{Hint: "marketing nurtures"},
		Ready:     cell{Hint: "sales researches first"},
		Other:     cell{Hint: "marketing keeps, with low effort"},
		Unknown:   cell{Hint: "research, ask or enrich"},
	}
	active := p.Desk.Rules.InUse().Active
	view.Version, view.RuleSet = active.Number, active.Set.Name
	cells := map[string]*cell{
		string(matrix.GoodFitReady): &view.GoodReady, string(matrix.GoodFitNotReady): &view.Good,
		string(matrix.PoorFitReady): &view.Ready, string(matrix.PoorFitNotReady): &view.Other,
		string(matrix.Undetermined): &view.Unknown,
	}
	for q, c := range cells {
		c.Quadrant = q
	}
	err := p.DB.View(r.Context(), func(tx *store.Tx) error {
		groups, err := tx.Groups(store.Filter{})
		if err != nil {
			return err
		}
		for i := range groups {
			g := &groups[i]
			view.Total += g.Leads
			switch c := cells[g.Quadrant]; {
			case g.Open() && c != nil:
				view.Open += g.Leads
				c.Leads += g.Leads
				c.Statuses = tally(c.Statuses, g.Status, g.Leads)
				j := slices.IndexFunc(view.Reps, func(r rep) bool { return r.Owner == g.Owner })
				if j < 0 && g.Owner != "" {
					j, view.Reps = len(view.Reps), append(view.Reps, rep{Owner: g.Owner, Team: g.Team})
				}
				if j >= 0 {
					view.Reps[j].Leads += g.Leads
					view.Reps[j].Raised += g.Raised
				}
			case g.Status == string(matrix.StatusDisqualified), g.Status == string(matrix.StatusExcluded):
				view.Removed = tally(view.Removed, g.Status, g.Leads)
			default:
				view.Closed = tally(view.Closed, g.Stage, g.Leads)
			}
		}
		view.Mail, err = tx.Mail()
		return err
	})
	slices.SortFunc(view.Reps, func(a, b rep) int { return cmp.Compare(a.Owner, b.Owner) })
	return view, err
}

// tally adds leads to those of a name; most come first.
func tally(all []named, name string, leads int) []named {
	i := slices.IndexFunc(all, func(n named) bool { return n.Name == name })
	if i < 0 {
		i, all = len(all), append(all, named{Name: name})
	}
	all[i].Leads += leads
	slices.SortFunc(all, func(a, b named) int { return cmp.Or(b.Leads-a.Leads, cmp.Compare(a.Name, b.Name)) })
	return all
}
