package audit

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/stats"
)

// A Rate is a share of leads with its uncertainty.
type Rate struct {
	Hits int `json:"hits"`
	// Of are the leads that count: those that hit, those that did not, and
	// Unknown.
	Of int `json:"of"`
	// Unknown are those of Of that nobody worked, or of which nobody knows what
	// became of them.
	Unknown int `json:"unknown,omitempty"`
	// Rate is the share of hits among those known, 0 where there are none.
	Rate float64 `json:"rate"`
	// Low and High bound the 95 % interval of the share of all that count, had
	// all been worked: Low takes the unknown for none, High for hits. They are 0
	// and 1 where Of is 0.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// KnownLow and KnownHigh bound the 95 % interval among those known. They
	// are Low and High where nothing is unknown.
	KnownLow  float64 `json:"known_low"`
	KnownHigh float64 `json:"known_high"`
}

// RateOf returns the rate of hits among n with its Wilson interval (E. B.
// Wilson, "Probable inference, the law of succession, and statistical
// inference", Journal of the American Statistical Association 22, 1927). The
// interval is sensible for few leads and for rates of 0 and 1, where the
// textbook one is not. An n below 1 gives the zero rate from 0 to 1; hits are
// taken as between 0 and n.
func RateOf(hits, n int) Rate { return Count{Known: n, Hits: hits}.Rate() }

// Rate is the share of hits among the leads that count. Its interval covers the
// truth whatever became of the unknown (C. F. Manski, "Nonparametric bounds on
// treatment effects", American Economic Review 80, 1990).
func (c Count) Rate() Rate {
	known, unknown := max(0, c.Known), max(0, c.Unknown)
	if known+unknown == 0 {
		return Rate{High: 1, KnownHigh: 1}
	}
	hits := min(max(0, c.Hits), known)
	all, some := stats.Bounded(hits, known, unknown), stats.Wilson(hits, known)
	r := Rate{
		Hits: hits, Of: known + unknown, Unknown: unknown,
		Low: all.Low, High: all.High, KnownLow: some.Low, KnownHigh: some.High,
	}
	if known > 0 {
		r.Rate = float64(hits) / float64(known)
	}
	return r
}

// String is "38.5 % (37.5 to 39.5)", "no data" where Of is 0. Where something is
// unknown the ends are those for all, and the rate is said to be that of the
// known.
func (r Rate) String() string {
	switch {
	case r.Of == 0:
		return "no data"
	case r.Unknown == r.Of:
		return fmt.Sprintf("unknown (%.1f to %.1f)", 100*r.Low, 100*r.High)
	case r.Unknown > 0:
		return fmt.Sprintf("%.1f to %.1f %%, of the known %.1f %%", 100*r.Low, 100*r.High, 100*r.Rate)
	}
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*r.Rate, 100*r.Low, 100*r.High)
}
