package scorecard_test

import (
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// Stays is Ready with the lower line for the total; the groups' lines stay.
func TestStays(t *testing.T) {
	low, high := scoring.Points(2), scoring.Points(5)
	for _, x := range []struct {
		ready, stays      *scoring.Points
		points            scoring.Points
		outcome           truth.Truth
		isReady, isStays  truth.Truth
		counting, staying bool
	}{
		{&high, &low, 5, m, m, m, true, true},
		{&high, &low, 4.999, m, f, m, false, true},
		{&high, &low, 2, m, f, m, false, true},
		{&high, &low, 1.999, m, f, f, false, false},
		{&high, &low, 5, u, u, u, false, false},
		{&high, &low, 4.999, u, f, u, false, false},
		{&high, nil, 4.999, m, f, f, false, false},
		{&high, nil, 5, m, m, m, true, true},
		{&low, &high, 4.999, m, m, m, true, true}, // at most ReadyAt
		{&low, &high, 1.999, m, f, f, false, false},
		{nil, &low, 9, m, f, f, false, false}, // nothing to stay
	} {
		c := scorecard.NewCard(&scoring.Model{
			Groups:  []scoring.Group{{ID: "g", ReadyAt: new(scoring.Points(1))}},
			Rules:   []scoring.Rule{{ID: "r", Group: "g", When: "x", Points: &x.points}},
			ReadyAt: x.ready, StaysReadyAt: x.stays,
		})
		s := opened(c)
		c.When(&s.Sheet, 0, x.outcome)
		c.Close(&s.Sheet)
		if c.Ready(&s.score) != x.isReady || c.Stays(&s.score) != x.isStays || c.ReadyAsCounted(&s.score) != x.counting || c.StaysAsCounted(&s.score) != x.staying {
			t.Errorf("%v points %s: ready %v %v, stays %v %v", x.points, x.outcome, c.Ready(&s.score), c.ReadyAsCounted(&s.score), c.Stays(&s.score), c.StaysAsCounted(&s.score))
		}
	}
	c := scorecard.NewCard(&scoring.Model{Groups: []scoring.Group{{ID: "g", ReadyAt: &high}}, ReadyAt: &high, StaysReadyAt: new(scoring.Points(-1000))})
	s := opened(c)
	c.Close(&s.Sheet)
	if c.Stays(&s.score) != f || c.StaysAsCounted(&s.score) {
		t.Error("a group below its line stays ready")
	}
}

// A rule entered by its worth adds up as one entered by its form.
func TestEnter(t *testing.T) {
	c := scorecard.NewCard(&scoring.Model{
		Groups: []scoring.Group{{ID: "g", Max: new(scoring.Points(6))}},
		Rules:  []scoring.Rule{{ID: "a", Group: "g", When: "x", Points: new(scoring.Points(4))}, {ID: "b", When: "x", Points: new(scoring.Points(3))}},
	})
	for _, outcome := range all {
		want, have := opened(c), opened(c)
		for rule, points := range []int64{4000, 3000} {
			worth := scorecard.Column{Points: points, Low: points, High: points}
			if outcome == u {
				worth.Points, worth.Low = 0, 0
			}
			if outcome != f {
				c.When(&want.Sheet, rule, outcome)
			}
			c.Enter(&have.Sheet, rule, outcome, worth)
		}
		c.Close(&want.Sheet)
		c.Close(&have.Sheet)
		if !reflect.DeepEqual(want.score, have.score) {
			t.Errorf("%v: %+v, want %+v", outcome, have.score, want.score)
		}
	}
}
