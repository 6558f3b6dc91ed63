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
	low, high := 2*scoring.Point, 5*scoring.Point
	for _, x := range []struct {
		ready, stays      *scoring.Points
		points            scoring.Points
		outcome           truth.Truth
		isReady, isStays  truth.Truth
		counting, staying bool
	}{
		{&high, &low, 5000, m, m, m, true, true},
		{&high, &low, 4999, m, f, m, false, true},
		{&high, &low, 2000, m, f, m, false, true},
		{&high, &low, 1999, m, f, f, false, false},
		{&high, &low, 5000, u, u, u, false, false},
		{&high, &low, 4999, u, f, u, false, false},
		{&high, nil, 4999, m, f, f, false, false},
		{&high, nil, 5000, m, m, m, true, true},
		{&low, &high, 4999, m, m, m, true, true}, // at most ReadyAt
		{&low, &high, 1999, m, f, f, false, false},
		{nil, &low, 9000, m, f, f, false, false}, // nothing to stay
	} {
		c := scorecard.NewCard(&scoring.Model{
			Groups:  []scoring.Group{{ID: "g", ReadyAt: new(scoring.Points(1000))}},
			Rules:   []scoring.Rule{{ID: "r", Group: "g", When: "x", Points: &x.points}},
			ReadyAt: x.ready, StaysReadyAt: x.stays,
		})
		var s scoring.Score
		c.Open(&s)
		c.When(&s, 0, x.outcome)
		c.Close(&s)
		if c.Ready(&s) != x.isReady || c.Stays(&s) != x.isStays || c.ReadyAsCounted(&s) != x.counting || c.StaysAsCounted(&s) != x.staying {
			t.Errorf("%v points %s: ready %v %v, stays %v %v", x.points, x.outcome, c.Ready(&s), c.ReadyAsCounted(&s), c.Stays(&s), c.StaysAsCounted(&s))
		}
	}
	c := scorecard.NewCard(&scoring.Model{Groups: []scoring.Group{{ID: "g", ReadyAt: &high}}, ReadyAt: &high, StaysReadyAt: new(scoring.Points(-1000))})
	var s scoring.Score
	c.Open(&s)
	c.Close(&s)
	if c.Stays(&s) != f || c.StaysAsCounted(&s) {
		t.Error("a group below its line stays ready")
	}
}

// A rule entered by its worth adds up as one entered by its form.
func TestEnter(t *testing.T) {
	c := scorecard.NewCard(&scoring.Model{
		Groups: []scoring.Group{{ID: "g", Max: new(scoring.Points(6000))}},
		Rules:  []scoring.Rule{{ID: "a", Group: "g", When: "x", Points: new(scoring.Points(4000))}, {ID: "b", When: "x", Points: new(scoring.Points(3000))}},
	})
	for _, outcome := range all {
		var want, have scoring.Score
		c.Open(&want)
		c.Open(&have)
		for rule, points := range []scoring.Points{4000, 3000} {
			worth := scoring.Column{Points: points, Low: points, High: points}
			if outcome == u {
				worth.Points, worth.Low = 0, 0
			}
			if outcome != f {
				c.When(&want, rule, outcome)
			}
			c.Enter(&have, rule, outcome, worth)
		}
		c.Close(&want)
		c.Close(&have)
		if !reflect.DeepEqual(want, have) {
			t.Errorf("%v: %+v, want %+v", outcome, have, want)
		}
	}
}
