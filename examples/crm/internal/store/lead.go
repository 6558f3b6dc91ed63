package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/scoring"
)

// errDamaged stands for what a decoder says of a stored value, which may quote
// the lead's data.
var errDamaged = errors.New("store: a stored value cannot be read")

// Lead is a lead as it is stored.
type Lead struct {
	ID string
	// Facts are the lead without its activities and without what the lifecycle
	// says: stage, owner and reset.
	Facts qualify.Lead
	// State is what the events of its lifecycle have come to.
	State lifecycle.State
	// Acts counts its activities, Events the events of its lifecycle.
	Acts, Events int64
	// Stage, Team and Owner are those of State, but for leads that marketing
	// has: State knows no owner of these, and Owner is the decision's.
	Stage, Team, Owner string
	// N counts its decisions. The rest is of the newest one.
	N         int64
	Rules     int64
	DecidedAt time.Time
	// NewsAt is when something was last heard of it.
	NewsAt time.Time
	// RecheckAt is when time alone changes the decision; zero is never. While
	// the lead is not Settled, it is when to find that out.
	RecheckAt time.Time
	Settled   bool
	Standing
}

// Standing is what lists show and sort by.
type Standing struct {
	Status, Quadrant, Cell, Action string
	Points                         scoring.Points
	Raised                         bool
	// Priority is where work lists have it; less is first.
	Priority string
	// DueAt is when its first deadline ends; zero is never.
	DueAt time.Time
}

// Whole is the lead as an engine sees it, with what it did and what its
// lifecycle has come to.
func (l *Lead) Whole(activities []qualify.Activity) qualify.Lead {
	lead := l.Facts
	lead.ID, lead.Owner, lead.Activities = l.ID, l.Owner, activities
	lead.Stage, lead.ResetAt = string(cmp.Or(l.State.Stage, lifecycle.StageLead)), l.State.ResetAt
	return lead
}

const leadColumns = `id, facts, state, acts, events, stage, team, owner, n, rules, decided_at, recheck_at, settled, status, quadrant, cell, action, points, raised, priority, due_at, find, news_at`

func scanLead(scan func(...any) error) (*Lead, error) {
	var l Lead
	var facts, state []byte
	var decided, settled, raised, due, news int64
	var find string
	var recheck sql.NullInt64
	err := scan(&l.ID, &facts, &state, &l.Acts, &l.Events, &l.Stage, &l.Team, &l.Owner, &l.N, &l.Rules, &decided, &recheck, &settled,
		&l.Status, &l.Quadrant, &l.Cell, &l.Action, &l.Points, &raised, &l.Priority, &due, &find, &news)
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(facts, &l.Facts) != nil || json.Unmarshal(state, &l.State) != nil {
		return nil, errDamaged
	}
	l.Facts.ID = l.ID
	l.DecidedAt, l.RecheckAt, l.DueAt, l.NewsAt = instant(decided), instant(recheck.Int64), instant(due), instant(news)
	l.Settled, l.Raised = settled != 0, raised != 0
	return &l, nil
}

// Lead reads a lead. In an Update nobody else can change it until the end.
func (tx *Tx) Lead(id string) (*Lead, error) {
	query := `SELECT ` + leadColumns + ` FROM leads WHERE id = ?`
	if tx.writes {
		query += tx.db.dialect.forUpdate
	}
	var lead *Lead
	err := tx.each(query, []any{id}, func(scan func(...any) error) (err error) {
		lead, err = scanLead(scan)
		return err
	})
	if err == nil && lead == nil {
		err = ErrNotFound
	}
	return lead, err
}

// ClaimID takes an id for a new lead, and says whether it was free. SaveLead
// has to follow in the same transaction.
func (tx *Tx) ClaimID(id string) (bool, error) {
	n, err := tx.exec(`INSERT INTO leads (`+leadColumns+`) VALUES (?, '{}', '{}', 0, 0, '', '', '', 0, 0, 0, NULL, 0, '', '', '', '', 0, 0, '', 0, '', 0) ON CONFLICT DO NOTHING`, id)
	return n == 1, err
}

