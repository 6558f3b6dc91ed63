package store

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Group counts the leads that have all of this in common.
type Group struct {
	Owner, Team, Stage, Status, Quadrant string
	// Leads are all, Raised those that asked for contact.
	Leads, Raised int
}

// Open tells whether there is still something to do with these leads.
func (g *Group) Open() bool {
	switch lifecycle.Stage(g.Stage) {
	case lifecycle.StageCustomer, lifecycle.StageLost, lifecycle.StageDisqualified:
		return false
	}
	return g.Status != string(matrix.StatusDisqualified) && g.Status != string(matrix.StatusExcluded)
}

const isOpen = ` AND stage NOT IN ('customer', 'lost', 'disqualified') AND status NOT IN ('disqualified', 'excluded')`

// Groups counts the leads that a text is found in; "" is in all. It reads one index.
func (tx *Tx) Groups(find string) ([]Group, error) {
	where, args := Filter{Find: find}.where()
	var groups []Group
	err := tx.each(`SELECT owner, team, stage, status, quadrant, COUNT(*), SUM(raised) FROM leads`+where+` GROUP BY owner, team, stage, status, quadrant`, args, func(scan func(...any) error) error {
		var g Group
		err := scan(&g.Owner, &g.Team, &g.Stage, &g.Status, &g.Quadrant, &g.Leads, &g.Raised)
		groups = append(groups, g)
		return err
	})
	return groups, err
}

// Filter selects leads; what is "" is any.
type Filter struct {
	Owner, Team, Stage, Status, Quadrant string
	// Find is a part of the name, the company, the e-mail address or the id.
	Find string
	// Open selects those with which there is still something to do.
	Open bool
	// Today is when the day ends: what is due by then comes first, the earliest
	// before all.
	Today time.Time
}

func (f Filter) where() (string, []any) {
	query, args := ` WHERE 1 = 1`, []any{}
	for column, value := range map[string]string{"owner": f.Owner, "team": f.Team, "stage": f.Stage, "status": f.Status, "quadrant": f.Quadrant} {
		if value != "" {
			query += ` AND ` + column + ` = ?`
			args = append(args, value)
		}
	}
	if f.Open {
		query += isOpen
	}
	for _, word := range strings.Fields(strings.ToLower(f.Find)) {
		query += ` AND find LIKE ? ESCAPE '\'`
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)+"%")
	}
	return query, args
}

// Row is a lead with its newest decision.
type Row struct {
	Lead     *Lead
	Decision *Decision
}

// List reads leads: what is due today by its deadline, the rest by priority, as
// qualify.ByPriority has it. What it sorts is all in one index.
func (tx *Tx) List(f Filter, limit, skip int) ([]Row, error) {
	where, args := f.where()
	query := `WITH found AS MATERIALIZED (SELECT id, due_at, priority FROM leads` + where + `)
		SELECT id FROM found ORDER BY CASE WHEN due_at > 0 AND due_at < ? THEN due_at ELSE 9223372036854775807 END, priority, id LIMIT ? OFFSET ?`
	var ids []string
	err := tx.each(query, append(args, micros(f.Today), limit, skip), func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	var rows []Row
	for _, id := range ids {
		var r Row
		if err == nil {
			r.Lead, err = tx.Lead(id)
		}
		if err == nil {
			r.Decision, err = tx.Decision(id, r.Lead.N)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, err
}

// HandedOver returns the ids of leads that sales has or had, by when something was last
// heard of them, the latest first.
func (tx *Tx) HandedOver(limit int) ([]string, error) {
	var ids []string
	err := tx.each(`SELECT id FROM leads WHERE stage NOT IN ('lead', '') ORDER BY news_at DESC, id LIMIT ?`, []any{limit}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// DecisionAt reads the decision about a lead that held at an instant.
func (tx *Tx) DecisionAt(leadID string, at time.Time) (*Decision, error) {
	found, err := tx.decisions(`WHERE lead_id = ? AND at <= ? ORDER BY n DESC LIMIT 1`, leadID, micros(at))
	if err == nil && len(found) == 0 {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}
