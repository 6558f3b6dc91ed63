package qualify_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// Each file of testdata/errors is a rule set with one mistake, many.json one
// with many. What an author is told about it stands beside it as text;
// LEADQUAL_UPDATE=1 writes these texts.
func TestErrorCorpus(t *testing.T) {
	names, err := filepath.Glob("testdata/errors/*.json")
	if err != nil || len(names) < 100 {
		t.Fatalf("%d rule sets, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			e, err := qualify.CompileJSON(filepath.Base(name), data, nil)
			if err == nil || e != nil {
				t.Fatalf("no mistake was found: %v", e)
			}
			testkit.Golden(t, strings.TrimSuffix(name, ".json")+".txt", err.Error()+"\n")
			checkPlaces(t, data, err)
		})
	}
}

// checkPlaces checks what holds of all mistakes of any text: they are sorted,
// and each has a code, a message and a place within the text and within its
// expression.
func checkPlaces(t *testing.T, data []byte, err error) {
	t.Helper()
	var errs qualify.Errors
	if !errors.As(err, &errs) || len(errs) == 0 {
		t.Fatalf("%T is no Errors", err)
	}
	lines := strings.Split(string(data), "\n")
	for i, e := range errs {
		if !code.MatchString(string(e.Code)) || e.Message == "" {
			t.Errorf("code %q, message %q", e.Code, e.Message)
		}
		if e.Line < 1 || e.Line > len(lines) || e.Column < 1 || e.Column > len([]rune(lines[e.Line-1]))+1 {
			t.Errorf("%d:%d is outside of the text", e.Line, e.Column)
		}
		if i > 0 && (e.Line < errs[i-1].Line || e.Line == errs[i-1].Line && e.Column < errs[i-1].Column) {
			t.Errorf("%v stands behind %v", e, errs[i-1])
		}
		if e.From < 0 || e.From > e.To || e.To > len(e.Text) {
			t.Errorf("%d to %d is outside of the expression %q", e.From, e.To, e.Text)
		}
	}
}

var code = regexp.MustCompile(`^[a-z][a-z0-9_]*[a-z0-9]$`)
