package scoring

import "github.com/leadqual/leadqual/internal/milli"

// Points is an amount in thousandths of a point: 12500 is 12.5. In JSON it is
// a decimal with at most three places; more is an error, never rounded. In a
// model its magnitude is at most a trillion points, and in a score, where many
// may add up, at most 4.6 quadrillion; more in JSON is an error.
type Points int64

// Point is one point.
const Point Points = 1000

// String is the shortest decimal: "12.5".
func (p Points) String() string { return string(milli.Append(nil, int64(p))) }

// MarshalJSON writes p as a JSON number.
func (p Points) MarshalJSON() ([]byte, error) { return milli.Append(nil, int64(p)), nil }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave p as it was.
func (p *Points) UnmarshalJSON(data []byte) error { return milli.UnmarshalSum(data, p) }

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
