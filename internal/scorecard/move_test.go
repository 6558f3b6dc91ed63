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
		{name: "no line", low: 0, high: 0.1, by: 1},
		{name: "just short of the line from below", ready: line(0.01), high: 0.1, by: 0.009},
		{name: "to the line from below", ready: line(0.01), high: 0.1, by: 0.01, want: true},
		{name: "just on the line from above", ready: line(0.09), high: 0.1, by: 0.01},
		{name: "below the line from above", ready: line(0.09), high: 0.1, by: 0.011, want: true},
		{name: "short of the lower line", ready: line(0.05), stays: line(0.01), high: 0.1, by: 0.009},
		{name: "to the lower line", ready: line(0.05), stays: line(0.01), high: 0.1, by: 0.01, want: true},
		{name: "a group just on its line", ready: line(0.05), high: 0.1, group: line(0.005), groupHigh: 0.015, by: 0.01},
		{name: "a group below its line", ready: line(0.05), high: 0.1, group: line(0.005), groupHigh: 0.014, by: 0.01, want: true},
		{name: "a group without a line", ready: line(0.05), high: 0.1, groupHigh: 0, by: 0.01},
	} {
		card := scorecard.NewCard(&scoring.Model{
			ReadyAt: c.ready, StaysReadyAt: c.stays, Groups: []scoring.Group{{ID: "free"}, {ID: "g", ReadyAt: c.group}},
		})
		s := scoring.Score{
			Column: scoring.Column{Low: c.low, High: c.high},
			Groups: []scoring.GroupScore{{ID: "free"}, {ID: "g", Column: scoring.Column{High: c.groupHigh}}},
		}
		if have := card.CouldDecide(&s, c.by.Thousandths()); have != c.want {
			t.Errorf("%s: %v", c.name, have)
		}
	}
}

// WhenMet is When with Met for each, after whatever was entered before.
func TestWhenMet(t *testing.T) {
	for _, groups := range [][]scoring.Group{nil, {{ID: "b"}}, {{ID: "a", Max: new(scoring.Points(5))}, {ID: "b"}}} {
		checkWhenMet(t, &scoring.Model{Groups: groups})
	}
}

func checkWhenMet(t *testing.T, model *scoring.Model) {
	t.Helper()
	for i, group := range []string{"", "a", "b", "a", "", "b"} {
		model.Rules = append(model.Rules, scoring.Rule{ID: string(rune('p' + i)), Group: group, Points: new(scoring.Points(i) - 1.5)})
	}
	card := scorecard.NewCard(model)
	have, want := &sheet{}, &sheet{}
	for _, rules := range [][]int32{nil, {0}, {1, 2}, {1, 3, 4, 5}, {2, 5}} {
		card.Open(&have.Sheet, &have.score)
		card.Open(&want.Sheet, &want.score)
		card.When(&have.Sheet, 0, truth.Unknown)
		card.When(&want.Sheet, 0, truth.Unknown)
		card.WhenMet(&have.Sheet, rules)
		for _, r := range rules {
			card.When(&want.Sheet, int(r), truth.Met)
		}
		card.Close(&have.Sheet)
		card.Close(&want.Sheet)
		if diff := cmp.Diff(want.score, have.score); diff != "" {
			t.Errorf("%v (-When +WhenMet):\n%s", rules, diff)
		}
	}
}
