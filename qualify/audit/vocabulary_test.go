package audit

import (
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// The facts known here are those that rule sets know, with their types.
func TestFactsAreThoseOfRuleSets(t *testing.T) {
	types := map[criteria.Kind]string{}
	for name, kind := range kinds {
		types[kind] = name
	}
	for _, f := range leadFacts {
		rs := &qualify.RuleSet{Name: "x", Facts: map[string]qualify.Fact{f.path: {Type: types[f.kind]}}}
		if err := rs.Validate(); err != nil {
			t.Errorf("%s: %v", f.path, err)
		}
		if got := reads(rs, f.path+" != nil"); len(got) != 1 || got[0] != f.path {
			t.Errorf("%s != nil reads %v", f.path, got)
		}
		if f.get != nil && f.get(&qualify.Lead{}).known {
			t.Errorf("%s of no lead is known", f.path)
		}
	}
	// A lead with everything: each fact is asked for by the rules, and none of
	// those here is missing.
	lead := &qualify.Lead{
		ID: "1", Source: "a", Stage: "b", Owner: "c",
		Person: qualify.Person{Email: "a", Name: "a", Phone: "a", JobTitle: "a", Seniority: "a", Department: "a", Country: "a", Region: "a", City: "a", Consent: qualify.Known(true)},
		Company: qualify.Company{Name: "a", Domain: "a", Industry: "a", Employees: qualify.Number(1), AnnualRevenue: qualify.Number(1), Country: "a", Region: "a",
			Technologies: []string{}},
		Answers: qualify.Answers{Budget: qualify.Number(1), Authority: "a", Need: "a", TimelineDays: qualify.Number(1), CurrentVendor: "a", WantsContact: qualify.Known(false)},
	}
	for _, f := range leadFacts {
		if f.get != nil && f.kind != criteria.Time && !f.get(lead).known {
			t.Errorf("%s is not read", f.path)
		}
	}
}

func TestReads(t *testing.T) {
	rs := &qualify.RuleSet{
		Name:   "x",
		Facts:  map[string]qualify.Fact{"custom.a": {Type: "number"}, "custom.b": {Type: "bool"}},
		Define: map[string]string{"big": "custom.a > 3", "both": "big and custom.b"},
	}
	for text, want := range map[string][]string{
		"custom.a > 1":                 {"custom.a"},
		`custom["a"] > 1`:              {"custom.a"},
		"both":                         {"custom.a", "custom.b"},
		"source == 'custom.a'":         {"source"},
		"custom.a * 2":                 {"custom.a"}, // a number, as in compute
		"activities == 1":              nil,          // does not compile
		"":                             nil,
		"idle_days > created_days_ago": {"created_days_ago", "idle_days"},
	} {
		got := reads(rs, text)
		if len(got) != len(want) {
			t.Errorf("%s reads %v, want %v", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s reads %v, want %v", text, got, want)
			}
		}
	}
}
