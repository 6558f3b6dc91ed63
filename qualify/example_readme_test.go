package qualify_test

import (
	"fmt"
	"log"
	"os"
	"regexp"
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

// aroundReadme is what the README's lines of Go may name.
const aroundReadme = `package host

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/edit"
)

var (
	text             []byte
	offset, from, to int
	_                = edit.New

	accounts []account.Account
	people   []qualify.Lead
	_        = account.Group

	ctx    context.Context
	fsys   fs.FS
	engine *qualify.Engine
	leads  iter.Seq2[*qualify.Lead, error]
	lead   qualify.Lead
	asOf   time.Time
	rows   interface{ Scan(...any) error }
	row    struct {
		Budget   *float64
		Modified time.Time
	}
	form   map[string]string
	err    error
	_      = slices.SortFunc[[]int]
	_      = fmt.Sprint
)

func host() error {
`

// Every Go text of the README compiles, as a program or within a function.
func TestReadmeCompiles(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	check := typeChecker(t)
	blocks := strings.Split(string(readme), "```go\n")[1:]
	for _, block := range blocks {
		text, _, _ := strings.Cut(block, "```\n")
		if !strings.HasPrefix(text, "package ") {
			text = aroundReadme + text + "\nreturn err\n}\n"
		}
		if err := check(text); err != nil {
			t.Errorf("%v in\n%s", err, text)
		}
	}
	if len(blocks) < 3 {
		t.Errorf("%d texts of Go", len(blocks))
	}
}

// Every code of an issue stands in the README.
func TestReadmeHasEveryIssueCode(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("decision.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`IssueCode = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	for _, code := range codes {
		if !strings.Contains(string(readme), "`"+code[1]+"`") {
			t.Errorf("the README has no code %s", code[1])
		}
	}
	if len(codes) < 9 {
		t.Errorf("%d codes", len(codes))
	}
}
