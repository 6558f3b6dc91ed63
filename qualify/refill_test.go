package qualify_test

import (
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// TestRefillsAreLeads says that a fact that is tried comes to what a lead with that
// fact does, though only what changes with it is looked at.
func TestRefillsAreLeads(t *testing.T) {
	tried, changed := 0, 0
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		d := w.e.NewDecider()
		for _, l := range w.leads {
			difference, n, m := qualify.CheckRefills(d, l, generate.AsOf)
			if tried, changed = tried+n, changed+m; difference != "" {
				t.Fatal(difference)
			}
		}
	})
	if changed < 100 || changed == tried {
		t.Errorf("of %d facts that were tried %d changed something: the test has lost its teeth", tried, changed)
	}
}

func FuzzRefills(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		g := generate.New(seed, generate.Options{})
		e, err := qualify.Compile(g.RuleSet(), nil)
		if err != nil {
			t.Fatal(err)
		}
		d := e.NewDecider()
		for range 10 {
			if difference, _, _ := qualify.CheckRefills(d, g.Lead(), generate.AsOf); difference != "" {
				t.Fatal(difference)
			}
		}
	})
}
