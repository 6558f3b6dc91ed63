package stats_test

import (
	"math"
	"testing"

	"github.com/leadqual/leadqual/internal/stats"
)

func TestAlways(t *testing.T) {
	for _, c := range []struct {
		hitsA, a, hitsB, b int
		d, low, high       float64
	}{
		{60, 1000, 40, 1000, 0.02, -.0099395, .0499395},
		{3238, 21387, 2262, 21306, 0.0452331066, 0.0452331066 - 0.0101838161, 0.0452331066 + 0.0101838161},
		{189, 21387, 122, 21306, 0.0031110, 0.0002146, 0.0060075},
		{267, 21307, 122, 21306, 0.0068050, 0.0035918, 0.0100182},
	} {
		d, i, ok := stats.Always(c.hitsA, c.a, c.hitsB, c.b, 0.05, 0.02)
		if !ok {
			t.Fatalf("%v: too little to say", c)
		}
		near(t, "difference", d, c.d, 1e-7)
		ends(t, "always", i, c.low, c.high, 5e-8)
	}
	_, i, _ := stats.Always(60, 1000, 40, 1000, 0.05, 0.02)
	near(t, "half", i.Width()/2, 0.0299395358, 1e-10)
	for _, c := range [][4]int{{9, 100, 50, 100}, {50, 100, 9, 100}, {91, 100, 50, 100}, {50, 100, 95, 100}} {
		if _, i, ok := stats.Always(c[0], c[1], c[2], c[3], 0.05, 0.02); ok || i.Low != -1 || i.High != 1 {
			t.Errorf("%v: %v", c, i)
		}
	}
}

// exactMixture bounds the difference of two rates by the mixture of binomials
// over Jeffreys' prior: all pairs that the product of both mixtures does not
// rule out. It is slow, exact for few leads, and holds at every look.
func exactMixture(hitsA, a, hitsB, b int, alpha float64) stats.Interval {
	beta := func(x, y float64) float64 {
		p, _ := math.Lgamma(x)
		q, _ := math.Lgamma(y)
		r, _ := math.Lgamma(x + y)
		return p + q - r
	}
	log := func(hits, n int, p float64) float64 {
		s, f := float64(hits), float64(n-hits)
		out := beta(0.5+s, 0.5+f) - beta(0.5, 0.5)
		if s > 0 {
			out -= s * math.Log(p)
		}
		if f > 0 {
			out -= f * math.Log(1-p)
		}
		return out
	}
	limit := math.Log(1 / alpha)
	// The set is convex: for a given difference the sum of both has one least
	// value over p, found by golden section.
	least := func(d float64) float64 {
		low, high := max(0, -d), min(1, 1-d)
		at := func(q float64) float64 { return log(hitsA, a, q+d) + log(hitsB, b, q) }
		const g = 0.6180339887498949
		for range 200 {
			x, y := high-g*(high-low), low+g*(high-low)
			if at(x) < at(y) {
				high = y
			} else {
				low = x
			}
		}
		return at((low + high) / 2)
	}
	middle := float64(hitsA)/float64(a) - float64(hitsB)/float64(b)
	end := func(far float64) float64 {
		in, out := middle, far
		for range 100 {
			d := (in + out) / 2
			if least(d) < limit {
				in = d
			} else {
				out = d
			}
		}
		return in
	}
	return stats.Interval{Low: end(-1), High: end(1)}
}

func TestExactMixture(t *testing.T) {
	for _, c := range []struct {
		hitsA, a, hitsB, b int
		low, high          float64
	}{
		{30, 100, 20, 100, -.147338, .342379},
		{60, 1000, 40, 1000, -.025079, .066827},
		{0, 10, 0, 10, -.476283, .476283},
		{3238, 21387, 2262, 21306, .028496, .062024},
	} {
		got := exactMixture(c.hitsA, c.a, c.hitsB, c.b, 0.05)
		ends(t, "exact mixture", got, c.low, c.high, 2e-6)
		// What the library gives out is never beside it.
		if d, i, ok := stats.Always(c.hitsA, c.a, c.hitsB, c.b, 0.05, 0.02); ok && !(got.Holds(d) && got.Low < i.High && i.Low < got.High) {
			t.Errorf("%v: %v and the exact %v are apart", c, i, got)
		}
	}
}
