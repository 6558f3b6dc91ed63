package explain_test

import (
	"fmt"
	"log"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

func ExampleExplainer_Explain() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{
	  "name": "school",
	  "facts": {"answers.budget": {"ask": "What may it cost?"}},
	  "icp": {"criteria": [{"id": "size", "name": "50 to 5,000 people", "when": "company.employees in 50..5000"}]},
	  "scoring": {
	    "rules": [
	      {"id": "visits", "name": "visits of this month", "each": ".type == 'page_view'", "points": 5, "limit": 4, "within_days": 30},
	      {"id": "budget", "name": "has the money", "when": "answers.budget >= 25000", "points": 30}
	    ],
	    "ready_at": 40
	  }
	}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	explainer := explain.New(engine) // once for each engine
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lead := qualify.Lead{ID: "L-1", Company: qualify.Company{Employees: qualify.Number(320)}}
	for i := range 2 {
		lead.Activities = append(lead.Activities, qualify.Activity{Type: "page_view", At: asOf.AddDate(0, 0, -i-1)})
	}
	d := engine.Decide(&lead, asOf)
	fmt.Print(explainer.Explain(&d, nil))
	fmt.Println()
	fmt.Print(explainer.Explain(&d, &explain.Options{Full: true, Name: "Mia Berg", Values: lead.Values()}))
	// Output:
	// L-1: nurture; readiness unknown.
	// Why: Good fit: meets 100% of the profile, needs 100%. Readiness is unknown: score between 10 and 40, needs 40. Most points: visits of this month +10.
	// Next: Marketing: find out what is missing. The answer can change this: What may it cost?
	//
	// Mia Berg (L-1): nurture; readiness unknown.
	// Why: Good fit: meets 100% of the profile, needs 100%. Readiness is unknown: score between 10 and 40, needs 40. Most points: visits of this month +10.
	// Next: Marketing: find out what is missing. The answer can change this: What may it cost?
	//
	// Fit
	// - Good fit: meets 100% of the profile, needs 100%.
	// - yes: 50 to 5,000 people (weight 1) [number of employees: 320]
	//
	// Readiness
	// - Readiness is unknown: score between 10 and 40, needs 40.
	//
	// Score
	// - +10 visits of this month (counted: 2; at most 4; not older than 30 days)
	// - +0 (+0 to +30) has the money, unknown
	// - 10 (10 to 40) in all
	//
	// What is unknown
	// - What may it cost? This settles “has the money” and can change the decision.
	//
	// Decided by school as of 2026-11-22 09:00 UTC.
}

// Another language is a table of sentences; Check says what is missing in it.
func ExampleWords_Check() {
	words := explain.English()
	words.Why = "Warum"
	words.Next = ""
	words.NextTeam = "{team}: {aktion}."
	fmt.Println(words.Check())
	// Output:
	// Next is missing
	// NextTeam has no part {aktion}; its parts are team, action
}
