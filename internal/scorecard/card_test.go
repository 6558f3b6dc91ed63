package scorecard_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

const (
	u = truth.Unknown
	f = truth.Unmet
	m = truth.Met
)

var all = []truth.Truth{u, f, m}

const day = scorecard.Age(86_400_000_000)

// column is low to high in points, counting what is nearest to 0.
func column(low, high scoring.Points) scoring.Column {
	points := scoring.Points(0)
	if low > 0 {
		points = low
	}
	if high < 0 {
		points = high
	}
	return scoring.Column{Points: points, Low: low, High: high}
}

// one scores a model of one rule.
func one(r scoring.Rule, enter func(*scorecard.Card, *scoring.Score)) scoring.Score {
	c := scorecard.NewCard(&scoring.Model{Rules: []scoring.Rule{r}})
	var s scoring.Score
	c.Open(&s)
	enter(c, &s)
	c.Close(&s)
	return s
}

// check compares the one rule of a score, which must also be its total.
func check(t *testing.T, name any, s scoring.Score, outcome truth.Truth, low, high scoring.Points, matches int) {
	t.Helper()
	var want []scoring.RuleScore
	if outcome != f {
		want = []scoring.RuleScore{{ID: "r", Outcome: outcome, Column: column(low, high), Matches: matches}}
	}
	if !reflect.DeepEqual(s.Rules, want) || s.Column != column(low, high) {
		t.Errorf("%v: %+v, total %+v, want %+v", name, s.Rules, s.Column, want)
	}
}

const trillion = 1_000_000_000_000 * scoring.Point

func TestSumsSaturatePerRule(t *testing.T) {
	for _, sign := range []scoring.Points{1, -1} {
		ages := make([]scorecard.Age, 20_000)
		s := one(scoring.Rule{ID: "r", Points: new(sign * math.MaxInt64)}, func(c *scorecard.Card, s *scoring.Score) { c.Each(s, 0, m, ages) })
		check(t, sign, s, m, sign*trillion, sign*trillion, len(ages))
	}
	s := one(scoring.Rule{ID: "r", Tiers: []scoring.Tier{{Points: math.MinInt64}, {Points: math.MaxInt64}}}, func(c *scorecard.Card, s *scoring.Score) { c.Tiers(s, 0, m, []truth.Truth{u, m}) })
	check(t, "tiers", s, m, -trillion, trillion, 0)
	s = one(scoring.Rule{ID: "r", Min: new(scoring.Points(math.MinInt64)), Max: new(scoring.Points(math.MaxInt64))}, func(c *scorecard.Card, s *scoring.Score) { c.Compute(s, 0, m, 0, false) })
	check(t, "compute", s, u, -trillion, trillion, 0)
}

// However many rules there are, nothing overflows and all columns add up.
func TestSumsOfVeryManyRulesAddUp(t *testing.T) {
	const n = 20_000
	model := &scoring.Model{Rules: make([]scoring.Rule, n), Groups: []scoring.Group{{ID: "g", Min: new(scoring.Points(math.MaxInt64))}}, Max: new(50 * scoring.Point)}
	for i := range model.Rules {
		model.Rules[i].Points = new(scoring.Points(math.MaxInt64))
	}
	c := scorecard.NewCard(model)
	var s scoring.Score
	c.Open(&s)
	for i := range n {
		c.When(&s, i, m)
	}
	c.Close(&s)
	addsUp(t, c, &s)
	most := scoring.Points(1<<62) / (n + 2)
	if s.Rules[0].Points != most || s.Groups[0].Points != most || s.Points != 50_000 || s.Clip.Points != 50_000-(n+1)*most {
		t.Errorf("%v, %v, %v, %v, most %v", s.Rules[0], s.Groups[0], s.Column, s.Clip, most)
	}
}

// addsUp checks the law of the columns and their order.
func addsUp(t *testing.T, _ *scorecard.Card, s *scoring.Score) {
	t.Helper()
	sum := s.Clip
	ordered := func(c scoring.Column) {
		if c.Low > c.Points || c.Points > c.High {
			t.Errorf("out of order: %+v", c)
		}
	}
	for _, r := range s.Rules {
		sum = sum.Add(r.Column)
		ordered(r.Column)
	}
	for _, g := range s.Groups {
		sum = sum.Add(g.Clip)
		ordered(g.Column)
	}
	ordered(s.Column)
	if sum != s.Column {
		t.Errorf("rules and clips are %+v, the score is %+v", sum, s.Column)
	}
}

