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
// are known not to have been worked are not counted.
type Delays []Delay

// A Delay counts the leads that reached the target, were lost, or were still open
// at the cut-off, on one day.
type Delay struct {
	Won  int `json:"won,omitempty"`
	Lost int `json:"lost,omitempty"`
	Open int `json:"open,omitempty"`
	// Left are leads that were open when they were looked up last, by the day
	// that this was, Unseen the same leads by the day of the cut-off.
	Left   int `json:"left,omitempty"`
	Unseen int `json:"unseen,omitempty"`
	// Unworked are leads that were open at the cut-off, by its day, and not known
	// to have been worked or not. They are in no other count.
	Unworked int `json:"unworked,omitempty"`
}

func (d *Delays) at(days int) *Delay {
	days = min(max(0, days), maxDelay+1)
	for len(*d) <= days {
		*d = append(*d, Delay{})
	}
	return &(*d)[days]
}

// daysUntil are the days from an instant to a later one, begun ones whole, and 0 to an
// earlier one. A difference is at most 292 years, to which no day may be added.
func daysUntil(from, to time.Time) int {
	d := max(0, to.Sub(from))
	return int(d/day) + one(d%day > 0)
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
		at.Left += x.Left
		at.Unseen += x.Unseen
		at.Unworked += x.Unworked
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
	if !value.Known || at.IsZero() || at.After(h.CutOff) {
		// Losses without an instant stay among those that may yet win, up to
		// the cut-off: J. P. Fine and R. J. Gray, "A proportional hazards model
		// for the subdistribution of a competing risk", Journal of the American
		// Statistical Association 94, 1999, for complete censoring.
		end := int(h.CutOff.Sub(asOf) / day)
		if !o.Worked.Known && (!value.Known || at.After(h.CutOff)) {
			d.at(end).Unworked++
			return
		}
		looked := o.LookedUpAt
		if lost := value.Known && !at.After(h.CutOff); lost || looked.IsZero() || !looked.Before(h.CutOff) {
			d.at(end).Open++
			return
		}
		d.at(int(max(0, looked.Sub(asOf))/day)).Left++
		d.at(end).Unseen++
		return
	}
	days := daysUntil(asOf, at)
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
//
// Who was looked up late may depend on what became of the lead. So at the low
// end leads that were looked up early are taken as still open at the cut-off; at
// the high end they are taken to have gone on like the others. Open leads that
// nobody may have worked are at the low end leads that were worked and are open,
// and else left out, as a rate leaves them out of those that are known.
func (d Delays) curve() []CurvePoint {
	curve := func(open func(*Delay) int) []stats.Point { return stats.Curve(d.days(open), stats.MinAtRisk) }
	low := curve(func(x *Delay) int { return x.Open + x.Unseen + x.Unworked })
	middle := curve(func(x *Delay) int { return x.Open + x.Unseen })
	high := curve(func(x *Delay) int { return x.Open + x.Left })
	var out []CurvePoint
	for i := range min(len(low), len(middle), len(high)) {
		l, m, h := &low[i], &middle[i], &high[i]
		out = append(out, CurvePoint{m.Day, m.Rate, min(l.Low, m.Low, h.Low), max(l.High, m.High, h.High), h.AtRisk})
	}
	return out
}

func (d Delays) days(open func(*Delay) int) []stats.Day {
	days := make([]stats.Day, len(d))
	for i := range d {
		days[i] = stats.Day{Won: d[i].Won, Lost: d[i].Lost, Open: open(&d[i])}
	}
	if len(days) > maxDelay+1 { // the rest
		last := &days[maxDelay+1]
		*last = stats.Day{Open: last.Won + last.Lost + last.Open}
	}
	return days
}
