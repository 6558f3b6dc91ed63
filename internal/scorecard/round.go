package scorecard

import (
	"math"
)

// Round returns x points in thousandths, rounded half away from zero, by the exact
// value of x: 0.0005 rounds to 1 as its nearest float64 is a little
// above, and 1.0005 to 1000 as its nearest is a little below. Beyond a trillion
// points it is a trillion. NaN is 0.
func Round(x float64) int64 {
	switch {
	case x >= float64(most/1000):
		return most
	case x != x:
		return 0
	case x < 0:
		return -Round(-x)
	}
	// p is the float64 nearest to the exact product, so it is on the same side
	// of every half, or on it. There the error of the product decides.
	p := float64(x * 1000)
	whole := math.Trunc(p)
	if rest := p - whole; rest > 0.5 || rest == 0.5 && math.FMA(x, 1000, -p) >= 0 {
		whole++
	}
	return int64(whole)
}