// Random models against a reading in rational arithmetic.
func TestTotalsAgreeWithASlowReading(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	pick := func() *scoring.Points {
		if r.IntN(2) == 0 {
			return nil
		}
		return new(scoring.Points(r.IntN(40_001) - 20_000))
	}
	rat := func(p scoring.Points) *big.Rat { return big.NewRat(int64(p), 1000) }
	clip := func(x *big.Rat, low, high *scoring.Points) *big.Rat {
		if high != nil && x.Cmp(rat(*high)) > 0 {
			x = rat(*high)
		}
		if low != nil && x.Cmp(rat(*low)) < 0 {
			x = rat(*low)
		}
		return x
	}
	for range 2000 {
		model := &scoring.Model{Min: pick(), Max: pick(), ReadyAt: pick()}
		for i := range r.IntN(3) {
			model.Groups = append(model.Groups, scoring.Group{ID: fmt.Sprint("g", i), Min: pick(), Max: pick(), ReadyAt: pick()})
		}
		for i := range r.IntN(3) {
			model.Bands = append(model.Bands, scoring.Band{Name: fmt.Sprint(i), Min: scoring.Points(10_000 - 9000*i)})
		}
		var truths []truth.Truth
		for i := range r.IntN(6) {
			model.Rules = append(model.Rules, scoring.Rule{ID: fmt.Sprint(i), Group: fmt.Sprint("g", r.IntN(4)), Points: pick()})
			truths = append(truths, all[r.IntN(3)])
		}
		c := scorecard.NewCard(model)
		var s scoring.Score
		c.Open(&s)
		for i, v := range truths {
			if v != f || r.IntN(2) == 0 {
				c.When(&s, i, v)
			}
		}
		c.Close(&s)
		addsUp(t, c, &s)

		var want [3]*big.Rat
		var groups [][3]*big.Rat
		for range model.Groups {
			groups = append(groups, [3]*big.Rat{})
		}
		for col := range 3 {
			total := new(big.Rat)
			sums := map[string]*big.Rat{}
			for i, v := range truths {
				p := scoring.Points(0)
				if model.Rules[i].Points != nil {
					p = *model.Rules[i].Points
				}
				switch {
				case v == f, v == u && col == 0, v == u && col == 1 && p > 0, v == u && col == 2 && p < 0:
					p = 0
				}
				g := model.Rules[i].Group
				if sums[g] == nil {
					sums[g] = new(big.Rat)
				}
				sums[g].Add(sums[g], rat(p))
			}
			for i, g := range model.Groups {
				x := new(big.Rat)
				if sums[g.ID] != nil {
					x = sums[g.ID]
				}
				delete(sums, g.ID)
				groups[i][col] = clip(x, g.Min, g.Max)
				total.Add(total, groups[i][col])
			}
			for _, x := range sums {
				total.Add(total, x)
			}
			want[col] = clip(total, model.Min, model.Max)
		}
		same := func(c scoring.Column, want [3]*big.Rat) bool {
			return rat(c.Points).Cmp(want[0]) == 0 && rat(c.Low).Cmp(want[1]) == 0 && rat(c.High).Cmp(want[2]) == 0
		}
		if !same(s.Column, want) {
			t.Errorf("total %+v, want %v", s.Column, want)
		}
		for i := range groups {
			if s.Groups[i].ID != model.Groups[i].ID || !same(s.Groups[i].Column, groups[i]) {
				t.Errorf("group %+v, want %v", s.Groups[i], groups[i])
			}
		}

		step := func(x *big.Rat) string {
			for _, b := range model.Bands {
				if x.Cmp(rat(b.Min)) >= 0 {
					return b.Name
				}
			}
			return ""
		}
		band := step(want[1])
		if band != step(want[2]) {
			band = ""
		}
		if s.Band != band {
			t.Errorf("band %q, want %q", s.Band, band)
		}

		ready, counting := f, false
		if model.ReadyAt != nil {
			ready, counting = m, true
			reach := func(at *scoring.Points, c [3]*big.Rat) {
				if at == nil {
					return
				}
				switch {
				case c[1].Cmp(rat(*at)) >= 0:
				case c[2].Cmp(rat(*at)) < 0:
					ready = ready.And(f)
				default:
					ready = ready.And(u)
				}
				counting = counting && c[0].Cmp(rat(*at)) >= 0
			}
			reach(model.ReadyAt, want)
			for i, g := range model.Groups {
				reach(g.ReadyAt, groups[i])
			}
		}
		if got := c.Ready(&s); got != ready {
			t.Errorf("ready %v, want %v", got, ready)
		}
		if got := c.ReadyAsCounted(&s); got != counting {
			t.Errorf("counting %v, want %v", got, counting)
		}
	}
}

