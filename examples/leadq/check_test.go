package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	text := `{
  "name": "bad", "icp": {"criteria": [{"id": "a", "when": "company.employes > 1"}]},
  "foo": 1
}`
	if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = `bad.json:2:60: icp.criteria[0].when: unknown name company.employes; did you mean company.employees? [unknown_name]
    company.employes > 1
    ^^^^^^^^^^^^^^^^
bad.json:3:3: foo: unknown key "foo" [unknown_key]
`
	for _, c := range []struct {
		args   []string
		want   string
		status int
	}{
		{[]string{"-rules", "testdata/small.rules.json"}, "", exitOK},
		{[]string{"-rules", "../rules/edtech/rules.json", "testdata/small.rules.json", "-rules", "testdata/salesforce.rules.json"}, "", exitOK},
		{[]string{"-rules", "testdata/small.rules.json", bad}, want, exitBad},
		{[]string{filepath.Dir(bad)}, want, exitBad},
		{[]string{"../rules/edtech"}, "", exitOK},
		{[]string{"."}, ".: no rule set in this folder\n", exitBad},
		{[]string{bad, "testdata/small.rules.json"}, want, exitBad},
		{[]string{"testdata/none.json"}, "open testdata/none.json: no such file or directory\n", exitBad},
	} {
		stdout, stderr, status := leadq(t, "", append([]string{"check"}, c.args...)...)
		stdout = strings.ReplaceAll(stdout, filepath.ToSlash(filepath.Dir(bad))+"/", "")
		if stdout != c.want || stderr != "" || status != c.status {
			t.Errorf("%v: status %d, want %d, with\n%s%swant\n%s", c.args, status, c.status, stdout, stderr, c.want)
		}
	}
}

// Check and lint read rules about accounts as they do rule sets; where these are
// wanted, a file of the other kind is one mistake that says what to do.
func TestRulesAboutAccounts(t *testing.T) {
	const rules = "../rules/accounts/step6.json"
	for _, args := range [][]string{{"check", "-rules", rules}, {"lint", "-rules", rules, "-least", "warning"}} {
		if stdout, stderr, status := leadq(t, "", args...); status != exitOK || stdout+stderr != "" {
			t.Errorf("%v: status %d, %s%s", args, status, stdout, stderr)
		}
	}
	wrong := filepath.Join(t.TempDir(), "rules.json")
	text := `{"name": "x", "roles": [{"id": "a", "when": "sourc == 'x'"}], "person": {}, "account": {"screening": [{"id": "s", "when": "any(people, .role == 'b')"}]}}`
	if err := os.WriteFile(wrong, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if stdout, _, status := leadq(t, "", "check", "-rules", wrong); status != exitBad || !strings.Contains(stdout, "roles[0].when") || !strings.Contains(stdout, "account.screening[0].when") {
		t.Errorf("status %d, %s", status, stdout)
	}
	for _, args := range [][]string{
		{"decide", "-rules", rules, "../rules/edtech/leads.jsonl"}, {"plan", "-rules", rules, "../rules/edtech/leads.jsonl"},
	} {
		_, stderr, status := leadq(t, "", args...)
		if status != exitBad || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "these are rules about accounts") {
			t.Errorf("%v: status %d, %s", args, status, stderr)
		}
	}
	_, stderr, status := leadq(t, "", "accounts", "-as-of", "2026-11-22", "-rules", "../rules/edtech/rules.json", "../rules/accounts/accounts.jsonl")
	if status != exitBad || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "this is a rule set for leads") {
		t.Errorf("status %d, %s", status, stderr)
	}
}

