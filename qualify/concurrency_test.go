package qualify_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// One Decider, used for all leads again and again, leaves no trace of one in
// the decision about the next.
func TestDeciderIsDecide(t *testing.T) {
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		d := w.e.NewDecider()
		rounds := 2
		if w.seed == *firstSeed {
			rounds = 1000 / len(w.leads)
		}
		for range rounds {
			for _, l := range w.leads {
				want := w.e.Decide(l, generate.AsOf)
				if diff := cmp.Diff(want, d.Decide(l, generate.AsOf).Clone()); diff != "" {
					t.Fatalf("lead %+v: %s", l, diff)
				}
			}
		}
	})
}

// A decision of a Decider stays as it is until the next one; its clone stays.
func TestCloneIsForKeeps(t *testing.T) {
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		d := w.e.NewDecider()
		var kept, want []qualify.Decision
		for _, l := range w.leads {
			kept = append(kept, d.Decide(l, generate.AsOf).Clone())
			want = append(want, w.e.Decide(l, generate.AsOf))
		}
		if diff := cmp.Diff(want, kept); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Run with -race.
func TestParallelIsSerial(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+uint64(testkit.Amount(5, 20, 200)); seed++ {
		w := newWorld(t, seed, generate.Options{}, 40)
		want := make([]qualify.Decision, len(w.leads))
		for i, l := range w.leads {
			want[i] = w.e.Decide(l, generate.AsOf)
		}
		have := make([]qualify.Decision, len(w.leads))
		var wg sync.WaitGroup
		for worker := range 4 {
			wg.Go(func() {
				d := w.e.NewDecider()
				for i := worker; i < len(w.leads); i += 4 {
					have[i] = d.Decide(w.leads[i], generate.AsOf).Clone()
					w.e.Decide(w.leads[len(w.leads)-1-i], generate.AsOf) // leads are only read
				}
			})
		}
		wg.Wait()
		if diff := cmp.Diff(want, have); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// What an engine makes when it is first asked for is made once, or alike. Run with -race.
func TestFirstCallsInParallel(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+uint64(testkit.Amount(3, 10, 100)); seed++ {
		w := newWorld(t, seed, generate.Options{}, 2)
		fresh, err := qualify.Compile(w.e.RuleSet(), nil)
		if err != nil {
			t.Fatal(err)
		}
		lead := *w.leads[0]
		lead.Person.JobTitle = "Chef für Größe" // which patterns without case leave to package regexp
		want, wantRecheck := w.e.Describe(), recheckOf(t, w.e, &lead)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				fresh.Decide(&lead, generate.AsOf)
				if have := recheckOf(t, fresh, &lead); have != wantRecheck {
					t.Errorf("seed %d: again at %v, want %v", seed, have, wantRecheck)
				}
				if diff := cmp.Diff(want, fresh.Describe()); diff != "" {
					t.Errorf("seed %d: %s", seed, diff)
				}
			})
		}
		wg.Wait()
	}
}

func recheckOf(t *testing.T, e *qualify.Engine, lead *qualify.Lead) time.Time {
	at, _, err := e.RecheckAt(context.Background(), lead, generate.AsOf)
	if err != nil {
		t.Error(err)
	}
	return at
}
