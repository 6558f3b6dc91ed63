package lint_test

import (
	"context"
	"fmt"

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
