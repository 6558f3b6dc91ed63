package store

// Place is a cell of the overview: how many leads have a quadrant and a status.
type Place struct {
	Quadrant, Status string
	Leads            int
}

// Places counts all leads.
func (tx *Tx) Places() ([]Place, error) {
	var places []Place
	err := tx.each(`SELECT quadrant, status, COUNT(*) FROM leads GROUP BY quadrant, status ORDER BY quadrant, status`, nil, func(scan func(...any) error) error {
		var p Place
		err := scan(&p.Quadrant, &p.Status, &p.Leads)
		places = append(places, p)
		return err
	})
	return places, err
}

// Rep is a person who has leads.
type Rep struct {
	Owner, Team string
	// Leads are all, Raised those that asked for contact.
	Leads, Raised int
}

// Reps are all who have leads, by id.
func (tx *Tx) Reps() ([]Rep, error) {
	var reps []Rep
	err := tx.each(`SELECT owner, MAX(team), COUNT(*), SUM(raised) FROM leads WHERE owner <> '' AND stage <> 'customer' GROUP BY owner ORDER BY owner`, nil, func(scan func(...any) error) error {
		var r Rep
		err := scan(&r.Owner, &r.Team, &r.Leads, &r.Raised)
		reps = append(reps, r)
		return err
	})
	return reps, err
}

// Filter selects leads; what is "" is any.
type Filter struct {
	// Owner selects what the person has to work on: customers are left out.
	Owner string
	// Quadrant selects what screening has not removed, unless Status does.
	Quadrant, Status string
}

// Row is a lead with its newest decision.
type Row struct {
	Lead     *Lead
	Decision *Decision
}

// List reads leads by priority, as qualify.ByPriority has it.
func (tx *Tx) List(f Filter, limit, skip int) ([]Row, error) {
	query := `SELECT ` + leadColumns + ` FROM leads WHERE 1 = 1`
	var args []any
	if f.Owner != "" {
		query += ` AND owner = ? AND stage <> 'customer'`
		args = append(args, f.Owner)
	}
	if f.Quadrant != "" {
		query += ` AND quadrant = ?`
		args = append(args, f.Quadrant)
	}
	switch {
	case f.Status != "":
		query += ` AND status = ?`
		args = append(args, f.Status)
	case f.Quadrant != "":
		query += ` AND status NOT IN ('disqualified', 'excluded')`
	}
	query += ` ORDER BY place, raised DESC, CASE WHEN cell = '' THEN 1 ELSE 0 END, cell, points DESC, id LIMIT ? OFFSET ?`
	var rows []Row
	err := tx.each(query, append(args, limit, skip), func(scan func(...any) error) error {
		lead, err := scanLead(scan)
		rows = append(rows, Row{Lead: lead})
		return err
	})
	for i := range rows {
		if err != nil {
			return nil, err
		}
		rows[i].Decision, err = tx.Decision(rows[i].Lead.ID, rows[i].Lead.N)
	}
	return rows, err
}
