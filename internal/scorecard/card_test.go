package scorecard_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/internal/milli"
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

// sheet is a score with the sheet that adds it up.
type sheet struct {
	scorecard.Sheet
	score scoring.Score
}

// opened is a new sheet of a card.
func opened(c *scorecard.Card) *sheet {
	s := &sheet{}
	c.Open(&s.Sheet, &s.score)
	return s
}

// one scores a model of one rule.
func one(r scoring.Rule, enter func(*scorecard.Card, *scorecard.Sheet)) scoring.Score {
	c := scorecard.NewCard(&scoring.Model{Rules: []scoring.Rule{r}})
	s := opened(c)
	enter(c, &s.Sheet)
	c.Close(&s.Sheet)
	return s.score
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

const trillion = scoring.Points(1_000_000_000_000)

// Amounts count as at most a billion points, and what a rule earns by many
// matches as at most a trillion divided by the number of rules.
func TestSumsSaturatePerRule(t *testing.T) {
	const billion = scoring.Points(1_000_000_000)
	huge, least := scoring.Points(math.Inf(1)), scoring.Points(-1e300)
	for _, sign := range []scoring.Points{1, -1} {
		ages := make([]scorecard.Age, 20_000)
		s := one(scoring.Rule{ID: "r", Points: new(sign * huge)}, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, m, ages) })
		check(t, sign, s, m, sign*trillion, sign*trillion, len(ages))
	}
	s := one(scoring.Rule{ID: "r", Tiers: []scoring.Tier{{Points: least}, {Points: huge}}}, func(c *scorecard.Card, s *scorecard.Sheet) { c.Tiers(s, 0, m, []truth.Truth{u, m}) })
	check(t, "tiers", s, m, -billion, billion, 0)
	s = one(scoring.Rule{ID: "r", Min: &least, Max: &huge}, func(c *scorecard.Card, s *scorecard.Sheet) { c.Compute(s, 0, m, 0, false) })
	check(t, "compute", s, u, -billion, billion, 0)
	s = one(scoring.Rule{ID: "r", Points: new(scoring.Points(math.NaN()))}, func(c *scorecard.Card, s *scorecard.Sheet) { c.When(s, 0, m) })
	check(t, "no number", s, m, 0, 0, 0)
}

// However many rules there are, nothing overflows and all columns add up.
func TestSumsOfVeryManyRulesAddUp(t *testing.T) {
	const n = 20_000
	model := &scoring.Model{Rules: make([]scoring.Rule, n), Groups: []scoring.Group{{ID: "g", Min: new(scoring.Points(1e300))}}, Max: new(scoring.Points(50))}
	for i := range model.Rules {
		model.Rules[i].Points = new(scoring.Points(7.001))
	}
	c := scorecard.NewCard(model)
	s := opened(c)
	for i := range n {
		c.When(&s.Sheet, i, m)
	}
	c.Close(&s.Sheet)
	addsUp(t, &s.score)
	if have := s.score; have.Groups[0].Points != 1_000_000_000 || have.Points != 50 || have.Clip.Points != 50-(1_000_000_000+7.001*n) {
		t.Errorf("%v, %v, %v", have.Groups[0], have.Column, have.Clip)
	}
}

// addsUp checks the law of the columns and their order.
func addsUp(t *testing.T, s *scoring.Score) {
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

func rat(p scoring.Points) *big.Rat { return big.NewRat(p.Thousandths(), 1000) }

func clipped(x *big.Rat, low, high *scoring.Points) *big.Rat {
	if high != nil && x.Cmp(rat(*high)) > 0 {
		x = rat(*high)
	}
	if low != nil && x.Cmp(rat(*low)) < 0 {
		x = rat(*low)
	}
	return x
}

// randomModel is a model of rules without each, and the outcome of each rule.
func randomModel(r *rand.Rand) (*scoring.Model, []truth.Truth) {
	pick := func() *scoring.Points {
		if r.IntN(2) == 0 {
			return nil
		}
		return new(milli.Float[scoring.Points](int64(r.IntN(40_001) - 20_000)))
	}
	model := &scoring.Model{Min: pick(), Max: pick(), ReadyAt: pick()}
	for i := range r.IntN(3) {
		model.Groups = append(model.Groups, scoring.Group{ID: fmt.Sprint("g", i), Min: pick(), Max: pick(), ReadyAt: pick()})
	}
	for i := range r.IntN(3) {
		model.Bands = append(model.Bands, scoring.Band{Name: fmt.Sprint(i), Min: scoring.Points(10 - 9*i)})
	}
	var truths []truth.Truth
	for i := range r.IntN(6) {
		model.Rules = append(model.Rules, scoring.Rule{ID: fmt.Sprint(i), Group: fmt.Sprint("g", r.IntN(4)), Points: pick()})
		truths = append(truths, all[r.IntN(3)])
	}
	return model, truths
}

// slowTotals are points, low and high of the total and of each group.
func slowTotals(model *scoring.Model, truths []truth.Truth) (want [3]*big.Rat, groups [][3]*big.Rat) {
	groups = make([][3]*big.Rat, len(model.Groups))
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
			groups[i][col] = clipped(x, g.Min, g.Max)
			total.Add(total, groups[i][col])
		}
		for _, x := range sums {
			total.Add(total, x)
		}
		want[col] = clipped(total, model.Min, model.Max)
	}
	return want, groups
}

