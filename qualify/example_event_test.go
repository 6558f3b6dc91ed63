package qualify_test

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A host keeps the engine where all its goroutines find it, and decides a lead
// whenever something happens to it.
func Example_event() {
	const rules = `{
		"name": "school", "version": "1",
		"icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}]},
		"scoring": {
			"rules": [{"id": "pricing", "each": ".type == 'page_view' and .url contains '/pricing'", "points": 10, "limit": 3}],
			"ready_at": 20
		},
		"hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request' and .days_ago <= 30)"}]
	}`
	var current atomic.Pointer[qualify.Engine] // stored again whenever the rules change
	engine, err := qualify.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	current.Store(engine)

	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lead := qualify.Lead{
		ID:      "L-1",
		Company: qualify.Company{Employees: qualify.Number(320)},
		Activities: []qualify.Activity{
			{Type: "page_view", URL: "/pricing", At: now.Add(-48 * time.Hour)},
		},
	}
	onEvent := func(a qualify.Activity) {
		lead.Activities = append(lead.Activities, a)
		d := current.Load().Decide(&lead, a.At)
		fmt.Printf("%s: %s, %s should %s (%v points)\n", a.Type, d.Status, d.Owner.Team, d.Owner.Action, d.Score.Points)
	}
	onEvent(qualify.Activity{Type: "email_open", At: now})
	onEvent(qualify.Activity{Type: "page_view", URL: "/pricing/team", At: now.Add(time.Hour)})
	onEvent(qualify.Activity{Type: "demo_request", At: now.Add(2 * time.Hour)})
	// Output:
	// email_open: nurture, marketing should nurture (10 points)
	// page_view: mql, sales should call (20 points)
	// demo_request: sql, sales should call (20 points)
}
