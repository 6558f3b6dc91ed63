package edit_test

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/qualify/edit"
)

// An editor gives the text after each change, and asks at the place of the cursor.
func Example() {
	typed := `{
  "name": "school",
  "lists": {"rivals": ["rival.example"]},
  "define": {"senior": "person.seniority in ['vp', 'director']"},
  "icp": {"criteria": [
    {"id": "size", "when": "company.empl|"}
  ]}
}`
	offset := strings.Index(typed, "|")
	p := edit.New(nil)
	p.Set("rules.json", []byte(strings.Replace(typed, "|", "", 1)))

	for _, c := range p.Complete("rules.json", offset) {
		fmt.Println(c.Label, c.Kind, c.Detail)
	}
	for _, m := range p.MistakesAt("rules.json", offset) {
		fmt.Println(m.Error)
	}
	if h, ok := p.Hover("rules.json", strings.Index(typed, "senior")); ok {
		fmt.Println(h.Title, "is", h.Text)
	}
	// Output:
	// company.employees fact number
	// rules.json:6:29: icp.criteria[0].when: unknown name company.empl; company has name domain industry employees annual_revenue country region technologies [unknown_name]
	//     company.empl
	//     ^^^^^^^^^^^^
	// senior is person.seniority in ['vp', 'director']
}
