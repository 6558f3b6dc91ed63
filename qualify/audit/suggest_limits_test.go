package audit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// oneFact are leads with custom facts, drawn by what says how likely each is won.
func oneFact(n int, draw func(r *rand.Rand, l *qualify.Lead) float64) []audit.Example {
	r := rand.New(rand.NewPCG(7, 9))
	out := make([]audit.Example, n)
	for i := range out {
		l := &qualify.Lead{ID: fmt.Sprint(i), CreatedAt: asOf.AddDate(0, 0, -r.IntN(70)), Custom: map[string]any{}}
		chance := draw(r, l)
		out[i] = audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(r.Float64() < chance)}}
	}
	return out
}

// Whatever leads hold, the proposal is a rule set that compiles.
func TestSuggestFromOddValues(t *testing.T) {
	oftener := func(yes bool) float64 {
		if yes {
			return 0.6
		}
		return 0.1
	}
	odd := []string{"a\x00b", "\u200b", "\"quo'te\\", "x\ny", "\x7f", "\U0001F600", "", "A", "a", "a_2", "é", strings.Repeat("x", 199)}
	for _, c := range []struct {
		name, kind string
		draw       func(r *rand.Rand) (v any, chance float64)
	}{
		{"very large", "number", func(r *rand.Rand) (any, float64) {
			x := math.Pow(10, r.Float64()*600-300)
			return x, oftener(x > 1e100)
		}},
		{"very negative", "number", func(r *rand.Rand) (any, float64) {
			x := -math.Pow(10, r.Float64()*300)
			return x, oftener(x < -1e100)
		}},
		{"texts", "string", func(r *rand.Rand) (any, float64) {
			i := r.IntN(len(odd))
			return odd[i], oftener(i%2 == 0)
		}},
		{"items", "strings", func(r *rand.Rand) (any, float64) {
			i := r.IntN(len(odd))
			return []string{odd[i]}, oftener(i%2 == 0)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fmt.Sprintf(`{"name": "odd", "facts": {"custom.x": {"type": %q}}, "scoring": {"ready_at": 5}}`, c.kind)
			s := suggest(t, text, oneFact(1200, func(r *rand.Rand, l *qualify.Lead) (chance float64) {
				l.Custom["x"], chance = c.draw(r)
				return chance
			}), &audit.SuggestOptions{MaxTiers: 12})
			if s.RuleSet == nil {
				t.Fatalf("nothing proposed: %q", s.Notes)
			}
			if _, err := qualify.Compile(s.RuleSet, nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// A rule may have more tiers than a byte counts: the last of them count too.
func TestSuggestManyTiers(t *testing.T) {
	var tiers []string
	for i := 300; i > 0; i-- {
		tiers = append(tiers, fmt.Sprintf(`{"when": "custom.x >= %d", "points": %d}`, 100+i, i))
	}
	tiers = append(tiers, `{"when": "custom.x >= 50", "points": 0}`)
	text := `{"name": "many", "facts": {"custom.x": {"type": "number"}}, "scoring": {"ready_at": 5, "rules": [{"id": "x", "tiers": [` + strings.Join(tiers, ",") + `]}]}}`
	s := suggest(t, text, oneFact(1000, func(r *rand.Rand, l *qualify.Lead) float64 {
		x := float64(r.IntN(100)) // none but the last tier is ever met
		l.Custom["x"] = x
		if x >= 50 {
			return 0.7
		}
		return 0.1
	}), nil)
	if s.RuleSet == nil || s.MeanAUC < 0.7 {
		t.Errorf("mean AUC %.3f: %q", s.MeanAUC, s.Notes)
	}
}

// Calls are planned with the leads that a gate lets through, and ready_at is set for
// them.
func TestSuggestThresholdsKnowGates(t *testing.T) {
	const facts = `"facts": {"custom.x": {"type": "number"}, "custom.g": {"type": "bool"}, "custom.h": {"type": "bool"}}`
	list := oneFact(3000, func(r *rand.Rand, l *qualify.Lead) float64 {
		x, g := r.Float64()*1000, r.IntN(10) == 0
		l.Custom["x"], l.Custom["g"], l.Custom["h"] = x, g, r.IntN(20) == 0
		return 0.05 + 0.5*x/1000
	})
	gated := `{"name": "gated", ` + facts + `, "bant": {"gate": true, "budget": {"when": "custom.g"}}, "scoring": {"ready_at": 5, "rules": [{"id": "a", "when": "custom.x > 800", "points": 10}]}}`
	only := []string{"custom.x"}
	s := suggest(t, gated, list, &audit.SuggestOptions{Calls: 20, Weeks: 10, Facts: only})
	if n := s.Training.Proposed.Ready.Leads + s.HeldOut.Proposed.Ready.Leads; n < 150 || n > 200 {
		t.Errorf("%d leads are ready for 200 calls, where about 300 pass the gate", n)
	}
	s = suggest(t, gated, list, &audit.SuggestOptions{Facts: only})
	if was, is := s.Training.Current.Ready.Leads, s.Training.Proposed.Ready.Leads; is < was*7/10 || is > was*13/10 {
		t.Errorf("%d ready before and %d now", was, is)
	}

	raised := strings.Replace(gated, `"bant": {"gate": true, "budget": {"when": "custom.g"}}`, `"readiness": "hand_raise", "hand_raise": [{"id": "h", "when": "custom.h"}]`, 1)
	raised = strings.Replace(raised, `"ready_at": 5, `, "", 1)
	if s = suggest(t, raised, list, nil); s.RuleSet == nil || s.RuleSet.Scoring.ReadyAt != nil {
		t.Errorf("where only a raised hand makes a lead ready, ready_at is proposed: %+v", s.Changes)
	}
}

func TestSuggestRefusesLimits(t *testing.T) {
	rs, _ := rules(t, learnText)
	for _, o := range []audit.SuggestOptions{
		{Penalty: math.Inf(1)}, {Weeks: math.Inf(1)}, {MaxTiers: 101}, {Range: 1_000_001},
	} {
		if _, err := audit.Suggest(rs, nil, &o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
