package lint_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/leadqual/leadqual/scoring"
)

func points(p int) *scoring.Points { return new(scoring.Points(p)) }

// large is a rule set of n scoring rules of all forms, with thresholds and
// words of their own, and some of everything else.
func large(n int) *qualify.RuleSet {
	rs := &qualify.RuleSet{Name: "large", Scoring: &scoring.Model{ReadyAt: points(50), Groups: []scoring.Group{{ID: "a", Max: points(1000)}}}}
	for i := range n {
		r := scoring.Rule{ID: fmt.Sprint("r", i), Points: points(1 + i%7)}
		if i%3 == 0 {
			r.Group = "a"
		}
		switch i % 8 {
		case 0:
			r.When = fmt.Sprintf("company.employees >= %d", i)
		case 1:
			r.When = fmt.Sprintf("company.industry in ['a%d', 'b%d', 'c%d'] and company.employees < %d", i, i%50, i%9, 10*i+1)
		case 2:
			r.When = fmt.Sprintf("has_word(person.job_title, 'w%d', 'v%d') or person.seniority == 's%d'", i, i%100, i)
		case 3:
			r.Each, r.Limit, r.WithinDays = fmt.Sprintf(".type == 't%d' and .url contains '/p%d'", i%40, i), 3, scoring.Days(90)
		case 4:
			r.When = fmt.Sprintf("count(activities, .type == 't%d' and .days_ago <= %d) >= %d", i%40, 10+i%300, 1+i%5)
		case 5:
			r.Points = nil
			r.Tiers = []scoring.Tier{
				{When: fmt.Sprintf("company.annual_revenue >= %d", 2*i), Points: scoring.Points(20)},
				{When: fmt.Sprintf("company.annual_revenue >= %d", i), Points: scoring.Points(10)},
			}
		case 6:
			r.When = fmt.Sprintf("not (person.email endsWith '@c%d.example' or company.domain startsWith 'c%d.')", i, i)
		case 7:
			r.When = fmt.Sprintf("(company.country == 'c%d' or person.region == 'r%d') and (source == 's%d' or idle_days < %d) and owner != 'x%d'", i%200, i%20, i, i, i)
		}
		rs.Scoring.Rules = append(rs.Scoring.Rules, r)
	}
	for i := range 300 {
		rs.Screening = append(rs.Screening, qualify.Step{ID: fmt.Sprint("s", i), When: fmt.Sprintf("company.domain == 'rival%d.example'", i), Reason: "rival"})
		rs.Routes = append(rs.Routes, matrix.Route{ID: fmt.Sprint("r", i), Team: "sales", Roster: "inside", When: fmt.Sprintf("person.country == 'c%d'", i)})
	}
	rs.ICP = &icp.Profile{GoodAt: new(icp.Share(0.3))}
	for i := range 100 {
		rs.ICP.Criteria = append(rs.ICP.Criteria, icp.Criterion{ID: fmt.Sprint("c", i), When: fmt.Sprintf("company.industry != 'x%d' and person.city != 'y%d'", i, i)})
	}
	return rs
}

// Seconds, not minutes, and memory that does not grow with pairs of rules.
func TestFourThousandRules(t *testing.T) {
	n := testkit.Amount(400, 4000, 4000)
	rs := large(n)
	rs.Scoring.Rules[n-1].When = "company.employees > 10 and company.employees < 5"
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	findings, err := lint.Check(t.Context(), rs, nil)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	allocated, held := after.TotalAlloc-before.TotalAlloc, after.HeapAlloc-min(after.HeapAlloc, before.HeapAlloc)
	t.Logf("%d findings in %v, %d MB allocated, of which %d MB were not yet collected", len(findings), took, allocated>>20, held>>20)
	if took > time.Minute {
		t.Errorf("it took %v", took)
	}
	if allocated > 1<<30 {
		t.Errorf("%d MB allocated", allocated>>20)
	}
	// It still looks closely: the mistake among thousands of rules is found.
	found := false
	for _, f := range findings {
		found = found || f.Code == lint.CodeNeverMet && f.Path == fmt.Sprintf("scoring.rules[%d].when", n-1)
	}
	if !found {
		t.Error("the mistake in the last rule is not found")
	}
}

// Conditions that would have more cases than there are atoms are left alone.
func TestHostileConditions(t *testing.T) {
	var and, deep []string
	for i := range testkit.Amount(30, 60, 60) {
		and = append(and, fmt.Sprintf("(custom.a%d == 1 or custom.b%d == 2 or count(activities, .value > %d) >= %d)", i, i, i, i))
		deep = append(deep, fmt.Sprintf("custom.a%d > %d ? custom.b%d < 5 : not (", i, i, i))
	}
	rs := &qualify.RuleSet{Name: "hostile", Facts: map[string]qualify.Fact{}}
	for i := range 60 {
		for _, name := range []string{"a", "b"} {
			rs.Facts[fmt.Sprintf("custom.%s%d", name, i)] = qualify.Fact{Type: "number"}
		}
	}
	text := strings.Join(and, " and ")
	rs.Screening = []qualify.Step{
		{ID: "and", When: text, Reason: "a"},
		{ID: "not", When: "not (" + text + ") and (" + strings.Join(and[:20], ") or (") + ")", Reason: "a"},
		{ID: "deep", When: strings.Join(deep, "") + "true" + strings.Repeat(")", len(deep)), Reason: "a"},
	}
	for i := range 20 {
		rs.Screening = append(rs.Screening, qualify.Step{ID: fmt.Sprint("n", i), When: strings.Join(and[i%(len(and)-10):], " and ") + fmt.Sprintf(" and owner == 'x%d'", i), Reason: "a"})
	}
	start := time.Now()
	if _, err := lint.Check(t.Context(), rs, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := lint.Verdicts(t.Context(), rs, &lint.Options{Steps: 50_000}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %v", took)
	} else {
		t.Logf("it took %v", took)
	}
}

func BenchmarkCheck(b *testing.B) {
	rs := large(4000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lint.Check(b.Context(), rs, nil); err != nil {
			b.Fatal(err)
		}
	}
}
