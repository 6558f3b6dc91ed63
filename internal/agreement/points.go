package agreement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// points lists the rules by their groups, those without one first.
func (w *writer) points(p *page) {
	m := w.rs.Scoring
	if m == nil {
		return
	}
	p.ScoreNote = m.Note
	p.Chances = chances(m)
	p.Limits = limits(m.Min, m.Max)
	var bands []string
	for _, b := range m.Bands {
		bands = append(bands, fmt.Sprintf("%s from %v", b.Name, b.Min))
	}
	p.Bands = strings.Join(bands, ", ")
	groups := append([]scoring.Group{{}}, m.Groups...)
	for _, g := range groups {
		out := group{Name: cmp.Or(g.Name, g.ID), Limits: limits(g.Min, g.Max), Note: g.Note}
		for i := range m.Rules {
			if m.Rules[i].Group == g.ID {
				out.Rules = append(out.Rules, w.rule(&m.Rules[i]))
			}
		}
		if len(out.Rules) > 0 {
			p.Groups = append(p.Groups, out)
		}
	}
}

func limits(low, high *scoring.Points) string {
	switch {
	case low != nil && high != nil:
		return fmt.Sprintf("counts from %v to %v", *low, *high)
	case low != nil:
		return fmt.Sprintf("counts at least %v", *low)
	case high != nil:
		return fmt.Sprintf("counts at most %v", *high)
	}
	return ""
}

func (w *writer) rule(r *scoring.Rule) rule {
	row := rule{named: named{Note: r.Note}}
	switch {
	case r.Each != "":
		row.What = w.condition(r.Name, r.Each)
		row.Points, row.How = signed(r.Points), how(r)
	case r.Compute != "":
		row.What = w.condition(r.Name, r.Compute)
		row.Points = fmt.Sprintf("%s to %s", signed(r.Min), signed(r.Max))
		row.How = w.inWords(r.Compute, amounts())
	case len(r.Tiers) > 0:
		row.What = condition{Words: cmp.Or(r.Name, r.ID)}
		for _, t := range r.Tiers {
			row.Tiers = append(row.Tiers, tier{w.tierCondition(t.Note, t.When), signed(&t.Points)})
		}
	default:
		row.What = w.condition(r.Name, r.When)
		row.Points = signed(r.Points)
		return row
	}
	if r.When != "" && r.Name != "" {
		w.named = append(w.named, r.When)
	}
	if r.When != "" && r.Name == "" {
		gate := w.condition("", r.When)
		row.What.Code = cmp.Or(row.What.Code, row.What.Words) + "  if  " + gate.Code
		row.What.Words = ""
	}
	return row
}

// how says how often and how long each match counts.
func how(r *scoring.Rule) string {
	parts := []string{"each time"}
	switch {
	case r.Limit == 1 && r.PerDays == 0:
		parts[0] = "once"
	case r.Limit > 0 && r.PerDays == 0:
		parts[0] = fmt.Sprintf("each time, at most %d times", r.Limit)
	case r.Limit == 1:
		parts[0] = "once in " + days(r.PerDays)
	case r.Limit > 0:
		parts[0] = fmt.Sprintf("at most %d times in %s", r.Limit, days(r.PerDays))
	}
	if r.LimitBy == scoring.ByMember {
		parts[0] += " for each person"
	}
	if r.WithinDays > 0 {
		parts = append(parts, "counts for "+days(r.WithinDays))
	}
	if d := r.Decay; d != nil {
		steps := ""
		if d.Stepped {
			steps = ", in steps"
		}
		switch {
		case d.Kind == scoring.HalfLife:
			parts = append(parts, fmt.Sprintf("halved every %s%s", days(d.Days), steps))
		case d.Rate != nil:
			parts = append(parts, fmt.Sprintf("less %v%% every %s%s", milli.String(*d.Rate*100), days(d.EveryDays), steps))
		}
	}
	return strings.Join(parts, "; ")
}

func days(d scoring.Days) string {
	if d == 1 {
		return "a day"
	}
	return fmt.Sprintf("%v days", d)
}

func signed(p *scoring.Points) string {
	if p == nil {
		return "0"
	}
	if *p > 0 {
		return "+" + p.String()
	}
	return p.String()
}

// chances says what a score is worth: at the ready_at, and at the steps of the bands.
func chances(m *scoring.Model) string {
	if m.Chance == nil {
		return ""
	}
	at := []scoring.Points{0}
	if m.ReadyAt != nil {
		at = append(at, *m.ReadyAt)
	}
	for _, b := range m.Bands {
		at = append(at, b.Min)
	}
	slices.Sort(at)
	var said []string
	for _, points := range slices.Compact(at) {
		said = append(said, fmt.Sprintf("%v points %.2f %%", points, 100*m.Chance.Of(points)))
	}
	return "Of leads with so many points this share is won: " + strings.Join(said, ", ")
}
