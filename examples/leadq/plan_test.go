package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

const planRules = `{
  "name": "plan",
  "icp": {"good_at": 1, "criteria": [
    {"id": "size", "name": "50 to 5,000 people", "when": "company.employees in 50..5000"},
    {"id": "industry", "when": "company.industry in ['software', 'education']"}]},
  "vendors": [
    {"id": "enrich", "name": "Enrich Ltd", "gives": ["company.employees", "company.industry"], "cost": 0.5, "hit": 0.9},
    {"id": "register", "gives": ["company.employees"], "cost": 0.05, "hit": 0.8}]
}`

func TestPlan(t *testing.T) {
	file := writeTemp(t, "rules.json", planRules)
	learned := writeTemp(t, "priors.json", strings.Replace(planRules, `"icp"`, `"facts": {"company.employees": {"prior": {"5": 9, "300": 1}}}, "icp"`, 1))
	leads := `{"id": "1"}
{"id": "2", "company": {"employees": 5}}
{"id": "3", "company": {"employees": 60}}
`
	stdout, stderr, status := leadq(t, leads, "plan", "-rules", file, "-as-of", smallAsOf, "-")
	if status != exitOK || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	testkit.Golden(t, "testdata/plan.golden", stdout)

	stdout, stderr, status = leadq(t, leads, "plan", "-rules", file, "-priors", learned, "-json", "-id", "1", "-as-of", smallAsOf, "-")
	var plan qualify.PurchasePlan
	if err := json.Unmarshal([]byte(stdout), &plan); err != nil || status != exitOK {
		t.Fatalf("status %d: %v\n%s%s", status, err, stdout, stderr)
	}
	if plan.Next != "register" || plan.Purchases[0].Settles != 0.72 || len(plan.Uniform) != 1 || !strings.Contains(stderr, "following the plans") {
		t.Errorf("%+v\n%s", plan, stderr)
	}
	if stdout, _, _ = leadq(t, leads, "plan", "-rules", file, "-missed", "register", "-as-of", smallAsOf, "-id", "1", "-"); !strings.Contains(stdout, "1: buy company.employees, company.industry from enrich for 0.5") {
		t.Errorf("register is asked again:\n%s", stdout)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"plan"}, exitUsage, "name the rule set"},
		{[]string{"plan", "-rules", file}, exitUsage, "name one file of leads"},
		{[]string{"plan", "-rules", "testdata/small.rules.json", "-"}, exitBad, `no "vendors"`},
		{[]string{"plan", "-rules", file, "-priors", "testdata/none.json", "-"}, exitBad, "open testdata/none.json"},
		{[]string{"plan", "-rules", file, "-missed", "registr", "-"}, exitBad, `no vendor "registr"; did you mean "register"`},
		{[]string{"plan", "-rules", file, "-id", "9", "-"}, exitBad, `no lead with the id "9"`},
	} {
		if _, stderr, status := leadq(t, leads, c.args...); status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, %s", c.args, status, stderr)
		}
	}
}
