package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/lint"
)

// inFolder writes files into a folder of the test and makes it the current
// one, so that messages name them as they are.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(folder)
}

const lintRules = `{
  "name": "rules",
  "icp": {"criteria": [
    {"id": "title", "when": "person.job_title contains 'VP'"},
    {"id": "size", "when": "(company.employees ?? 1) >= 50"}
  ]},
  "scoring": {"rules": [{"id": "visit", "when": "any(activities, .type == 'visit')", "points": 10}], "ready_at": 20}
}
`

func TestLint(t *testing.T) {
	inFolder(t, map[string]string{
		"rules.json": lintRules,
		"right.json": `{"name": "right", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]}}`,
		"bad.json":   `{"name": "bad", "icp": {"criteria": [{"id": "size", "when": "company.employes >= 50"}]}}`,
		"why.json":   `[{"code": "threshold_unreachable", "path": "scoring.ready_at", "why": "only hands count"}]`,
		"stale.json": `[{"code": "never_met", "path": "icp.criteria[0].when", "why": "so"}]`,
		"odd.json":   `[{"cod": "never_met"}]`,
	})
	const title = `rules.json:4:29: warning: icp.criteria[0].when: contains finds "VP" within other words too, as in "VPN administrator"; write has_word(person.job_title, "vp"), which looks for whole words in any case of letters [whole_word]
    person.job_title contains 'VP'
`
	const size = `rules.json:5:28: info: icp.criteria[1].when: ?? and nil count a missing fact as if it were known: a decision may be certain, and still change once the fact is there; where that is not wanted, leave the fact unknown [gives_up]
    (company.employees ?? 1) >= 50
`
	const ready = `rules.json:7:114: error: scoring.ready_at: the score is ready at 20 points and can never have more than 10, so that no score makes a lead ready; lower "ready_at", or give more points [threshold_unreachable]
`
	for _, c := range []struct {
		args           []string
		stdout, stderr string
		status         int
	}{
		{[]string{"-rules", "right.json"}, "", "", exitOK},
		{[]string{"-rules", "rules.json"}, title + size + ready, "", exitBad},
		{[]string{"-rules", "rules.json", "-least", "warning"}, title + ready, "", exitBad},
		{[]string{"-rules", "rules.json", "-least", "error"}, ready, "", exitBad},
		{[]string{"-rules", "rules.json", "-least", "error", "-explained", "why.json"}, "", "", exitOK},
		{[]string{"-rules", "right.json", "-explained", "stale.json"}, "", "leadq: stale.json: never_met at \"icp.criteria[0].when\" matches no finding, or has no \"why\": remove it or complete it\n", exitBad},
		{[]string{"-rules", "right.json", "-explained", "odd.json"}, "", "leadq: odd.json:1:3: unknown key \"cod\": did you mean \"code\"?\n", exitBad},
		{[]string{"-rules", "rules.json", "-least", "error", "-proofs"}, ready + "    because at most, of rules that exclude each other only one: visit 10\n", "", exitBad},
		{[]string{"-rules", "right.json", "-json"}, "[]\n", "", exitOK},
		{[]string{"-rules", "none.json"}, "", "leadq: open none.json: no such file or directory\n", exitBad},
	} {
		stdout, stderr, status := leadq(t, "", append([]string{"lint"}, c.args...)...)
		if stdout != c.stdout || stderr != c.stderr || status != c.status {
			t.Errorf("%v: status %d, want %d, with\n%s%swant\n%s%s", c.args, status, c.status, stdout, stderr, c.stdout, c.stderr)
		}
	}
	if stdout, stderr, status := leadq(t, "", "lint", "-rules", "bad.json"); status != exitBad || stdout != "" || !strings.Contains(stderr, "did you mean company.employees?") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	if stdout, _, _ := leadq(t, "", "lint", "-rules", "rules.json", "-proofs"); !strings.Contains(stdout, `the word "VP" is not in "VPN administrator", and the condition is met: {"id":"L-1","person":{"job_title":"VPN administrator"}}`) {
		t.Errorf("no witness in\n%s", stdout)
	}
}

func TestLintAsJSON(t *testing.T) {
	inFolder(t, map[string]string{"rules.json": lintRules})
	stdout, stderr, status := leadq(t, "", "lint", "-rules", "rules.json", "-json")
	var list []lint.Finding
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || status != exitBad || stderr != "" {
		t.Fatalf("status %d, %v: %s", status, err, stderr)
	}
	if len(list) != 3 || list[0].Code != lint.CodeWholeWord || list[0].Line != 4 || list[0].Witness == nil || list[2].Proof == "" {
		t.Errorf("%s", stdout)
	}
}

