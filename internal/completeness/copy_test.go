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
	dir := t.TempDir()
	for _, part := range []string{"go.mod", "go.sum", "bant", "icp", "matrix", "scoring", "qualify", "internal", "examples/rules"} {
		if err := copied(filepath.Join("../..", part), filepath.Join(dir, part)); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, filepath.Join(dir, "qualify/ruleset.go"), "type RuleSet struct {", `// An Extra is what nobody has said anything about.
type Extra struct {
	ID     string `+"`json:\"id\"`"+`
	Name   string `+"`json:\"name,omitempty\"`"+`
	When   string `+"`json:\"when,omitempty\"`"+`
	Amount int    `+"`json:\"amount,omitempty\"`"+`
}

type RuleSet struct {
	Extra []Extra `+"`json:\"extra,omitempty\"`")
	if out := run(t, dir, "-run=TestFingerprintCovers", "./qualify"); !strings.Contains(out, `does not use the key "extra"`) {
		t.Errorf("the test of fingerprints does not name the section:\n%s", out)
	}
	edit(t, filepath.Join(dir, "qualify/testdata/fingerprint.json"), `"define":`,
		`"extra": [{"id": "more", "name": "n", "when": "person.city == 'x'", "amount": 5}], "define":`)
	for _, name := range []string{
		"TestCompile", "TestDescribe", "TestSchema", "TestExplain", "TestAgreement", "TestDecisions", "TestCoverage", "TestMutation", "TestLint", "TestGenerate",
	} {
		if out := run(t, dir, "-run=^"+name+"$", "./internal/completeness"); !strings.Contains(out, "extra") {
			t.Errorf("%s does not name the section:\n%s", name, out)
		}
	}
}

// copied copies a file or a folder.
func copied(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(from))
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o666)
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

// run runs a test that has to fail, and returns what it says.
func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.Command("go", append([]string{"test", "-short"}, args...)...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	if err == nil {
		t.Errorf("go test %s passes", strings.Join(args, " "))
	}
	if strings.Contains(string(out), "build failed") || strings.Contains(string(out), "panic:") {
		t.Fatalf("%s", out)
	}
	return string(out)
}
