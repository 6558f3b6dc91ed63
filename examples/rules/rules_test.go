// Package rules_test decides the leads of the rule sets in the folders beside
// it and compares with the decisions that are expected.
package rules_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// folders are those with cases.
var folders = []string{
	"champ", "fit-matrix", "gitlab", "hand-raise-only", "it-monitoring", "meddic", "school-software", "speedboats",
}

// argued is how many cases, the first of each file, are explained beside it:
// those that the rule set's author would argue about.
const argued = 5

// set is a rule set with its cases.
type set struct {
	folder, prefix string // NAME.cases.json goes with NAME.json, cases.json with rules.json
	rules          *qualify.RuleSet
	engine         *qualify.Engine
	cases          []qualifytest.Case
}

func sets(t *testing.T, folder string) (list []set) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*cases.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no cases, %v", folder, err)
	}
	for _, file := range files {
		prefix := strings.TrimSuffix(filepath.Base(file), "cases.json")
		rules := strings.TrimSuffix(prefix, ".") + ".json"
		if prefix == "" {
			rules = "rules.json"
		}
		rs, err := qualify.Load(os.DirFS(folder), rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		engine, err := qualify.Compile(rs, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := set{folder: folder, prefix: prefix, rules: rs, engine: engine}
		f, err := qualifytest.Load(os.DirFS(folder), prefix+"cases.json")
		if err != nil {
			t.Fatal(err)
		}
		s.cases = f.Cases
		list = append(list, s)
	}
	return list
}

func TestCases(t *testing.T) {
	for _, folder := range folders {
		for _, s := range sets(t, folder) {
			t.Run(folder+"/"+s.prefix, func(t *testing.T) {
				qualifytest.Run(t, s.engine, qualifytest.Dir(folder), s.prefix+"cases.json")
			})
		}
	}
}

// What the library promises for every rule set holds for these.
func TestLaws(t *testing.T) {
	for _, folder := range folders {
		for _, s := range sets(t, folder) {
			suite := &qualifytest.Suite{Rules: s.rules, File: qualifytest.File{Cases: s.cases}}
			if err := suite.Laws(); err != nil {
				t.Errorf("%s/%s: %v", folder, s.prefix, err)
			}
		}
	}
}

// golden compares a text with a file. LEADQUAL_UPDATE writes it.
func golden(t *testing.T, file, have string) {
	t.Helper()
	if os.Getenv("LEADQUAL_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(have), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if have != string(want) {
		t.Errorf("%s: have\n%s", file, have)
	}
}

// The decisions that the rule set's author would argue about, explained as
// leadq explain -full -values -format markdown does.
func TestExplained(t *testing.T) {
	for _, folder := range folders {
		for _, s := range sets(t, folder) {
			if len(s.cases) < argued {
				t.Fatalf("%s: only %d cases", folder, len(s.cases))
			}
			var out strings.Builder
			out.WriteString("# Decisions that one would argue about\n")
			for _, c := range s.cases[:argued] {
				d := s.engine.Decide(&c.Lead, c.AsOf)
				fmt.Fprintf(&out, "\n## %s\n\n", c.Name)
				out.WriteString(s.engine.Explain(&d, &qualify.ExplainOptions{
					Format: qualify.ExplainMarkdown, Full: true, Name: c.Lead.Person.Name, Values: c.Lead.Values(),
				}))
			}
			golden(t, filepath.Join(folder, s.prefix+"explained.md"), out.String())
		}
	}
}

// leads.jsonl holds the leads of a folder's cases, each once, for the command
// line.
func TestLeads(t *testing.T) {
	for _, folder := range folders {
		var out strings.Builder
		seen := map[string]string{}
		for _, s := range sets(t, folder) {
			for _, c := range s.cases {
				lead := &c.Lead
				line, err := json.Marshal(lead)
				if err != nil {
					t.Fatal(err)
				}
				switch before, known := seen[lead.ID]; {
				case lead.ID == "":
					t.Errorf("%s: %s: a lead without an id", folder, c.Name)
				case known && before != string(line):
					t.Errorf("%s: %s: another lead has the id %s", folder, c.Name, lead.ID)
				case !known:
					seen[lead.ID] = string(line)
					fmt.Fprintf(&out, "%s\n", line)
				}
			}
		}
		golden(t, filepath.Join(folder, "leads.jsonl"), out.String())
	}
}

// Sales works the list from the top.
func TestITMonitoringRanks(t *testing.T) {
	s := sets(t, "it-monitoring")[0]
	var list []*qualify.Decision
	for _, c := range s.cases {
		d := s.engine.Decide(&c.Lead, c.AsOf)
		if d.Owner.Team == "sales" {
			list = append(list, &d)
		}
	}
	slices.SortFunc(list, qualify.ByPriority)
	var ids []string
	for _, d := range list {
		ids = append(ids, d.LeadID)
	}
	if have, want := strings.Join(ids, " "), "M-4 M-6 M-2 M-1 M-7 M-8"; have != want {
		t.Errorf("%s, want %s", have, want)
	}
}

// Strict and lenient differ in how many boxes are enough and in nothing else.
func TestSpeedboatsDifferInStrictness(t *testing.T) {
	read := func(name string) *qualify.RuleSet {
		rs, err := qualify.Load(os.DirFS("speedboats"), name, nil)
		if err != nil {
			t.Fatal(err)
		}
		return rs
	}
	strict, lenient := read("strict.json"), read("lenient.json")
	lenient.ICP.GoodAt, lenient.Name, lenient.Note = strict.ICP.GoodAt, strict.Name, strict.Note
	a, errA := json.Marshal(strict)
	b, errB := json.Marshal(lenient)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("%s\n%s", a, b)
	}
}

// Every rule set can be put on the page that sales and marketing sign, and
// that page names no condition by its expression: the author gave a name to
// each.
func TestAgreements(t *testing.T) {
	for _, folder := range folders {
		for _, s := range sets(t, folder) {
			page, err := agreement.Markdown(s.rules)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(folder, s.prefix+"agreement.md"), string(page))
			if strings.Contains(string(page), "`") {
				t.Errorf("%s: an expression stands in\n%s", folder, page)
			}
		}
	}
}
