package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// neovim is the editor, which the variable LEADQUAL_NVIM names, or else the one there is.
func neovim(t *testing.T) string {
	t.Helper()
	if program := os.Getenv("LEADQUAL_NVIM"); program != "" {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("LEADQUAL_NVIM: %v", err)
		}
		return program
	}
	program, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("no Neovim: install it, or set LEADQUAL_NVIM to its path")
	}
	return program
}

// In Neovim, set up as the README says, an author mends a mistake, writes a condition,
// and renames a definition.
func TestNeovim(t *testing.T) {
	program := neovim(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "package.json"), `{"name": "x", "version": "1", "dependencies": {"when": "person.nothing"}}`)
	write(t, filepath.Join(dir, "rules.json"), `{
  "name": "schools",
  "define": {"big": "company.employees > 500"},
  "scoring": {"ready_at": 50, "rules": [
    {"id": "size", "when": "company.employes > 20 and big", "points": 30},
    {"id": "who", "name": "Größe 🙂", "when": "big", "points": 30}
  ]}
}
`)
	setup, err := filepath.Abs("testdata/leadqual.lua")
	if err != nil {
		t.Fatal(err)
	}
	drive, err := filepath.Abs("testdata/drive.lua")
	if err != nil {
		t.Fatal(err)
	}
	result := filepath.Join(dir, "result.json")
	cmd := exec.CommandContext(t.Context(), program, "--headless", "--clean", "-u", setup, "-S", drive)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "LEADQUAL_RESULT="+result, "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CACHE_HOME="+dir,
		"PATH="+filepath.Dir(binary)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	said, err := cmd.CombinedOutput()
	data, readErr := os.ReadFile(result)
	if err != nil || readErr != nil {
		t.Fatalf("%v, %v\n%s", err, readErr, said)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	want := map[string]any{
		"opened":            []any{"5:28-5:44 leadqual unknown name company.employes; did you mean company.employees? [unknown_name]"},
		"action":            "Write company.employees",
		"writing":           []any{`6:59-6:62 leadqual unknown name per; if it is a text, write "per" [unknown_name]`},
		"offered":           []any{"person.email", "person.name", "person.phone"},
		"hover":             "**big**\n\ncompany.employees > 500",
		"definition":        map[string]any{"line": 2., "character": 14.},
		"references":        3.,
		"prepared":          "big",
		"refused":           "define.not: not has a meaning already; choose another name [bad_name]",
		"elsewhere":         []any{},
		"elsewhere_offered": 0.,
		"text": `{
  "name": "schools",
  "define": {"large": "company.employees > 500"},
  "scoring": {"ready_at": 50, "rules": [
    {"id": "size", "when": "company.employees > 20 and large", "points": 30},
    {"id": "who", "name": "Größe 🙂", "when": "large and person.seniority == 'vp'", "points": 30}
  ]}
}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What the README tells an author to write is what the test above runs.
func TestReadmeHasSetup(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	setup, err := os.ReadFile("testdata/leadqual.lua")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```lua\n"+string(setup)+"```") {
		t.Error("README.md does not have testdata/leadqual.lua as it is")
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
