package qualify_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

func whereTo(d *qualify.Decision) qualify.Placement {
	return qualify.Placement{Quadrant: d.Quadrant, Status: d.Status, Team: d.Owner.Team, Owner: d.Owner.ID, Roster: d.Owner.Roster}
}

// saidAtAnotherTime tells whether a wish at the instant recorded would not count.
func saidAtAnotherTime(l *qualify.Lead) bool {
	said, reset := l.Answers.WantsContactAt, l.ResetAt
	return said.After(generate.AsOf) || !reset.IsZero() && !reset.After(generate.AsOf) && !said.After(reset)
}

// filled is a lead with one fact filled in, by way of package generate.
func filled(l *qualify.Lead, f generate.Fact, v any) *qualify.Lead {
	l = clone(l)
	if f.Path == "answers.wants_contact" && saidAtAnotherTime(l) {
		l.Answers.WantsContactAt = generate.AsOf // it is said now
	}
	f.Set(l, nil)
	f.Set(l, v)
	return l
}

// Every witness is true, and every fact that brute force finds decisive is
// found, but for a few.
func TestOracleAsk(t *testing.T) {
	facts := map[string]generate.Fact{}
	for _, f := range generate.Facts() {
		facts[f.Path] = f
	}
	n, leads := testkit.Amount(8, 250, 25_000), 40
	cases, asked, decisive, missed := 0, 0, 0, 0
	for seed := *firstSeed; seed < *firstSeed+uint64(n) && !t.Failed(); seed++ {
		w := newWorld(t, seed, generate.Options{}, leads)
		candidates := candidatesOf(w.rules)
		d := w.e.NewDecider()
		for i, l := range w.leads {
			cases++
			ranked := rankedBy(t, w.e, l, generate.AsOf)
			before := w.e.Decide(l, generate.AsOf)
			if len(ranked) != len(before.Ask) {
				t.Errorf("seed %d: %d facts ranked, %d asked", seed, len(ranked), len(before.Ask))
			}
			for j, r := range ranked {
				asked++
				f := facts[r.Path]
				if j > 0 && (r.Decisive && !ranked[j-1].Decisive || r.Together && !ranked[j-1].Together) {
					t.Errorf("seed %d: %s stands behind %s", seed, r.Path, ranked[j-1].Path)
				}
				if r.Decisive != (len(r.Witnesses) == 2) {
					t.Fatalf("seed %d: %s is decisive: %v, with %d witnesses", seed, r.Path, r.Decisive, len(r.Witnesses))
				}
				if r.Decisive {
					decisive++
					if r.Witnesses[0].Placement == r.Witnesses[1].Placement {
						t.Errorf("seed %d: the witnesses of %s agree", seed, r.Path)
					}
					for _, witness := range r.Witnesses {
						if have := whereTo(d.Decide(filled(l, f, witness.Value), generate.AsOf)); have != witness.Placement {
							t.Errorf("seed %d, lead %d: %s = %v makes %+v, not %+v", seed, i, r.Path, witness.Value, have, witness.Placement)
						}
					}
					continue
				}
				if i%8 > 0 && !testkit.Long() {
					continue // brute force is slow
				}
				var seen []qualify.Placement
				for _, v := range candidates.of(f) {
					if !sensible(f, v) {
						continue
					}
					if s := whereTo(d.Decide(filled(l, f, v), generate.AsOf)); !slices.Contains(seen, s) {
						seen = append(seen, s)
					}
				}
				if len(seen) > 1 {
					missed++
					if !r.Together {
						t.Errorf("seed %d, lead %d: %s changes the decision alone, and is said never to", seed, i, r.Path)
					}
				}
			}
		}
	}
	t.Logf("%d cases from seed %d: %d facts asked, %d decisive, %d missed among those tried", cases, *firstSeed, asked, decisive, missed)
	if decisive*20 < asked {
		t.Errorf("only %d of %d facts are decisive: the test has lost its teeth", decisive, asked)
	}
	if missed*50 > asked {
		t.Errorf("%d of %d decisive facts are missed", missed, asked)
	}
}

func TestAskRanks(t *testing.T) {
	e := compiled(t, `{
	  "name": "ask",
	  "facts": {
	    "custom.a": {"type": "bool", "prior": {"true": 1, "false": 15}},
	    "custom.b": {"type": "bool", "prior": {"true": 1, "false": 1}},
	    "custom.c": {"type": "bool"}, "custom.d": {"type": "bool"}, "custom.e": {"type": "bool"}
	  },
	  "checklists": [{"id": "l", "items": [{"id": "e", "when": "custom.e"}]}],
	  "scoring": {"ready_at": 10, "rules": [
	    {"id": "a", "when": "custom.a", "points": 12}, {"id": "b", "when": "custom.b", "points": 11},
	    {"id": "d", "when": "custom.d", "points": 1}, {"id": "c", "when": "custom.c", "points": 9}]}
	}`)
	ranked := rankedBy(t, e, &qualify.Lead{ID: "1"}, generate.AsOf)
	type row struct {
		Path               string
		Decisive, Together bool
		Points             string
		Bits               float64
	}
	var have []row
	for _, r := range ranked {
		have = append(have, row{r.Path, r.Decisive, r.Together, r.Points.String(), float64(int(r.Bits*1000)) / 1000})
	}
	want := []row{
		{"custom.b", true, true, "11", 1},
		{"custom.a", true, true, "12", 0.337},
		{"custom.c", false, true, "9", 0},
		{"custom.d", false, true, "1", 0},
		{"custom.e", false, false, "0", 0},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
	if got, err := e.Ask(t.Context(), &qualify.Lead{ID: "1"}, time.Time{}); got != nil || err == nil {
		t.Errorf("asked for no instant: %v, %v", got, err)
	}
	if got := rankedBy(t, compiled(t, `{"name": "none", "scoring": {}}`), nil, generate.AsOf); got != nil {
		t.Errorf("no rules ask %v", got)
	}
}

func TestPriorMistakes(t *testing.T) {
	for facts, want := range map[string]string{
		`{"custom.a": {"type": "bool", "prior": {"yes": 1}}}`:                `"yes" is no value of a fact of type bool`,
		`{"custom.a": {"type": "number", "prior": {"many": 1}}}`:             `"many" is no value of a fact of type number`,
		`{"custom.a": {"type": "time", "prior": {"2026-01-01": 1}}}`:         "no value of a fact of type time",
		`{"custom.a": {"type": "string", "enum": ["x"], "prior": {"y": 1}}}`: `"y" is not in the fact's enum`,
		`{"custom.a": {"type": "bool", "prior": {"true": 0}}}`:               "odds are above 0",
		`{"idle_days": {"prior": {"3": 1}}}`:                                 "idle_days follows from instants",
	} {
		_, err := qualify.CompileJSON("r.json", []byte(`{"name": "n", "facts": `+facts+`}`), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", facts, err, want)
		}
	}
}
