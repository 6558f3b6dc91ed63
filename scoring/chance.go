package scoring

import (
	"math"

	"github.com/leadqual/leadqual/internal/portable"
)

// A Chance says what points are worth: of leads with x points a share of
// 1/(1+e^-(Intercept + Slope x)) is won, as package audit fits it to outcomes. It
// changes no verdict.
type Chance struct {
	// Intercept is the natural logarithm of the odds at 0 points, -1000 to 1000.
	Intercept float64 `json:"intercept"`
	// Slope is what a point adds to it, above 0 and at most 1000.
	Slope float64 `json:"slope"`
	// Fitted says to what it was fitted, "won within 90 days if worked, 3120 leads up
	// to 2026-08". It is for the reader, as Note is.
	Fitted string `json:"fitted,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Of is the chance at so many points, rounded half away from zero to four places, and
// from 0.0001 to 0.9999: nothing is sure. It has the same bits on every processor.
func (c *Chance) Of(p Points) float64 {
	odds := c.Intercept + float64(c.Slope*float64(p)) // not fused
	v := math.Floor(1/(1+portable.Exp(-odds))*1e4 + 0.5)
	return min(max(v, 1), 9999) / 1e4
}

// Estimate sets the chances of a score by its points.
func (c *Chance) Estimate(s *Score) {
	s.Chance, s.ChanceLow, s.ChanceHigh = c.Of(s.Points), c.Of(s.Low), c.Of(s.High)
}
