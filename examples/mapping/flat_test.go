package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

func TestCSV(t *testing.T) {
	leads, bad, err := fromCSV(flatFile)
	if err != nil {
		t.Fatal(err)
	}
	date := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	want := []qualify.Lead{
		{
			ID: "1001", Person: qualify.Person{Name: "Holm, Jon", JobTitle: "Head of Training", Country: "Germany"},
			Company: qualify.Company{Name: "Fjord College", Industry: "education", Employees: qualify.Number(1250)},
			Source:  "fair", CreatedAt: date(2026, 9, 14), Custom: map[string]any{"seats": 300.0},
			Activities: []qualify.Activity{{Type: "webinar", At: date(2026, 11, 12)}},
		},
		{
			ID: "1002", Person: qualify.Person{Name: "Kim Lund", JobTitle: "Owner", Country: "France"},
			Company: qualify.Company{Name: "Lund Farms", Industry: "agriculture", Employees: qualify.Number(6)},
			Source:  "referral", CreatedAt: date(2026, 11, 1),
		},
		{
			ID: "1003", Person: qualify.Person{Name: "Leo Voss", JobTitle: "CTO", Country: "United Kingdom"},
			Company: qualify.Company{Name: "Pier Systems", Industry: "software"},
			Source:  "web", CreatedAt: date(2026, 11, 20), Custom: map[string]any{"seats": 80.0},
			Activities: []qualify.Activity{{Type: "webinar", At: date(2026, 11, 19)}},
		},
	}
	if diff := cmp.Diff(want, leads, cmp.Transformer("custom", emptyIsNil)); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	if len(bad) != 1 || bad[0].Error() != `line 5, column 38, Staff: want a number, have "about 90"` {
		t.Errorf("bad rows: %v", bad)
	}
}

func TestCSVRowsGoOnBehindABadOne(t *testing.T) {
	header, _, _ := strings.Cut(string(flatFile), "\n")
	row := func(number, seen string) string { return number + ",a,b,c,d,1,e,f," + seen + ",,,\n" }
	leads, bad, err := fromCSV([]byte(header + "\n" + row("x", "01/02/2026") + row("1", "2026-02-01") + row("2", "01/02/2026")))
	if err != nil || len(leads) != 1 || leads[0].ID != "2" || len(bad) != 2 {
		t.Errorf("%d leads, bad %v, %v", len(leads), bad, err)
	}
}

func TestCSVThatIsNone(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "EOF"},
		{"Lead no.,Contact\n1,Kim\n", "missing columns"},
		{string(flatFile) + "\"1005", "quote"},
	} {
		if _, _, err := fromCSV([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: have %v, want %s", c.text, err, c.want)
		}
	}
}
