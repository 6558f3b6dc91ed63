package completeness

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A new section, with an expression, a number and an id, is named by every test
// here until what each is about says something of it. This adds one to a copy of
// the module.
func TestNewSectionIsNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a copy of the module")
	}
	dir := copied(t)
	edit(t, filepath.Join(dir, "qualify/ruleset.go"), "type RuleSet struct {", `// An Extra is what nobody has said anything about.
type Extra struct {
	ID     string `+"`json:\"id\"`"+`
	Name   string `+"`json:\"name,omitempty\"`"+`
	When   string `+"`json:\"when,omitempty\"`"+`
	Amount int    `+"`json:\"amount,omitempty\"`"+`
}

type RuleSet struct {
	Extra []Extra `+"`json:\"extra,omitempty\"`")
	if out := fails(t, dir, "-run=TestFingerprintCovers", "./qualify"); !strings.Contains(out, `does not use the key "extra"`) {
		t.Errorf("the test of fingerprints does not name the section:\n%s", out)
	}
	edit(t, filepath.Join(dir, "qualify/testdata/fingerprint.json"), `"define":`,
		`"extra": [{"id": "more", "name": "n", "when": "person.city == 'x'", "amount": 5}], "define":`)
	for _, name := range []string{
		"TestCompile", "TestDescribe", "TestSchema", "TestExplain", "TestAgreement", "TestDecisions", "TestCoverage", "TestMutation", "TestLint", "TestGenerate",
	} {
		if out := fails(t, dir, "-run=^"+name+"$", "./internal/completeness"); !strings.Contains(out, "extra") {
			t.Errorf("%s does not name the section:\n%s", name, out)
		}
	}
}

// copied is a copy of what the tests of the module need.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"bant", "icp", "matrix", "scoring", "qualify", "internal", "examples/rules"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("../..", part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func edit(t *testing.T, file, old, replacement string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q: %v", file, old, err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, replacement, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
}

// test runs tests of a copy, and returns what they say.
func test(dir string, args ...string) (string, error) {
	c := exec.Command("go", append([]string{"test", "-short"}, args...)...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// fails runs tests that have to fail, and returns what they say.
func fails(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := test(dir, args...)
	if err == nil {
		t.Errorf("go test %s passes", strings.Join(args, " "))
	}
	if strings.Contains(out, "build failed") || strings.Contains(out, "panic:") {
		t.Fatalf("%s", out)
	}
	return out
}
