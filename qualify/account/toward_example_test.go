package account_test

import (
	"context"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Three people who saw the demo make an account ready, once its buying group has a
// champion. One of its people has not seen it yet, and nobody is a champion.
func ExampleEngine_Toward() {
	engine, err := account.CompileJSON("accounts.json", []byte(`{
  "name": "groups",
  "roles": [{"id": "champion", "when": "source == 'referral'"}],
  "person": {},
  "account": {
    "checklists": [{"id": "group", "gate": true, "items": [{"id": "champion", "role": "champion"}]}],
    "scoring": {"ready_at": 10, "rules": [
      {"id": "demo", "when": "count(people, any(.activities, .type == 'demo' and .days_ago <= 30)) >= 3", "points": 10}
    ]}
  }
}`), nil)
	if err != nil {
		panic(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	demo := []qualify.Activity{{Type: "demo", At: asOf.AddDate(0, 0, -3)}}
	a := &account.Account{ID: "A-1", People: []qualify.Lead{
		{ID: "L-1", Source: "web", Activities: demo}, {ID: "L-2", Source: "fair", Activities: demo}, {ID: "L-3", Source: "web"},
	}}
	approach, err := engine.Toward(context.Background(), a, asOf, qualify.Goal{Status: matrix.StatusMQL})
	if err != nil {
		panic(err)
	}
	for _, plan := range approach.Plans {
		for _, step := range plan.Steps {
			if step.Role != "" {
				fmt.Printf("find %d %s\n", step.Times, step.Role)
			} else {
				fmt.Printf("%s: %d %s\n", step.Person, step.Times, step.Activity.Type)
			}
		}
		fmt.Println(plan.Status, plan.Meets)
	}
	// Output:
	// find 1 champion
	// L-3: 1 demo
	// mql [checklists.group.champion scoring.demo]
}
