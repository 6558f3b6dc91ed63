package icp_test

import (
	"fmt"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify/truth"
)

func ExampleProfile_Judge() {
	profile := icp.Profile{
		Criteria: []icp.Criterion{
			{ID: "size", When: "company.employees in 50..5000", Weight: new(icp.Weight(3))},
			{ID: "industry", When: "company.industry == 'education'", Weight: new(icp.Weight(2))},
			{ID: "title", Tiers: []icp.Tier{
				{When: "has_word(person.job_title, 'vp')"},
				{When: "has_word(person.job_title, 'director')", Share: new(icp.Share(0.5))},
			}},
		},
		GoodAt: new(icp.Share(0.6)),
	}
	var fit icp.Fit

	// The size is right, the industry unknown, and the title is director.
	profile.Judge([]truth.Truth{truth.Met, truth.Unknown, truth.Unmet, truth.Met}, &fit)
	fmt.Printf("%s: %.3f to %.3f\n", fit.Verdict, fit.Low, fit.High)

	// It turns out to be education.
	profile.Judge([]truth.Truth{truth.Met, truth.Met, truth.Unmet, truth.Met}, &fit)
	fmt.Printf("%s: %.3f to %.3f\n", fit.Verdict, fit.Low, fit.High)
	for _, c := range fit.Criteria {
		fmt.Printf("  %s %s: %v of its weight of %v\n", c.ID, c.Outcome, c.Share, c.Weight)
	}
	// Output:
	// unknown: 0.583 to 0.917
	// good: 0.917 to 0.917
	//   size met: 1 of its weight of 3
	//   industry met: 1 of its weight of 2
	//   title met: 0.5 of its weight of 1
}
