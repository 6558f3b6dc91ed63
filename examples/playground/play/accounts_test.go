package play

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify/account"
)

const accountRules = `{
  "name": "groups", "version": "2",
  "roles": [{"id": "buyer", "name": "holds the budget", "when": "person.seniority == 'vp'"}, {"id": "user", "name": "works with it", "when": "has_word(person.job_title, 'clerk')"}],
  "person": {"hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]},
  "account": {
    "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]},
    "checklists": [{"id": "group", "items": [{"id": "b", "role": "buyer"}, {"id": "u", "role": "user"}], "gate": true}],
    "scoring": {"rules": [{"id": "calls", "each": ".type == 'call'", "points": 10}], "ready_at": 10}
  }
}`

const accounts = `[
  {"id": "A", "note": "the first", "company": {"name": "Harbour", "employees": 500}, "people": [
    {"id": "P", "person": {"seniority": "vp", "job_title": "VP"}, "activities": [{"type": "call", "at": "2026-11-20T09:00:00Z"}]}]},
  {"id": "B", "company": {"employees": 3}}
]`

// Rules about accounts decide accounts: roles, who is missing and the whole decision
// are shown.
func TestAskAboutAccounts(t *testing.T) {
	lines := strings.NewReplacer("[\n", "", "\n]", "", "},\n", "}\n", ": [\n", ": [").Replace(accounts)
	for _, text := range []string{accounts, strings.ReplaceAll(lines, "\n    {", " {")} {
		a := Ask(Request{Rules: accountRules, Leads: text, AsOf: asOf, Open: []int{0}})
		if len(a.Mistakes)+len(a.Doubts) > 0 || len(a.Leads) != 2 {
			t.Fatal(a.Mistakes, a.Doubts, len(a.Leads))
		}
		if a.Name != "groups" || a.Version != "2" {
			t.Error(a.Name, a.Version)
		}
		first := a.Leads[0]
		if first.ID != "A" || first.Name != "Harbour" || first.Note != "the first" || first.Points != "10" || first.Quad != "good_fit_not_ready" {
			t.Errorf("%+v", first)
		}
		for _, want := range []string{"holds the budget", "works with it"} {
			if !strings.Contains(first.Short, want) {
				t.Errorf("%q is not in %s", want, first.Short)
			}
		}
		e, err := account.CompileJSON("", []byte(accountRules), nil)
		if err != nil {
			t.Fatal(err)
		}
		read, _ := readAccounts(text)
		at, _ := time.Parse(time.RFC3339, asOf)
		d := e.Decide(read[0].account, at)
		if first.Decision != string(d.AppendJSON(nil)) || !strings.Contains(first.Decision, `"find":[{"role":"user"`) {
			t.Errorf("%s", first.Decision)
		}
		if a.Leads[1].Full != "" || !slices.Equal(a.Grid[0][2], []int{0}) || !slices.Equal(a.Grid[2][2], []int{1}) {
			t.Errorf("%+v", a.Grid)
		}
	}
}

// Mistakes have their places, in the rules and in the accounts.
func TestMistakesAboutAccounts(t *testing.T) {
	for _, x := range []struct {
		rules, accounts string
		about, message  string
		line, column    int
	}{
		{strings.Replace(accountRules, `"role": "user"`, `"role": "usr"`, 1), accounts, "rules", `did you mean "user"`, 7, 96},
		{accountRules, strings.Replace(accounts, `"employees": 3`, `"employes": 3`, 1), "leads", "employes", 4, 27},
		{accountRules, strings.Replace(accounts, `"seniority": "vp"`, `"seniority": 5`, 1), "leads", "want string", 3, 41},
		{accountRules, "[{\"id\": \"A\"}\n,\n{\"id\": }]", "leads", "want accounts as JSON", 3, 8},
		{accountRules, "", "leads", "there are no accounts", 0, 0},
	} {
		a := Ask(Request{Rules: x.rules, Leads: x.accounts, AsOf: asOf})
		all := append(a.Mistakes, a.Doubts...)
		if len(all) != 1 || all[0].About != x.about || !strings.Contains(all[0].Message, x.message) || all[0].Line != x.line || all[0].Column != x.column {
			t.Errorf("%s: %+v", x.message, all)
		}
	}
}

// Findings in rules about accounts are placed.
func TestLintAboutAccounts(t *testing.T) {
	text := strings.Replace(accountRules, `"role": "user"`, `"when": "any(people, .points > 5 and .points < 3)"`, 1)
	found := Lint(strings.Replace(text, `"hand_raise": [`, `"scoring": {"rules": [{"id": "a", "each": "true", "points": 1}]}, "hand_raise": [`, 1), 1_000_000)
	if !slices.ContainsFunc(found, func(p Problem) bool { return p.Code == "never_met" && p.Line == 7 && p.To > p.From }) {
		t.Errorf("%+v", found)
	}
	if !slices.ContainsFunc(found, func(p Problem) bool { return p.Code == "role_unused" && p.Line == 3 }) {
		t.Errorf("%+v", found)
	}
}

// The examples of accounts raise nothing.
func TestExamplesOfAccounts(t *testing.T) {
	const folder = "../../rules/accounts/"
	rules, err := os.ReadFile(folder + "step6.json")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := os.ReadFile(folder + "accounts.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	a := Ask(Request{Rules: string(rules), Leads: string(lines), AsOf: asOf})
	if len(a.Mistakes)+len(a.Doubts) > 0 || len(a.Leads) != 4 {
		t.Error(a.Mistakes, a.Doubts, len(a.Leads))
	}
}
