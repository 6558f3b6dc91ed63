package audit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// drawnCard is a card of groups with so many levels beside the one that scores
// 0, bounds on some, and the unrounded points for a range.
func drawnCard(seed uint64, rows int, levels []int, most float64) (*card, []float64) {
	r := rand.New(rand.NewPCG(seed, 71))
	c := &card{penalty: 1, columns: []column{{still: true}}}
	effect := []float64{-0.5}
	for g, n := range levels {
		group := group{centred: true}
		for level := range n + 1 {
			group.cols = append(group.cols, len(c.columns))
			c.columns = append(c.columns, column{group: g, still: level == 0})
			effect = append(effect, 1.5*r.NormFloat64())
		}
		c.groups = append(c.groups, group)
		at := group.cols
		switch {
		case r.IntN(2) == 0:
			c.bounds = append(c.bounds, bound{g, at[1:2], []int64{1 - 2*r.Int64N(2)}})
		case n > 1:
			c.bounds = append(c.bounds, bound{g, at[1:3], []int64{1, -1}})
		}
	}
	d := newDesign(len(c.columns))
	for row := range rows {
		f := effect[0]
		d.cols, d.vals = append(d.cols, 0), append(d.vals, 1)
		for _, g := range c.groups {
			col := g.cols[r.IntN(len(g.cols))]
			c.columns[col].rows = append(c.columns[col].rows, int32(row))
			d.cols, d.vals = append(d.cols, col), append(d.vals, 1)
			f += effect[col]
		}
		d.row(r.Float64() < logistic(f))
	}
	c.hit, c.score, c.points = d.hit, make([]int64, rows), make([]int64, len(c.columns))
	c.link()
	for i := range c.bounds { // on differences from the level that scores 0
		x := &c.bounds[i]
		m := limit{cols: slices.Clone(x.cols)}
		sum := 0.0
		for _, f := range x.factors {
			m.factors, sum = append(m.factors, float64(f)), sum+float64(f)
		}
		m.cols, m.factors = append(m.cols, c.groups[x.term].cols[0]), append(m.factors, -sum)
		d.limits = append(d.limits, m)
	}
	b := d.fit(c.penalty, nil, everyRow)
	worth := make([]float64, len(b))
	for _, g := range c.groups {
		for _, col := range g.cols {
			worth[col] = b[col] - b[g.cols[0]]
		}
	}
	per := most / span(c, worth)
	for col := range worth {
		worth[col] *= per
	}
	return c, worth
}

// keepsAll tells whether the points keep to all bounds.
func keepsAll(c *card) bool {
	for b := range c.bounds {
		if !c.keeps(b) {
			return false
		}
	}
	return true
}

// The search never ends above plain rounding, nor outside the bounds, and does
// not depend on the scores that it kept up to date on the way.
func TestCardIsNoWorseThanRounding(t *testing.T) {
	better := 0
	seeds := uint64(testkit.Amount(20, 200, 2000))
	for seed := range seeds {
		c, worth := drawnCard(seed, 300, []int{2, 3, 1}, 15)
		c.count(15)
		for g := range c.groups {
			c.roundGroup(g, worth, 1)
		}
		rounded := c.refit()
		for col := range c.points {
			c.set(col, 0)
		}
		c.search(worth, 15)
		found := c.refit()
		better += one(found < rounded-1e-9)
		if found > rounded+1e-9 {
			t.Errorf("seed %d: loss %v, rounded %v", seed, found, rounded)
		}
		if !keepsAll(c) || span(c, c.points) > c.most {
			t.Errorf("seed %d: %v breaks a bound, or %v", seed, c.points, c.most)
		}
		fresh, _ := drawnCard(seed, 300, []int{2, 3, 1}, 15)
		fresh.count(15)
		for col, p := range c.points {
			fresh.set(col, p)
		}
		if loss := fresh.refit(); math.Abs(loss-found) > 1e-6 {
			t.Errorf("seed %d: loss %v, anew %v", seed, found, loss)
		}
	}
	t.Logf("better than rounding in %d of %d", better, seeds)
	if better == 0 {
		t.Error("never better than rounding")
	}
}

// Of all whole points within the bounds and the span, the search finds nearly
// always the best.
func TestCardAgreesWithBruteForce(t *testing.T) {
	best := 0
	seeds := uint64(testkit.Amount(3, 20, 200))
	for seed := range seeds {
		levels, most := []int{2, 2}, 6.0
		if seed%2 == 1 {
			levels, most = []int{1, 1, 1}, 9
		}
		c, worth := drawnCard(seed, 200, levels, most)
		c.search(worth, most)
		found := c.refit()
		least := math.Inf(1)
		var all func(col int)
		all = func(col int) {
			switch {
			case span(c, c.points) > c.most:
			case col == len(c.columns):
				if keepsAll(c) {
					c.line = line{}
					least = min(least, c.refit())
				}
			case c.columns[col].still:
				all(col + 1)
			default:
				for p := -int64(c.most); p <= int64(c.most); p++ {
					c.set(col, p)
					all(col + 1)
				}
				c.set(col, 0)
			}
		}
		for col := range c.points {
			c.set(col, 0)
		}
		all(0)
		if found < least-1e-6 {
			t.Errorf("seed %d: found %v, the least is %v", seed, found, least)
		}
		if found < least+1e-6 {
			best++
		} else {
			t.Logf("seed %d: loss %.5f, the least is %.5f", seed, found, least)
		}
	}
	t.Logf("the best card in %d of %d", best, seeds)
	if 10*best < 9*int(seeds) {
		t.Error("too few")
	}
}
