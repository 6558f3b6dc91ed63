package scorecard_test

import (
	"testing"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

func TestLife(t *testing.T) {
	points := func(p scoring.Points) *scoring.Points { return &p }
	rate := func(r scoring.Rate) *scoring.Rate { return &r }
	for _, x := range []struct {
		name string
		rule scoring.Rule
		at   scoring.Days
		ends bool
	}{
		{"no decay", scoring.Rule{Points: points(8)}, 0, false},
		{"no points", scoring.Rule{Decay: &scoring.Decay{Kind: scoring.Linear, Rate: rate(0.5), EveryDays: 30}}, 0, false},
		{"half in 30 days", scoring.Rule{Points: points(8), Decay: &scoring.Decay{Kind: scoring.Linear, Rate: rate(0.5), EveryDays: 30}}, 60, true},
		{"in steps", scoring.Rule{Points: points(8), Decay: &scoring.Decay{Kind: scoring.Linear, Rate: rate(0.4), EveryDays: 30, Stepped: true}}, 90, true},
		{"a rate of 0", scoring.Rule{Points: points(8), Decay: &scoring.Decay{Kind: scoring.Linear, Rate: rate(0), EveryDays: 30}}, 0, false},
		{"a long half-life", scoring.Rule{Points: points(8), Decay: &scoring.Decay{Kind: scoring.HalfLife, Days: 36_525}}, 0, false},
	} {
		x.rule.Each = ".type == 'a'"
		if at, ends := scorecard.Life(&x.rule); at != x.at || ends != x.ends {
			t.Errorf("%s: %v, %v, want %v, %v", x.name, at, ends, x.at, x.ends)
		}
	}
}

// Limits so large that their product is beyond all counting are no bound.
func TestMostMatchesOfLargeLimits(t *testing.T) {
	if n := scorecard.MostMatches(&scoring.Rule{Limit: 1 << 60, PerDays: 1, WithinDays: 36_500}); n != -1 {
		t.Errorf("%d matches, want no bound", n)
	}
}

// What goes on from a sheet adds to its sums and keeps no line of it.
func TestGoOnFrom(t *testing.T) {
	p := scoring.Points(10)
	c := scorecard.NewCard(&scoring.Model{Groups: []scoring.Group{{ID: "g"}}, Rules: []scoring.Rule{{ID: "a", Group: "g", Points: &p}, {ID: "b", Group: "g", Points: &p}}})
	var first, then scorecard.Sheet
	var x, y scoring.Score
	c.Open(&first, &x)
	c.When(&first, 0, truth.Met)
	c.Open(&then, &y)
	then.GoOnFrom(&first)
	c.When(&then, 1, truth.Met)
	c.Close(&then)
	if y.Points != 20 || len(y.Rules) != 1 || y.Groups[0].Points != 20 {
		t.Errorf("%+v", y)
	}
	if scorecard.InThousandths(y.Column) != (scorecard.Column{Points: 20_000, Low: 20_000, High: 20_000}) {
		t.Errorf("%+v", scorecard.InThousandths(y.Column))
	}
}
