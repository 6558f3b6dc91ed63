package audit

import (
	"time"

	"github.com/leadqual/leadqual/internal/stats"
)

// maxDelay is the number of days that delays are told apart up to; longer ones
// are one.
const maxDelay = 1095

// Delays count leads by how long after the decision they reached the target,
// were lost, or were looked up last and still open. Element i is day i, the day
// 0 that of the decision's own instant, and the last all longer ones. Leads that
// nobody worked are not counted.
type Delays []Delay

// A Delay counts the leads that reached the target, were lost, or were looked up
// last, on one day.
type Delay struct {
	Won  int `json:"won,omitempty"`
	Lost int `json:"lost,omitempty"`
	Open int `json:"open,omitempty"`
}

func (d *Delays) at(days int) *Delay {
	days = min(max(0, days), maxDelay+1)
	for len(*d) <= days {
		*d = append(*d, Delay{})
	}
	return &(*d)[days]
}

func (d *Delays) merge(e Delays) {
	for i, x := range e {
		if x == (Delay{}) {
			continue
		}
		at := d.at(i)
		at.Won += x.Won
		at.Lost += x.Lost
		at.Open += x.Open
	}
}

// note counts a lead by its delay. What happened on day 3 happened more than
// two days after the decision and no more than three; whoever was looked up
// after two and a half was seen for two.
func (d *Delays) note(h *Horizon, asOf time.Time, o *Outcome, target Target) {
	if !h.set() || asOf.IsZero() || asOf.After(h.CutOff) || o.Worked.Known && !o.Worked.Value {
		return
	}
	value, at := target.of(o), target.at(o)
	if value.Known && value.Value && (at.IsZero() || at.Before(asOf)) {
		return // nobody knows when, or it is left out
	}
	looked := o.LookedUpAt
	if looked.IsZero() || looked.After(h.CutOff) {
		looked = h.CutOff
	}
	if !value.Known || at.IsZero() || at.After(h.CutOff) {
		// Losses without an instant stay among those that may yet win, up to
		// the cut-off: J. P. Fine and R. J. Gray, "A proportional hazards model
		// for the subdistribution of a competing risk", Journal of the American
		// Statistical Association 94, 1999, for complete censoring.
		if value.Known && !at.After(h.CutOff) {
			looked = h.CutOff
		}
		if !looked.Before(asOf) {
			d.at(int(looked.Sub(asOf)/day)).Open++
		}
		return
	}
	days := int((max(0, at.Sub(asOf)) + day - 1) / day)
	if value.Value {
		d.at(days).Won++
	} else {
		d.at(days).Lost++
	}
}

// A CurvePoint is the share of leads that has reached the target by a day.
type CurvePoint struct {
	Day  int     `json:"day"`
	Rate float64 `json:"rate"`
	// Low and High bound the 95 % interval.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// AtRisk are the leads that were still open when the day began.
	AtRisk int `json:"at_risk"`
}

// curve is the share of leads that has reached the target by each day on which
// some did. It stands on newer leads behaving as older ones did.
func (d Delays) curve() []CurvePoint {
	days := make([]stats.Day, len(d))
	for i, x := range d {
		days[i] = stats.Day{Won: x.Won, Lost: x.Lost, Open: x.Open}
	}
	if len(days) > maxDelay+1 {
		days[maxDelay+1] = stats.Day{Open: days[maxDelay+1].Won + days[maxDelay+1].Lost + days[maxDelay+1].Open}
	}
	var out []CurvePoint
	for _, p := range stats.Curve(days, stats.MinAtRisk) {
		out = append(out, CurvePoint{p.Day, p.Rate, p.Low, p.High, p.AtRisk})
	}
	return out
}
