package apitest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The README's first steps work as they are written, in a folder outside. The
// clone of it is this one.
func TestFirstSteps(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command on a module of its own")
	}
	readme, err := os.ReadFile(root + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, use, _ := strings.Cut(string(readme), "## Use it\n")
	_, rest, _ := strings.Cut(use, "```\n")
	steps, rest, _ := strings.Cut(rest, "```\n")
	_, rest, _ = strings.Cut(rest, "```go\n")
	program, _, _ := strings.Cut(rest, "```\n")
	_, want, _ := strings.Cut(program, "// Output: ")
	want, _, _ = strings.Cut(want, "\n")
	if steps == "" || want == "" {
		t.Fatal("the README has no first steps")
	}

	clone, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(clone, filepath.Join(dir, "leadqual")); err != nil {
		t.Fatal(err)
	}
	run := func(in, script string) string {
		t.Helper()
		cmd := exec.Command("sh", "-ec", script)
		cmd.Dir = in
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		return string(out)
	}
	run(dir, steps[strings.Index(steps, "mkdir"):])
	mine := filepath.Join(dir, "leads")
	if err := os.WriteFile(filepath.Join(mine, "main.go"), []byte(program), 0o666); err != nil {
		t.Fatal(err)
	}
	run(mine, "go mod tidy")
	if have := strings.TrimSpace(run(mine, "go run .")); have != want {
		t.Errorf("have %q, want %q", have, want)
	}
}
