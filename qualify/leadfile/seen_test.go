package leadfile

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

const seenMap = `{
	"fields": {
		"id": {"from": "Id"}, "company.employees": {"from": "Staff"}, "custom.plan": {"from": "Plan"},
		"seen.company.employees.at": {"from": "Counted"}
	},
	"seen": {"at": {"from": "Changed"}, "source": {"value": "crm"}}
}`

// One date and one source are said of every fact that a record has, and of no other;
// what a column says of one fact stays.
func TestRecordSeen(t *testing.T) {
	text := "Id,Staff,Plan,Counted,Changed\n1,7,team,2026-01-02,2026-05-06\n2,7,,,2026-05-06\n3,,,,2026-05-06\n4,7,,,\n5,7,,,soon\n"
	have := read(t, strings.NewReader(text), Options{Input: CSV, Mapping: mapped(t, seenMap)})
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	changed := qualify.Seen{At: day(5, 6), Source: "crm"}
	want := []map[string]qualify.Seen{
		{"company.employees": {At: day(1, 2)}, "custom.plan": changed},
		{"company.employees": changed},
		nil,
		{"company.employees": {Source: "crm"}},
	}
	var seen []map[string]qualify.Seen
	for _, l := range have.Leads {
		seen = append(seen, l.Seen)
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	if diff := cmp.Diff([]badValue{{6, "Changed", "seen.at", `want date, have "soon"`}}, have.Bad); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
}

func TestRecordSeenMistakes(t *testing.T) {
	for text, want := range map[string]string{
		`{"fields": {"id": {"from": "a"}}, "seen": {}}`:                                              "map.json:1:43: seen: say \"at\"",
		`{"fields": {"id": {"from": "a"}}, "seen": {"at": {}}}`:                                      "seen.at: say what it is read from",
		`{"fields": {"id": {"from": "a"}}, "seen": {"at": {"value": "x"}}}`:                          "seen.at.value: seen.at is a date",
		`{"fields": {"id": {"from": "a"}}, "seen": {"source": {"value": "x", "type": "string"}}}`:    "seen.source.type: only custom fields",
		`{"fields": {"id": {"from": "a"}}, "seen": {"by": {"value": "x"}}}`:                          "unknown key",
		`{"fields": {"id": {"from": "a"}}, "seen": {"source": {"from": "b", "on_error": "ignore"}}}`: "seen.source.on_error",
	} {
		if _, err := ParseMap("map.json", []byte(text), facts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := NewReader(strings.NewReader("Id,Staff,Plan,Counted,Change\n"), Options{Input: CSV, Mapping: mapped(t, seenMap)}); err == nil || !strings.Contains(err.Error(), `no column "Changed"; did you mean "Change"`) {
		t.Error(err)
	}
}

// Sources of files rank their records in a join.
func TestSeenRanksFiles(t *testing.T) {
	open := func(staff, source string) *Reader {
		m := mapped(t, `{"fields": {"id": {"from": "Id"}, "company.employees": {"from": "Staff"}}, "seen": {"source": {"value": "`+source+`"}}}`)
		r, err := NewReader(strings.NewReader("Id,Staff\n1,"+staff+"\n"), Options{Input: CSV, Mapping: m})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct {
		sources []string
		staff   float64
		issues  int
	}{{[]string{"crm", "web"}, 7, 0}, {[]string{"web", "crm"}, 3, 0}, {nil, 3, 1}} {
		j, err := Join(context.Background(), open("7", "crm"), []SideFile{{"web.csv", open("3", "web")}}, JoinOptions{Policy: qualify.MergePolicy{Sources: c.sources}})
		if err != nil {
			t.Fatal(err)
		}
		var lead qualify.Lead
		if _, err := j.Next(&lead); err != nil {
			t.Fatal(err)
		}
		if lead.Company.Employees != qualify.Known(c.staff) || len(j.Issues()) != c.issues {
			t.Errorf("%v: %v employees, issues %v", c.sources, lead.Company.Employees, j.Issues())
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
