package profile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

func golden(t *testing.T, name string, have []byte) {
	t.Helper()
	name = "testdata/" + name
	if os.Getenv("LEADQUAL_UPDATE") != "" {
		if err := os.WriteFile(name, have, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(have)); diff != "" {
		t.Errorf("%s (-want +have):\n%s", name, diff)
	}
}

// One fault in three, and a fact that one lead in five lacks.
func TestGolden(t *testing.T) {
	f := clean()
	for i, p := range plants() {
		if i%3 == 0 {
			p.put(f)
		}
	}
	c := f.column("answers.budget")
	for i := range f.rows {
		if i%5 == 0 {
			f.rows[i][c] = ""
		}
	}
	r := profiled(t, plantedEngine(t), f.String())
	var text, page bytes.Buffer
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.txt", text.Bytes())
	golden(t, "report.html", page.Bytes())
}

// No report has a value that may be about a person.
func TestNothingPersonal(t *testing.T) {
	f := clean()
	for _, p := range plants() {
		p.put(f)
	}
	for _, engine := range []*qualify.Engine{nil, plantedEngine(t)} {
		var text bytes.Buffer
		if err := profiled(t, engine, f.String()).WriteText(&text); err != nil {
			t.Fatal(err)
		}
		for _, column := range []string{"id", "person.name", "person.email", "person.phone", "company.name", "company.domain"} {
			c := f.column(column)
			for _, row := range f.rows[:rows] {
				if len(row[c]) > 5 && strings.Contains(text.String(), row[c]) && row[c] != "gmail.com" && row[c] != "0000000000" {
					t.Errorf("%s: the report has %q", column, row[c])
				}
			}
		}
	}
}

// With fewer keys than leads the count is an estimate, and it is said.
func TestFewKeys(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,person.email\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "L-%d,%s.%d@oak.io\n", i%15_000, word(i%15_000), i%15_000)
	}
	r, err := leadfile.NewReader(strings.NewReader(b.String()), leadfile.Options{Input: leadfile.CSV})
	if err != nil {
		t.Fatal(err)
	}
	p := profile.New(nil, profile.Options{AsOf: asOf, MaxKeys: 2000})
	if err := p.Read(context.Background(), "leads.csv", p.Watch("leads.csv", r, false)); err != nil {
		t.Fatal(err)
	}
	report := p.Report()
	if len(report.Limits) == 0 {
		t.Error("nothing is said of what was left out")
	}
	for _, f := range report.Findings {
		if f.Code == profile.CodeSameRow {
			if !f.Estimated || f.Count < 4200 || f.Count > 5800 {
				t.Errorf("5,000 rows repeat others: %+v", f)
			}
			return
		}
	}
	t.Errorf("no repeated rows: %+v", report.Findings)
}

// The columns of what is joined are told apart from those of the leads, and that
// it has one id in many rows is nothing to be told.
func TestSide(t *testing.T) {
	source := func(p *profile.Profile, name, text, mapText string, side bool) leadfile.LeadSource {
		o := leadfile.Options{Input: leadfile.CSV, Name: name, AnyColumns: true}
		if mapText != "" {
			m, err := leadfile.ParseMap("map.json", []byte(mapText), nil)
			if err != nil {
				t.Fatal(err)
			}
			o.Mapping = m
		}
		r, err := leadfile.NewReader(strings.NewReader(text), o)
		if err != nil {
			t.Fatal(err)
		}
		return p.Watch(name, r, side)
	}
	p := profile.New(nil, profile.Options{AsOf: asOf})
	main := source(p, "leads.csv", "id,source\nL-1,web\nL-2,fair\n", "", false)
	side := source(p, "visits.csv", "id,what,when\nL-1,visit,2026-11-01\nL-1,visit,2026-11-02\nL-2,visit,2026-11-03\n",
		`{"fields": {"id": {"from": "id"}}, "activities": [{"type": {"from": "what"}, "at": {"from": "when"}}]}`, true)
	joined, err := leadfile.Join(context.Background(), main, []leadfile.SideFile{{Name: "visits.csv", Leads: side}}, leadfile.JoinOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer joined.Close()
	if err := p.Read(context.Background(), "leads.csv", joined); err != nil {
		t.Fatal(err)
	}
	r := p.Report()
	if len(r.Findings) > 0 || r.Rows != 2 || len(r.Columns) != 5 || r.Columns[2].File != "visits.csv" || r.Columns[2].Rows != 3 {
		t.Errorf("%+v", r)
	}
	if len(r.Ages) != 1 || r.Ages[0].Path != "activities" || r.Ages[0].Dated != 2 {
		t.Errorf("ages %+v", r.Ages)
	}
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := leadfile.NewReader(strings.NewReader("id\n1\n"), leadfile.Options{Input: leadfile.CSV})
	if err != nil {
		t.Fatal(err)
	}
	p := profile.New(nil, profile.Options{})
	if err := p.Read(ctx, "leads.csv", p.Watch("leads.csv", r, false)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if r := p.Report(); r.Rows != 0 {
		t.Errorf("%d rows", r.Rows)
	}
}
