package qualify

import (
	"cmp"

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

// labels collects them.
func (b *build) labels() {
	rs := b.rs
	l := labels{names: map[string]string{}, reasons: map[string]string{}, docs: map[string]string{}, groups: map[string]groupLabel{}}
	for p := range rs.Parts() {
		if p.Name != "" {
			l.names[p.Place] = p.Name
		}
	}
	for path, f := range rs.Facts {
		if f.Doc != "" {
			l.docs[path] = f.Doc
		}
	}
	for _, s := range rs.Screening {
		if s.Name != "" && s.Reason != "" {
			l.reasons[s.ID] = s.Reason
		}
	}
	if m := rs.Scoring; m != nil {
		for _, r := range m.Rules {
			l.rules = append(l.rules, ruleLabel{r.ID, r.Limit, r.PerDays, r.WithinDays, r.Decay != nil})
		}
		for _, g := range m.Groups {
			l.groups[g.ID] = groupLabel{cmp.Or(g.Name, g.ID), g.ReadyAt}
		}
		l.readyAt = m.ReadyAt
	}
	b.e.labels = l
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}