// SaveLead writes a lead that is there.
func (tx *Tx) SaveLead(l *Lead) error {
	kept := l.Facts
	kept.ID, kept.Stage, kept.Owner, kept.ResetAt, kept.Activities = "", "", "", time.Time{}, nil
	facts, err := json.Marshal(&kept)
	if err != nil {
		return err
	}
	state, err := json.Marshal(l.State)
	if err != nil {
		return err
	}
	n, err := tx.exec(`UPDATE leads SET facts = ?, state = ?, acts = ?, events = ?, stage = ?, team = ?, owner = ?, n = ?, rules = ?, decided_at = ?, recheck_at = ?, settled = ?,
		status = ?, quadrant = ?, cell = ?, action = ?, points = ?, raised = ?, priority = ?, due_at = ?, news_at = ?, account_id = ? WHERE id = ?`,
		string(facts), string(state), l.Acts, l.Events, l.Stage, l.Team, l.Owner, l.N, l.Rules, micros(l.DecidedAt), recheckAt(l), number(l.Settled),
		l.Status, l.Quadrant, l.Cell, l.Action, int64(l.Points), number(l.Raised), l.Priority, micros(l.DueAt), micros(l.NewsAt), l.Facts.AccountID, l.ID)
	if err == nil && n != 1 {
		err = ErrNotFound
	}
	if err == nil { // only where it changes, which costs an index
		_, err = tx.exec(`UPDATE leads SET find = ? WHERE id = ? AND find <> ?`, find(l), l.ID, find(l))
	}
	return err
}

// find is what a lead is found by.
func find(l *Lead) string {
	words := []string{l.ID, l.Facts.Person.Name, l.Facts.Company.Name, l.Facts.Person.Email}
	return strings.ReplaceAll(strings.ToLower(strings.Join(words, " ")), "\x00", " ")
}

// SaveRecheck writes when to look at a lead again, and nothing else of it; nothing at
// all where it was decided meanwhile.
func (tx *Tx) SaveRecheck(l *Lead) error {
	_, err := tx.exec(`UPDATE leads SET recheck_at = ?, settled = ? WHERE id = ? AND n = ?`, recheckAt(l), number(l.Settled), l.ID, l.N)
	return err
}

// recheckAt is rounded up, so that it is never early.
func recheckAt(l *Lead) sql.NullInt64 {
	return sql.NullInt64{Int64: l.RecheckAt.Add(time.Microsecond - 1).UnixMicro(), Valid: !l.RecheckAt.IsZero()}
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Activities reads what a lead did, in the order in which it was told.
func (tx *Tx) Activities(id string) ([]qualify.Activity, error) {
	var acts []qualify.Activity
	err := tx.each(`SELECT body FROM activities WHERE lead_id = ? ORDER BY n`, []any{id}, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		var a qualify.Activity
		if json.Unmarshal(body, &a) != nil {
			return errDamaged
		}
		acts = append(acts, a)
		return nil
	})
	return acts, err
}

// AddActivity adds the n-th activity of a lead, counted from 1.
func (tx *Tx) AddActivity(id string, n int64, a *qualify.Activity) error {
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO activities (lead_id, n, body) VALUES (?, ?, ?)`, id, n, string(body))
	return err
}

// Events reads the events of a lead's lifecycle, in the order in which they were
// recorded.
func (tx *Tx) Events(id string) ([]lifecycle.Event, error) {
	var events []lifecycle.Event
	err := tx.each(`SELECT body FROM events WHERE lead_id = ? ORDER BY n`, []any{id}, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		var e lifecycle.Event
		if json.Unmarshal(body, &e) != nil {
			return errDamaged
		}
		events = append(events, e)
		return nil
	})
	return events, err
}

// AddEvent adds the n-th event of a lead's lifecycle, counted from 1.
func (tx *Tx) AddEvent(id string, n int64, e *lifecycle.Event) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO events (lead_id, n, body) VALUES (?, ?, ?)`, id, n, string(body))
	return err
}

// Unsettled reads leads of which it is time to find out when they are due.
func (tx *Tx) Unsettled(now time.Time, limit int) ([]*Lead, error) {
	var leads []*Lead
	err := tx.each(`SELECT `+leadColumns+` FROM leads WHERE settled = 0 AND recheck_at <= ? ORDER BY recheck_at LIMIT ?`,
		[]any{micros(now), limit}, func(scan func(...any) error) error {
			lead, err := scanLead(scan)
			leads = append(leads, lead)
			return err
		})
	return leads, err
}

// Due returns the ids of leads that have to be decided again: those whose time
// has come, and those that another version of the rules than the given one has
// decided.
func (tx *Tx) Due(now time.Time, rules int64, limit int) ([]string, error) {
	var ids []string
	for _, q := range []struct {
		query string
		bound int64
	}{
		{`SELECT id FROM leads WHERE settled = 1 AND recheck_at <= ? ORDER BY recheck_at LIMIT ?`, micros(now)},
		{`SELECT id FROM leads WHERE rules < ? ORDER BY rules LIMIT ?`, rules},
		{`SELECT id FROM leads WHERE rules > ? ORDER BY rules LIMIT ?`, rules},
	} {
		err := tx.each(q.query, []any{q.bound, limit - len(ids)}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}