func TestReady(t *testing.T) {
	model := &scoring.Model{
		Groups:  []scoring.Group{{ID: "a", ReadyAt: new(scoring.Point)}, {ID: "b"}},
		Rules:   []scoring.Rule{{ID: "x", Group: "a", Points: new(scoring.Point)}, {ID: "y", Group: "b", Points: new(scoring.Point)}},
		ReadyAt: new(2 * scoring.Point),
	}
	for _, x := range []struct {
		a, b, ready truth.Truth
		counting    bool
	}{
		{m, m, m, true}, {m, u, u, false}, {u, m, u, false}, {u, u, u, false}, {f, m, f, false}, {m, f, f, false}, {f, u, f, false}, {f, f, f, false},
	} {
		c := scorecard.NewCard(model)
		var s scoring.Score
		c.Open(&s)
		c.When(&s, 0, x.a)
		c.When(&s, 1, x.b)
		c.Close(&s)
		if got := c.Ready(&s); got != x.ready {
			t.Errorf("%v %v: ready %v, want %v", x.a, x.b, got, x.ready)
		}
		if got := c.ReadyAsCounted(&s); got != x.counting {
			t.Errorf("%v %v: counting %v, want %v", x.a, x.b, got, x.counting)
		}
	}
	model.ReadyAt = nil
	c := scorecard.NewCard(model)
	var s scoring.Score
	c.Open(&s)
	c.When(&s, 0, m)
	c.Close(&s)
	if c.Ready(&s) != f || c.ReadyAsCounted(&s) {
		t.Error("ready without ReadyAt")
	}
}

func TestBand(t *testing.T) {
	for _, x := range []struct {
		low, high scoring.Points
		want      string
	}{
		{75_000, 75_000, "1"}, {74_999, 74_999, "2"}, {50_000, 74_999, "2"}, {50_000, 75_000, ""}, {49_999, 50_000, ""}, {0, 0, ""}, {49_999, 49_999, ""},
		{75_000, 1_000_000, "1"},
	} {
		c := scorecard.NewCard(&scoring.Model{
			Rules: []scoring.Rule{{Min: &x.low, Max: &x.high}},
			Bands: []scoring.Band{{Name: "1", Min: 75_000}, {Name: "2", Min: 50_000}},
		})
		var s scoring.Score
		c.Open(&s)
		c.Compute(&s, 0, m, 0, false)
		c.Close(&s)
		if s.Band != x.want {
			t.Errorf("%v to %v: %q, want %q", x.low, x.high, s.Band, x.want)
		}
	}
}

// A Card keeps nothing of its Model.
func TestCardCopiesTheModel(t *testing.T) {
	points, low, ready := scoring.Point, scoring.Points(0), scoring.Point
	model := &scoring.Model{
		Groups: []scoring.Group{{ID: "g", Min: &low}},
		Rules: []scoring.Rule{{ID: "a", Group: "g", Points: &points}, {ID: "b", Tiers: []scoring.Tier{{Points: 1}}},
			{ID: "c", Points: &points, Decay: &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(500)), EveryDays: scoring.Day}}},
		ReadyAt: &ready, Bands: []scoring.Band{{Name: "1"}},
	}
	c := scorecard.NewCard(model)
	decide := func() (s scoring.Score) {
		c.Open(&s)
		c.When(&s, 0, m)
		c.Tiers(&s, 1, m, []truth.Truth{m})
		c.Each(&s, 2, m, []scorecard.Age{day})
		c.Close(&s)
		return s
	}
	before := decide()
	points, low, ready = 77, 99_000, 5
	*model.Rules[2].Decay.Rate, model.Rules[2].Decay.EveryDays = 1, 1
	model.Rules[1].Tiers[0].Points, model.Rules[0].ID, model.Groups[0].ID, model.Bands[0].Name = 5, "x", "x", "x"
	if after := decide(); !reflect.DeepEqual(before, after) || c.Ready(&after) != m {
		t.Errorf("%+v became %+v", before, after)
	}
}