// slowBand is the band where low and high reach the same one.
func slowBand(model *scoring.Model, want [3]*big.Rat) string {
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
	return band
}

// slowReady is whether every ready_at is reached, and whether it is as counted.
func slowReady(model *scoring.Model, want [3]*big.Rat, groups [][3]*big.Rat) (truth.Truth, bool) {
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
	return ready, counting
}

// Random models against a reading in rational arithmetic.
func TestTotalsAgreeWithASlowReading(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 2000 {
		model, truths := randomModel(r)
		c := scorecard.NewCard(model)
		s := opened(c)
		for i, v := range truths {
			if v != f || r.IntN(2) == 0 {
				c.When(&s.Sheet, i, v)
			}
		}
		c.Close(&s.Sheet)
		addsUp(t, &s.score)

		want, groups := slowTotals(model, truths)
		same := func(c scoring.Column, want [3]*big.Rat) bool {
			return rat(c.Points).Cmp(want[0]) == 0 && rat(c.Low).Cmp(want[1]) == 0 && rat(c.High).Cmp(want[2]) == 0
		}
		if !same(s.score.Column, want) {
			t.Errorf("total %+v, want %v", s.score.Column, want)
		}
		for i := range groups {
			if s.score.Groups[i].ID != model.Groups[i].ID || !same(s.score.Groups[i].Column, groups[i]) {
				t.Errorf("group %+v, want %v", s.score.Groups[i], groups[i])
			}
		}
		if band := slowBand(model, want); s.score.Band != band {
			t.Errorf("band %q, want %q", s.score.Band, band)
		}
		ready, counting := slowReady(model, want, groups)
		if got := c.Ready(&s.score); got != ready {
			t.Errorf("ready %v, want %v", got, ready)
		}
		if got := c.ReadyAsCounted(&s.score); got != counting {
			t.Errorf("counting %v, want %v", got, counting)
		}
	}
}

func TestReady(t *testing.T) {
	model := &scoring.Model{
		Groups:  []scoring.Group{{ID: "a", ReadyAt: new(scoring.Points(1))}, {ID: "b"}},
		Rules:   []scoring.Rule{{ID: "x", Group: "a", Points: new(scoring.Points(1))}, {ID: "y", Group: "b", Points: new(scoring.Points(1))}},
		ReadyAt: new(scoring.Points(2)),
	}
	for _, x := range []struct {
		a, b, ready truth.Truth
		counting    bool
	}{
		{m, m, m, true}, {m, u, u, false}, {u, m, u, false}, {u, u, u, false}, {f, m, f, false}, {m, f, f, false}, {f, u, f, false}, {f, f, f, false},
	} {
		c := scorecard.NewCard(model)
		s := opened(c)
		c.When(&s.Sheet, 0, x.a)
		c.When(&s.Sheet, 1, x.b)
		c.Close(&s.Sheet)
		if got := c.Ready(&s.score); got != x.ready {
			t.Errorf("%v %v: ready %v, want %v", x.a, x.b, got, x.ready)
		}
		if got := c.ReadyAsCounted(&s.score); got != x.counting {
			t.Errorf("%v %v: counting %v, want %v", x.a, x.b, got, x.counting)
		}
	}
	model.ReadyAt = nil
	c := scorecard.NewCard(model)
	s := opened(c)
	c.When(&s.Sheet, 0, m)
	c.Close(&s.Sheet)
	if c.Ready(&s.score) != f || c.ReadyAsCounted(&s.score) {
		t.Error("ready without ReadyAt")
	}
}

func TestBand(t *testing.T) {
	for _, x := range []struct {
		low, high scoring.Points
		want      string
	}{
		{75, 75, "1"}, {74.999, 74.999, "2"}, {50, 74.999, "2"}, {50, 75, ""}, {49.999, 50, ""}, {0, 0, ""}, {49.999, 49.999, ""},
		{75, 1000, "1"},
	} {
		c := scorecard.NewCard(&scoring.Model{
			Rules: []scoring.Rule{{Min: &x.low, Max: &x.high}},
			Bands: []scoring.Band{{Name: "1", Min: 75}, {Name: "2", Min: 50}},
		})
		s := opened(c)
		c.Compute(&s.Sheet, 0, m, 0, false)
		c.Close(&s.Sheet)
		if s.score.Band != x.want {
			t.Errorf("%v to %v: %q, want %q", x.low, x.high, s.score.Band, x.want)
		}
	}
}

