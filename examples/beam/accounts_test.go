package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// linesIn are the lines of files, sorted.
func linesIn(t *testing.T, pattern string) (all []string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			all = append(all, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.Sort(all)
	return all
}

// A run on Beam gives the bytes that account.Group and Engine.DecideAll give in one
// process, by the rules of the example and by random ones, whose people stand in any
// order in several files.
func TestAccountsAreAsInProcess(t *testing.T) {
	g := generate.New(3, generate.Options{JSON: true})
	dir := t.TempDir()
	for name, rules := range map[string][]byte{"example": nil, "random": nil} {
		var accounts []account.Account
		var people []qualify.Lead
		if name == "example" {
			rules, _ = os.ReadFile("../rules/accounts/step6.json")
			for _, line := range linesIn(t, "data/accounts.jsonl") {
				var a account.Account
				if err := json.Unmarshal([]byte(line), &a); err != nil {
					t.Fatal(err)
				}
				accounts = append(accounts, a)
			}
			text, err := os.ReadFile("data/people.jsonl")
			if err != nil {
				t.Fatal(err)
			}
			for line := range bytes.Lines(text) {
				var p qualify.Lead
				if err := json.Unmarshal(line, &p); err != nil {
					t.Fatal(err)
				}
				people = append(people, p)
			}
		} else {
			for rules == nil {
				r := g.AccountRules()
				if _, err := account.Compile(r, nil); err == nil {
					rules, _ = json.Marshal(r)
				}
			}
			for i := range 300 {
				a := g.Account(6)
				a.ID = string(rune('A'+i%26)) + string(rune('0'+i/26))
				for j, p := range a.People {
					p.AccountID = a.ID
					if j == 4 {
						p.ID = "P0" // twice: both are left out, with an Issue that says where
					}
					people = append(people, p)
				}
				a.People = nil
				accounts = append(accounts, *a)
			}
			slices.SortStableFunc(people, func(a, b qualify.Lead) int { return strings.Compare(a.ID, b.ID) }) // those of an account apart
		}
		engine, err := account.CompileJSON("rules.json", rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		in := filepath.Join(dir, name)
		var dead []string
		write := func(file string, values []any) {
			var b bytes.Buffer
			for _, v := range values {
				line, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				b.Write(append(line, '\n'))
			}
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var companies, first, second []any
		for i := range accounts {
			companies = append(companies, &accounts[i])
		}
		for i := range people {
			if i < len(people)/2 {
				first = append(first, &people[i])
			} else {
				second = append(second, &people[i])
			}
		}
		if name == "random" {
			companies = append(companies, map[string]any{"id": "twice"}, map[string]any{"id": "twice"}, map[string]any{"company": map[string]any{}})
			second = append(second, map[string]any{"id": "1", "account_id": "twice"}, map[string]any{"id": "2", "account_id": "nobody"}, map[string]any{"id": "3"}, 7, map[string]any{"account_id": 5})
			dead = []string{
				"2 accounts have the account_id \"twice\"", "2 records have the account's id \"twice\"", "2 records have the account's id \"twice\"", "0 accounts have the account_id \"nobody\"",
				"a lead without an account_id belongs to no account", "an account without an id has no people", "want an account or a lead as a JSON object on one line", "account_id: want a text",
			}
		}
		write(in+"-accounts.jsonl", companies)
		write(in+"-people-1.jsonl", first)
		write(in+"-people-2.jsonl", second)
		if err := os.WriteFile(in+"-rules.json", rules, 0o644); err != nil {
			t.Fatal(err)
		}
		o := Options{
			Leads: in + "-people-*.jsonl", Accounts: in + "-accounts.jsonl", Rules: in + "-rules.json", Output: in + "-out",
			AsOf: generate.AsOf, Target: "won", Files: 3, Split: 4 << 10,
		}
		runJob(t, o)

		var want []string
		groups := account.Group(accounts, people)
		if len(groups.Left) > 0 {
			t.Fatal(groups.Left)
		}
		all := func(yield func(*account.Account, error) bool) {
			for i := range groups.Accounts {
				if !yield(&groups.Accounts[i], nil) {
					return
				}
			}
		}
		for d, err := range engine.DecideAll(t.Context(), all, o.AsOf, nil) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, string(d.AppendJSON(nil)))
		}
		slices.Sort(want)
		if have := linesIn(t, o.Output+"/decisions-*.jsonl"); !slices.Equal(have, want) {
			t.Errorf("%s: %d decisions, want %d; first\n%.600s\nwant\n%.600s", name, len(have), len(want), have[0], want[0])
		}
		var reasons []string
		for _, line := range linesIn(t, o.Output+"/dead-letters-*.jsonl") {
			var l DeadLetter
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			reasons = append(reasons, l.Reason)
		}
		slices.Sort(reasons)
		slices.Sort(dead)
		if !slices.Equal(reasons, dead) {
			t.Errorf("%s: dead letters %q, want %q", name, reasons, dead)
		}
	}
}
