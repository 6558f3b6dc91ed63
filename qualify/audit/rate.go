package audit

import (
	"fmt"
	"math"
)

// z is the quantile of the standard normal distribution behind every interval:
// 95 % of it lies within z of 0.
const z = 1.959963984540054

// A Rate is a share of leads with its uncertainty.
type Rate struct {
	Hits int `json:"hits"`
	Of   int `json:"of"`
	// Rate is Hits / Of, 0 where Of is 0.
	Rate float64 `json:"rate"`
	// Low and High bound the 95 % interval; 0 and 1 where Of is 0.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// RateOf returns the rate of hits among n with its Wilson interval (E. B.
// Wilson, "Probable inference, the law of succession, and statistical
// inference", Journal of the American Statistical Association 22, 1927). The
// interval is sensible for few leads and for rates of 0 and 1, where the
// textbook one is not. An n below 1 gives the zero rate from 0 to 1; hits are
// taken as between 0 and n.
func RateOf(hits, n int) Rate {
	if n < 1 {
		return Rate{High: 1}
	}
	hits = min(max(0, hits), n)
	h, of := float64(hits), float64(n)
	p := h / of
	whole := 1 + z*z/of
	center := (p + z*z/(2*of)) / whole
	half := z / whole * math.Sqrt(float64(p*(1-p))/of+z*z/(4*of*of))
	r := Rate{Hits: hits, Of: n, Rate: p, Low: max(0, center-half), High: min(1, center+half)}
	// Exactly so, but for rounding.
	if hits == 0 {
		r.Low = 0
	}
	if hits == n {
		r.High = 1
	}
	return r
}

// String is "38.5 % (37.5 to 39.5)", "no data" where Of is 0.
func (r Rate) String() string {
	if r.Of == 0 {
		return "no data"
	}
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*r.Rate, 100*r.Low, 100*r.High)
}
