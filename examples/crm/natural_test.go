package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// What a decision holds goes into a database and comes back as it is, given to
// Exec and Scan as one writes it first: points are points, shares are shares, and
// a lead that was looked at again when the database says so is not due at once.
func TestWhatADatabaseKeeps(t *testing.T) {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{
		"name": "n",
		"icp": {"criteria": [{"id": "a", "weight": 2, "when": "person.city == 'x'"}, {"id": "b", "when": "person.city == 'y'"}], "good_at": 0.6,
			"grades": [{"name": "A", "min": 0.6}]},
		"scoring": {"rules": [{"id": "w", "each": ".type == 'webinar'", "points": 49.548, "within_days": 30}], "ready_at": 40, "bands": [{"name": "1", "min": 40}]}
	}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 123456789, time.UTC)
	lead := qualify.Lead{ID: "L-1", Person: qualify.Person{City: "x"}, Activities: []qualify.Activity{{Type: "webinar", At: asOf.Add(-1500 * time.Millisecond)}}}
	d := engine.Decide(&lead, asOf)
	at, ok, err := engine.RecheckAt(t.Context(), &lead, asOf)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}

	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "natural.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ctx := context.Background()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(ctx, query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE d (id TEXT, status TEXT, quadrant TEXT, verdict TEXT, outcome INTEGER, certain BOOLEAN, cell TEXT, team TEXT,
		points REAL, share REAL, weight REAL, days REAL, as_of DATETIME, at DATETIME, seconds INTEGER, millis INTEGER, micros INTEGER, body TEXT)`)
	within := scoring.Days(30)
	exec(`INSERT INTO d VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.LeadID, d.Status, d.Quadrant, d.Readiness.Verdict, d.Fit.Criteria[1].Outcome, d.Certain, d.Cell, d.Owner.Team,
		d.Score.Points, d.Fit.Share, d.Fit.Criteria[0].Weight, within, d.AsOf, at, at.Unix(), at.UnixMilli(), at.UnixMicro(), body)

	var have struct {
		id, cell, team  string
		status          matrix.Status
		quadrant        matrix.Quadrant
		verdict         qualify.ReadinessVerdict
		outcome         truth.Truth
		certain         bool
		points          scoring.Points
		share           float64
		weight          icp.Weight
		days            scoring.Days
		asOf, at        time.Time
		sec, milli, mic int64
		body            []byte
	}
	err = db.QueryRowContext(ctx, `SELECT * FROM d`).Scan(&have.id, &have.status, &have.quadrant, &have.verdict, &have.outcome, &have.certain, &have.cell, &have.team,
		&have.points, &have.share, &have.weight, &have.days, &have.asOf, &have.at, &have.sec, &have.milli, &have.mic, &have.body)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][2]any{
		"id": {d.LeadID, have.id}, "status": {d.Status, have.status}, "quadrant": {d.Quadrant, have.quadrant}, "verdict": {d.Readiness.Verdict, have.verdict},
		"outcome": {d.Fit.Criteria[1].Outcome, have.outcome}, "certain": {d.Certain, have.certain}, "cell": {d.Cell, have.cell}, "team": {d.Owner.Team, have.team},
		"points": {scoring.Points(49.548), have.points}, "share": {d.Fit.Share, have.share}, "weight": {icp.Weight(2), have.weight}, "days": {within, have.days},
		"as of": {d.AsOf, have.asOf.UTC()}, "at": {at, have.at.UTC()}, "seconds": {at, time.Unix(have.sec, 0).UTC()},
		"milliseconds": {at, time.UnixMilli(have.milli).UTC()}, "microseconds": {at, time.UnixMicro(have.mic).UTC()},
	} {
		if diff := cmp.Diff(x[0], x[1]); diff != "" {
			t.Errorf("%s (-given +kept): %s", name, diff)
		}
	}
	var kept qualify.Decision
	if err := json.Unmarshal(have.body, &kept); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, kept); diff != "" {
		t.Errorf("the decision (-given +kept): %s", diff)
	}

	// Questions in SQL are asked in points and shares too.
	for query, want := range map[string]bool{
		`points >= 40`: true, `points >= 50`: false, `points = 49.548`: true, `share BETWEEN 0.66 AND 0.67`: true, `status = 'mql'`: true, `cell = 'A1'`: true,
		`certain`: true, `typeof(points) = 'real'`: true,
	} {
		var is bool
		if err := db.QueryRowContext(ctx, `SELECT `+query+` FROM d`).Scan(&is); err != nil || is != want {
			t.Errorf("%s is %v, %v", query, is, err)
		}
	}

	// The instant to look again is one at which something is another, whatever it
	// was kept in, and the next is later.
	for _, kept := range []time.Time{have.at, time.Unix(have.sec, 0), time.UnixMilli(have.milli)} {
		later := engine.Decide(&lead, kept)
		next, ok, err := engine.RecheckAt(t.Context(), &lead, kept)
		if err != nil || later.Status == d.Status || ok && !next.After(kept) {
			t.Errorf("at %v the lead is %s, next at %v, %v", kept, later.Status, next, err)
		}
	}

	// Printed, they are what they are.
	if text := fmt.Sprintf("%v %v %s %.1f", d.Score.Points, d.Fit.Criteria[0].Weight, d.Status, d.Score.Points); text != "49.548 2 mql 49.5" {
		t.Error(text)
	}

	// What may be unknown is refused rather than kept as something else.
	if _, err := db.ExecContext(ctx, `UPDATE d SET points = ?`, lead.Company.Employees); err == nil {
		t.Error("an Opt was kept")
	}
	exec(`UPDATE d SET points = ?`, nil)
	var staff *float64
	if err := db.QueryRowContext(ctx, `SELECT points FROM d`).Scan(&staff); err != nil || qualify.FromPtr(staff).Known {
		t.Errorf("NULL is %v, %v", qualify.FromPtr(staff), err)
	}
}

func TestWhatADatabaseGives(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "natural.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, c := range []struct {
		column    string
		employees qualify.Opt[float64]
		consent   qualify.Opt[bool]
	}{
		{"320", qualify.Number(320), qualify.Opt[bool]{}},
		{"320.5", qualify.Number(320.5), qualify.Opt[bool]{}},
		{"'1200.50'", qualify.Number(1200.5), qualify.Opt[bool]{}},
		{"NULL", qualify.Opt[float64]{}, qualify.Opt[bool]{}},
		{"1", qualify.Number(1), qualify.Known(true)},
		{"0", qualify.Number(0), qualify.Known(false)},
		{"'false'", qualify.Opt[float64]{}, qualify.Known(false)},
		{"'many'", qualify.Opt[float64]{}, qualify.Opt[bool]{}},
		{"9e999", qualify.Opt[float64]{}, qualify.Opt[bool]{}},
	} {
		var lead qualify.Lead
		null := c.column == "NULL"
		err := db.QueryRow("SELECT " + c.column).Scan(&lead.Company.Employees)
		if lead.Company.Employees != c.employees || (err == nil) != (null || c.employees.Known) {
			t.Errorf("employees of %s: %v, %v", c.column, lead.Company.Employees, err)
		}
		err = db.QueryRow("SELECT " + c.column).Scan(&lead.Person.Consent)
		if lead.Person.Consent != c.consent || (err == nil) != (null || c.consent.Known) {
			t.Errorf("consent of %s: %v, %v", c.column, lead.Person.Consent, err)
		}
	}
}
