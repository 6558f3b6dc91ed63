package main

import (
	"os"
	"path/filepath"
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
