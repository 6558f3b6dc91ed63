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
	"time"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/qualify"
)

// folders are those with cases of the form below.
var folders = []string{
	"champ", "fit-matrix", "gitlab", "hand-raise-only", "it-monitoring", "meddic", "school-software", "speedboats",
}

// argued is how many cases, the first of each file, are explained beside it:
// those that the rule set's author would argue about.
const argued = 5

// caseFile is a file of cases: NAME.cases.json for the rule set NAME.json, and
// cases.json for rules.json.
type caseFile struct {
	Cases []struct {
		Name string          `json:"name"`
		Lead json.RawMessage `json:"lead"`
		AsOf time.Time       `json:"as_of"`
		Want json.RawMessage `json:"want"` // of the decision, what is to be compared
	} `json:"cases"`
}

// set is a rule set with its cases.
type set struct {
	folder, prefix string
	rules          *qualify.RuleSet
	engine         *qualify.Engine
	cases          caseFile
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
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&s.cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		list = append(list, s)
	}
	return list
}

func readLead(t *testing.T, data []byte) *qualify.Lead {
	t.Helper()
	var lead qualify.Lead
	if err := json.Unmarshal(data, &lead); err != nil {
		t.Fatal(err)
	}
	return &lead
}

func TestCases(t *testing.T) {
	for _, folder := range folders {
		for _, s := range sets(t, folder) {
			seen := map[string]bool{}
			for _, c := range s.cases.Cases {
				t.Run(folder+"/"+s.prefix+c.Name, func(t *testing.T) {
					if seen[c.Name] {
						t.Error("two cases have this name")
					}
					seen[c.Name] = true
					d := s.engine.Decide(readLead(t, c.Lead), c.AsOf)
					have, err := json.Marshal(d)
					if err != nil {
						t.Fatal(err)
					}
					var got, want any
					if err := json.Unmarshal(have, &got); err != nil {
						t.Fatal(err)
					}
					if err := json.Unmarshal(c.Want, &want); err != nil || len(want.(map[string]any)) == 0 {
						t.Fatalf("nothing is expected: %v", err)
					}
					for _, difference := range differences("", got, want) {
						t.Error(difference)
					}
				})
			}
		}
	}
}

// differences tells where a decision differs from what is written in want.
func differences(path string, got, want any) (list []string) {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: have %v, want an object", path, got)}
		}
		for key, w := range want {
			list = append(list, differences(strings.TrimPrefix(path+"."+key, "."), object[key], w)...)
		}
		slices.Sort(list)
	case []any:
		elements, _ := got.([]any)
		if len(elements) != len(want) {
			return []string{fmt.Sprintf("%s: have %v, want %v", path, got, want)}
		}
		for i, w := range want {
			list = append(list, differences(fmt.Sprintf("%s[%d]", path, i), elements[i], w)...)
		}
	default:
		if got != want {
			list = []string{fmt.Sprintf("%s: have %v, want %v", path, got, want)}
		}
	}
	return list
}

func TestDifferences(t *testing.T) {
	for _, x := range []struct{ got, want, difference string }{
		{`{"a": {"b": 1, "c": 2}}`, `{"a": {"b": 1}}`, ""},
		{`{"a": {"b": 1}}`, `{"a": {"b": 2, "c": 3}}`, "a.b: have 1, want 2 a.c: have <nil>, want 3"},
		{`{"a": [1, {"b": 2}]}`, `{"a": [1, {"b": 3}]}`, "a[1].b: have 2, want 3"},
		{`{"a": [1, 2]}`, `{"a": [1]}`, "a: have [1 2], want [1]"},
		{`{"a": 1}`, `{"a": {"b": 1}}`, "a: have 1, want an object"},
		{`{}`, `{"a": false}`, "a: have <nil>, want false"},
	} {
		var got, want any
		if json.Unmarshal([]byte(x.got), &got) != nil || json.Unmarshal([]byte(x.want), &want) != nil {
			t.Fatal(x)
		}
		if have := strings.Join(differences("", got, want), " "); have != x.difference {
			t.Errorf("%s, %s: %s, want %s", x.got, x.want, have, x.difference)
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
			if len(s.cases.Cases) < argued {
				t.Fatalf("%s: only %d cases", folder, len(s.cases.Cases))
			}
			var out strings.Builder
			out.WriteString("# Decisions that one would argue about\n")
			for _, c := range s.cases.Cases[:argued] {
				lead := readLead(t, c.Lead)
				d := s.engine.Decide(lead, c.AsOf)
				fmt.Fprintf(&out, "\n## %s\n\n", c.Name)
				out.WriteString(s.engine.Explain(&d, &qualify.ExplainOptions{
					Format: qualify.ExplainMarkdown, Full: true, Name: lead.Person.Name, Values: lead.Values(),
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
			for _, c := range s.cases.Cases {
				lead := readLead(t, c.Lead)
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
	for _, c := range s.cases.Cases {
		d := s.engine.Decide(readLead(t, c.Lead), c.AsOf)
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