// A Score that is used again shows nothing of the time before, and what is
// opened and closed without a rule is complete.
func TestOpenResets(t *testing.T) {
	c := scorecard.NewCard(&scoring.Model{
		Groups: []scoring.Group{{ID: "g", Max: new(scoring.Point)}}, Max: new(scoring.Points(500)),
		Rules: []scoring.Rule{{ID: "a", Group: "g", Points: new(5 * scoring.Point)}}, Bands: []scoring.Band{{Name: "1", Min: 1}},
	})
	var s scoring.Score
	c.Open(&s)
	c.When(&s, 0, m)
	c.Close(&s)
	if s.Band != "1" || s.Clip != (scoring.Column{Points: -500, Low: -500, High: -500}) {
		t.Errorf("%+v", s)
	}
	c.Open(&s)
	if s.Band != "" || s.Clip != (scoring.Column{}) || s.Column != (scoring.Column{}) || len(s.Rules) != 0 {
		t.Errorf("opened: %+v", s)
	}
	c.Close(&s)
	if want := (scoring.Score{Rules: s.Rules[:0], Groups: []scoring.GroupScore{{ID: "g"}}}); !reflect.DeepEqual(s, want) {
		t.Errorf("empty: %+v, want %+v", s, want)
	}
}

func TestNothingAllocates(t *testing.T) {
	c, ages := bigCard()
	truths := []truth.Truth{f, u, m}
	var s scoring.Score
	if n := testing.AllocsPerRun(50, func() { fill(c, &s, ages, truths) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func bigCard() (*scorecard.Card, []scorecard.Age) {
	model := &scoring.Model{Groups: []scoring.Group{{ID: "g", Max: new(40 * scoring.Point)}}, ReadyAt: new(50 * scoring.Point), Bands: []scoring.Band{{Name: "1", Min: 50_000}, {Name: "2"}}}
	for i := range 8 {
		decay := &scoring.Decay{Kind: scoring.HalfLife, Days: 45 * scoring.Day}
		if i%2 == 0 {
			decay = &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(500)), EveryDays: 30 * scoring.Day}
		}
		model.Rules = append(model.Rules,
			scoring.Rule{ID: "w", Group: "g", Points: new(10 * scoring.Point)},
			scoring.Rule{ID: "t", Tiers: []scoring.Tier{{Points: 3000}, {Points: 2000}, {Points: 1000}}},
			scoring.Rule{ID: "e", Points: new(8 * scoring.Point), Limit: 3, PerDays: 30 * scoring.Day, WithinDays: 180 * scoring.Day, Decay: decay},
			scoring.Rule{ID: "c", Min: new(-50 * scoring.Point), Max: new(scoring.Points(0))})
	}
	ages := make([]scorecard.Age, 50)
	for i := range ages {
		ages[i] = scorecard.Age(i*7919%50) * 3 * day
	}
	return scorecard.NewCard(model), ages
}

func fill(c *scorecard.Card, s *scoring.Score, ages []scorecard.Age, truths []truth.Truth) {
	c.Open(s)
	for i := 0; i < 32; i += 4 {
		c.When(s, i, m)
		c.Tiers(s, i+1, m, truths)
		c.Each(s, i+2, m, ages)
		c.Compute(s, i+3, m, -12.5, true)
	}
	c.Close(s)
	c.Ready(s)
	c.ReadyAsCounted(s)
}

func BenchmarkScore(b *testing.B) {
	c, ages := bigCard()
	truths := []truth.Truth{f, u, m}
	var s scoring.Score
	b.ReportAllocs()
	for b.Loop() {
		fill(c, &s, ages, truths)
	}
}
