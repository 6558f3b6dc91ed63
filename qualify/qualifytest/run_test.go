package qualifytest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/qualifytest"
)

func TestRun(t *testing.T) {
	t.Setenv(qualifytest.UpdateVariable, "")
	_, engine := compiled(t, school)
	qualifytest.Run(t, engine, one(ready, `{"status": "mql"}`))
}

func TestRunUpdates(t *testing.T) {
	_, engine := compiled(t, school)
	dir := t.TempDir()
	write := func(want string) {
		text := `{"cases": [{"name": "one", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z", "want": ` + want + `}]}`
		if err := os.WriteFile(filepath.Join(dir, "cases.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"status": "nurture"}`)
	t.Setenv(qualifytest.UpdateVariable, "1")
	qualifytest.Run(t, engine, qualifytest.Dir(dir))
	text, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil || !strings.Contains(string(text), `"want": {"status": "mql"}`) {
		t.Errorf("%s, %v", text, err)
	}
}

// A test cannot look at a failing one of its own process, so that these run
// in another.
const inner = "LEADQUAL_TEST_THAT_FAILS"

func TestThatFails(t *testing.T) {
	_, engine := compiled(t, school)
	switch os.Getenv(inner) {
	case "":
		t.Skip("for TestRunFails")
	case "difference":
		qualifytest.Run(t, engine, one(ready, `{"status": "nurture", "score": {"points": 30}}`))
	case "no file":
		qualifytest.Run(t, engine, one(ready, `{"status": "mql"}`), "none.json")
	case "not writable":
		qualifytest.Run(t, engine, one(ready, `{"status": "mql"}`))
	}
}

func TestRunFails(t *testing.T) {
	for _, x := range []struct {
		name, update string
		want         []string
	}{
		{"difference", "", []string{"--- FAIL: TestThatFails/one", "cases.json:2: one", `    status: have "mql", want "nurture"`, "the decision:", "L-1: marketing qualified lead (MQL)"}},
		{"no file", "", []string{`no file of cases matches "none.json"`}},
		{"not writable", "1", []string{"LEADQUAL_UPDATE is set, but fstest.MapFS cannot be written; use qualifytest.Dir"}},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestThatFails$")
		cmd.Env = append(os.Environ(), inner+"="+x.name, qualifytest.UpdateVariable+"="+x.update)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%s: it did not fail:\n%s", x.name, out)
		}
		for _, want := range x.want {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: want %q in\n%s", x.name, want, out)
			}
		}
		if x.name == "difference" && strings.Contains(string(out), "score.points") {
			t.Errorf("what is as wanted is listed:\n%s", out)
		}
	}
}
