package qualify_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// An integrator builds the profile of each customer in Go, from what a settings
// page offers, and stores it as JSON.
func Example_profile() {
	type settings struct {
		industries       []string
		fewest, most     int
		titles           []string
		strictness       float64 // share of the boxes that have to be ticked
		whoTakesPoorFits string
	}
	build := func(s settings) *qualify.RuleSet {
		title := "has_word(person.job_title"
		for _, t := range s.titles {
			title += fmt.Sprintf(", %q", t)
		}
		return &qualify.RuleSet{
			Name:  "customer 17",
			Lists: map[string][]string{"industries": s.industries},
			ICP: &icp.Profile{
				Criteria: []icp.Criterion{
					{ID: "industry", When: "company.industry in lists.industries", Required: true},
					{ID: "size", When: fmt.Sprintf("company.employees in %d..%d", s.fewest, s.most), Weight: new(icp.Weight(2))},
					{ID: "title", When: title + ")"},
				},
				GoodAt: new(icp.Share(s.strictness)),
			},
			HandRaise: []qualify.Raise{{ID: "asked", When: "answers.wants_contact"}},
			Readiness: qualify.HandRaiseOnly,
			Matrix:    matrix.Grid{matrix.CellPoorFitReady: {Team: s.whoTakesPoorFits}},
		}
	}
	rs := build(settings{
		industries: []string{"education"}, fewest: 50, most: 5000, titles: []string{"head", "director"},
		strictness: 0.75, whoTakesPoorFits: "partners",
	})
	if err := rs.Validate(); err != nil { // before it is stored
		fmt.Println(err)
		return
	}
	stored, err := json.Marshal(rs)
	if err != nil {
		fmt.Println(err)
		return
	}

	engine, err := qualify.CompileJSON("customer 17", stored, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	d := engine.Decide(&qualify.Lead{
		ID:      "L-1",
		Person:  qualify.Person{JobTitle: "Head of Teaching"},
		Company: qualify.Company{Industry: "education"},
		Answers: qualify.Answers{WantsContact: qualify.Known(true)},
	}, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	fmt.Printf("fit %s, %v to %v: %s should %s\n", d.Fit.Verdict, d.Fit.Low, d.Fit.High, d.Owner.Team, d.Owner.Action)
	for _, q := range d.Ask {
		fmt.Println("ask for", q.Path, "decisive:", q.Decisive)
	}
	// Output:
	// fit unknown, 0.5 to 1: sales should ask
	// ask for company.employees decisive: true
}
