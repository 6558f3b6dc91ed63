package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// The summary of decide, an audit and a comparison count the same leads by
// quadrant: those that screening left.
func TestQuadrantsAgree(t *testing.T) {
	e, err := qualify.CompileJSON("r.json", []byte(`{"name": "r",
  "screening": [{"id": "student", "when": "source == 'campus'"}],
  "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s, a, c := newSummary(e, asOf), audit.New(e.RuleSet()), &audit.Comparison{}
	for i := range 30 {
		lead := qualify.Lead{ID: fmt.Sprint(i), Source: []string{"campus", "web"}[i%2]}
		if i%3 > 0 {
			lead.Company.Employees = qualify.Number(float64(i % 3 * 30))
		}
		d := e.Decide(&lead, asOf)
		var counted counted
		counted.of(&d)
		s.add(&counted)
		a.Add(&d, audit.Outcome{})
		c.Add(&d, &d)
	}
	quadrants := tally(s, func(c *counted) matrix.Quadrant { return c.quadrant })
	screened := quadrants[""]
	if screened != 15 || a.Remaining.Leads != 15 {
		t.Errorf("%d removed, %d left", screened, a.Remaining.Leads)
	}
	moves := map[string]int{}
	for _, m := range c.Quadrants.Entries {
		moves[m.Value.From] = m.Value.Leads
	}
	tallies := map[string]int{}
	for _, q := range a.Quadrants.Entries {
		tallies[q.Name] = q.Value.Leads
	}
	for _, q := range []matrix.Quadrant{matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined} {
		if n := quadrants[q]; moves[string(q)] != n || tallies[string(q)] != n {
			t.Errorf("%s: decide counts %d, audit %d, diff %d", q, n, tallies[string(q)], moves[string(q)])
		}
	}
	if moves[audit.RemovedByScreening] != screened {
		t.Errorf("diff counts %d removed, decide %d", moves[audit.RemovedByScreening], screened)
	}
}

// A table says of what it is that nothing is known.
func TestReasonUnknown(t *testing.T) {
	d := &qualify.Decision{}
	d.Fit.Verdict = icp.Undecided
	d.Readiness.Verdict = qualify.ReadinessUnknown
	if have := reason(d); have != "fit unknown, readiness unknown" {
		t.Error(have)
	}
}
