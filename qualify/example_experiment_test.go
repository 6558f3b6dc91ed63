package qualify_test

import (
	"fmt"
	"log"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A tenth of the leads that fit and are not ready are called all the same. What becomes
// of them says, later, what the calls are worth.
func ExampleRuleSet_experiments() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{
		"name": "early calls",
		"icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]},
		"scoring": {"rules": [{"id": "visits", "each": ".type == 'page_view'", "points": 1}], "ready_at": 5},
		"experiments": [{"id": "q1", "salt": "2027-q1", "when": "quadrant == 'good_fit_not_ready'", "arms": [
			{"id": "call", "share": 0.1, "team": "sales", "action": "call"},
			{"id": "hold", "share": 0.9}
		]}]
	}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range []string{"L-1", "L-3"} {
		lead := qualify.Lead{ID: id, Company: qualify.Company{Employees: qualify.Number(200)}}
		d := engine.Decide(&lead, time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC))
		fmt.Println(id, d.Quadrant, d.Status, d.Owner.Team, d.Owner.Action, d.Experiment.Arm, d.Experiment.Propensity)
	}
	// Output:
	// L-1 good_fit_not_ready nurture marketing nurture hold 0.9
	// L-3 good_fit_not_ready nurture sales call call 0.1
}
