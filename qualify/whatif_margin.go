package qualify

import (
	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Margin is how far the verdicts of a decision are from flipping: positive
// or zero on the upper side of a line, negative on the lower. It is plain data
// and holds no lead values.
//
// Each distance is a Column like the amount that it is about: Points as it
// counts now, Low and High as it may become. Where Low is 0 or more, no missing
// fact can take the lead below the line, and where High is negative none above.
type Margin struct {
	// Fit is nil where the rule set has no profile, and of a decision of Detail Brief,
	// which does not list the required criteria.
	Fit *FitMargin `json:"fit,omitempty"`
	// Ready is nil where the rule set has no scoring, or no line in it.
	Ready *ReadyMargin `json:"ready,omitempty"`
	// Band is nil where there are no bands.
	Band *BandMargin `json:"band,omitempty"`
	// BANT and Checklists are nil where there are none, and of a decision of Detail
	// Brief, which does not say which items are unknown.
	BANT       *ItemMargin  `json:"bant,omitempty"`
	Checklists []ItemMargin `json:"checklists,omitempty"`
}

// A FitMargin is the distance of a fit from being good.
type FitMargin struct {
	// GoodAt is the share of the total weight that makes a fit good.
	GoodAt icp.Share `json:"good_at"`
	// Low and High are the least and the greatest share that is possible, less
	// GoodAt: from -1 to 1. They are for display, as Fit's shares are.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Required are the ids of the required criteria that are not met. While
	// there is one, no share makes the fit good.
	Required []string `json:"required,omitempty"`
}

// A ReadyMargin is the distance of a score from the line from which on a lead
// is ready. A raised hand makes a lead ready whatever the score, and a BANT
// that gates has its own margin.
type ReadyMargin struct {
	// Total is the score less the line. It is the least of what the lead needs
	// only where Groups are reached as well.
	Total scoring.Column `json:"total"`
	// Stays is the score less the line for leads that sales has already, nil
	// where that is the same line.
	Stays *scoring.Column `json:"stays,omitempty"`
	// Groups are those that have a line of their own, in the rule set's order.
	Groups []GroupMargin `json:"groups,omitempty"`
}

// A GroupMargin is the distance of a group's points from its line.
type GroupMargin struct {
	ID string `json:"id"`
	scoring.Column
}

// A BandMargin is the distance of a score's points, as they count, from the
// neighbouring bands.
type BandMargin struct {
	// Up is how many points are missing to the next band above, 0 in the
	// highest.
	Up scoring.Points `json:"up"`
	// Above is that band, "" in the highest.
	Above string `json:"above,omitempty"`
	// Down is how many points can be lost without leaving the band; it is
	// negative below the lowest band, and then as many are missing to that.
	Down scoring.Points `json:"down"`
}

// An ItemMargin is the distance of a checklist from being qualified, in items.
type ItemMargin struct {
	// ID is the checklist's; a BANT has none.
	ID string `json:"id,omitempty"`
	// Met is the number of met items less the number that qualifies, Possible
	// the same with the unknown items counted as met.
	Met      int `json:"met"`
	Possible int `json:"possible"`
}

// Margin says how far the verdicts of a decision are from flipping. The
// decision has to be this engine's; one of another rule set, or for no instant,
// has no Margin, and the result is zero.
func (e *Engine) Margin(d *Decision) Margin {
	var m Margin
	if d == nil || d.Fingerprint != e.fingerprint || d.AsOf.IsZero() {
		return m
	}
	m.Ready = e.readyMargin(d)
	m.Band = e.bandMargin(d)
	if d.Detail >= Brief {
		return m
	}
	m.Fit = e.fitMargin(d)
	if e.bant != nil {
		m.BANT = new(itemMargin(e.bant, (*bant.Assessment)(&d.BANT)))
	}
	for i := range e.checklists {
		m.Checklists = append(m.Checklists, itemMargin(&e.checklists[i], &d.Checklists[i]))
	}
	return m
}

func (e *Engine) fitMargin(d *Decision) *FitMargin {
	if len(e.profile.Criteria) == 0 {
		return nil
	}
	at := icp.Share(1)
	if e.profile.GoodAt != nil {
		at = *e.profile.GoodAt
	}
	line := float64(at)
	m := &FitMargin{GoodAt: at, Low: d.Fit.Low - line, High: d.Fit.High - line}
	for i, c := range d.Fit.Criteria {
		if e.profile.Criteria[i].Required && c.Outcome != truth.Met {
			m.Required = append(m.Required, c.ID)
		}
	}
	return m
}

func (e *Engine) readyMargin(d *Decision) *ReadyMargin {
	if e.readyAt == nil || e.policy == HandRaiseOnly {
		return nil
	}
	m := &ReadyMargin{Total: above(d.Score.Column, *e.readyAt)}
	if e.staysReadyAt != nil {
		m.Stays = new(above(d.Score.Column, *e.staysReadyAt))
	}
	for i, g := range d.Score.Groups {
		if line := e.groupReadyAt[i]; line != nil {
			m.Groups = append(m.Groups, GroupMargin{g.ID, above(g.Column, *line)})
		}
	}
	return m
}

func above(c scoring.Column, line scoring.Points) scoring.Column {
	return c.Sub(scoring.Column{Points: line, Low: line, High: line})
}

func (e *Engine) bandMargin(d *Decision) *BandMargin {
	if len(e.bands) == 0 {
		return nil
	}
	p := d.Score.Points
	step := 0
	for step < len(e.bands) && p < e.bands[step] {
		step++
	}
	m := &BandMargin{}
	if step > 0 {
		m.Up, m.Above = milli.Less(e.bands[step-1], p), e.bandNames[step-1]
	}
	m.Down = milli.Less(p, e.bands[min(step, len(e.bands)-1)])
	return m
}

func itemMargin(l *checklist, a *bant.Assessment) ItemMargin {
	need := l.list.QualifiedAt
	if need == 0 {
		need = len(l.list.Items)
	}
	m := ItemMargin{ID: a.ID, Met: a.Met - need, Possible: -need}
	for _, item := range a.Items {
		if item.Outcome != truth.Unmet {
			m.Possible++
		}
	}
	return m
}
