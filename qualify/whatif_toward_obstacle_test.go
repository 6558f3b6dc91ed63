package qualify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// Where there is no plan, it is said why: each rule set is one for which another
// reason holds.
func TestObstacles(t *testing.T) {
	const (
		fit    = `"icp": {"criteria": [{"id": "size", "when": "company.employees >= 50", "required": true}]}`
		both   = `"icp": {"criteria": [{"id": "size", "when": "company.employees >= 50", "required": true}, {"id": "sector", "when": "company.industry == 'software'", "required": true}]}`
		raise  = `, "hand_raise": [{"id": "demo", "when": "person.consent"}]`
		budget = `, "facts": {"answers.budget": {"actionable": true}}, "screening": [{"id": "poor", "when": "answers.budget == 0"}]`
	)
	yes := qualify.Known(true)
	sized := func(n float64) qualify.Company { return qualify.Company{Employees: qualify.Number(n)} }
	for name, c := range map[string]struct {
		rules string
		lead  qualify.Lead
		goal  qualify.Goal
		want  qualify.Obstacle
		ask   []string
	}{
		"a better status": {fit + raise, qualify.Lead{Company: sized(80), Person: qualify.Person{Consent: yes}}, qualify.Goal{Status: "mql"}, qualify.AsGoodAlready, nil},
		"a worse status":  {fit + raise, qualify.Lead{Company: sized(8), Person: qualify.Person{Consent: yes}}, qualify.Goal{Status: "mql"}, qualify.NothingActionable, nil},
		"a better band": {`"scoring": {"rules": [{"id": "a", "when": "company.employees >= 50", "points": 9}], "bands": [{"name": "1", "min": 5}, {"name": "2", "min": 0}]}`,
			qualify.Lead{Company: sized(80)}, qualify.Goal{Band: "2"}, qualify.AsGoodAlready, nil},
		"one answer does":    {fit, qualify.Lead{}, qualify.Goal{Quadrant: "good_fit_not_ready"}, qualify.AskingWouldDo, []string{"company.employees"}},
		"two are unknown":    {both, qualify.Lead{}, qualify.Goal{Quadrant: "good_fit_not_ready"}, qualify.FactsUnknown, []string{"company.employees", "company.industry"}},
		"nothing actionable": {fit, qualify.Lead{Company: sized(8)}, qualify.Goal{Quadrant: "good_fit_not_ready"}, qualify.NothingActionable, nil},
		"out of reach":       {fit + budget, qualify.Lead{Company: sized(8), Answers: qualify.Answers{Budget: qualify.Number(5)}}, qualify.Goal{Quadrant: "good_fit_not_ready"}, qualify.OutOfReach, nil},
	} {
		e, err := qualify.CompileJSON("r.json", []byte(`{"name": "r", `+c.rules+`}`), nil)
		if err != nil {
			t.Fatal(err)
		}
		c.lead.ID = "1"
		a, err := e.Toward(t.Context(), &c.lead, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), c.goal)
		if err != nil || len(a.Plans) > 0 || !a.Exact || a.Obstacle != c.want || !slices.Equal(a.Ask, c.ask) {
			t.Errorf("%s: %+v, %v; want %s %v", name, a, err, c.want, c.ask)
		}
	}
}
