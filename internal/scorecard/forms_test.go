package scorecard_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

func TestWhen(t *testing.T) {
	for _, p := range []scoring.Points{10, -10, 0, 0.001} {
		r := scoring.Rule{ID: "r", Points: new(p)}
		for outcome, want := range map[truth.Truth][2]scoring.Points{m: {p, p}, f: {0, 0}, u: {min(p, 0), max(p, 0)}} {
			s := one(r, func(c *scorecard.Card, s *scorecard.Sheet) { c.When(s, 0, outcome) })
			check(t, fmt.Sprint(p, outcome), s, outcome, want[0], want[1], 0)
		}
	}
	s := one(scoring.Rule{ID: "r"}, func(c *scorecard.Card, s *scorecard.Sheet) { c.When(s, 0, m) })
	check(t, "no points", s, m, 0, 0, 0)
}

// Every ladder of three tiers behind every gate, against all ways to fill in
// the unknown.
func TestTiersAgreeWithEveryFilling(t *testing.T) {
	for _, points := range [][]scoring.Points{
		{30, 20, 10}, {-30, -20, -10}, {10, -10, 20}, {0, 5, 5}, {-5, 0, 0}, {7, 7, 7}, {}, {4}, {-4},
	} {
		r := scoring.Rule{ID: "r"}
		for _, p := range points {
			r.Tiers = append(r.Tiers, scoring.Tier{Points: p})
		}
		n := len(points) + 1 // the gate is the last
		total := int(math.Pow(3, float64(n)))
		for w := range total {
			truths := make([]truth.Truth, n)
			for i, w := 0, w; i < n; i++ {
				truths[i] = all[w%3]
				w /= 3
			}
			low, high := scoring.Points(math.MaxInt64), scoring.Points(math.MinInt64)
			for filling := range 1 << n {
				possible, worth, found := true, scoring.Points(0), false
				for i := range n {
					v := filling>>i&1 == 1
					possible = possible && (truths[i] == u || truths[i] == truth.Of(v))
					if i < n-1 && v && !found {
						worth, found = points[i], true
					}
				}
				if filling>>(n-1) == 0 {
					worth = 0
				}
				if possible {
					low, high = min(low, worth), max(high, worth)
				}
			}
			outcome := f
			for _, v := range truths[:n-1] {
				outcome = outcome.Or(v)
			}
			outcome = outcome.And(truths[n-1])
			s := one(r, func(c *scorecard.Card, s *scorecard.Sheet) { c.Tiers(s, 0, truths[n-1], truths[:n-1]) })
			check(t, fmt.Sprint(points, truths), s, outcome, low, high, 0)
		}
	}
}

func TestCompute(t *testing.T) {
	for _, x := range []struct {
		low, high float64
		gate      truth.Truth
		value     float64
		known     bool
		outcome   truth.Truth
		from, to  float64
	}{
		{-50, 0, m, -20, true, m, -20, -20},
		{-50, 0, m, -70, true, m, -50, -50},
		{-50, 0, m, 3, true, f, 0, 0},
		{-50, 0, m, 0, false, u, -50, 0},
		{0, 10, m, 0.0004, true, f, 0, 0},
		{0, 10, m, 0.0006, true, m, 0.001, 0.001},
		{5, 10, m, -1, true, m, 5, 5},
		{5, 10, m, 0, false, u, 5, 10},
		{-10, -5, m, 0, false, u, -10, -5},
		{5, 10, u, 7, true, u, 0, 7},
		{5, 10, u, 0, false, u, 0, 10},
		{-10, -5, u, -7, true, u, -7, 0},
		{0, 10, u, 0, true, f, 0, 0},
		{0, 10, f, 7, true, f, 0, 0},
		{0, 10, f, 7, false, f, 0, 0},
		{0, 10, m, math.Inf(1), true, m, 10, 10},
		{0, 10, m, math.Inf(-1), true, f, 0, 0},
		{10, 5, m, 7, true, m, 10, 10}, // the min counts
		{10, 5, m, 7, false, u, 10, 10},
	} {
		r := scoring.Rule{ID: "r", Min: new(scoring.Points(x.low)), Max: new(scoring.Points(x.high))}
		s := one(r, func(c *scorecard.Card, s *scorecard.Sheet) { c.Compute(s, 0, x.gate, x.value, x.known) })
		check(t, x, s, x.outcome, scoring.Points(x.from), scoring.Points(x.to), 0)
	}
}

// eachWant is a slow reading of the contract: of the matches within the window,
// newest first, one counts unless the half-open span that begins with it holds
// the limit already.
func eachWant(r *scoring.Rule, ages []scorecard.Age) []scorecard.Age {
	sorted := slices.Sorted(slices.Values(ages))
	var counted []scorecard.Age
	for _, a := range sorted {
		if r.WithinDays != 0 && a > scorecard.AgeOfDays(r.WithinDays) {
			continue
		}
		near := 0
		for _, b := range counted {
			if r.PerDays == 0 || a-b < scorecard.AgeOfDays(r.PerDays) {
				near++
			}
		}
		if r.Limit == 0 || near < r.Limit {
			counted = append(counted, a)
		}
	}
	return counted
}

