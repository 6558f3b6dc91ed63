// Package rules_test decides the leads of the rule sets in the folders beside
// it and compares with the decisions that are expected. It also measures how
// good the cases are.
package rules_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// signed are the folders whose rule sets give every condition a name, so that
// they can be signed; told are those whose cases tell a story, so that their
// decisions are explained.
var (
	signed = []string{"champ", "fit-matrix", "gitlab", "hand-raise-only", "it-monitoring", "meddic", "school-software", "speedboats"}
	told   = append([]string{"edtech"}, signed...)
)

// argued is how many cases, the first of each file, are explained beside it:
// those that the rule set's author would argue about.
const argued = 5

// set is a rule set with its cases.
type set struct {
	folder, prefix string // the prefix of rules.json is "", that of NAME.json "NAME."
	name           string // with the folder
	suite          *qualifytest.Suite
	engine         *qualify.Engine
	files          []string           // of cases: those that tell the story, and those of the boundaries
	cases          []qualifytest.Case // of the first file
}

// folders are all there are, but for those about accounts.
func folders(t *testing.T) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(ofAccounts, e.Name()) {
			list = append(list, e.Name())
		}
	}
	return list
}

// sets finds the rule sets of a folder: every file that is no map, no cases and
// no explanation is one.
func sets(t *testing.T, folder string) (list []set) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []string
	for _, path := range names {
		switch name := filepath.Base(path); {
		case strings.HasSuffix(name, "cases.json"):
			cases = append(cases, name)
		case name != "map.json" && !strings.HasSuffix(name, explanations):
			list = append(list, load(t, folder, name))
		}
	}
	if len(list) == 0 {
		t.Fatalf("%s: no rule set", folder)
	}
	for _, s := range list {
		cases = slices.DeleteFunc(cases, func(name string) bool { return slices.Contains(s.files, name) })
	}
	if len(cases) > 0 {
		t.Fatalf("%s: %q go with no rule set", folder, cases)
	}
	return list
}

// load reads a rule set with its cases.
func load(t *testing.T, folder, name string) set {
	t.Helper()
	dir := os.DirFS(folder)
	s := set{folder: folder, name: folder + "/" + strings.TrimSuffix(name, ".json")}
	if name != "rules.json" {
		s.prefix = strings.TrimSuffix(name, "json")
	}
	var err error
	if s.engine, err = qualify.Load(dir, name, nil); err != nil {
		t.Fatal(err)
	}
	s.files = []string{s.prefix + "cases.json"}
	story, err := qualifytest.Load(dir, s.files...)
	if err != nil {
		t.Fatalf("%s/%s: %v", folder, name, err)
	}
	s.cases = story.Cases
	if boundaries := s.prefix + "boundaries.cases.json"; exists(t, dir, boundaries) {
		s.files = append(s.files, boundaries)
	}
	all, err := qualifytest.Load(dir, s.files...)
	if err != nil {
		t.Fatal(err)
	}
	s.suite = &qualifytest.Suite{Rules: s.engine.RuleSet(), File: *all}
	return s
}

