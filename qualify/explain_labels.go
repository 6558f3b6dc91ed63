package qualify

import (
	"cmp"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/scoring"
)

// labels are what explanations take from the rule set and decisions do not
// hold: names, by place as Question.For writes them, reasons, and limits.
type labels struct {
	names   map[string]string // by place; only where there is one
	reasons map[string]string // by step
	docs    map[string]string // by fact
	rules   []ruleLabel
	readyAt *scoring.Points // nil: no score makes ready
	groups  map[string]groupLabel
}

// ruleLabel is a rule's id and what bounds its matches; zero does not.
type ruleLabel struct {
	id          string
	limit       int
	per, within scoring.Days
	fades       bool
}

type groupLabel struct {
	name    string
	readyAt *scoring.Points
}

// label collects them. It copies what it keeps.
func (b *build) labels() {
	rs := b.rs
	l := labels{names: map[string]string{}, reasons: map[string]string{}, docs: map[string]string{}, groups: map[string]groupLabel{}}
	name := func(place, name string) {
		if name != "" {
			l.names[place] = name
		}
	}
	for path, f := range rs.Facts {
		if f.Doc != "" {
			l.docs[path] = f.Doc
		}
	}
	for _, s := range rs.Screening {
		name("screening."+s.ID, cmp.Or(s.Name, s.Reason))
		if s.Name != "" && s.Reason != "" {
			l.reasons[s.ID] = s.Reason
		}
	}
	if rs.ICP != nil {
		for _, c := range rs.ICP.Criteria {
			name("icp."+c.ID, c.Name)
		}
	}
	items := func(place string, list bant.Checklist) {
		for _, item := range list.Items {
			name(place+item.ID, item.Name)
		}
	}
	if rs.BANT != nil {
		items("bant.", rs.BANT.Checklist())
	}
	for _, list := range rs.Checklists {
		name("checklists."+list.ID, list.Name)
		items("checklists."+list.ID+".", list)
	}
	if m := rs.Scoring; m != nil {
		for _, r := range m.Rules {
			l.rules = append(l.rules, ruleLabel{r.ID, r.Limit, r.PerDays, r.WithinDays, r.Decay != nil})
			name("scoring."+r.ID, r.Name)
		}
		for _, g := range m.Groups {
			l.groups[g.ID] = groupLabel{cmp.Or(g.Name, g.ID), copied(g.ReadyAt)}
		}
		l.readyAt = copied(m.ReadyAt)
	}
	for _, r := range rs.HandRaise {
		name("hand_raise."+r.ID, r.Name)
	}
	for _, r := range rs.Routes {
		name("routes."+r.ID, r.Name)
	}
	b.e.labels = l
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}