// A Card keeps nothing of its Model.
func TestCardCopiesTheModel(t *testing.T) {
	points, low, ready := scoring.Points(1), scoring.Points(0), scoring.Points(1)
	model := &scoring.Model{
		Groups: []scoring.Group{{ID: "g", Min: &low}},
		Rules: []scoring.Rule{{ID: "a", Group: "g", Points: &points}, {ID: "b", Tiers: []scoring.Tier{{Points: 0.001}}},
			{ID: "c", Points: &points, Decay: &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(0.5)), EveryDays: scoring.Days(1)}}},
		ReadyAt: &ready, Bands: []scoring.Band{{Name: "1"}},
	}
	c := scorecard.NewCard(model)
	decide := func() scoring.Score {
		s := opened(c)
		c.When(&s.Sheet, 0, m)
		c.Tiers(&s.Sheet, 1, m, []truth.Truth{m})
		c.Each(&s.Sheet, 2, m, []scorecard.Age{day})
		c.Close(&s.Sheet)
		return s.score
	}
	before := decide()
	points, low, ready = 0.077, 99, 0.005
	*model.Rules[2].Decay.Rate, model.Rules[2].Decay.EveryDays = 0.001, 0.001
	model.Rules[1].Tiers[0].Points, model.Rules[0].ID, model.Groups[0].ID, model.Bands[0].Name = 0.005, "x", "x", "x"
	if after := decide(); !reflect.DeepEqual(before, after) || c.Ready(&after) != m {
		t.Errorf("%+v became %+v", before, after)
	}
}

// A Score that is used again shows nothing of the time before, and what is
// opened and closed without a rule is complete.
func TestOpenResets(t *testing.T) {
	c := scorecard.NewCard(&scoring.Model{
		Groups: []scoring.Group{{ID: "g", Max: new(scoring.Points(1))}}, Max: new(scoring.Points(0.5)),
		Rules: []scoring.Rule{{ID: "a", Group: "g", Points: new(scoring.Points(5))}}, Bands: []scoring.Band{{Name: "1", Min: 0.001}},
	})
	s := opened(c)
	c.When(&s.Sheet, 0, m)
	c.Close(&s.Sheet)
	if s.score.Band != "1" || s.score.Clip != (scoring.Column{Points: -0.5, Low: -0.5, High: -0.5}) {
		t.Errorf("%+v", s)
	}
	c.Open(&s.Sheet, &s.score)
	if s.score.Band != "" || s.score.Clip != (scoring.Column{}) || s.score.Column != (scoring.Column{}) || len(s.score.Rules) != 0 {
		t.Errorf("opened: %+v", s)
	}
	c.Close(&s.Sheet)
	if want := (scoring.Score{Rules: s.score.Rules[:0], Groups: []scoring.GroupScore{{ID: "g"}}}); !reflect.DeepEqual(s.score, want) {
		t.Errorf("empty: %+v, want %+v", s, want)
	}
}

func TestNothingAllocates(t *testing.T) {
	c, ages := bigCard()
	truths := []truth.Truth{f, u, m}
	s := &sheet{}
	if n := testing.AllocsPerRun(50, func() { fill(c, s, ages, truths) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func bigCard() (*scorecard.Card, []scorecard.Age) {
	model := &scoring.Model{Groups: []scoring.Group{{ID: "g", Max: new(scoring.Points(40))}}, ReadyAt: new(scoring.Points(50)), Bands: []scoring.Band{{Name: "1", Min: 50}, {Name: "2"}}}
	for i := range 8 {
		decay := &scoring.Decay{Kind: scoring.HalfLife, Days: scoring.Days(45)}
		if i%2 == 0 {
			decay = &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(0.5)), EveryDays: scoring.Days(30)}
		}
		model.Rules = append(model.Rules,
			scoring.Rule{ID: "w", Group: "g", Points: new(scoring.Points(10))},
			scoring.Rule{ID: "t", Tiers: []scoring.Tier{{Points: 3}, {Points: 2}, {Points: 1}}},
			scoring.Rule{ID: "e", Points: new(scoring.Points(8)), Limit: 3, PerDays: scoring.Days(30), WithinDays: scoring.Days(180), Decay: decay},
			scoring.Rule{ID: "c", Min: new(scoring.Points(-50)), Max: new(scoring.Points(0))})
	}
	ages := make([]scorecard.Age, 50)
	for i := range ages {
		ages[i] = scorecard.Age(i*7919%50) * 3 * day
	}
	return scorecard.NewCard(model), ages
}

func fill(c *scorecard.Card, s *sheet, ages []scorecard.Age, truths []truth.Truth) {
	c.Open(&s.Sheet, &s.score)
	for i := 0; i < 32; i += 4 {
		c.When(&s.Sheet, i, m)
		c.Tiers(&s.Sheet, i+1, m, truths)
		c.Each(&s.Sheet, i+2, m, ages)
		c.Compute(&s.Sheet, i+3, m, -12.5, true)
	}
	c.Close(&s.Sheet)
	c.Ready(&s.score)
	c.ReadyAsCounted(&s.score)
}

func BenchmarkScore(b *testing.B) {
	c, ages := bigCard()
	truths := []truth.Truth{f, u, m}
	s := &sheet{}
	b.ReportAllocs()
	for b.Loop() {
		fill(c, s, ages, truths)
	}
}
