package qualify_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

// A criterion or rule of which a tier is met is of unknown worth while a tier
// before it is unknown: the fact behind that one is asked for, and only that.
func TestTiersBeforeTheMetOneAreAskedFor(t *testing.T) {
	e := compiled(t, `{
	  "name": "tiers",
	  "icp": {"good_at": 0.5, "criteria": [{"id": "size", "tiers": [
	    {"when": "company.employees >= 1000", "share": 1}, {"when": "company.annual_revenue >= 0", "share": 0.3}, {"when": "source == 'x'", "share": 0.2}]}]},
	  "scoring": {"ready_at": 10, "rules": [
	    {"id": "role", "tiers": [{"when": "person.seniority == 'vp'", "points": 20}, {"when": "person.consent", "points": 5}, {"when": "owner == 'x'", "points": 1}]},
	    {"id": "same", "tiers": [{"when": "person.department == 'it'", "points": 2}, {"when": "person.consent", "points": 2}]}]}
	}`)
	lead := &qualify.Lead{ID: "1"}
	lead.Company.AnnualRevenue = qualify.Number(1)
	lead.Person.Consent = qualify.Known(true)
	d := e.Decide(lead, generate.AsOf)
	if d.Fit.Verdict != icp.Undecided || d.Readiness.Verdict != qualify.ReadinessUnknown || d.Certain {
		t.Fatalf("%v, %v, certain is %v", d.Fit, d.Readiness, d.Certain)
	}
	want := []qualify.Question{
		{Path: "person.seniority", For: []string{"scoring.role"}, Decisive: true},
		{Path: "company.employees", For: []string{"icp.size"}},
	}
	if diff := cmp.Diff(want, d.Ask); diff != "" {
		t.Error(diff)
	}
	if text := explain.New(e).Explain(&d, nil); !strings.Contains(text, "depends on “size”") {
		t.Errorf("the explanation does not say what the fit depends on:\n%s", text)
	}
	for _, r := range rankedBy(t, e, lead, generate.AsOf) {
		if !r.Together {
			t.Errorf("%s is said never to change the decision", r.Path)
		}
	}
}
