package scorecard_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// countedSlowly are the matches that count, by the sentence that says so: newest
// first, one counts if fewer than the limit of those that count already, of all or
// of its member, are less than the span younger.
func countedSlowly(r *scoring.Rule, list []scorecard.Match, apart bool) (out []scorecard.Match) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b scorecard.Match) int {
		return cmp.Or(cmp.Compare(a.Age, b.Age), cmp.Compare(a.Member, b.Member))
	})
	for _, x := range list {
		if r.WithinDays > 0 && x.Age > scorecard.AgeOfDays(r.WithinDays) {
			continue
		}
		near := 0
		for _, y := range out {
			if (!apart || y.Member == x.Member) && (r.PerDays == 0 || x.Age-y.Age < scorecard.AgeOfDays(r.PerDays)) {
				near++
			}
		}
		if r.Limit == 0 || near < r.Limit {
			out = append(out, x)
		}
	}
	return out
}

// What an account's people did counts as the sentence says, is worth together what
// Each makes of it where nobody is apart, and is earned by those who did it.
func TestEachOfMembers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 17))
	pick := func(of ...float64) float64 { return of[r.IntN(len(of))] }
	for range 3000 {
		rule := scoring.Rule{ID: "r", Points: new(scoring.Points(pick(5, -3, 0.125))), Limit: r.IntN(4), WithinDays: scoring.Days(pick(0, 0, 3))}
		if rule.Limit > 0 {
			rule.PerDays = scoring.Days(pick(0, 1, 2))
		}
		if r.IntN(2) == 0 {
			rule.Decay = &scoring.Decay{Kind: scoring.HalfLife, Days: 2}
		}
		var list []scorecard.Match
		var ages []scorecard.Age
		for range r.IntN(8) {
			x := scorecard.Match{Age: scorecard.AgeOfDays(scoring.Days(r.IntN(10)) / 2), Member: r.IntN(4) - 1}
			list, ages = append(list, x), append(ages, x.Age)
		}
		apart, gate := r.IntN(2) == 0, all[r.IntN(3)]
		counted := countedSlowly(&rule, list, apart)
		want := slices.Clone(counted)
		matches, earned := slices.Clone(list), make([]int64, len(list))
		var worth scorecard.Column
		n := 0
		s := one(rule, func(c *scorecard.Card, s *scorecard.Sheet) { worth, n = c.EachOf(s, 0, gate, matches, apart, earned) })
		if gate == truth.Unmet {
			if n != 0 || worth != (scorecard.Column{}) || len(s.Rules) > 0 {
				t.Fatalf("behind an unmet gate: %d, %v, %v", n, worth, s.Rules)
			}
			continue
		}
		got := slices.Clone(matches[:n])
		order := func(a, b scorecard.Match) int {
			return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.Age, b.Age))
		}
		slices.SortFunc(got, order)
		slices.SortFunc(want, order)
		if !slices.Equal(got, want) {
			t.Fatalf("%+v apart %v of %v: %v count, want %v", rule, apart, list, got, want)
		}
		sum := int64(0)
		for _, x := range earned[:n] {
			sum += x
		}
		if low, high := min(sum, 0), max(sum, 0); gate == truth.Met && worth != (scorecard.Column{Points: sum, Low: sum, High: sum}) ||
			gate == truth.Unknown && (worth.Low != low || worth.High != high) {
			t.Fatalf("earned %d, worth %+v behind %v", sum, worth, gate)
		}
		if !apart {
			var alone scorecard.Column
			one(rule, func(c *scorecard.Card, s *scorecard.Sheet) { alone = c.Each(s, 0, gate, ages) })
			if alone != worth {
				t.Fatalf("%+v of %v: worth %+v, by Each %+v", rule, list, worth, alone)
			}
		}
	}
}
