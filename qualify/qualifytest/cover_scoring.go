package qualifytest

import (
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// reachable tells whether an amount within bounds can be at least p, and
// whether it can be below.
func reachable(r qualify.Range, p scoring.Points) (reached, below bool) {
	return r.High == nil || *r.High >= p, r.Low == nil || *r.Low < p
}

func (g *gauges) scoring(m *scoring.Model) {
	for i := range m.Rules {
		g.rule(&m.Rules[i], fmt.Sprintf("scoring.rules[%d]", i))
	}
	for i, group := range m.Groups {
		place, path := "scoring.groups."+group.ID, fmt.Sprintf("scoring.groups[%d]", i)
		about := g.about.Groups[i]
		g.clip(place, path, group.Min, group.Max, about.Sum, func(o *observation) scoring.Points { return o.d.Score.Groups[i].Clip.Points })
		g.readyAt(place+".ready_at", path+".ready_at", group.ReadyAt, about.Points, func(o *observation) scoring.Points { return o.d.Score.Groups[i].Points })
	}
	total := func(o *observation) scoring.Points { return o.d.Score.Points }
	g.clip("scoring", "scoring", m.Min, m.Max, g.about.Score.Sum, func(o *observation) scoring.Points { return o.d.Score.Clip.Points })
	g.readyAt("scoring.ready_at", "scoring.ready_at", m.ReadyAt, g.about.Score.Points, total)
	g.readyAt("scoring.stays_ready_at", "scoring.stays_ready_at", m.StaysReadyAt, g.about.Score.Points, total)
	for i, band := range m.Bands {
		_, below := reachable(g.about.Score.Points, band.Min)
		g.step("scoring.bands."+band.Name, fmt.Sprintf("scoring.bands[%d]", i), band.Min.String(), below,
			func(o *observation) bool { return o.d.Score.Band == band.Name },
			func(o *observation) bool { return total(o) < band.Min })
	}
}

// readyAt adds a point for a threshold that can be missed or reached.
func (g *gauges) readyAt(place, path string, at *scoring.Points, bounds qualify.Range, points func(o *observation) scoring.Points) {
	if at == nil {
		return
	}
	reached, below := reachable(bounds, *at)
	g.threshold(place, path, at.String(), below, reached, func(o *observation) bool { return points(o) >= *at })
}

// clip adds points for the bounds of a sum that goes beyond them.
func (g *gauges) clip(place, path string, low, high *scoring.Points, sum qualify.Range, clip func(o *observation) scoring.Points) {
	sides := []string{"clips", "lets through"}
	add := func(name string, p *scoring.Points, possible bool, clips func(scoring.Points) bool) {
		if p == nil || !possible {
			return
		}
		g.add(place+"."+name, path+"."+name, p.String(), sides, func(o *observation, saw func(string)) {
			if clips(clip(o)) {
				saw("clips")
			} else {
				saw("lets through")
			}
		})
	}
	add("min", low, low != nil && (sum.Low == nil || *sum.Low < *low), func(p scoring.Points) bool { return p > 0 })
	add("max", high, high != nil && (sum.High == nil || *sum.High > *high), func(p scoring.Points) bool { return p < 0 })
}

// rule adds the points of a scoring rule.
func (g *gauges) rule(r *scoring.Rule, path string) {
	place := "scoring." + r.ID
	alone := r.Each == "" && r.Compute == "" && len(r.Tiers) == 0
	text := r.Each + r.Compute
	if alone {
		text = r.When
	}
	g.condition(place, path, text, func(o *observation) truth.Truth { return o.rule(r.ID).Outcome })
	gate := always
	if r.When != "" && !alone {
		when := g.apart(place+".when", path+".when", r.When, always)
		gate = func(o *observation) bool { return when.outcome(o) == truth.Met }
	}
	if r.When != "" {
		g.comparisons(place, path+".when", r.When, "")
	}
	var tiers []string
	for _, t := range r.Tiers {
		tiers = append(tiers, t.When)
	}
	g.tiers(place, path, tiers)
	switch {
	case r.Each != "":
		g.each(r, place, path)
	case r.Compute != "":
		g.comparisons(place, path+".compute", r.Compute, "")
		g.bounds(r, place, path, gate)
	}
}

// bounds of a calculation are met and not met.
func (g *gauges) bounds(r *scoring.Rule, place, path string, gate func(o *observation) bool) {
	for _, b := range []struct {
		name string
		at   scoring.Points
	}{{"min", *r.Min}, {"max", *r.Max}} {
		g.add(place+"."+b.name, path+"."+b.name, b.at.String(), []string{"met", "not met"}, func(o *observation, saw func(string)) {
			switch worth := o.rule(r.ID); {
			case !gate(o) || worth.Outcome == truth.Unknown:
			case worth.Points == b.at:
				saw("met")
			default:
				saw("not met")
			}
		})
	}
}

// each adds the points of a rule about activities: its window, its limit and
// the comparisons of its text.
func (g *gauges) each(r *scoring.Rule, place, path string) {
	g.comparisons(place, path+".each", r.Each, "activities")
	rule := scoring.Rule{Each: r.Each, Points: new(scoring.Points(1))}
	all := g.matches(rule)
	rule.WithinDays = r.WithinDays
	inside := g.matches(rule)
	rule.Limit, rule.PerDays, rule.LimitBy = r.Limit, r.PerDays, r.LimitBy
	counted := g.matches(rule)
	if r.WithinDays > 0 {
		g.add(place+".within_days", path+".within_days", r.WithinDays.String(), []string{"inside", "too old"}, func(o *observation, saw func(string)) {
			if inside.count(o) > 0 {
				saw("inside")
			}
			if all.count(o) > inside.count(o) {
				saw("too old")
			}
		})
	}
	if r.Limit > 0 {
		g.add(place+".limit", path+".limit", fmt.Sprint(r.Limit), []string{"leaves out", "lets through"}, func(o *observation, saw func(string)) {
			if counted.count(o) < inside.count(o) {
				saw("leaves out")
			} else if counted.count(o) > 0 {
				saw("lets through")
			}
		})
	}
}

// comparisons adds points for the thresholds in an expression. One that is the
// whole of a condition has its point already.
func (g *gauges) comparisons(place, path, text, list string) {
	tokens := scan(text)
	for _, c := range comparisons(text, tokens, list) {
		whole := c.from == tokens[0].from && c.to == tokens[len(tokens)-1].to
		if whole && len(c.lists) == 0 && c.low == "" {
			continue
		}
		on := func(cond string) *probe {
			for _, list := range c.lists {
				cond = "any(" + list + ", " + cond + "\n)"
			}
			return g.cond(cond)
		}
		here := text[c.from:c.to]
		names, needs := []string{"true", "false"}, []*probe{on(here), on("not (" + here + "\n)")}
		if c.low != "" {
			names = []string{"below", "inside", "above"}
			needs = []*probe{
				on("(" + c.left + "\n) < (" + c.low + "\n)"),
				on("(" + c.left + "\n) in (" + c.low + "\n)..(" + c.high + "\n)"),
				on("(" + c.left + "\n) > (" + c.high + "\n)"),
			}
		}
		p := g.add(place, path, here, slices.Clone(names), func(o *observation, saw func(string)) {
			for i, n := range needs {
				if n.outcome(o) == truth.Met {
					saw(names[i])
				}
			}
		})
		p.needs, p.byText = needs, true
	}
}
