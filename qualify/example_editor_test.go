package qualify_test

import (
	"errors"
	"fmt"

	"github.com/leadqual/leadqual/qualify"
)

// An editor for rule sets marks every mistake while its user types.
func Example_editor() {
	const typed = `{
  "name": "school",
  "screening": [
    {"id": "competitor", "when": "company.domain in lists.rivals"}
  ],
  "icp": {
    "criteria": [
      {"id": "size", "when": "company.employes in 50..5000", "weigth": 3}
    ]
  }
}`
	_, err := qualify.CompileJSON("", []byte(typed), nil)
	var mistakes qualify.Errors
	if !errors.As(err, &mistakes) {
		fmt.Println("no mistakes")
		return
	}
	for _, m := range mistakes {
		fmt.Printf("line %d, column %d, %s: %s\n", m.Line, m.Column, m.Code, m.Message)
		if m.Text != "" {
			fmt.Printf("    mark %q\n", m.Text[m.From:m.To])
		}
	}
	// Output:
	// line 4, column 53, unknown_name: unknown name lists.rivals; declare it under lists
	//     mark "lists.rivals"
	// line 8, column 31, unknown_name: unknown name company.employes; did you mean company.employees?
	//     mark "company.employes"
	// line 8, column 62, unknown_key: unknown key "weigth": did you mean "weight"?
}

// On a terminal, the error as text is enough.
func ExampleParse() {
	_, err := qualify.CompileJSON("rules.json", []byte(`{"name": "school", "hand_raise": [{"id": "asked", "when": "answers.wants_contact = true"}]}`), nil)
	fmt.Println(err)
	// Output:
	// rules.json:1:82: hand_raise[0].when: unexpected =; to compare, write == [syntax]
	//     answers.wants_contact = true
	//                           ^
}
