package audit

import "github.com/leadqual/leadqual/qualify"

// A FunnelStep is a step of the way from lead to customer.
type FunnelStep struct {
	// Name is leads, left_by_screening, ready, accepted or won.
	Name  string `json:"name"`
	Leads int    `json:"leads"`
	// Share is that of all leads.
	Share float64 `json:"share"`
	// Open are the leads of which the step is not known yet. They are not in
	// Leads.
	Open int `json:"open,omitempty"`
}

// A ScreeningRow is what a screening step did.
type ScreeningRow struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Removed are the leads that this step removed. Of those that hit, look at
	// some: they are what the step cost.
	Removed Count `json:"removed"`
	// Share is that of all leads.
	Share float64 `json:"share"`
	Rate  Rate    `json:"rate"`
	// Met and Unknown are all leads for which the step was met or unknown,
	// also those that a step before it removed or a raised hand kept.
	Met     int `json:"met"`
	Unknown int `json:"unknown"`
}

// words is what people call the step. Leads that are "left by screening" could as
// well be those that it removed.
func (s *FunnelStep) words() string {
	if s.Name == "left_by_screening" {
		return "kept by screening"
	}
	return s.Name
}

func (a *Audit) funnel() []FunnelStep {
	t := a.read(a.All)
	steps := []FunnelStep{
		{Name: "leads", Leads: t.Leads},
		{Name: "left_by_screening", Leads: t.Remaining()},
		{Name: "ready", Leads: t.Ready, Open: t.Remaining() - t.Ready - t.NotReady},
		{Name: "accepted", Leads: t.ByAccepted.Hits, Open: t.Leads - t.ByAccepted.Known},
		{Name: "won", Leads: t.ByWon.Hits, Open: t.Leads - t.ByWon.Known},
	}
	for i := range steps {
		steps[i].Share = share(steps[i].Leads, t.Leads)
	}
	return steps
}

func (a *Audit) screening(rs *qualify.RuleSet) []ScreeningRow {
	var rows []ScreeningRow
	row := func(id, name string) {
		removed, outcome := a.Removed.get(id), a.Steps.get(id)
		rows = append(rows, ScreeningRow{
			ID: id, Name: name, Removed: removed, Share: share(removed.Leads, a.All.Leads), Rate: removed.Rate(),
			Met: outcome.Met.Leads, Unknown: outcome.Unknown.Leads,
		})
	}
	listed := map[string]bool{}
	if rs != nil {
		for i := range rs.Screening {
			s := &rs.Screening[i]
			name := s.Name
			if name == "" {
				name = s.Reason
			}
			row(s.ID, name)
			listed[s.ID] = true
		}
	}
	for _, id := range others(listed, names(&a.Steps), names(&a.Removed)) {
		row(id, "")
	}
	return rows
}
