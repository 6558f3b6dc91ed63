package qualify_test

import (
	"fmt"

	"github.com/leadqual/leadqual/qualify"
)

// A form for one rule checks its condition while it is typed.
func ExampleChecker() {
	rs := &qualify.RuleSet{Lists: map[string][]string{"rivals": {"rival.example"}}}
	c, _ := rs.NewChecker(nil)
	fmt.Println(c.Check("scoring.rules[0].when", "company.domain in lists.rivals"))
	fmt.Println(c.Check("scoring.rules[0].when", "company.employes > 5"))
	fmt.Println(c.Check("scoring.rules[0].each", "company.employees > 5"))
	// Output:
	//
	// scoring.rules[0].when: unknown name company.employes; did you mean company.employees? [unknown_name]
	//     company.employes > 5
	//     ^^^^^^^^^^^^^^^^
	// scoring.rules[0].each: an each text looks at one activity; put company.employees into a "when" beside it [type]
	//     company.employees > 5
	//     ^^^^^^^^^^^^^^^^^
}
