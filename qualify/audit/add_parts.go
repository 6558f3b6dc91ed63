package audit

import (
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

// parts counts the outcomes of the parts for a lead that screening left.
func (a *Audit) parts(d *qualify.Decision, of *account.Decision, count Count, name string, explored LayerCount) {
	lead := a.Scale.of(d)
	if lead.ready() {
		a.Ready.add(count)
	}
	for i := range d.Score.Rules {
		r := &d.Score.Rules[i]
		c := groupAt(&a.Rules, MaxParts, r.ID)
		c.note(r.Outcome, count, &lead)
		c.noteLayer(r.Outcome, name, explored)
		if r.Outcome == truth.Met {
			points, ready := lead.without(r)
			if ready {
				c.Anyway.add(count)
			}
			c.Without.count(points, count, maxLike)
			c.Worth.count(r.Points, count, maxWorths)
		}
	}
	part := func(t *Table[PartCount], id string, outcome truth.Truth) {
		if outcome == truth.Unmet {
			return
		}
		c := groupAt(t, MaxParts, id)
		c.note(outcome, count, &lead)
		c.noteLayer(outcome, name, explored)
		if outcome == truth.Met && lead.ready() {
			c.Anyway.add(count) // the part moves no points
		}
	}
	for i := range d.Fit.Criteria {
		part(&a.Criteria, d.Fit.Criteria[i].ID, d.Fit.Criteria[i].Outcome)
	}
	for i := range d.BANT.Items {
		part(&a.Items, "bant."+d.BANT.Items[i].ID, d.BANT.Items[i].Outcome)
	}
	for i := range d.Checklists {
		list := &d.Checklists[i]
		for j := range list.Items {
			part(&a.Items, "checklists."+list.ID+"."+list.Items[j].ID, list.Items[j].Outcome)
		}
	}
	for i := range a.Group {
		if of != nil {
			part(&a.Roles, a.Group[i].ID, a.Group[i].found(of))
		}
	}
	for _, id := range d.Readiness.Raised {
		part(&a.Raises, id, truth.Met)
	}
}

// note counts a lead for which the part is met or unknown.
func (c *PartCount) note(outcome truth.Truth, count Count, lead *standing) {
	switch outcome {
	case truth.Met:
		c.Met.add(count)
		c.MetAt.count(lead.points, count, maxLike)
		if lead.ready() {
			c.MetReady.add(count)
		}
	case truth.Unknown:
		c.Unknown.add(count)
		c.UnknownAt.count(lead.points, count, maxLike)
		if lead.ready() {
			c.UnknownReady.add(count)
		}
	}
}

func (c *PartCount) noteLayer(outcome truth.Truth, name string, explored LayerCount) {
	switch {
	case name == "":
	case outcome == truth.Met:
		groupAt(&c.MetLayers, maxLayers, name).add(explored)
	case outcome == truth.Unknown:
		groupAt(&c.UnknownLayers, maxLayers, name).add(explored)
	}
}
