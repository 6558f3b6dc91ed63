package qualify_test

import (
	"fmt"
	"log"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// Every mistake of a lead comes at once, with its place.
func ExampleParseLead() {
	_, err := qualify.ParseLead("lead.json", []byte(`{
  "id": "L-1",
  "compny": {"domain": "shore.example"},
  "created_at": "22.11.2026",
  "answers": {"budget": "30000"}
}`))
	fmt.Println(err)
	// Output:
	// lead.json:3:3: compny: unknown key "compny": did you mean "company"? [unknown_key]
	// lead.json:4:17: created_at: want time like "2006-01-02T15:04:05Z", have "22.11.2026" [bad_value]
	// lead.json:5:25: answers.budget: want number, have string [bad_value]
}

// A host that knows facts by their names only, such as from a form, sets them
// one by one.
func ExampleLead_Set() {
	var lead qualify.Lead
	for _, answer := range []struct {
		path  string
		value any
	}{
		{"company.employees", 320},
		{"seen.company.employees.at", "2026-11-20T00:00:00Z"},
		{"custom.plan", "team"},
		{"answers.budgt", 30000},
	} {
		if err := lead.Set(answer.path, answer.value); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(lead.Company.Employees.Or(0), lead.Custom["plan"], lead.Seen["company.employees"].At.Format(time.DateOnly))
	// Output:
	// answers.budgt: not the name of a lead's field; did you mean answers.budget?
	// 320 team 2026-11-20
}

// What is not known comes as nil, whatever its kind.
func ExampleLead_Get() {
	lead := qualify.Lead{Company: qualify.Company{Employees: qualify.Known(320.0)}}
	for _, path := range []string{"company.employees", "person.job_title", "company.size"} {
		value, err := lead.Get(path)
		fmt.Println(value, err)
	}
	// Output:
	// 320 <nil>
	// <nil> <nil>
	// <nil> company.size: not the name of a lead's field; what a lead has no field for is custom.company_size
}

// A patch changes what it names, by ids, and leaves the rest.
func ExampleOverlay() {
	base := exampleEngine().RuleSet()
	rules, err := qualify.Overlay(base, []byte(`{
	  "scoring": {"ready_at": 30, "rules": [{"id": "visits", "drop": true}, {"id": "budget", "points": 35}]}
	}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, rule := range rules.Scoring.Rules {
		fmt.Println(rule.ID, *rule.Points, "of", *rules.Scoring.ReadyAt)
	}
	// Output: budget 35 of 30
}