func exists(t *testing.T, dir fs.FS, name string) bool {
	t.Helper()
	_, err := fs.Stat(dir, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func TestCases(t *testing.T) {
	for _, folder := range folders(t) {
		for _, s := range sets(t, folder) {
			t.Run(s.name, func(t *testing.T) {
				qualifytest.Run(t, s.engine, qualifytest.Dir(folder), s.files...)
			})
		}
	}
}

// The cases see every side of the rules and notice every change of them, but
// for what their files explain.
func TestCasesAreEnough(t *testing.T) {
	mutants := 0
	for _, folder := range folders(t) {
		for _, s := range sets(t, folder) {
			t.Run(s.name, func(t *testing.T) {
				if testing.Short() && len(s.suite.Cases) > 20 {
					t.Skip("a mutant of every part takes a second")
				}
				coverage, err := s.suite.Cover()
				if err != nil {
					t.Fatal(err)
				}
				mutation, err := s.suite.Mutate(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d cases, %d of %d sides seen, %d of %d mutants noticed, %d explained", len(s.suite.Cases),
					coverage.Seen, coverage.Sides, mutation.Noticed, mutation.Mutants, len(s.suite.Explained))
				for _, g := range coverage.Open() {
					t.Error(g.ID)
				}
				for _, text := range coverage.NotMeasured {
					t.Errorf("not measured: %s", text)
				}
				for _, m := range mutation.Open() {
					t.Errorf("no case notices %s", m.ID)
				}
				for _, id := range s.suite.Stale(coverage, mutation) {
					t.Errorf("explains nothing: %s", id)
				}
				mutants += mutation.Mutants
			})
		}
	}
	if mutants < testkit.Amount(100, 1000, 1000) {
		t.Errorf("only %d mutants", mutants)
	}
}

// explanations is how the files end that say which findings of lint are meant.
const explanations = "lint.explained.json"

// Lint finds nothing but what is explained beside the rule set.
func TestFindingsAreExplained(t *testing.T) {
	explained := 0
	for _, folder := range folders(t) {
		for _, s := range sets(t, folder) {
			findings, err := lint.Check(t.Context(), s.suite.Rules, nil)
			if err != nil {
				t.Fatal(err)
			}
			var meant []lint.Explanation
			if file := s.prefix + explanations; exists(t, os.DirFS(folder), file) {
				data, err := os.ReadFile(filepath.Join(folder, file))
				if err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(data, &meant); err != nil {
					t.Fatalf("%s/%s: %v", folder, file, err)
				}
				explained++
			}
			left, stale := lint.Explain(findings, meant)
			for _, f := range left {
				t.Errorf("%s: %s", s.name, f.String())
			}
			for _, e := range stale {
				t.Errorf("%s: the explanation of %s at %s explains nothing", s.name, e.Code, e.Path)
			}
		}
	}
	if files, err := filepath.Glob("*/*" + explanations); err != nil || len(files) != explained {
		t.Errorf("%q: %d belong to a rule set, %v", files, explained, err)
	}
}

// What the library promises for every rule set holds for these.
func TestLaws(t *testing.T) {
	for _, folder := range folders(t) {
		for _, s := range sets(t, folder) {
			if testing.Short() && len(s.suite.Cases) > 20 {
				continue
			}
			if err := s.suite.Laws(); err != nil {
				t.Errorf("%s: %v", s.name, err)
			}
		}
	}
}

// The decisions that the rule set's author would argue about, explained as
// leadq explain -full -values -format markdown does.
func TestExplained(t *testing.T) {
	for _, folder := range told {
		for _, s := range sets(t, folder) {
			if len(s.cases) < argued {
				t.Fatalf("%s: only %d cases", folder, len(s.cases))
			}
			var out strings.Builder
			out.WriteString("# Decisions that one would argue about\n")
			for _, c := range s.cases[:argued] {
				d := s.engine.Decide(&c.Lead, c.AsOf)
				fmt.Fprintf(&out, "\n## %s\n\n", c.Name)
				out.WriteString(explain.New(s.engine).Explain(&d, &explain.Options{
					Layout: explain.Markdown, Full: true, Name: c.Lead.Person.Name, Values: c.Lead.Values(),
				}))
			}
			testkit.Golden(t, filepath.Join(folder, s.prefix+"explained.md"), out.String())
		}
	}
}

// leads.jsonl holds the leads of a folder's stories, each once, for the command
// line.
func TestLeads(t *testing.T) {
	for _, folder := range told {
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
		testkit.Golden(t, filepath.Join(folder, "leads.jsonl"), out.String())
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
		e, err := qualify.Load(os.DirFS("speedboats"), name, nil)
		if err != nil {
			t.Fatal(err)
		}
		return e.RuleSet()
	}
	strict, lenient := read("strict.json"), read("lenient.json")
	lenient.ICP.GoodAt, lenient.Name, lenient.Note = strict.ICP.GoodAt, strict.Name, strict.Note
	a, errA := json.Marshal(strict)
	b, errB := json.Marshal(lenient)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("%s\n%s", a, b)
	}
}

// A rule set can be put on the page that sales and marketing sign, and that page names no condition by its expression: the author gave a name to
// each.
func TestAgreements(t *testing.T) {
	for _, folder := range signed {
		for _, s := range sets(t, folder) {
			page, err := agreement.Markdown(s.suite.Rules)
			if err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, filepath.Join(folder, s.prefix+"agreement.md"), string(page))
			if strings.Contains(string(page), "`") {
				t.Errorf("%s: an expression stands in\n%s", folder, page)
			}
		}
	}
}
