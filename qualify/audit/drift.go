package audit

import "math"

// A MonthRow is a month of an audit beside the others.
type MonthRow struct {
	// Month is "2026-11", by the decisions' instants in UTC.
	Month string `json:"month"`
	Tally Tally  `json:"tally"`
	// Rate is that of the target.
	Rate Rate `json:"rate"`
	// MeanPoints is the mean of the points of the leads that screening left.
	MeanPoints float64 `json:"mean_points"`
	// AUC is the month's own, from a coarser histogram than the audit's; nil
	// where there is none.
	AUC *AUC `json:"auc,omitempty"`
	// PSI is the population stability index of the month's points against
	// those of all months together, over ten groups (N. Siddiqi, "Credit Risk
	// Scorecards", 2006): below 0.1 the leads score as ever, above 0.25 they
	// do not.
	PSI float64 `json:"psi"`
}

// Drifted is the PSI from which on leads score differently than usual.
const Drifted = 0.25

func (a *Audit) months() []MonthRow {
	var rows []MonthRow
	edges := tenths(&a.Scores)
	all := shares(&a.Scores, edges)
	for i := range a.Months.Entries {
		m := &a.Months.Entries[i].Value
		rows = append(rows, MonthRow{
			Month: a.Months.Entries[i].Name, Tally: m.Tally, Rate: m.Tally.Count(a.Target).Rate(),
			MeanPoints: m.Scores.mean(), AUC: m.Scores.AUC(), PSI: psi(shares(&m.Scores, edges), all),
		})
	}
	return rows
}

// tenths are the points at which up to ten groups of about as many leads each
// begin, but for the first.
func tenths(h *Histogram) []float64 {
	var edges []float64
	total, below := h.total().Leads, 0
	for _, b := range h.sorted(func(c Count) bool { return c.Leads > 0 }) {
		if below > 0 && (below*10/total > (below-1)*10/total || len(edges) < below*10/total) {
			edges = append(edges, b.middle())
		}
		below += b.Leads
	}
	return edges
}

// shares are the shares of the leads in the groups, half a lead added to each
// so that none is 0.
func shares(h *Histogram, edges []float64) []float64 {
	out := make([]float64, len(edges)+1)
	for i := range out {
		out[i] = 0.5
	}
	n := float64(len(out)) / 2
	for _, b := range h.sorted(func(c Count) bool { return c.Leads > 0 }) {
		i := 0
		for i < len(edges) && b.middle() >= edges[i] {
			i++
		}
		out[i] += float64(b.Leads)
		n += float64(b.Leads)
	}
	for i := range out {
		out[i] /= n
	}
	return out
}

func psi(have, want []float64) float64 {
	sum := 0.0
	for i := range have {
		sum += float64((have[i] - want[i]) * math.Log(have[i]/want[i]))
	}
	return sum
}
