package scorecard_test

import (
	"math/rand/v2"
	"testing"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// Whatever a lead did, a rule is worth what its range says, and where there is
// a bound some lead comes near it.
func TestRuleRangeHoldsWhatRulesAreWorth(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	bounded := 0
	for range 3000 {
		rule := eachRule(r)
		bound := scorecard.RuleRange(&rule)
		if bound.High < milli.Unbounded && bound.Low > -milli.Unbounded {
			bounded++
		}
		var seen milli.Range
		for range 8 {
			ages := make([]scorecard.Age, r.IntN(40))
			for i := range ages {
				ages[i] = scorecard.Age(r.Int64N(int64(40 * day)))
				if r.IntN(3) == 0 {
					ages[i] = ages[i] / day * day
				}
			}
			p := scorecard.WorthOfMatches(&rule, ages)
			seen = seen.With(milli.Exactly(p))
		}
		if seen.Low < bound.Low || seen.High > bound.High {
			t.Fatalf("%+v is worth %v, outside of %v", rule, seen, bound)
		}
	}
	if bounded < 1000 {
		t.Errorf("only %d of 3000 rules have a bound", bounded)
	}
}

func eachRule(r *rand.Rand) scoring.Rule {
	rule := scoring.Rule{ID: "r", Each: "true", Points: new(milli.Float[scoring.Points](int64(r.IntN(20_001) - 10_000))), Limit: r.IntN(4)}
	if r.IntN(2) == 0 {
		rule.WithinDays = scoring.Days(1 + r.IntN(30))
	}
	if rule.Limit > 0 && r.IntN(2) == 0 {
		rule.PerDays = scoring.Days(1 + r.IntN(10))
	}
	switch r.IntN(3) {
	case 0:
		rule.Decay = linear(1+r.Int64N(1000), (1+r.Int64N(20))*aDay, r.IntN(2) == 0)
	case 1:
		rule.Decay = halfLife((1+r.Int64N(20))*aDay, r.IntN(2) == 0)
	}
	return rule
}

func TestRuleRange(t *testing.T) {
	points := func(p int64) *scoring.Points { return new(milli.Float[scoring.Points](p)) }
	for name, c := range map[string]struct {
		rule scoring.Rule
		want milli.Range
	}{
		"a condition":             {scoring.Rule{When: "x", Points: points(5)}, milli.Range{High: 5}},
		"a condition that costs":  {scoring.Rule{When: "x", Points: points(-5)}, milli.Range{Low: -5}},
		"no points":               {scoring.Rule{When: "x"}, milli.Range{}},
		"tiers":                   {scoring.Rule{Tiers: []scoring.Tier{{Points: 0.007}, {Points: -0.002}}}, milli.Range{Low: -2, High: 7}},
		"a calculation":           {scoring.Rule{Compute: "x", Min: points(3), Max: points(9)}, milli.Range{Low: 3, High: 9}},
		"a gated calculation":     {scoring.Rule{Compute: "x", When: "y", Min: points(3), Max: points(9)}, milli.Range{High: 9}},
		"matches without a limit": {scoring.Rule{Each: "x", Points: points(-5)}, milli.Range{Low: -milli.Unbounded}},
		"matches with a limit":    {scoring.Rule{Each: "x", Points: points(5), Limit: 3}, milli.Range{High: 15}},
		"matches in a window": {scoring.Rule{Each: "x", Points: points(5), Limit: 3, PerDays: 7, WithinDays: 14},
			milli.Range{High: 45}}, // now, and 7 and 14 days ago
		"matches for ever": {scoring.Rule{Each: "x", Points: points(5), Limit: 3, PerDays: 7}, milli.Range{High: milli.Unbounded}},
		"matches that fade": {scoring.Rule{Each: "x", Points: points(10), Limit: 1, PerDays: 7,
			Decay: linear(500, 7*aDay, false)}, milli.Range{High: 15}},
	} {
		if have := scorecard.RuleRange(&c.rule); have != c.want {
			t.Errorf("%s: %v, want %v", name, have, c.want)
		}
	}
}

// A rule entered with more than a card lets it be worth counts as that much.
func TestEnterClips(t *testing.T) {
	card := scorecard.NewCard(&scoring.Model{Rules: []scoring.Rule{{ID: "r"}}})
	s := opened(card)
	card.Enter(&s.Sheet, 0, truth.Met, scorecard.Column{Points: milli.Unbounded, Low: -milli.Unbounded, High: milli.Unbounded})
	card.Close(&s.Sheet)
	if want := (scoring.Column{Points: trillion, Low: -trillion, High: trillion}); s.score.Column != want {
		t.Errorf("%+v, want %+v", s.score.Column, want)
	}
}
