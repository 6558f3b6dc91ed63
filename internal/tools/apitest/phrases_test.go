package apitest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// phrases are words of other languages in English dress, and what a native
// reader would say.
var phrases = map[string]string{
	"shall come":              "is to come",
	"who is no lead":          "whoever is not a lead",
	"is for keeps":            "may be kept",
	"else is no mistake":      "other ... are not mistakes",
	"moves nothing is no":     "changes nothing is not reported",
	"is no news":              "is not reported",
	"to whom most is owed":    "the one that is owed the most",
	"to which most is owed":   "the one that is owed the most",
	"at most so many facts":   "at most this number of facts",
	"nobody means well":       "hostile input",
	"which a lead has not":    "that a lead does not have",
	"does not know else":      "other ... that it does not know",
	"as if it were not there": "as if it were absent",
	"that a lead has not.":    "that a lead does not have",
	"that the file has not":   "that the file does not have",
	"rule sets have not":      "rule sets do not",
	"within so many days":     "within a number of days",
}

// flowing is a text in small letters on one line, without what begins the lines
// of a comment.
func flowing(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ToLower(text)) {
		b.WriteString(strings.TrimRight(strings.TrimLeft(line, " \t/*>"), " \t\r\n"))
		b.WriteByte(' ')
	}
	return b.String()
}

// Comments, messages and documents do not come back to sentences that a native
// reader stops at.
func TestPhrases(t *testing.T) {
	cmd := exec.Command("git", "ls-files", "*.go", "*.md")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("not a clone: %v", err)
	}
	files := strings.Fields(string(out))
	if len(files) < 100 {
		t.Fatalf("only %d files", len(files))
	}
	for _, name := range files {
		if strings.HasSuffix(name, "phrases_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		} else if err != nil {
			t.Fatal(err)
		}
		plain := flowing(string(text))
		for phrase, better := range phrases {
			if strings.Contains(plain, phrase) {
				t.Errorf("%s: %q; say something like %q", name, phrase, better)
			}
		}
	}
}
