package scorecard

import (
	"math"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// mostPoints bounds the magnitude of every amount that enters a score.
const mostPoints scoring.Points = milli.Max

// Round returns x points rounded to 1/1000, half away from zero, by the exact
// value of x: 0.0005 rounds to 0.001 as its nearest float64 is a little
// above, and 1.0005 to 1 as its nearest is a little below. Beyond a trillion
// points it is a trillion. NaN is 0.
func Round(x float64) scoring.Points {
	switch {
	case x >= float64(mostPoints/scoring.Point):
		return mostPoints
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
	return scoring.Points(whole)
}

// sub is the difference, column by column.
func sub(c, d scoring.Column) scoring.Column {
	return scoring.Column{Points: c.Points - d.Points, Low: c.Low - d.Low, High: c.High - d.High}
}

// span is the column of an amount from low to high.
func span(low, high scoring.Points) scoring.Column {
	return scoring.Column{Points: min(max(0, low), high), Low: low, High: high}
}
