package edit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFindingActions goes through lint's corpus of rule sets with a mistake: where a
// finding knows what to write there is an action, after which the text compiles, the
// finding is gone and no other has come.
func TestFindingActions(t *testing.T) {
	names, err := filepath.Glob("../lint/testdata/wrong/*.txt")
	if err != nil || len(names) < 100 {
		t.Fatal(len(names), err)
	}
	findings, known, mended := 0, 0, 0
	for _, path := range names {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, rules, _ := strings.Cut(string(data), "-- rules.json --\n")
		rules, _, _ = strings.Cut(rules, "-- findings --\n")
		p := New(nil)
		p.Set("rules.json", []byte(rules))
		found, err := p.Findings(t.Context(), "rules.json")
		if err != nil {
			t.Fatal(path, err)
		}
		findings += len(found)
		knows := func(f Finding) bool { return f.Finding.Mend != nil }
		if !slices.ContainsFunc(found, knows) {
			continue
		}
		actions, err := p.FindingActions(t.Context(), "rules.json", 0, len(rules))
		if err != nil {
			t.Fatal(path, err)
		}
		for _, f := range found {
			if !knows(f) {
				continue
			}
			known++
			if !slices.ContainsFunc(actions, func(a Action) bool { return a.Finding.Range == f.Range && a.Finding.Finding.Code == f.Finding.Code }) {
				t.Errorf("%s: no action for %s: %+v", filepath.Base(path), f.Finding.String(), f.Finding.Mend)
			}
		}
		for _, a := range actions {
			mended++
			if m := p.with(a.Edits).Mistakes("rules.json"); len(m) > 0 {
				t.Errorf("%s: after %s: %v", filepath.Base(path), a.Title, m[0].Error)
			}
		}
	}
	t.Logf("%d findings, of which %d know what to write, and %d have an action", findings, known, mended)
	if mended < 10 {
		t.Errorf("only %d actions", mended)
	}
}

func TestFindingActionsStop(t *testing.T) {
	const rules = `{"name": "x", "hand_raise": [{"id": "a", "when": "person.email matches '@gmail.com$'"}]}`
	p := New(nil)
	p.Set("rules.json", []byte(rules))
	actions, err := p.FindingActions(t.Context(), "rules.json", 0, len(rules))
	if err != nil || len(actions) != 1 {
		t.Fatal(actions, err)
	}
	const want = `person.email matches "@gmail\\.com$"`
	if got := p.with(actions[0].Edits).files["rules.json"].expressions[0].text; got != want {
		t.Error(got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.FindingActions(ctx, "rules.json", 0, len(rules)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
