package account_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lint"
)

// The rules of the README compile, and lint has nothing to say about them.
func TestReadmeRules(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(readme), "## Accounts\n")
	_, text, ok := strings.Cut(text, "```jsonc\n")
	if !ok {
		t.Fatal("there are none")
	}
	text, _, _ = strings.Cut(text, "```\n")
	rules := regexp.MustCompile(`(?m)\s+//.*$`).ReplaceAllString(text, "")
	engine, err := account.CompileJSON("accounts.json", []byte(rules), nil)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := lint.CheckAccounts(t.Context(), engine.Rules(), nil)
	if err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
	buyers := []qualify.Lead{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	for i := range buyers {
		buyers[i].Person.Email = buyers[i].ID + "@customer.example" // or the rival's screening leaves roles open
	}
	buyers[0].Person.JobTitle, buyers[1].Person.JobTitle, buyers[2].Person.JobTitle = "CFO", "HR manager", "Payroll clerk"
	a := account.Account{ID: "A", People: buyers}
	if d := engine.Decide(&a, asOf); d.Checklists[0].Met != 2 || len(d.Find) > 0 {
		t.Errorf("the group is not found: %+v, %v", d.Checklists, d.Find)
	}
}