func TestCasesOfAccounts(t *testing.T) {
	const rules = "../rules/accounts/step6.json"
	file := filepath.Join(t.TempDir(), "cases.json")
	text := `{"cases": [{"name": "nobody", "account": {"id": "A"}, "as_of": "2026-11-22T09:00:00Z", "want": {"status": "nurture", "find": [{"role": "champion"}]}},
		{"name": "found", "account": {"id": "A", "people": [{"id": "1"}]}, "as_of": "2026-11-22T09:00:00Z", "want": {"people": [{"id": "1", "role": "champion"}]}}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := leadq(t, "", "test", "-rules", rules, file)
	if status != exitBad || stderr != "" || !strings.Contains(stdout, "people[1].role: have nothing, want \"champion\"") || !strings.Contains(stdout, "1 of 2 cases not as wanted") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	if _, stderr, status := leadq(t, "", "test", "-rules", rules, "-propose", filepath.Join(t.TempDir(), "more.json"), file); status != exitUsage || !strings.Contains(stderr, "-propose is for rule sets") {
		t.Errorf("status %d, %s", status, stderr)
	}
	if err := os.WriteFile(file, []byte(text[:strings.Index(text, ",\n")]+`], "explained": {"person.gone: dropped": "was never met"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status = leadq(t, "", "test", "-rules", rules, "-cover", "-mutate", file)
	for _, want := range []string{"roles.champion", "person.screening.student: never met", "account.checklists.group.users: at_least 2 -> 1", "explains nothing: person.gone: dropped"} {
		if status != exitBad || stderr != "" || !strings.Contains(stdout, want) {
			t.Errorf("status %d, no %q in %s%s", status, want, stdout, stderr)
		}
	}
}

func TestExplainAccounts(t *testing.T) {
	const rules, accounts = "../rules/accounts/step6.json", "../rules/accounts/accounts.jsonl"
	stdout, _, status := leadq(t, "", "explain", "-rules", rules, "-as-of", "2026-11-22T09:00:00Z", "-id", "A-3", accounts)
	if status != exitOK || strings.Count(stdout, "\n") != 4 || !strings.Contains(stdout, "To find, which can change this: writes the contract.") {
		t.Errorf("status %d, %s", status, stdout)
	}
	if _, stderr, status := leadq(t, "", "explain", "-rules", rules, "-id", "A-9", accounts); status != exitBad || !strings.Contains(stderr, `no account with the id "A-9"`) {
		t.Errorf("status %d, %s", status, stderr)
	}
	if _, stderr, status := leadq(t, "", "explain", "-rules", rules, "-values", accounts); status != exitUsage || !strings.Contains(stderr, "-values is for leads") {
		t.Errorf("status %d, %s", status, stderr)
	}
}

// A folder's rules about accounts are checked too, also where a part is missing.
func TestFolderWithAccounts(t *testing.T) {
	inFolder(t, map[string]string{
		"a.json":     `{"name": "a", "roles": [{"id": "r", "when": "sourc == 'x'"}], "person": {}, "account": {}}`,
		"b.json":     `{"name": "b", "icp": {"criteria": [{"id": "s", "when": "sourc == 'x'"}]}}`,
		"c.json":     `{"name": "c", "roles": [{"id": "r", "when": "source == 'x'"}], "person": {}}`,
		"right.json": `{"name": "right", "person": {}, "account": {"scoring": {"rules": [{"id": "s", "when": "owner == 'x'", "points": 1}]}}}`,
		"lead.json":  `{"id": "L-1", "person": {"job_title": "CFO"}}`,
		"cases.json": `{"cases": [{"name": "one", "account": {"id": "A"}}]}`,
	})
	stdout, stderr, status := leadq(t, "", "check", ".")
	var files []string
	for line := range strings.Lines(stdout) {
		if file, _, ok := strings.Cut(line, ":"); ok && strings.HasSuffix(file, ".json") {
			files = append(files, file)
		}
	}
	if want := "a.json b.json c.json"; status != exitBad || stderr != "" || strings.Join(slices.Compact(files), " ") != want {
		t.Errorf("status %d, %s: mistakes in %v, want %s\n%s", status, stderr, files, want, stdout)
	}
	stdout, stderr, status = leadq(t, "", "lint", "-rules", ".")
	if status != exitBad || !strings.Contains(stdout, "right.json") || strings.Count(stderr, ".json:") < 3 {
		t.Errorf("status %d, %s\n%s", status, stderr, stdout)
	}
	inFolder(t, map[string]string{"only.json": `{"name": "only", "person": {}, "account": {"screening": [{"id": "s", "when": "company.employees < 5"}]}}`})
	if stdout, stderr, status := leadq(t, "", "check", "."); status != exitOK || stdout+stderr != "" {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
}
