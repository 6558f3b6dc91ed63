package qualify_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// Any bytes are either a rule set, which compiles, decides, and comes back from
// JSON as it was, or mistakes with places in the text.
func FuzzRuleSet(f *testing.F) {
	names, _ := filepath.Glob("testdata/*/*.json")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for seed := range uint64(30) {
		data, err := json.Marshal(generate.New(seed, generate.Options{}).RuleSet())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	lead := generate.New(1, generate.Options{}).Lead()
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := qualify.CompileJSON("rules.json", data, nil)
		if (err == nil) != (e != nil) {
			t.Fatalf("%v with %v", e, err)
		}
		if err != nil {
			if err.Error() == "" {
				t.Fatal("a mistake without words")
			}
			checkPlaces(t, data, err)
			return
		}
		d := e.Decide(lead, generate.AsOf)
		checkDecision(t, e, &d)
		text, err := json.Marshal(e.RuleSet())
		if err != nil {
			t.Fatal(err)
		}
		second, err := qualify.CompileJSON("again.json", text, nil)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err != nil || second.Fingerprint() != e.Fingerprint() {
			t.Fatalf("%v, fingerprints %s and %s of %s", err, e.Fingerprint(), second.Fingerprint(), text)
		}
		if diff := cmp.Diff(d, second.Decide(lead, generate.AsOf)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Any lead is decided, and the decision adds up.
func FuzzLead(f *testing.F) {
	var engines []*qualify.Engine
	for seed := range uint64(12) {
		g := generate.New(seed, generate.Options{})
		e, err := qualify.Compile(g.RuleSet(), nil)
		if err != nil {
			f.Fatal(err)
		}
		engines = append(engines, e)
		g = generate.New(seed, generate.Options{JSON: true})
		for range 3 {
			data, err := json.Marshal(g.Lead())
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var l qualify.Lead
		if json.Unmarshal(data, &l) != nil {
			return
		}
		before := clone(&l)
		for _, e := range engines {
			d := e.Decide(&l, generate.AsOf)
			checkDecision(t, e, &d)
			checkNilness(t, &d)
			text, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			var read qualify.Decision
			if err := json.Unmarshal(text, &read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d, read); diff != "" {
				t.Fatal(diff)
			}
		}
		if diff := cmp.Diff(before, &l); diff != "" {
			t.Fatal(diff)
		}
	})
}
