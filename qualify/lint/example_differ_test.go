package lint_test

import (
	"context"
	"fmt"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A colleague has put the rules in another order and written a condition in
// another way. Does that change anything, for any lead?
func ExampleDiffer() {
	rules := func(when string) *qualify.RuleSet {
		return &qualify.RuleSet{Name: "demo", HandRaise: []qualify.Raise{{ID: "asked", When: when}}}
	}
	old := rules("answers.wants_contact and source in ['webinar', 'fair']")
	tidied := rules("not (source not in ['fair', 'webinar'] or not answers.wants_contact)")
	d, err := lint.Differ(context.Background(), old, tidied, nil)
	fmt.Print(d.String(), err, "\n\n")

	wider := rules("answers.wants_contact and source in ['webinar', 'fair', 'referral']")
	d, err = lint.Differ(context.Background(), old, wider, nil)
	fmt.Print(d.String(), err, "\n")
	// Output:
	// No lead is decided differently.
	// <nil>
	//
	// This lead is decided differently as of 2026-01-15T12:00:00Z:
	//   {"id":"L-1","answers":{"wants_contact":true},"source":"referral"}
	//              old                 new
	// * status     nurture             sql
	// * quadrant   good_fit_not_ready  good_fit_ready
	//   fit        good                good
	// * readiness  not_ready           ready
	// * team       marketing           sales
	// * action     nurture             call
	//   points     0                   0
	// Parts that the other rule set may lack:
	//   old hand_raise[0]: answers.wants_contact and source in ['webinar', 'fair']
	//   new hand_raise[0]: answers.wants_contact and source in ['webinar', 'fair', 'referral']
	// <nil>
}