func TestLintMisused(t *testing.T) {
	for _, args := range [][]string{
		{}, {"-rules", "a.json", "b.json"}, {"-rules", "a.json", "-least", "bad"}, {"-odd"},
	} {
		if _, stderr, status := leadq(t, "", append([]string{"lint"}, args...)...); status != exitUsage || !strings.Contains(stderr, "Usage: leadq lint") {
			t.Errorf("%v: status %d\n%s", args, status, stderr)
		}
	}
}

// What is found, and what is wrong, stands in the file that says it, whichever of
// the files that make up the rule set that is.
func TestLintOfSeveralFiles(t *testing.T) {
	files := map[string]string{
		"base.json": `{
  "icp": {"criteria": [{"id": "title", "when": "person.job_title contains 'VP'"}]},
  "scoring": {"rules": [{"id": "visit", "when": "any(activities, .type == 'visit')", "points": 10}]}
}`,
		"rules.json": `{
  "name": "rules", "extends": "base.json",
  "facts": {"company.country": {"enum": ["DE", "FR"]}},
  "tables": {"region": {"type": "string", "file": "region.csv"}},
  "scoring": {"ready_at": 20},
  "routes": [{"id": "r", "team": "sales", "when": "lookup('region', company.country) == 'emea'", "owners": [{"id": "a"}]}]
}`,
		"region.csv": "country,region\nDE,emea\nFR,emea\nXX,rest\n",
		"bad.json":   "{\"name\": \"bad\", \"extends\": \"base.json\",\n \"scoring\": {\"ready_at\": \"x\"}}",
	}
	places := func(text string) (out []string) {
		for line := range strings.Lines(text) {
			if place, _, found := strings.Cut(line, ": "); found && !strings.HasPrefix(line, " ") {
				out = append(out, place+" "+strings.TrimSpace(line[strings.LastIndex(line, "["):]))
			}
		}
		return out
	}
	inFolder(t, files)
	want := []string{"base.json:2:48 [whole_word]", "region.csv:4:1 [row_unreachable]", "rules.json:5:27 [threshold_unreachable]"}
	stdout, stderr, status := leadq(t, "", "lint", "-rules", "rules.json", "-least", "warning")
	if have := places(stdout); !slices.Equal(have, want) || status != exitBad || stderr != "" {
		t.Errorf("status %d: %q, want %q\n%s%s", status, have, want, stdout, stderr)
	}
	stdout, stderr, status = leadq(t, "", "lint", "-rules", "bad.json")
	if stdout != "" || status != exitBad || !strings.HasPrefix(stderr, "bad.json:2:26: scoring.ready_at: ") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	// A folder: all of it, and a finding in a base once.
	files["other.json"] = `{"name": "other", "extends": "base.json", "scoring": {"ready_at": 10}}`
	inFolder(t, files)
	stdout, stderr, status = leadq(t, "", "lint", "-rules", ".", "-least", "warning")
	slices.Sort(want)
	have := places(stdout)
	slices.Sort(have)
	if !slices.Equal(have, want) || status != exitBad || !strings.HasPrefix(stderr, "bad.json:2:26: scoring.ready_at: ") {
		t.Errorf("status %d: %q, want %q\n%s%s", status, have, want, stdout, stderr)
	}
	if _, stderr, status := leadq(t, "", "test", "-rules", "."); status != exitBad || !strings.Contains(stderr, ". is a folder: name the file of one rule set in it") {
		t.Errorf("status %d\n%s", status, stderr)
	}
}

// Cases, and decisions, are of the whole.
func TestCasesOfSeveralFiles(t *testing.T) {
	inFolder(t, map[string]string{
		"base.json":  `{"name": "base", "screening": [{"id": "x", "when": "source == 'x'", "reason": "x"}]}`,
		"rules.json": `{"extends": "base.json", "tables": {"t": {"type": "bool", "file": "t.csv"}}, "screening": [{"id": "y", "when": "lookup('t', source)", "reason": "y"}]}`,
		"t.csv":      "source,bad\ny,true\n",
		"cases.json": `{"cases": [{"name": "y", "as_of": "2026-11-22T09:00:00Z", "lead": {"id": "1", "source": "y"}, "want": {"status": "disqualified"}}]}`,
		"lead.jsonl": `{"id": "1", "source": "y"}` + "\n",
	})
	if stdout, stderr, status := leadq(t, "", "test", "-rules", "rules.json"); status != exitOK || stdout != "1 case as wanted\n" {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	if stdout, stderr, status := leadq(t, "", "explain", "-rules", "rules.json", "-id", "1", "-as-of", "2026-11-22T09:00:00Z", "lead.jsonl"); status != exitOK || !strings.Contains(stdout, "y") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}
