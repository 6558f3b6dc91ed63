package qualify_test

import (
	"fmt"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// The example of the README, which TestReadme holds to this one.
func Example() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{
	  "name": "demo",
	  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}]},
	  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request' and .days_ago <= 30)"}]
	}`), nil)
	if err != nil {
		log.Fatal(err) // every mistake, with line, column and caret
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lead := qualify.Lead{
		ID:         "L-1",
		Company:    qualify.Company{Employees: qualify.Number(320)},
		Activities: []qualify.Activity{{Type: "demo_request", At: asOf.AddDate(0, 0, -2)}},
	}
	d := engine.Decide(&lead, asOf)
	fmt.Println(d.Status, d.Quadrant, d.Owner.Team, d.Owner.Action)
	// Output: sql good_fit_ready sales call
}

func TestReadme(t *testing.T) {
	source, err := os.ReadFile("example_readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "func Example() {\n")
	body, _, _ := strings.Cut(rest, "\n}\n")
	if want := "func main() {\n" + body + "\n}\n```\n"; !strings.Contains(string(readme), want) {
		t.Errorf("the README's example is not this one:\n%s", want)
	}
}
