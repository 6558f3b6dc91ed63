package scorecard_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A change by so many points settles a score where it carries the low end to
// the line, or the high end below it, of the total or of a group.
func TestCouldDecide(t *testing.T) {
	line := func(p scoring.Points) *scoring.Points { return &p }
	for _, c := range []struct {
		name          string
		ready, stays  *scoring.Points
		low, high     scoring.Points
		group         *scoring.Points // its line, and its high end
		groupHigh, by scoring.Points
		want          bool
	}{
		{name: "no line", low: 0, high: 100, by: 1000},
		{name: "just short of the line from below", ready: line(10), high: 100, by: 9},
		{name: "to the line from below", ready: line(10), high: 100, by: 10, want: true},
		{name: "just on the line from above", ready: line(90), high: 100, by: 10},
		{name: "below the line from above", ready: line(90), high: 100, by: 11, want: true},
		{name: "short of the lower line", ready: line(50), stays: line(10), high: 100, by: 9},
		{name: "to the lower line", ready: line(50), stays: line(10), high: 100, by: 10, want: true},
		{name: "a group just on its line", ready: line(50), high: 100, group: line(5), groupHigh: 15, by: 10},
		{name: "a group below its line", ready: line(50), high: 100, group: line(5), groupHigh: 14, by: 10, want: true},
		{name: "a group without a line", ready: line(50), high: 100, groupHigh: 0, by: 10},
	} {
		card := scorecard.NewCard(&scoring.Model{
			ReadyAt: c.ready, StaysReadyAt: c.stays, Groups: []scoring.Group{{ID: "free"}, {ID: "g", ReadyAt: c.group}},
		})
		s := scoring.Score{
			Column: scoring.Column{Low: c.low, High: c.high},
			Groups: []scoring.GroupScore{{ID: "free"}, {ID: "g", Column: scoring.Column{High: c.groupHigh}}},
		}
		if have := card.CouldDecide(&s, c.by); have != c.want {
			t.Errorf("%s: %v", c.name, have)
		}
	}
}

// WhenMet is When with Met for each, after whatever was entered before.
func TestWhenMet(t *testing.T) {
	for _, groups := range [][]scoring.Group{nil, {{ID: "b"}}, {{ID: "a", Max: new(5 * scoring.Point)}, {ID: "b"}}} {
		checkWhenMet(t, &scoring.Model{Groups: groups})
	}
}

func checkWhenMet(t *testing.T, model *scoring.Model) {
	t.Helper()
	for i, group := range []string{"", "a", "b", "a", "", "b"} {
		model.Rules = append(model.Rules, scoring.Rule{ID: string(rune('p' + i)), Group: group, Points: new(scoring.Points(1000*i - 1500))})
	}
	card := scorecard.NewCard(model)
	var have, want scoring.Score
	for _, rules := range [][]int32{nil, {0}, {1, 2}, {1, 3, 4, 5}, {2, 5}} {
		card.Open(&have)
		card.Open(&want)
		card.When(&have, 0, truth.Unknown)
		card.When(&want, 0, truth.Unknown)
		card.WhenMet(&have, rules)
		for _, r := range rules {
			card.When(&want, int(r), truth.Met)
		}
		card.Close(&have)
		card.Close(&want)
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%v (-When +WhenMet):\n%s", rules, diff)
		}
	}
}
