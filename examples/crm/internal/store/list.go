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

// Groups counts the leads of a filter, which is as quick as reading one index.
func (tx *Tx) Groups(f Filter) ([]Group, error) {
	where, args := f.where(tx.db.dialect.equal)
	var groups []Group
	err := tx.each(`SELECT owner, team, stage, status, quadrant, COUNT(*), SUM(raised) FROM leads`+where+` GROUP BY owner, team, stage, status, quadrant`, args, func(scan func(...any) error) error {
		var g Group
		err := scan(&g.Owner, &g.Team, &g.Stage, &g.Status, &g.Quadrant, &g.Leads, &g.Raised)
		groups = append(groups, g)
		return err
	})
	return groups, err
}

// MostFound is how many leads Find finds.
const MostFound = 500

// Find returns the ids of leads that have each word of a text in their name, company,
// e-mail address or id. It may be one more than MostFound.
func (tx *Tx) Find(text string) ([]string, error) {
	query, args := `SELECT id FROM leads WHERE 1 = 1`, []any{}
	for _, word := range strings.Fields(strings.ToLower(text)) {
		query += ` AND find LIKE ? ESCAPE '\'`
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)+"%")
	}
	return tx.ids(query+` LIMIT ?`, append(args, MostFound+1)...)
}

func (tx *Tx) ids(query string, args ...any) ([]string, error) {
	ids := []string{}
	err := tx.each(query, args, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// Filter selects leads; what is "" is any.
type Filter struct {
	Owner, Team, Stage, Status, Quadrant string
	// Found selects leads by their ids; nil is all.
	Found []string
	// Open selects those with which there is still something to do.
	Open bool
	// Today is when the day ends: what is due by then comes first, the earliest
	// before all.
	Today time.Time
}

// where selects. SQLite is kept from an index of its own for that, so that the one that
// sorts is read in its order, and no further than to the end of the page.
func (f Filter) where(equal string) (string, []any) {
	query, args := ` WHERE 1 = 1`, []any{}
	if f.Found != nil { // few: they are read first, and then sorted
		query = ` JOIN (WITH found AS MATERIALIZED (SELECT id AS found FROM leads WHERE id IN (''` + strings.Repeat(`, ?`, len(f.Found)) + `)) SELECT found FROM found) AS f ON f.found = id` + query
		for _, id := range f.Found {
			args = append(args, id)
		}
	}
	for _, c := range [][2]string{{"owner", f.Owner}, {"team", f.Team}, {"stage", f.Stage}, {"status", f.Status}, {"quadrant", f.Quadrant}} {
		if c[1] != "" {
			query += ` AND ` + c[0] + equal
			args = append(args, c[1])
		}
	}
	if f.Open {
		query += isOpen
	}
	return query, args
}

// Row is a lead with its newest decision.
type Row struct {
	Lead     *Lead
	Decision *Decision
}

// List reads leads: what is due today by its deadline, the rest by priority, as
// qualify.ByPriority has it.
func (tx *Tx) List(f Filter, limit, skip int) ([]Row, error) {
	where, args := f.where(tx.db.dialect.equal)
	args = append(args, micros(f.Today))
	query := `SELECT id FROM leads` + where
	const due = ` AND due_at > 0 AND due_at < ?`
	var first int
	if err := tx.row(`SELECT COUNT(*) FROM leads`+where+due, args, &first); err != nil {
		return nil, err
	}
	ids, err := tx.ids(query+due+` ORDER BY due_at, priority, id LIMIT ? OFFSET ?`, append(args, limit, skip)...)
	if err != nil {
		return nil, err
	}
	rest, err := tx.ids(query+` AND NOT (due_at > 0 AND due_at < ?) ORDER BY priority, id LIMIT ? OFFSET ?`, append(args, limit-len(ids), max(0, skip-first))...)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, id := range append(ids, rest...) {
		var r Row
		if r.Lead, err = tx.Lead(id); err == nil {
			r.Decision, err = tx.Decision(id, r.Lead.N)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// HandedOver returns the ids of leads that sales has or had, by when something was last
// heard of them, the latest first.
func (tx *Tx) HandedOver(limit int) ([]string, error) {
	return tx.ids(`SELECT id FROM leads WHERE stage NOT IN ('lead', '') ORDER BY news_at DESC, id LIMIT ?`, limit)
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
