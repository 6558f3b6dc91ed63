package qualify_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

var (
	firstSeed = flag.Uint64("seed", 1, "of the first random rule set")
	sets      = flag.Int("sets", 60, "number of random rule sets a property is tested with")
)

// world is a random rule set with random leads.
type world struct {
	seed  uint64
	g     *generate.Generator
	rules *qualify.RuleSet
	e     *qualify.Engine
	leads []*qualify.Lead
}

// worlds calls check with random rule sets, each with so many leads. A failure
// names the seed; -seed N -sets 1 repeats it.
func worlds(t *testing.T, o generate.Options, leads int, check func(t *testing.T, w *world)) {
	t.Helper()
	n := *sets
	if testing.Short() {
		n /= 20
	}
	for seed := *firstSeed; seed < *firstSeed+uint64(n); seed++ {
		w := newWorld(t, seed, o, leads)
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			check(t, w)
			if t.Failed() {
				text, _ := json.MarshalIndent(w.rules, "", "  ")
				t.Logf("the rule set of seed %d:\n%s", seed, text)
			}
		})
		if t.Failed() {
			return // one is enough to look at
		}
	}
}

func newWorld(t testing.TB, seed uint64, o generate.Options, leads int) *world {
	w := &world{seed: seed, g: generate.New(seed, o)}
	w.rules = w.g.RuleSet()
	var err error
	if w.e, err = qualify.Compile(w.rules, nil); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	for range leads {
		w.leads = append(w.leads, w.g.Lead())
	}
	return w
}

// clone is a deep copy of a lead.
func clone(l *qualify.Lead) *qualify.Lead {
	c := *l
	c.Company.Technologies = append(l.Company.Technologies[:0:0], l.Company.Technologies...)
	if l.Company.Technologies != nil && c.Company.Technologies == nil {
		c.Company.Technologies = []string{}
	}
	c.Activities = append([]qualify.Activity(nil), l.Activities...)
	for i := range c.Activities {
		c.Activities[i].Custom = maps.Clone(l.Activities[i].Custom)
	}
	if l.Custom != nil {
		c.Custom = map[string]any{}
		for k, v := range l.Custom {
			switch v := v.(type) {
			case []string:
				c.Custom[k] = append([]string{}, v...)
			case []any:
				c.Custom[k] = append([]any{}, v...)
			default:
				c.Custom[k] = v
			}
		}
	}
	return &c
}
