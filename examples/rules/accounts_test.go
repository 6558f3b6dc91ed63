package rules_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// ofAccounts are the folders whose rules decide accounts.
var ofAccounts = []string{"accounts", "pql"}

var accountsAsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// accountEngine compiles a file of rules about accounts.
func accountEngine(t *testing.T, path string) *account.Engine {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e, err := account.CompileJSON(path, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// accountsOf reads a file of JSON lines, an account on each.
func accountsOf(t *testing.T, path string) (list []account.Account) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	for in.More() {
		var a account.Account
		if err := in.Decode(&a); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		list = append(list, a)
	}
	return list
}

// shown is a decision as the files of decisions have it: what is the same in all of
// them is left out.
func shown(t *testing.T, d account.Decision) string {
	t.Helper()
	d.RuleSet, d.Version, d.Fingerprint, d.AsOf = "", "", "", time.Time{}
	for i := range d.People {
		p := &d.People[i].Decision
		p.RuleSet, p.Version, p.Fingerprint, p.AsOf = "", "", "", time.Time{}
	}
	line, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(line), `"rule_set":"","fingerprint":"","as_of":"0001-01-01T00:00:00Z",`, "") + "\n"
}

// Every file of rules decides the accounts of its folder as the file of decisions
// beside it has it.
func TestAccountsAreDecided(t *testing.T) {
	for _, folder := range ofAccounts {
		accounts := accountsOf(t, filepath.Join(folder, "accounts.jsonl"))
		for _, path := range accountRules(t, folder) {
			e := accountEngine(t, path)
			var out strings.Builder
			for i := range accounts {
				out.WriteString(shown(t, e.Decide(&accounts[i], accountsAsOf)))
			}
			testkit.Golden(t, strings.TrimSuffix(path, ".json")+".decisions.jsonl", out.String())
		}
	}
}

func accountRules(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no rules, %v", folder, err)
	}
	return slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, ofCases) })
}

const ofCases = ".cases.json"

// The cases of accounts see every side of the roles and of both rule sets, and notice
// every change of these, but for what their files explain.
func TestCasesOfAccountsAreEnough(t *testing.T) {
	var names []string
	for _, folder := range ofAccounts {
		files, err := filepath.Glob(filepath.Join(folder, "*"+ofCases))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, files...)
	}
	if !slices.Equal(names, []string{"accounts/step6.cases.json", "pql/workspaces.cases.json"}) {
		t.Fatalf("cases of %q", names)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, err := qualifytest.ParseAccounts(name, text)
			if err != nil {
				t.Fatal(err)
			}
			suite := &qualifytest.AccountSuite{Rules: accountEngine(t, strings.TrimSuffix(name, ofCases)+".json").Rules(), AccountFile: *file}
			coverage, err := suite.Cover()
			if err != nil {
				t.Fatal(err)
			}
			mutation, err := suite.Mutate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d cases, %d of %d sides seen, %d of %d mutants noticed, %d explained", len(suite.Cases),
				coverage.Seen, coverage.Sides, mutation.Noticed, mutation.Mutants, len(suite.Explained))
			for _, g := range coverage.Open() {
				t.Error(g.ID)
			}
			for _, text := range coverage.NotMeasured {
				t.Errorf("not measured: %s", text)
			}
			for _, m := range mutation.Open() {
				t.Errorf("no case notices %s", m.ID)
			}
			for _, id := range suite.Stale(coverage, mutation) {
				t.Errorf("explains nothing: %s", id)
			}
			if mutation.Mutants < 90 {
				t.Errorf("only %d mutants", mutation.Mutants)
			}
		})
	}
}

var block = regexp.MustCompile("(?ms)^```jsonc? ([a-z0-9-]+\\.(?:json|decisions\\.jsonl)|accounts\\.jsonl)\n(.*?)^```$")

