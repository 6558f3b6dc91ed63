package scoring

import (
	"math"

	"github.com/leadqual/leadqual/internal/milli"
)

// Points is an amount in thousandths of a point: 12500 is 12.5. In JSON it is
// a decimal with at most three places; more is an error, never rounded. In a
// model its magnitude is at most a trillion points, and in a score, where many
// may add up, at most 4.6 quadrillion; more in JSON is an error.
type Points int64

// Point is one point.
const Point Points = 1000

// mostPoints bounds the magnitude of every amount that enters a score.
const mostPoints Points = milli.Max

// String is the shortest decimal: "12.5".
func (p Points) String() string { return string(milli.Append(nil, int64(p))) }

// MarshalJSON writes p as a JSON number.
func (p Points) MarshalJSON() ([]byte, error) { return milli.Append(nil, int64(p)), nil }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave p as it was.
func (p *Points) UnmarshalJSON(data []byte) error { return milli.UnmarshalSum(data, p) }

// Round returns x points rounded to 1/1000, half away from zero, by the exact
// value of x: 0.0005 rounds to 0.001 as its nearest float64 is a little
// above, and 1.0005 to 1 as its nearest is a little below. Beyond a trillion
// points it is a trillion. NaN is 0.
func Round(x float64) Points {
	switch {
	case x >= float64(mostPoints/Point):
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
	return Points(whole)
}

// A Column is an amount as it counts and the range of what it can become.
type Column struct {
	// Points takes what is unknown as 0, or as the amount nearest to 0 that
	// the range allows.
	Points Points `json:"points"`
	// Low and High are the least and the greatest possible amounts.
	Low  Points `json:"low"`
	High Points `json:"high"`
}

// Add is the sum, column by column.
func (c Column) Add(d Column) Column {
	return Column{c.Points + d.Points, c.Low + d.Low, c.High + d.High}
}

// sub is the difference, column by column.
func (c Column) sub(d Column) Column {
	return Column{c.Points - d.Points, c.Low - d.Low, c.High - d.High}
}

// span is the column of an amount from low to high.
func span(low, high Points) Column {
	return Column{Points: min(max(0, low), high), Low: low, High: high}
}
