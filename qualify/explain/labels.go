package explain

import (
	"cmp"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// group is what a group of scoring is called and needs.
type group struct {
	name    string
	readyAt *scoring.Points
}

// label collects what decisions do not hold: names and limits.
func (x *Explainer) label() {
	for p := range x.rules.Parts() {
		if p.Name != "" {
			x.names[p.Place] = p.Name
		}
	}
	if m := x.rules.Scoring; m != nil {
		for _, g := range m.Groups {
			x.groups[g.ID] = group{cmp.Or(g.Name, g.ID), g.ReadyAt}
		}
	}
}

// step is the rule set's i-th step of screening, if it has the id.
func (x *Explainer) step(id string) *qualify.Step {
	for i := range x.rules.Screening {
		if s := &x.rules.Screening[i]; s.ID == id {
			return s
		}
	}
	return nil
}

// criterion is the rule set's i-th criterion, nil where it has none.
func (x *Explainer) criterion(i int) *icp.Criterion {
	if x.rules.ICP == nil || i >= len(x.rules.ICP.Criteria) {
		return nil
	}
	return &x.rules.ICP.Criteria[i]
}

// goodAt is the share from which on a fit is good.
func (x *Explainer) goodAt() icp.Share {
	if p := x.rules.ICP; p != nil && p.GoodAt != nil {
		return *p.GoodAt
	}
	return 1
}

// readyAt is the total that makes a lead ready, nil where none does.
func (x *Explainer) readyAt() *scoring.Points {
	if x.rules.Scoring == nil {
		return nil
	}
	return x.rules.Scoring.ReadyAt
}

// checklist is the rule set's i-th, nil where it has none.
func (x *Explainer) checklist(i int) *bant.Checklist {
	if i >= len(x.rules.Checklists) {
		return nil
	}
	return &x.rules.Checklists[i]
}
