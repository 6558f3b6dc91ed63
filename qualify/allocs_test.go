package qualify_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// manyRules makes a rule set of n rules of all forms that all differ.
func manyRules(n int) *qualify.RuleSet {
	rs := &qualify.RuleSet{
		Name: "many",
		Facts: map[string]qualify.Fact{
			"custom.seats": {Type: "number", Ask: "How many?"}, "custom.plan": {Type: "string", Enum: []string{"free", "team"}},
			"custom.tags": {Type: "strings"}, "custom.since": {Type: "time"},
		},
		ICP: &icp.Profile{GoodAt: new(icp.Share(0.5)), Criteria: []icp.Criterion{
			{ID: "size", When: "company.employees in 50..5000"},
			{ID: "rest", When: "custom.seats / answers.budget > 1 or custom.plan == 'team' or custom.since < now"},
		}},
		Scoring: &scoring.Model{ReadyAt: new(scoring.Points(100)), Bands: []scoring.Band{{Name: "1", Min: scoring.Points(50)}, {Name: "2"}}},
		Routes:  []matrix.Route{{ID: "all", Team: matrix.Marketing, Owners: []matrix.Candidate{{ID: "ana"}, {ID: "bo"}}}},
	}
	whens := []string{
		"company.employees >= %d", "answers.budget < %d and source == 'web'", "count(activities, .type == 'call' and .days_ago <= 30) >= %d",
		"company.industry in ['a', 'b%d']", "person.job_title contains 'Head%d'", "person.job_title matches '(?i)^(vp|head%d)\\\\b'",
		"'x%d' in custom.tags", "custom.seats + %d > answers.timeline_days", "any(activities, .value >= %d)", "lower(person.name) == 'ann%d'",
	}
	for i := range n {
		r := scoring.Rule{ID: fmt.Sprintf("r%d", i)}
		switch k := i / 10; {
		case i%20 == 18:
			r.Each, r.Points, r.Limit, r.PerDays = fmt.Sprintf(".type == 'call' and .value >= %d", k), new(scoring.Points(1)), 3, scoring.Days(7)
		case i%20 == 19:
			r.Compute, r.Min, r.Max = fmt.Sprintf("company.employees / %d", k+1), new(scoring.Points(0)), new(scoring.Points(10))
		default:
			r.When, r.Points = fmt.Sprintf(whens[i%10], k), new(scoring.Points(1))
		}
		rs.Scoring.Rules = append(rs.Scoring.Rules, r)
	}
	return rs
}

// awkwardLeads are known well, hardly known, and full of issues.
func awkwardLeads() []qualify.Lead {
	var calls []qualify.Activity
	for i := range 20 {
		calls = append(calls, qualify.Activity{Type: "call", At: generate.AsOf.Add(-time.Duration(i) * 36 * time.Hour), Value: float64(i)})
	}
	known := qualify.Lead{
		ID: "L-1", Source: "web", Activities: calls,
		Person:  qualify.Person{JobTitle: "VP Sales", Name: "Ann1"},
		Company: qualify.Company{Employees: qualify.Number(320), Industry: "a"},
		Answers: qualify.Answers{Budget: qualify.Number(30000), TimelineDays: qualify.Number(60)},
		Custom:  map[string]any{"seats": 12, "plan": "team", "tags": []any{"x1", "x2"}, "since": "2026-01-01T00:00:00Z"},
	}
	faulty := known
	faulty.ID = ""
	faulty.Company.Employees = qualify.Number(math.NaN())
	faulty.Answers.Budget = qualify.Number(0)
	faulty.Custom = map[string]any{"seats": "many", "plan": "gold", "tags": []any{"x1", 2}, "since": true}
	faulty.Activities = append([]qualify.Activity{{Type: "call"}, {At: generate.AsOf}}, calls...)
	odd := known
	odd.Activities = append([]qualify.Activity{{Type: "call", At: generate.AsOf, Value: math.Inf(1)}}, calls...)
	return []qualify.Lead{known, {ID: "L-2"}, faulty, odd, {ID: "L-3", Activities: calls}}
}

func TestDeciderAllocatesNothing(t *testing.T) {
	if raced {
		t.Skip("the race detector makes regexp's pools allocate")
	}
	sizes := []int{40, 400, 4000}
	if testing.Short() {
		sizes = sizes[:2]
	}
	for _, n := range sizes {
		e, err := qualify.Compile(manyRules(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		d := e.NewDecider()
		for i, lead := range awkwardLeads() {
			var decision *qualify.Decision
			for range 10 { // until every list has the length that it needs
				decision = d.Decide(&lead, generate.AsOf)
			}
			if i == 2 && len(decision.Issues) < 7 {
				t.Errorf("%d rules: only %d issues: %v", n, len(decision.Issues), decision.Issues)
			}
			if allocs := testing.AllocsPerRun(5, func() { d.Decide(&lead, generate.AsOf) }); allocs > 0 {
				t.Errorf("%d rules, lead %d: %v allocations", n, i, allocs)
			}
			buffer := decision.AppendJSON(nil)
			if allocs := testing.AllocsPerRun(5, func() { buffer = decision.AppendJSON(buffer[:0]) }); allocs > 0 {
				t.Errorf("%d rules, lead %d: AppendJSON: %v allocations", n, i, allocs)
			}
		}
	}
}
