package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/playground/play"
)

// Every example can be chosen, means what it means elsewhere, and raises no
// doubts.
func TestStarters(t *testing.T) {
	list, err := starters("../rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"champ", "fit-matrix", "gitlab-person", "gitlab-trials", "meddic", "school-software", "speedboats-strict", "speedboats-lenient", "accounts", "pql", "export", "xeducation-candidate"} {
		if !slices.ContainsFunc(list, func(s starter) bool { return s.ID == id }) {
			t.Errorf("there is no %s", id)
		}
	}
	seen := map[string]bool{}
	for _, s := range list {
		if seen[s.ID] || s.Title == "" || strings.HasPrefix(s.Title, "#") {
			t.Errorf("%+v", s)
		}
		seen[s.ID] = true
		a := play.Ask(play.Request{Rules: s.Rules, Leads: s.Leads, AsOf: s.AsOf, Map: s.Map, Other: s.Other, Cases: s.Cases})
		if len(a.Mistakes) > 0 || len(a.Doubts) > 0 || len(a.Leads) == 0 {
			t.Errorf("%s: %d leads, mistakes %v, doubts %v", s.ID, len(a.Leads), a.Mistakes, a.Doubts)
		}
		if s.Cases == "" != (a.Cases == nil) || s.Other == "" != (a.Moves == nil) {
			t.Errorf("%s: cases %v, moves %v", s.ID, a.Cases, a.Moves)
		}
		if a.Cases != nil {
			if len(a.Cases.Problems) > 0 || len(a.Cases.List) == 0 {
				t.Errorf("%s: %d cases, problems %v", s.ID, len(a.Cases.List), a.Cases.Problems)
			}
			for _, c := range a.Cases.List {
				if !c.Passed || !strings.Contains(s.Cases, c.Name) && !strings.Contains(c.Name, "\"") || c.To <= c.From {
					t.Errorf("%s: %+v", s.ID, c)
				}
			}
		}
		if a.Moves != nil && (len(a.Moves.Problems) > 0 || !slices.ContainsFunc(a.Moves.Leads, func(m play.Moved) bool { return m.Changed })) {
			t.Errorf("%s: nothing moves, problems %v", s.ID, a.Moves.Problems)
		}
		for _, l := range a.Leads {
			if l.Note == "" && s.Map == "" {
				t.Errorf("%s: lead %s has no note", s.ID, l.ID)
			}
		}
		for line := range strings.Lines(s.Leads) {
			if len(line) > 400 {
				t.Errorf("%s: a line of %d bytes", s.ID, len(line))
			}
		}
		// The leads are those of the cases.
		name := filepath.Join("../rules", s.ID, "cases.json")
		if _, err := os.Stat(name); err != nil {
			continue // of two rule sets in a folder
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var cases struct {
			Cases []struct{ Lead map[string]any }
		}
		var leads []map[string]any
		if err := json.Unmarshal(text, &cases); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(s.Leads), &leads); err != nil {
			t.Fatal(err)
		}
		byID := map[any]string{}
		for _, c := range cases.Cases {
			text, _ := json.Marshal(c.Lead)
			byID[c.Lead["id"]] = string(text)
		}
		for _, l := range leads {
			delete(l, "note")
			if text, _ := json.Marshal(l); byID[l["id"]] != string(text) {
				t.Errorf("%s: %s\nwas %s", s.ID, text, byID[l["id"]])
			}
		}
	}
}

func TestNoStarters(t *testing.T) {
	if _, err := starters(t.TempDir()); err == nil || !strings.Contains(err.Error(), "-rules") {
		t.Error(err)
	}
}