// held checks that no half-open span of the rule's length, wherever it begins,
// holds more than the limit.
func held(t *testing.T, r *scoring.Rule, counted []scorecard.Age) {
	t.Helper()
	if r.Limit == 0 {
		return
	}
	for _, from := range counted {
		n := 0
		for _, a := range counted {
			if a >= from && (r.PerDays == 0 || a < from+scorecard.AgeOfDays(r.PerDays)) {
				n++
			}
		}
		if n > r.Limit {
			t.Errorf("%d matches from %d on, limit %d", n, from, r.Limit)
		}
	}
}

func TestEachAgreesWithASlowReading(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 3000 {
		rule := scoring.Rule{ID: "r", Points: new(scoring.Points(1)), Limit: r.IntN(4)}
		if r.IntN(2) == 0 {
			rule.PerDays = scoring.Days(r.IntN(4)) / 2
		}
		if r.IntN(2) == 0 {
			rule.WithinDays = scoring.Days(r.IntN(20)) / 2
		}
		ages := make([]scorecard.Age, r.IntN(12))
		for i := range ages {
			ages[i] = scorecard.Age(r.IntN(20)) * day / 2
			if r.IntN(4) == 0 {
				ages[i] += scorecard.Age(r.IntN(3) - 1)
			}
			ages[i] = max(0, ages[i])
		}
		counted := eachWant(&rule, ages)
		held(t, &rule, counted)
		outcome := truth.Of(len(counted) > 0)
		worth := scoring.Points(len(counted))
		scratch := slices.Clone(ages)
		s := one(rule, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, m, scratch) })
		check(t, fmt.Sprint(rule, ages), s, outcome, worth, worth, len(counted))

		slices.Sort(ages)
		if slices.Sort(scratch); !slices.Equal(ages, scratch) {
			t.Errorf("the ages were changed, not only reordered: %v, %v", ages, scratch)
		}
	}
}

// With a decay the sum shows which matches were counted: the newest.
func TestEachCountsTheNewest(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	rule := scoring.Rule{
		ID: "r", Points: new(scoring.Points(1000)), Limit: 2, PerDays: scoring.Days(3), WithinDays: scoring.Days(40),
		Decay: &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(1)), EveryDays: scoring.Days(100)},
	}
	for range 500 {
		ages := make([]scorecard.Age, r.IntN(15))
		for i := range ages {
			ages[i] = scorecard.Age(r.IntN(50)) * day
		}
		want := scoring.Points(0)
		counted := eachWant(&rule, ages)
		for _, a := range counted {
			want += 1000 - scoring.Points(a/day)*10
		}
		s := one(rule, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, m, ages) })
		check(t, ages, s, truth.Of(len(counted) > 0), want, want, len(counted))
	}
}

func TestEachAtTheEdges(t *testing.T) {
	weekly := scoring.Rule{ID: "r", Points: new(scoring.Points(1)), Limit: 1, PerDays: scoring.Days(7)}
	window := scoring.Rule{ID: "r", Points: new(scoring.Points(1)), WithinDays: scoring.Days(180)}
	for _, x := range []struct {
		name string
		rule scoring.Rule
		gate truth.Truth
		ages []scorecard.Age
		want int
	}{
		{"exactly a week apart", weekly, m, []scorecard.Age{8 * day, day}, 2},
		{"a microsecond less", weekly, m, []scorecard.Age{8*day - 1, day}, 1},
		{"a chain of days", weekly, m, []scorecard.Age{0, 3 * day, 6 * day, 7 * day, 9 * day, 14 * day}, 3},
		{"the same instant twice", weekly, m, []scorecard.Age{day, day}, 1},
		{"in the window", window, m, []scorecard.Age{180 * day}, 1},
		{"just outside", window, m, []scorecard.Age{180*day + 1}, 0},
		{"the window, not the order", window, m, []scorecard.Age{181 * day, day, 200 * day, 2 * day}, 2},
		{"none", weekly, m, nil, 0},
		{"gate unmet", weekly, f, []scorecard.Age{day}, 0},
		{"gate unknown, none", weekly, u, nil, 0},
	} {
		s := one(x.rule, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, x.gate, x.ages) })
		check(t, x.name, s, truth.Of(x.want > 0), scoring.Points(x.want), scoring.Points(x.want), x.want)
	}
	s := one(weekly, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, u, []scorecard.Age{day, 9 * day}) })
	check(t, "gate unknown", s, u, 0, 2, 2)
	weekly.Points = new(scoring.Points(-500))
	s = one(weekly, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, u, []scorecard.Age{day, 9 * day}) })
	check(t, "gate unknown, negative", s, u, -1000, 0, 2)
}

// Negative limits and lengths are none.
func TestEachBeyondTheBounds(t *testing.T) {
	rule := scoring.Rule{ID: "r", Points: new(scoring.Points(1)), Limit: -1, PerDays: -5, WithinDays: -5}
	s := one(rule, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, m, []scorecard.Age{day, 2 * day}) })
	check(t, "negative", s, m, 2, 2, 2)
	rule = scoring.Rule{ID: "r", Points: new(scoring.Points(1)), WithinDays: math.MaxInt64}
	s = one(rule, func(c *scorecard.Card, s *scorecard.Sheet) {
		c.Each(s, 0, m, []scorecard.Age{scorecard.AgeOfDays(scoring.MaxDays), scorecard.AgeOfDays(scoring.MaxDays) + 1})
	})
	check(t, "very long", s, m, 1, 1, 1)
}
