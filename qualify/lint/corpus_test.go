package lint_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A case under testdata/wrong is one file: the code and the path of the one
// finding that its author made a mistake for, the rule set, and the finding as
// it reads, which LEADQUAL_UPDATE=1 writes anew.
type wrongCase struct {
	code                qualify.Code
	path, rules, golden string
}

func readWrong(t *testing.T, file string) wrongCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(data), "-- rules.json --\n")
	rules, golden, ok2 := strings.Cut(rest, "-- findings --\n")
	code, path, ok3 := strings.Cut(strings.TrimSpace(strings.TrimPrefix(head, "want: ")), " ")
	if !ok || !ok2 || !ok3 {
		t.Fatalf("%s: want \"want: CODE PATH\", -- rules.json -- and -- findings --", file)
	}
	return wrongCase{qualify.Code(code), path, rules, golden}
}

func files(t *testing.T, pattern string, least int) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) < least {
		t.Fatalf("%d files of %s, want %d at least; %v", len(list), pattern, least, err)
	}
	return list
}

// describe is a finding in full.
func describe(t *testing.T, f lint.Finding) string {
	t.Helper()
	text := f.String() + "\n"
	if f.Proof != "" {
		text += "because " + f.Proof + "\n"
	}
	if f.Witness != nil {
		lead, err := json.Marshal(f.Witness.Lead)
		if err != nil {
			t.Fatal(err)
		}
		text += f.Witness.Shows + ":\n" + string(lead) + "\n"
	}
	return text
}

func TestWrong(t *testing.T) {
	for _, file := range files(t, "testdata/wrong/*.txt", 60) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			c := readWrong(t, file)
			findings, err := lint.CheckFile(t.Context(), "rules.json", []byte(c.rules), nil)
			if err != nil {
				t.Fatal(err)
			}
			have := ""
			for _, f := range findings {
				have += describe(t, f)
				checkWitness(t, c.rules, f)
			}
			if len(findings) != 1 || findings[0].Code != c.code || findings[0].Path != c.path {
				t.Errorf("want one finding, %s at %s, have\n%s", c.code, c.path, have)
			}
			if testkit.Update() {
				text := fmt.Sprintf("want: %s %s\n-- rules.json --\n%s-- findings --\n%s", c.code, c.path, c.rules, have)
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(c.golden, have); diff != "" {
				t.Errorf("findings (-want +have):\n%s", diff)
			}
		})
	}
}

// checkWitness decides a witness by a rule set of its own, whose one screening
// step is the condition that the finding is about.
func checkWitness(t *testing.T, rules string, f lint.Finding) {
	t.Helper()
	if f.Witness == nil {
		return
	}
	whole, err := qualify.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		t.Fatal(err)
	}
	probe, text := vocabulary.Bare(whole.RuleSet()), f.Text
	if strings.HasSuffix(f.Witness.Path, ".each") {
		text = "any(activities, " + text + ")"
	}
	probe.Screening = []qualify.Step{{ID: "a", When: text}}
	e, err := qualify.Compile(probe, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The witness is given as data: it decides the same after a round trip.
	data, err := json.Marshal(f.Witness)
	if err != nil {
		t.Fatal(err)
	}
	var w lint.Example
	if err := json.Unmarshal(data, &w); err != nil {
		t.Fatal(err)
	}
	if d := e.Decide(w.Lead, w.AsOf); d.Screening[0].Outcome != w.Outcome || w.Path != f.Path {
		t.Errorf("the witness comes out %v at %s, want %v: %s", d.Screening[0].Outcome, w.Path, w.Outcome, data)
	}
}

// Every wrong rule set, mended, has no finding, and neither have others.
func TestRight(t *testing.T) {
	for _, file := range files(t, "testdata/right/*.json", 60) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			noFindings(t, file)
		})
	}
}

func noFindings(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := lint.CheckFile(t.Context(), file, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(describe(t, f))
	}
}

// ofRulesAboutAccounts are shown by TestCheckAccounts.
var ofRulesAboutAccounts = []qualify.Code{lint.CodeRoleUnused, lint.CodeRoleUnreachable, lint.CodeNeverSaid}

// Every code has a wrong rule set that shows it.
func TestEveryCodeIsShown(t *testing.T) {
	shown := map[qualify.Code]bool{}
	for _, file := range files(t, "testdata/wrong/*.txt", 60) {
		shown[readWrong(t, file).code] = true
	}
	source, err := os.ReadFile("finding.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`(?m)^\tCode\w+ +qualify\.Code = "(\w+)"`).FindAllSubmatch(source, -1)
	if len(codes) < 20 {
		t.Fatalf("only %d codes in finding.go", len(codes))
	}
	for _, c := range codes {
		code := qualify.Code(c[1])
		if !shown[code] && !slices.Contains(ofRulesAboutAccounts, code) {
			t.Errorf("no wrong rule set shows %s", code)
		}
		delete(shown, code)
	}
	for code := range shown {
		t.Errorf("%s is no code of finding.go", code)
	}
}
