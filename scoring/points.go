package scoring

import "github.com/leadqual/leadqual/internal/milli"

// Points is a number of points: 12.5 is twelve and a half. Points are counted
// in thousandths. In Go an amount means its nearest thousandth, which may be at
// most a millionth away; in JSON it is a decimal with at most three places.
// More is an error, never rounded, and so is an amount beyond a billion in a
// model. What the library gives back is always the float64 nearest to a whole
// number of thousandths, so points may be compared with constants and with each
// other; sums of them are exact by [Column.Add] and by Thousandths, and by +
// only nearly.
type Points float64

// Thousandths is p in thousandths of a point, exactly: 12500 for 12.5.
func (p Points) Thousandths() int64 { return milli.Nearest(p) }

// String is the shortest decimal: "12.5".
func (p Points) String() string { return milli.String(p) }

// MarshalJSON writes p as a JSON number.
func (p Points) MarshalJSON() ([]byte, error) { return milli.Marshal(p) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave p as it was.
func (p *Points) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, p) }

// A Column is an amount as it counts and the range of what it can become.
type Column struct {
	// Points takes what is unknown as 0, or as the amount nearest to 0 that
	// the range allows.
	Points Points `json:"points"`
	// Low and High are the least and the greatest possible amounts.
	Low  Points `json:"low"`
	High Points `json:"high"`
}

// Add is the sum, column by column, exact in thousandths.
func (c Column) Add(d Column) Column {
	return Column{milli.Sum(c.Points, d.Points), milli.Sum(c.Low, d.Low), milli.Sum(c.High, d.High)}
}

// Sub is the difference, column by column, exact in thousandths.
func (c Column) Sub(d Column) Column {
	return Column{milli.Less(c.Points, d.Points), milli.Less(c.Low, d.Low), milli.Less(c.High, d.High)}
}
