package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// essence is a copy of the rule set with only what can change a decision, and
// with defaults written out.
func essence(rs *RuleSet) *RuleSet {
	out := &RuleSet{
		Lists: rs.Lists, Define: rs.Define, Facts: map[string]Fact{}, Matrix: matrix.Grid{},
		Readiness: rs.Readiness, WhenUnknown: rs.WhenUnknown,
	}
	if out.Readiness == "" {
		out.Readiness = ScoreOrHandRaise
	}
	if out.WhenUnknown == "" {
		out.WhenUnknown = Open
	}
	for path, f := range rs.Facts {
		if f.Type == "" {
			if i := slices.IndexFunc(leadFacts[:], func(x criteria.Fact) bool { return x.Path == path }); i >= 0 {
				f.Type = factType(leadFacts[i].Kind)
			}
		}
		out.Facts[path] = Fact{Type: f.Type, Enum: f.Enum}
	}
	for _, s := range rs.Screening {
		if s.Status == "" {
			s.Status = matrix.StatusDisqualified
		}
		out.Screening = append(out.Screening, Step{ID: s.ID, When: s.When, Status: s.Status, UnlessHandRaised: s.UnlessHandRaised})
	}
	if rs.ICP != nil {
		out.ICP = essentialProfile(rs.ICP)
	}
	if rs.BANT != nil {
		out.BANT = essentialBANT(rs.BANT)
	}
	for _, l := range rs.Checklists {
		c := bant.Checklist{ID: l.ID, QualifiedAt: l.QualifiedAt}
		if c.QualifiedAt == 0 {
			c.QualifiedAt = len(l.Items)
		}
		for _, item := range l.Items {
			c.Items = append(c.Items, bant.Item{ID: item.ID, When: item.When})
		}
		out.Checklists = append(out.Checklists, c)
	}
	if rs.Scoring != nil {
		out.Scoring = essentialModel(rs.Scoring)
	}
	for _, r := range rs.HandRaise {
		out.HandRaise = append(out.HandRaise, Raise{ID: r.ID, When: r.When})
	}
	for cell, entry := range rs.Matrix {
		out.Matrix[cell] = matrix.Entry{Team: entry.Team, Action: entry.Action}
	}
	for _, r := range rs.Routes {
		c := matrix.Route{ID: r.ID, When: r.When, Team: r.Team}
		for _, o := range r.Owners {
			if o.Weight == nil {
				o.Weight = new(matrix.Weight(1000))
			}
			c.Owners = append(c.Owners, matrix.Candidate{ID: o.ID, Weight: o.Weight})
		}
		out.Routes = append(out.Routes, c)
	}
	return out
}

func essentialProfile(p *icp.Profile) *icp.Profile {
	out := &icp.Profile{GoodAt: p.GoodAt}
	if out.GoodAt == nil {
		out.GoodAt = new(icp.One)
	}
	for _, c := range p.Criteria {
		e := icp.Criterion{ID: c.ID, When: c.When, Weight: c.Weight, Required: c.Required}
		if e.Weight == nil {
			e.Weight = new(icp.One)
		}
		for _, t := range c.Tiers {
			e.Tiers = append(e.Tiers, icp.Tier{When: t.When, Share: new(shareOf(t))})
		}
		out.Criteria = append(out.Criteria, e)
	}
	for _, g := range p.Grades {
		out.Grades = append(out.Grades, icp.Grade{Name: g.Name, Min: g.Min})
	}
	return out
}

func essentialBANT(b *bant.BANT) *bant.BANT {
	item := func(i *bant.Item) *bant.Item {
		if i == nil {
			return nil
		}
		return &bant.Item{When: i.When}
	}
	out := &bant.BANT{
		Budget: item(b.Budget), Authority: item(b.Authority), Need: item(b.Need), Timeline: item(b.Timeline),
		QualifiedAt: b.QualifiedAt, Gate: b.Gate,
	}
	if out.QualifiedAt == 0 {
		out.QualifiedAt = len(b.Checklist().Items)
	}
	return out
}

func essentialModel(m *scoring.Model) *scoring.Model {
	out := &scoring.Model{Min: m.Min, Max: m.Max, ReadyAt: m.ReadyAt, StaysReadyAt: m.StaysReadyAt}
	for _, g := range m.Groups {
		g.Name, g.Note = "", ""
		out.Groups = append(out.Groups, g)
	}
	for _, r := range m.Rules {
		r.Name, r.Note = "", ""
		r.Tiers = slices.Clone(r.Tiers)
		for i := range r.Tiers {
			r.Tiers[i].Note = ""
		}
		if r.Decay != nil {
			d := *r.Decay
			d.Note = ""
			r.Decay = &d
		}
		out.Rules = append(out.Rules, r)
	}
	for _, band := range m.Bands {
		out.Bands = append(out.Bands, scoring.Band{Name: band.Name, Min: band.Min})
	}
	return out
}
