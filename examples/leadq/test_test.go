package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// folderOf makes a folder with files of these names and texts, in pairs.
func folderOf(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	testedRules = `{"name": "x", "readiness": "score", "scoring": {"ready_at": 10, "rules": [{"id": "budget", "when": "answers.budget >= 500", "points": 10}]}}`
	testedCases = `{"cases": [
  {"name": "enough", "lead": {"id": "1", "answers": {"budget": 500}}, "as_of": "2026-11-22T09:00:00Z", "want": {"status": "mql"}},
  {"name": "not enough", "lead": {"id": "2", "answers": {"budget": 499}}, "as_of": "2026-11-22T09:00:00Z", "want": {"quadrant": "good_fit_not_ready"}},
  {"name": "not known", "lead": {"id": "3"}, "as_of": "2026-11-22T09:00:00Z", "want": {"quadrant": "undetermined"}}
], "explained": {}}`
)

func TestTest(t *testing.T) {
	wrong := strings.Replace(testedCases, `"want": {"status": "mql"}`, `"want": {"status": "nurture", "score": {"points": 10}}`, 1)
	broken := strings.Replace(testedCases, `"budget": 499`, `"buget": 499`, 1)
	less := strings.Replace(testedCases, `{"id": "2", "answers": {"budget": 499}}`, `{"id": "2", "answers": {"budget": 440}}`, 1)
	two := `{"cases": [` + strings.Split(testedCases, "\n")[1] + "\n" + strings.TrimSuffix(strings.Split(testedCases, "\n")[2], ",") + `], "explained": %s}`
	for _, x := range []struct {
		name, cases string
		flags       []string
		want        string
		status      int
	}{
		{"as wanted", testedCases, nil, "3 cases as wanted\n", exitOK},
		{"not as wanted", wrong, nil, "DIR/cases.json:2: enough\n    status: have \"mql\", want \"nurture\"\n1 of 3 cases not as wanted\n", exitBad},
		{"a mistake", broken, nil, "DIR/cases.json:3:58: cases[1].lead.answers.buget: unknown key \"buget\": did you mean \"budget\"? [unknown_key]\n", exitBad},
		{"covered", testedCases, []string{"-cover"}, `3 cases as wanted

scoring.budget             answers.budget >= 500  met 1, unmet 1, unknown 1
scoring.ready_at           10                     reached 1, below 2
matrix.good_fit_ready                             seen 1
matrix.good_fit_not_ready                         seen 1
matrix.readiness_unknown                          seen 1

coverage: 8 of 8 sides seen, 100.0 %
`, exitOK},
		{"a gap", strings.Replace(two, "%s", "{}", 1), []string{"-cover"}, `2 cases as wanted

scoring.budget             answers.budget >= 500  met 1, unmet 1, NEVER unknown
scoring.ready_at           10                     reached 1, below 1
matrix.good_fit_ready                             seen 1
matrix.good_fit_not_ready                         seen 1
matrix.readiness_unknown                          NEVER seen

coverage: 6 of 8 sides seen, 75.0 %
  scoring.budget: never unknown (scoring.rules[0])
  matrix.readiness_unknown: never seen
`, exitBad},
		{"explained", strings.Replace(two, "%s", `{"scoring.budget: never unknown": "always asked", "matrix.readiness_unknown: never seen": "always asked"}`, 1), []string{"-cover"}, `2 cases as wanted

scoring.budget             answers.budget >= 500  met 1, unmet 1, NEVER unknown
scoring.ready_at           10                     reached 1, below 1
matrix.good_fit_ready                             seen 1
matrix.good_fit_not_ready                         seen 1
matrix.readiness_unknown                          NEVER seen

coverage: 6 of 8 sides seen, 75.0 %
  scoring.budget: never unknown (explained: always asked)
  matrix.readiness_unknown: never seen (explained: always asked)
`, exitOK},
		{"every mutant noticed", testedCases, []string{"-mutate"}, "3 cases as wanted\n\nmutants: 10 of 10 noticed, 100.0 %\n", exitOK},
		{"a survivor", less, []string{"-mutate"}, "3 cases as wanted\n\nmutants: 9 of 10 noticed, 90.0 %\n  scoring.budget: answers.budget >= 500 -> answers.budget >= 450 (scoring.rules[0].when)\n", exitBad},
		{"stale", strings.Replace(testedCases, `"explained": {}`, `"explained": {"scoring.gone: dropped": "was never met"}`, 1), []string{"-mutate", "-cover"},
			"explains nothing: scoring.gone: dropped\n", exitBad},
	} {
		t.Run(x.name, func(t *testing.T) {
			dir := folderOf(t, "rules.json", testedRules, "cases.json", x.cases)
			stdout, stderr, status := leadq(t, "", append([]string{"test", "-rules", filepath.Join(dir, "rules.json")}, x.flags...)...)
			have := strings.ReplaceAll(stdout+stderr, filepath.ToSlash(dir), "DIR")
			if x.name == "stale" {
				have = have[strings.LastIndex(strings.TrimSuffix(have, "\n"), "\n")+1:]
			}
			if diff := cmp.Diff(x.want, have); diff != "" || status != x.status {
				t.Errorf("status %d, want %d: %s", status, x.status, diff)
			}
		})
	}
}

