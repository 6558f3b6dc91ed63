package qualifytest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// Of a table the rows count that some case has found, whatever finds them.
func TestCoverageOfTables(t *testing.T) {
	e, err := qualify.CompileJSON("r.json", []byte(`{"name": "x", "texts": "folded", "tables": {
		"land": {"type": "string", "rows": {"DE": "emea", "FR": "emea", "US": "amer", "JP": "apac"}, "default": "DE"},
		"twice": {"type": "bool", "rows": {"emea": true, "amer": true}},
		"feature": {"type": "bool", "rows": {"api": true}}, "unused": {"type": "bool", "rows": {"a": true}}},
		"define": {"land": "lookup('land', person.country)"},
		"screening": [{"id": "a", "when": "land == 'none'", "reason": "a"}, {"id": "b", "when": "lookup('twice', lookup('land', (company.country))) and source == 'x'", "reason": "b"},
			{"id": "c", "when": "any(activities, lookup('feature', .type))", "reason": "c"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := func(person, company string) qualifytest.Case {
		l := qualify.Lead{ID: "1"}
		for path, country := range map[string]string{"person.country": person, "company.country": company} {
			if err := l.Set(path, country); err != nil && country != "" {
				t.Fatal(err)
			}
		}
		return qualifytest.Case{Name: person + company, Lead: l, AsOf: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Want: []byte(`{"rule_set": "x"}`)}
	}
	suite := &qualifytest.Suite{Rules: e.RuleSet(), File: qualifytest.File{Cases: []qualifytest.Case{lead("de", "XX"), lead("FR", "US"), lead("DE", "US")}}}
	c, err := suite.Cover()
	if err != nil {
		t.Fatal(err)
	}
	want := []qualifytest.TableRows{
		{Place: "tables.feature", Path: "tables.feature", Rows: 1}, {Place: "tables.land", Path: "tables.land", Rows: 4, Seen: 3},
		{Place: "tables.twice", Path: "tables.twice", Rows: 2, Seen: 1}, {Place: "tables.unused", Path: "tables.unused", Rows: 1},
	}
	if diff := cmp.Diff(want, c.Tables); diff != "" {
		t.Error(diff)
	}
	var b strings.Builder
	if err := c.WriteText(&b); err != nil || !strings.Contains(b.String(), "\ntables.land: 3 of 4 rows found, 75.0 %\n") || !strings.Contains(b.String(), "not measured: tables.feature: lookup by .type\n") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
