package stats

import (
	"math"

	"github.com/leadqual/leadqual/internal/portable"
)

// Always is the difference of the rates of two arms, a less b, with an interval
// at level 1 - alpha that may be looked at after every outcome (H. Robbins,
// "Statistical methods related to the law of the iterated logarithm", Annals of
// Mathematical Statistics 41, 1970; R. Johari, P. Koomen, L. Pekelis and D.
// Walsh, "Always valid inference", Operations Research 70, 2022). Tau is the
// smallest difference that matters. The variance is that found, so that the
// level is reached as leads grow many: it is not ok before each arm has ten
// hits and ten misses.
func Always(hitsA, a, hitsB, b int, alpha, tau float64) (difference float64, i Interval, ok bool) {
	if min(hitsA, a-hitsA, hitsB, b-hitsB) < 10 {
		return 0, Interval{-1, 1}, false
	}
	p, q := float64(hitsA)/float64(a), float64(hitsB)/float64(b)
	v := float64(p*(1-p))/float64(a) + float64(q*(1-q))/float64(b)
	t := tau * tau
	half := math.Sqrt(v * (v + t) / t * (2*portable.Log(1/alpha) + portable.Log((v+t)/v)))
	return p - q, Interval{max(-1, p-q-half), min(1, p-q+half)}, true
}

// ArmsP is the chance of sizes of arms as far from their shares as these, by
// chi-square (A. Fabijan and others, "Diagnosing sample ratio mismatch in
// online controlled experiments", 2019). The shares sum to 1; it is 1 where
// there are no leads.
func ArmsP(sizes []int, shares []float64) (chiSquare, p float64) {
	n := 0
	for _, x := range sizes {
		n += x
	}
	if n == 0 {
		return 0, 1
	}
	for i, x := range sizes {
		want := shares[i] * float64(n)
		d := float64(x) - want
		chiSquare += d * d / want
	}
	return chiSquare, ChiSquare(chiSquare, len(sizes)-1)
}