func TestTestAsJSON(t *testing.T) {
	dir := folderOf(t, "small.rules.json", testedRules, "small.cases.json", testedCases)
	stdout, stderr, status := leadq(t, "", "test", "-json", "-cover", "-mutate", "-rules", filepath.Join(dir, "small.rules.json"))
	var report struct {
		Cases    int
		Coverage qualifytest.Coverage
		Mutation qualifytest.Mutation
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || status != exitOK || stderr != "" {
		t.Fatalf("status %d, %v: %s%s", status, err, stdout, stderr)
	}
	if report.Cases != 3 || report.Coverage.Share() != 1 || report.Mutation.Noticed != 10 {
		t.Errorf("%+v", report)
	}
}

func TestTestUsage(t *testing.T) {
	dir := folderOf(t, "rules.json", testedRules)
	for _, x := range []struct {
		args   []string
		want   string
		status int
	}{
		{nil, "name the rule set", exitUsage},
		{[]string{"-rules", filepath.Join(dir, "none.json")}, "none.json", exitBad},
		{[]string{"-rules", filepath.Join(dir, "rules.json")}, "cases.json", exitBad},
	} {
		stdout, stderr, status := leadq(t, "", append([]string{"test"}, x.args...)...)
		if status != x.status || stdout != "" || !strings.Contains(stderr, x.want) {
			t.Errorf("%v: status %d, %q %q", x.args, status, stdout, stderr)
		}
	}
}

// The proposed cases are written to a new file, come out as wanted, and notice
// what they were proposed for; a file that is there is left alone.
func TestTestProposes(t *testing.T) {
	one := "{\"cases\": [\n" + strings.TrimSuffix(strings.Split(testedCases, "\n")[1], ",") + "\n]}"
	dir := folderOf(t, "rules.json", testedRules, "cases.json", one)
	file := func(name string) string { return filepath.Join(dir, name) }
	stdout, stderr, status := leadq(t, "", "test", "-cover", "-mutate", "-rules", file("rules.json"), "-propose", file("more.json"))
	if status != exitBad || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	testkit.Golden(t, "testdata/propose.golden", stdout[strings.Index(stdout, "missing, most first"):])
	written, err := os.ReadFile(file("more.json"))
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "testdata/propose.cases.golden", string(written))
	if stdout, stderr, status = leadq(t, "", "test", "-mutate", "-rules", file("rules.json"), file("cases.json"), file("more.json")); status != exitOK || !strings.Contains(stdout, "100.0 %") {
		t.Errorf("with the proposed cases: status %d, %s%s", status, stdout, stderr)
	}
	if stdout, stderr, status = leadq(t, "", "test", "-rules", file("rules.json"), "-propose", file("more.json")); status != exitUsage || !strings.Contains(stderr, "the file exists") {
		t.Errorf("over a file: status %d, %s%s", status, stdout, stderr)
	}
	if again, _ := os.ReadFile(file("more.json")); string(again) != string(written) {
		t.Error("the file was written again")
	}
	// Nothing to propose, no file.
	if _, stderr, status = leadq(t, "", "test", "-rules", file("rules.json"), "-propose", file("none.json"), file("cases.json"), file("more.json")); status != exitOK {
		t.Errorf("status %d, %s", status, stderr)
	}
	if _, err := os.Stat(file("none.json")); err == nil {
		t.Error("a file of no cases")
	}
}
