package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/stats"
)

// A MonthRow is a month of an audit beside those before it.
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
	// PSI is the population stability index of the month's points against those
	// of the up to twelve months before it that are alike (N. Siddiqi, "Credit
	// Risk Scorecards", 2006), PSILimit what it exceeds by chance in one month
	// of a hundred, and at least 0.1. Both are 0 where fewer than 200 leads came
	// before.
	PSI      float64 `json:"psi"`
	PSILimit float64 `json:"psi_limit"`
	// PointsDrift says that from this month on leads score differently than
	// before, RateDrift that they reach the target more or less often. Later
	// months are held against this one and those after it.
	PointsDrift bool `json:"points_drift,omitempty"`
	RateDrift   bool `json:"rate_drift,omitempty"`
}

const (
	baselineMonths = 12
	baselineLeads  = 200
	// A month's rate drifts where a difference as clear as this comes by chance
	// in fewer than one month of ten thousand: at one of a thousand two years without
	// a change would have an alarm in one report of forty.
	rateDriftP = 0.0001
)

func (a *Audit) months() []MonthRow {
	var rows []MonthRow
	points, rates := 0, 0 // where the baselines begin
	for i := range a.Months.Entries {
		e := &a.Months.Entries[i]
		m := &e.Value
		tally := a.read(m.Tally)
		row := MonthRow{
			Month: e.Name, Tally: tally, Rate: tally.Count(a.Target).Rate(),
			MeanPoints: m.Scores.mean(), AUC: m.Scores.AUC(),
		}
		if e.Name != NoGroup {
			row.PSI, row.PSILimit = a.psi(max(points, i-baselineMonths), i)
			if row.PSILimit > 0 && row.PSI > row.PSILimit {
				row.PointsDrift, points = true, i
			}
			if a.rateDrifts(max(rates, i-baselineMonths), i) {
				row.RateDrift, rates = true, i
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// psi holds the points of the month at i against those of the months from one
// on, and gives the limit, 0 where these have too few leads.
func (a *Audit) psi(from, i int) (index, limit float64) {
	var base Histogram
	for j := from; j < i; j++ {
		if a.Months.Entries[j].Name != NoGroup {
			base.merge(&a.Months.Entries[j].Value.Scores, maxBuckets)
		}
	}
	month := &a.Months.Entries[i].Value.Scores
	n, m := month.total().Leads, base.total().Leads
	if m < baselineLeads || n == 0 {
		return 0, 0
	}
	// With fewer than twenty leads a group of the month's the index is not as its
	// limit takes it to be.
	edges := groupEdges(&base, min(10, max(2, n/20)))
	if len(edges) == 0 {
		return 0, 0 // all before scored alike, as far as groups tell
	}
	have, want := inGroups(month, edges), inGroups(&base, edges)
	return stats.PSI(have, want), stats.PSILimit(len(edges)+1, n, m)
}

func (a *Audit) rateDrifts(from, i int) bool {
	var base Count
	for j := from; j < i; j++ {
		if a.Months.Entries[j].Name != NoGroup {
			base.add(a.Months.Entries[j].Value.Tally.Count(a.Target))
		}
	}
	month := a.Months.Entries[i].Value.Tally.Count(a.Target)
	return base.counting() >= baselineLeads && month.counting() >= minSide && stats.CornersP(side(month), side(base)) < rateDriftP
}

// groupEdges are the points at which up to so many groups of about as many leads
// each begin, but for the first. Where nearly all have one amount, the groups are
// those below it, with it, and above it.
func groupEdges(h *Histogram, groups int) []float64 {
	var edges []float64
	total, below, last := h.total().Leads, 0, 0
	var most bucket
	for _, b := range h.sorted(func(c Count) bool { return c.Leads > 0 }) {
		if below > 0 && below*groups/total > last {
			edges, last = append(edges, b.middle()), below*groups/total
		}
		below += b.Leads
		if b.Leads > most.Leads {
			most = b
		}
	}
	if len(edges) == 0 {
		edges = append(edges, float64(most.from), math.Nextafter(float64(most.to), math.Inf(1)))
	}
	return edges
}

func inGroups(h *Histogram, edges []float64) []int {
	out := make([]int, len(edges)+1)
	for _, b := range h.sorted(func(c Count) bool { return c.Leads > 0 }) {
		i := 0
		for i < len(edges) && b.middle() >= edges[i] {
			i++
		}
		out[i] += b.Leads
	}
	return out
}
