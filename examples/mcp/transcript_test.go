package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// block is a file that is written, "json NAME.json", or a call of a tool, "json
// TOOL", which the block with the answer follows.
var block = regexp.MustCompile("(?ms)^```json (\\S+)\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?")

// The README's transcript is what the server answers. LEADQUAL_UPDATE=1 writes the
// answers anew.
func TestTranscript(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	c := start(t, "-root", root)
	calls := map[string]int{}
	have := block.ReplaceAllStringFunc(string(readme), func(old string) string {
		m := block.FindStringSubmatch(old)
		name, text := m[1], m[2]
		if strings.HasSuffix(name, ".json") {
			if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			return old
		}
		calls[name]++
		result, answer := c.call(name, json.RawMessage(text))
		if !result.IsError {
			var indented bytes.Buffer
			if err := json.Indent(&indented, []byte(answer), "", "  "); err != nil {
				t.Fatalf("%v in %s", err, answer)
			}
			answer = indented.String()
		}
		return "```json " + name + "\n" + text + "```\n\n```\n" + strings.TrimSpace(answer) + "\n```\n"
	})
	for _, tool := range []string{"check", "lint", "diff", "test", "ask"} {
		if calls[tool] == 0 {
			t.Errorf("the transcript has no call of %s", tool)
		}
	}
	if os.Getenv("LEADQUAL_UPDATE") != "" {
		if err := os.WriteFile("README.md", []byte(have), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(readme), have); diff != "" {
		t.Errorf("the README's transcript (-README +server), LEADQUAL_UPDATE=1 writes it anew:\n%s", diff)
	}
}

// The README's table has the tools of the server, and each says what it takes and
// gives.
func TestTools(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, have []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(string(readme), -1) {
		listed = append(listed, m[1])
	}
	for tool, err := range start(t).Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		have = append(have, tool.Name)
		if tool.Description == "" || tool.InputSchema == nil || tool.OutputSchema == nil || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%s: %+v", tool.Name, tool)
		}
		schema, err := json.Marshal([]any{tool.InputSchema, tool.OutputSchema})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(schema), `"null"`) {
			t.Errorf("%s: a list that may be null in %s", tool.Name, schema)
		}
	}
	slices.Sort(listed)
	slices.Sort(have)
	if diff := cmp.Diff(have, listed); diff != "" {
		t.Errorf("tools (-server +README):\n%s", diff)
	}
}

// A server that cannot start says why and what to do.
func TestStart(t *testing.T) {
	for want, args := range map[string][]string{
		"no such file":           {"-root", filepath.Join(t.TempDir(), "none")},
		"not a directory":        {"-root", "README.md"},
		"The flags are":          {"rules.json"},
		"flag provided but not":  {"-rules", "x"},
		"flag needs an argument": {"-root"},
	} {
		out, err := exec.Command(binary, args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%v: %v, %s", args, err, out)
		}
	}
}
