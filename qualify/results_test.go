package qualify_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// routedBy is a rule set with every part and one route for either team, which is
// taken where the condition is met.
func routedBy(when, policy string) string {
	return `{"name": "r", "when_unknown": "` + policy + `", "define": {"hot": "score.points >= 40"},
	"screening": [{"id": "gone", "when": "stage == 'customer'", "reason": "gone"}],
	"icp": {"criteria": [{"id": "size", "when": "company.employees >= 100", "required": true}, {"id": "region", "when": "person.region == 'EMEA'"}], "good_at": 0.5,
		"grades": [{"name": "A", "min": 1}, {"name": "B", "min": 0.5}]},
	"bant": {"budget": {"when": "answers.budget >= 1000"}},
	"checklists": [{"id": "champ", "items": [{"id": "a", "when": "answers.need != 'none'"}]}],
	"scoring": {"groups": [{"id": "web", "max": 20}], "ready_at": 50, "bands": [{"name": "1", "min": 50}, {"name": "2", "min": 10}],
		"rules": [{"id": "site", "group": "web", "when": "company.domain == 'x.example'", "points": 30}, {"id": "need", "when": "answers.need == 'clear'", "points": 30}]},
	"hand_raise": [{"id": "asked", "when": "answers.wants_contact"}],
	"routes": [{"id": "yes", "when": "` + when + `", "team": "sales", "owners": [{"id": "ana"}]}, {"id": "yes2", "when": "` + when + `", "team": "marketing", "owners": [{"id": "bo"}]}]}`
}

// Routes go by what was decided, unknown where the decision leaves it open.
func TestResultsInRoutes(t *testing.T) {
	const (
		best    = `{"id": "L", "company": {"employees": 500, "domain": "x.example"}, "person": {"region": "EMEA"}, "answers": {"need": "clear", "budget": 2000}}`
		raised  = `{"id": "L", "company": {"employees": 5, "domain": "y.example"}, "person": {"region": "EMEA"}, "answers": {"need": "vague", "budget": 2, "wants_contact": true}}`
		nowhere = `{"id": "L", "company": {"employees": 500, "domain": "y.example"}, "person": {"region": "APAC"}, "answers": {"need": "none", "budget": 2}}`
		regions = `{"id": "L", "company": {"employees": 500, "domain": "x.example"}, "answers": {"need": "clear"}}`
		empty   = `{"id": "L"}`
	)
	const open, unmet = "open", "unmet"
	for _, c := range []struct {
		lead, policy, when string
		met                bool
	}{
		{best, open, "status == 'mql' and quadrant == 'good_fit_ready'", true},
		{best, open, "cell == 'A1' and fit.grade == 'A' and score.band == '1'", true},
		{best, open, "fit.verdict == 'good' and readiness.verdict == 'ready'", true},
		{best, open, "score.points == 50 and score.groups.web == 20 and fit.share == 1", true},
		{best, open, "bant.verdict == 'qualified' and checklists.champ.verdict == 'qualified'", true},
		{best, open, "hot and not hand_raised", true},
		{best, open, "score.points > 50", false},
		{raised, open, "hand_raised and fit.verdict == 'poor' and status == 'research'", true},
		{raised, open, "cell == '' and fit.grade == '' and score.band == ''", true}, // the required criterion is unmet, no band is reached
		{raised, open, "bant.verdict == 'unqualified'", true},
		{nowhere, open, "score.band == '' and cell == '' and fit.grade == 'B'", true},
		{regions, open, "fit.grade == nil and cell == nil and fit.share == nil", true},
		{regions, open, "fit.grade in ['A', 'B'] or fit.grade == ''", false},
		{regions, open, "fit.verdict == 'good' and bant.verdict == nil", true},
		{empty, open, "score.points == nil and score.groups.web == nil and score.band == nil and cell == nil", true},
		{empty, open, "quadrant == 'undetermined' and status == 'nurture' and not hand_raised", true},
		{empty, open, "readiness.verdict == nil and fit.verdict == nil", true},
		{empty, open, "readiness.verdict == 'not_ready' or fit.verdict == 'poor'", false},
		{empty, unmet, "quadrant == 'poor_fit_not_ready' and status == 'nurture'", true}, // as counted
		{empty, unmet, "readiness.verdict == nil and fit.verdict == nil and cell == nil", true},
	} {
		e, err := qualify.CompileJSON("r.json", []byte(routedBy(c.when, c.policy)), nil)
		if err != nil {
			t.Fatalf("%s: %v", c.when, err)
		}
		lead, err := qualify.ParseLead("lead.json", []byte(c.lead))
		if err != nil {
			t.Fatal(err)
		}
		d := e.Decide(lead, casesAsOf)
		if got := strings.HasPrefix(d.Owner.Route, "yes"); got != c.met {
			t.Errorf("%s of %s, %s: route %q, cell %q, status %s", c.when, c.lead, c.policy, d.Owner.Route, d.Cell, d.Status)
		}
		for _, q := range d.Ask {
			if strings.HasPrefix(q.Path, "score") || strings.HasPrefix(q.Path, "fit") || q.Path == "cell" {
				t.Errorf("%s: %s is asked for", c.when, q.Path)
			}
		}
	}
}

// A fact that only a route with results names is asked for, though all else is
// known.
func TestFactsBesideResultsAreAskedFor(t *testing.T) {
	e, err := qualify.CompileJSON("r.json", []byte(routedBy("score.points < 10 and person.city == 'Bergen'", "open")), nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := qualify.Lead{ID: "L", Company: qualify.Company{Employees: qualify.Number(5), Domain: "y.example"}, Person: qualify.Person{Region: "APAC"}}
	lead.Answers.Need, lead.Answers.Budget, lead.Answers.WantsContact = "none", qualify.Number(3), qualify.Known(false)
	want := []qualify.Question{{Path: "person.city", For: []string{"routes.yes2"}, Decisive: true}}
	if d := e.Decide(&lead, casesAsOf); cmp.Diff(want, d.Ask) != "" {
		t.Error(cmp.Diff(want, d.Ask))
	}
}

// Editors are offered the results that there are, and no others.
func TestAllResults(t *testing.T) {
	paths := func(text string) (out []string) {
		e, err := qualify.CompileJSON("r.json", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range e.Describe().Results {
			out = append(out, r.Path)
		}
		return out
	}
	everything := strings.Fields("status quadrant cell fit.verdict fit.grade fit.share score.points score.band readiness.verdict hand_raised bant.verdict score.groups.web checklists.champ.verdict")
	if diff := cmp.Diff(everything, paths(routedBy("hot", "open"))); diff != "" {
		t.Error(diff)
	}
	few := strings.Fields("status quadrant fit.verdict fit.share readiness.verdict hand_raised")
	if diff := cmp.Diff(few, paths(`{"name": "r", "screening": [{"id": "s", "when": "hand_raised2", "reason": "x"}], "define": {"hand_raised2": "answers.wants_contact"}}`)); diff != "" {
		t.Error(diff)
	}
}
