package lint_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/leadqual/leadqual/qualify/lint"
)

// CheckFile is Check for the text of a file: findings have lines and columns.
func ExampleCheckFile() {
	findings, err := lint.CheckFile(context.Background(), "rules.json", []byte(`{
  "name": "school",
  "icp": {"criteria": [
    {"id": "size", "when": "company.employees > 50 and company.employees < 10"}
  ]}
}`), nil)
	if err != nil {
		fmt.Println(err) // mistakes, as qualify.CompileJSON gives them
		return
	}
	for _, f := range findings {
		fmt.Println(f.String())
	}
	// Output:
	// rules.json:4:28: error: icp.criteria[0].when: no lead can meet this; mend it, or leave it out [never_met]
}

// CheckLoaded is Check for a rule set of several files: a finding stands in the
// file that says what is found.
func ExampleCheckLoaded() {
	findings, err := lint.CheckLoaded(context.Background(), fstest.MapFS{
		"base.json": {Data: []byte(`{"scoring": {"rules": [{"id": "visit", "when": "any(activities, .type == 'visit')", "points": 10}]}}`)},
		"dach.json": {Data: []byte(`{"name": "dach", "extends": "base.json", "scoring": {"ready_at": 20}}`)},
	}, "dach.json", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f.String())
	}
	// Output:
	// dach.json:1:66: error: scoring.ready_at: the score is ready at 20 points and can never have more than 10, so that no score makes a lead ready; lower "ready_at", or give more points [threshold_unreachable]
}
