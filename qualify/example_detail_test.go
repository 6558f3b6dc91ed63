package qualify_test

import (
	"fmt"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func ExampleDetail() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{"name": "demo",
		"scoring": {"rules": [
			{"id": "size", "when": "company.employees >= 50", "points": 10},
			{"id": "budget", "when": "answers.budget > 0", "points": 5}
		], "ready_at": 15}}`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	decider := engine.NewDecider()
	lead := &qualify.Lead{ID: "L-1", Company: qualify.Company{Employees: qualify.Number(320)}}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, detail := range []qualify.Detail{qualify.Whole, qualify.NoQuestions, qualify.Brief} {
		decider.Detail = detail
		d := decider.Decide(lead, asOf)
		fmt.Printf("%v: %v, %v of %v points, %d rules, %d questions\n", d.Detail, d.Status, d.Score.Points, d.Score.High, len(d.Score.Rules), len(d.Ask))
	}
	// Output:
	// whole: nurture, 10 of 15 points, 2 rules, 1 questions
	// no_questions: nurture, 10 of 15 points, 2 rules, 0 questions
	// brief: nurture, 10 of 15 points, 0 rules, 0 questions
}
