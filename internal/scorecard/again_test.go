package scorecard_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

var (
	everyTruth = []truth.Truth{truth.Unknown, truth.Unmet, truth.Met}
	againModel = scoring.Model{
		Groups: []scoring.Group{{ID: "g"}},
		Rules: []scoring.Rule{
			{ID: "plus", When: "w", Points: new(scoring.Points(3))},
			{ID: "minus", When: "w", Points: new(scoring.Points(-2)), Group: "g"},
			{ID: "tiers", Tiers: []scoring.Tier{{When: "t", Points: 5}, {When: "t", Points: -1}}, Group: "g"},
			{ID: "visits", Each: "e", Points: new(scoring.Points(4))},
		},
	}
)

// enterAll scores rules of the model by outcomes of plus, minus, the first tier and the
// gate of visits.
func enterAll(card *scorecard.Card, s *scorecard.Sheet, o []truth.Truth) (tiers, visits scorecard.Column) {
	for i, t := range o[:2] {
		if t != truth.Unmet {
			card.When(s, i, t)
		}
	}
	return card.Tiers(s, 2, truth.Met, []truth.Truth{o[2], truth.Met}), card.Each(s, 3, o[3], []scorecard.Age{0, 1})
}

// What is changed in a score comes to what entering it from the beginning does, brief or
// not.
func TestAgain(t *testing.T) {
	card := scorecard.NewCard(&againModel)
	var all [][]truth.Truth
	for _, a := range everyTruth {
		for _, b := range everyTruth {
			for _, c := range everyTruth {
				for _, d := range everyTruth {
					all = append(all, []truth.Truth{a, b, c, d})
				}
			}
		}
	}
	for _, from := range all {
		var first scoring.Score
		var base, sheet scorecard.Sheet
		card.Open(&sheet, &first)
		tiers, visits := enterAll(card, &sheet, from)
		base.Keep(&sheet)
		card.Close(&sheet)
		for _, to := range all {
			var want, have scoring.Score
			var w, h scorecard.Sheet
			card.Open(&w, &want)
			enterAll(card, &w, to)
			card.Close(&w)
			want.Rules = nil

			h.Brief = true
			card.Open(&h, &have)
			h.GoOnFrom(&base)
			card.Rewhen(&h, 0, from[0], to[0])
			card.Rewhen(&h, 1, from[1], to[1])
			card.Withdraw(&h, 2, tiers)
			card.Tiers(&h, 2, truth.Met, []truth.Truth{to[2], truth.Met})
			card.Withdraw(&h, 3, visits)
			card.Each(&h, 3, to[3], []scorecard.Age{0, 1})
			card.Close(&h)
			if d := cmp.Diff(want, have); d != "" {
				t.Fatalf("%v to %v: %s", from, to, d)
			}
		}
	}
}

// A brief sheet adds up the same, and lists no rule.
func TestBrief(t *testing.T) {
	card := scorecard.NewCard(&againModel)
	for _, a := range everyTruth {
		o := []truth.Truth{a, a, a, a}
		var whole, brief scoring.Score
		var s scorecard.Sheet
		card.Open(&s, &whole)
		enterAll(card, &s, o)
		card.WhenMet(&s, []int32{0, 1})
		card.Close(&s)
		if len(whole.Rules) == 0 {
			t.Errorf("%v: no rule is listed", a)
		}
		s.Brief = true
		card.Open(&s, &brief)
		enterAll(card, &s, o)
		card.WhenMet(&s, []int32{0, 1})
		card.Close(&s)
		whole.Rules = nil
		if d := cmp.Diff(whole, brief); d != "" {
			t.Errorf("%v: %s", a, d)
		}
	}
}