// What a README shows of a file stands in it: of rules the lines, blanks at their
// beginning aside, and of an account or a decision what it has with that id.
func TestReadmesOfAccountsShowTheirFiles(t *testing.T) {
	for _, folder := range ofAccounts {
		text, err := os.ReadFile(filepath.Join(folder, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		blocks := block.FindAllStringSubmatch(string(text), -1)
		if fences := strings.Count(string(text), "```json"); fences != len(blocks) || fences == 0 {
			t.Fatalf("%s: %d of %d blocks of JSON name their file", folder, len(blocks), fences)
		}
		for _, b := range blocks {
			file, err := os.ReadFile(filepath.Join(folder, b[1]))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(b[1], "l") {
				if err := standsInLines(b[2], file); err != nil {
					t.Errorf("%s: %s: %v\n%s", folder, b[1], err, b[2])
				}
			} else if !strings.Contains(unindented(string(file)), unindented(b[2])) {
				t.Errorf("%s: %s has not\n%s", folder, b[1], b[2])
			}
		}
	}
}

func unindented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimSuffix(strings.Join(lines, "\n"), ",")
}

// standsInLines tells whether the object of JSON is a part of the one with its id.
func standsInLines(object string, file []byte) error {
	var want map[string]any
	if err := json.Unmarshal([]byte(object), &want); err != nil {
		return err
	}
	in := json.NewDecoder(bytes.NewReader(file))
	for in.More() {
		var have map[string]any
		if err := in.Decode(&have); err != nil {
			return err
		}
		if want["account_id"] == have["account_id"] && want["id"] == have["id"] {
			return partOf("", want, have)
		}
	}
	return fmt.Errorf("no such id")
}

// partOf tells whether an object has no more keys, and a list no more elements, than
// another, and all else is the same.
func partOf(at string, want, have any) error {
	switch w := want.(type) {
	case map[string]any:
		h, _ := have.(map[string]any)
		for key, v := range w {
			if err := partOf(at+"."+key, v, h[key]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		h, _ := have.([]any)
		for _, v := range w {
			if !slices.ContainsFunc(h, func(x any) bool { return partOf("", v, x) == nil }) {
				return fmt.Errorf("%s: no %v in %v", at, v, have)
			}
		}
		return nil
	}
	if !reflect.DeepEqual(want, have) {
		return fmt.Errorf("%s: %v, have %v", at, want, have)
	}
	return nil
}

// Whoever has the account has its people: the host writes the owner of the account
// into the people's records, and their route keeps an owner that it lists.
func TestOwnerOfTheAccountIsTheOwnerOfItsPeople(t *testing.T) {
	e := accountEngine(t, "accounts/step6.json")
	for _, a := range accountsOf(t, "accounts/accounts.jsonl") {
		d := e.Decide(&a, accountsAsOf)
		if d.Owner.ID == "" {
			continue
		}
		a.Owner = d.Owner.ID
		for i := range a.People {
			a.People[i].Owner = d.Owner.ID
		}
		called := 0
		for _, p := range e.Decide(&a, accountsAsOf).People {
			if p.Decision.Owner.Team != "sales" {
				continue
			}
			if called++; p.Decision.Owner.ID != d.Owner.ID {
				t.Errorf("%s of %s is %s's, and the account %s's", p.ID, a.ID, p.Decision.Owner.ID, d.Owner.ID)
			}
		}
		if called == 0 {
			t.Errorf("%s: nobody to call", a.ID)
		}
	}
}

// Scores of other products as the format says them, worked by hand.
func TestScoresOfOtherProducts(t *testing.T) {
	accounts := accountsOf(t, "accounts/accounts.jsonl")
	score := func(name string, a *account.Account) [3]float64 {
		d := accountEngine(t, "accounts/"+name+".json").Decide(a, accountsAsOf)
		return [3]float64{float64(d.Score.Points), float64(d.Score.Low), float64(d.Score.High)}
	}
	for _, c := range []struct {
		rules   string
		account int
		want    [3]float64 // points, low and high
	}{
		{"completeness", 0, [3]float64{80, 80, 80}},  // all but procurement
		{"completeness", 1, [3]float64{80, 80, 80}},  // all but two users
		{"completeness", 2, [3]float64{60, 60, 60}},  // champion, economic buyer, evaluator
		{"completeness", 3, [3]float64{40, 40, 100}}, // champion and procurement; a role that is unknown may be any here
		{"engagement", 0, [3]float64{49, 49, 49}},    // 1*15 + 0.8*(10+20) + 0.6*(10+5) + 0.2*5
		{"engagement", 1, [3]float64{24, 24, 24}},    // 0.6 * 8*5
		{"engagement", 2, [3]float64{26, 26, 26}},    // 1*15 + 0.8*10 + 0.6*5
		{"sum-of-people", 0, [3]float64{65, 65, 65}}, // 15 + 15 + 30 + 5
		{"sum-of-people", 3, [3]float64{30, 30, 30}}, // 15 + 10 + 5, the student's too
	} {
		if have := score(c.rules, &accounts[c.account]); have != c.want {
			t.Errorf("%s of %s: %v, want %v", c.rules, accounts[c.account].ID, have, c.want)
		}
	}

	// Of 25 pages on one day 20 count, and all of five on the day before.
	busy := accounts[1]
	busy.People = slices.Clone(busy.People)
	p := &busy.People[1]
	p.Activities = nil
	for i := range 30 {
		at := accountsAsOf.Add(-time.Hour)
		if i >= 25 {
			at = at.Add(-24 * time.Hour)
		}
		p.Activities = append(p.Activities, qualify.Activity{Type: "docs_page", At: at})
	}
	if have, want := score("engagement", &busy), [3]float64{75, 75, 75}; have != want { // 0.6 * 25*5
		t.Errorf("%v, want %v", have, want)
	}
}
