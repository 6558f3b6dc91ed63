package scoring_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/leadqual/leadqual/scoring"
)

// Chances against sums of exact fractions, and their ends.
func TestChance(t *testing.T) {
	c := &scoring.Chance{Intercept: -3.1, Slope: 0.052}
	for points := -200; points <= 300; points++ {
		p := scoring.Points(points)
		want := math.Floor(slowLogistic(-3.1+0.052*float64(points))*1e4+0.5) / 1e4
		want = min(max(want, 0.0001), 0.9999)
		if got := c.Of(p); got != want {
			t.Errorf("%v points: %v, want %v", p, got, want)
		}
	}
	for _, far := range []scoring.Chance{{Intercept: -1000, Slope: 1000}, {Intercept: 1000, Slope: 1000}} {
		if v := far.Of(-1e9); v != 0.0001 {
			t.Error(v)
		}
		if v := far.Of(1e9); v != 0.9999 {
			t.Error(v)
		}
	}
}

// slowLogistic is 1/(1+e^-z) by the series of e^z over fractions.
func slowLogistic(z float64) float64 {
	x, term, sum := new(big.Rat).SetFloat64(math.Abs(z)), big.NewRat(1, 1), big.NewRat(1, 1)
	for i := int64(1); i < 120; i++ {
		term.Mul(term, x)
		term.Quo(term, big.NewRat(i, 1))
		// Enough digits, so that fractions do not grow without end.
		f, _ := new(big.Float).SetPrec(200).SetRat(term).Rat(nil)
		term = f
		sum.Add(sum, term)
	}
	odds, _ := new(big.Float).SetPrec(200).SetRat(sum).Float64()
	if z < 0 {
		return 1 / (1 + odds)
	}
	return odds / (1 + odds)
}

func ExampleChance_Of() {
	c := scoring.Chance{Intercept: -3.1, Slope: 0.052}
	fmt.Println(c.Of(0), c.Of(50), c.Of(100))
	// Output:
	// 0.0431 0.3775 0.8909
}
