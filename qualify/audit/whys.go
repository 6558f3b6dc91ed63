package audit

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A contrast counts the training leads with a known target by what a part gave
// them. Those of which the part is unknown are in none.
type contrast struct {
	at    map[scoring.Points]Count // 0 for those that do not meet it
	tiers []scoring.Tier           // each with points of its own; nil for one condition
}

// longest is the length of a condition, in bytes, that still reads well in a
// sentence.
const longest = 60

// tier is what leads with so many points meet, where that is one short condition.
func (c *contrast) tier(p scoring.Points) string {
	out := fmt.Sprintf("with %v points", p)
	is := func(t scoring.Tier) bool { return t.Points == p }
	if i := slices.IndexFunc(c.tiers, is); i >= 0 && len(c.tiers[i].When) <= longest && !slices.ContainsFunc(c.tiers[i+1:], is) {
		out += " (" + c.tiers[i].When + ")"
	}
	return out
}

func (c *contrast) add(p scoring.Points, n Count) {
	have := c.at[p]
	have.add(n)
	c.at[p] = have
}

// words say how the leads fared that have most by it, against those that have
// least, or against all others where it is one condition.
func (c *contrast) words(target Target) string {
	var met, others Count
	for p, n := range c.at {
		if p != 0 {
			met.add(n)
		} else {
			others.add(n)
		}
	}
	points := slices.Sorted(maps.Keys(c.at))
	first, second := "that meet it", "others"
	if c.tiers != nil && len(points) > 1 {
		least, most := points[0], points[len(points)-1]
		met, others = c.at[most], c.at[least]
		first, second = c.tier(most), c.tier(least)
	}
	if met.Known == 0 {
		return ""
	}
	out := fmt.Sprintf("of the %d leads %s %s were %s", met.Known, first, fared(met), target)
	if others.Known > 0 {
		out += fmt.Sprintf(", of the %d %s %s", others.Known, second, fared(others))
		if lift := LiftOf(met, others); lift.Lift > 0 && c.tiers == nil {
			out += fmt.Sprintf("; that is %.2f times the rate of all (%.2f to %.2f)", lift.Lift, lift.Low, lift.High)
		}
	}
	return out
}

// fared is a rate for people, which may be 0 or 100 %: these leads are past.
func fared(c Count) string {
	r := c.Rate()
	return fmt.Sprintf("%.0f %% (%.0f to %.0f)", 100*r.Rate, 100*r.Low, 100*r.High)
}

// explain says of every rule and criterion that a change is about how the leads
// fared that meet it: of rules that are gone by the rule set as it was, of all
// others by the proposal.
func (s *suggester) explain(rs *qualify.RuleSet) error {
	was, err := s.ruleContrasts(s.rs.Scoring)
	if err != nil {
		return err
	}
	is, err := s.ruleContrasts(rs.Scoring)
	if err != nil {
		return err
	}
	criteria, err := s.criterionContrasts(s.rs.ICP)
	if err != nil {
		return err
	}
	for i := range s.out.Changes {
		change := &s.out.Changes[i]
		of := is[change.Place]
		if of == nil {
			of = was[change.Place]
		}
		if of == nil {
			of = criteria[change.Place]
		}
		if of == nil || change.Why == refusedWhy {
			continue
		}
		switch words := of.words(s.out.Target); {
		case words == "":
		case change.Why == "":
			change.Why = words
		default:
			change.Why += ": " + words
		}
	}
	return nil
}

// refusedWhy is said of rules whose outcomes must not be looked at.
const refusedWhy = "refused"

// ruleContrasts are those of a model's rules, by place.
func (s *suggester) ruleContrasts(m *scoring.Model) (map[string]*contrast, error) {
	out := map[string]*contrast{}
	if m == nil {
		return out, nil
	}
	for i := range m.Rules {
		out["scoring."+m.Rules[i].ID] = &contrast{at: map[scoring.Points]Count{}, tiers: m.Rules[i].Tiers}
	}
	rs := s.vocabulary()
	rs.Scoring = &scoring.Model{Groups: s.plainGroups(), Rules: m.Rules}
	return out, s.contrasts(rs, func(d *qualify.Decision, n Count) {
		left := maps.Clone(out)
		for i := range d.Score.Rules {
			r := &d.Score.Rules[i]
			place := "scoring." + r.ID
			delete(left, place)
			switch c := out[place]; {
			case r.Outcome == truth.Unknown:
			case c.tiers != nil:
				c.add(r.Points, n)
			default:
				c.add(scoring.Points(one(r.Points != 0)), n)
			}
		}
		for _, c := range left {
			c.add(0, n)
		}
	})
}

// criterionContrasts are those of a profile's criteria, by place.
func (s *suggester) criterionContrasts(p *icp.Profile) (map[string]*contrast, error) {
	out := map[string]*contrast{}
	if p == nil {
		return out, nil
	}
	for i := range p.Criteria {
		out["icp."+p.Criteria[i].ID] = &contrast{at: map[scoring.Points]Count{}}
	}
	rs := s.vocabulary()
	rs.ICP = p
	return out, s.contrasts(rs, func(d *qualify.Decision, n Count) {
		for i := range d.Fit.Criteria {
			if c := &d.Fit.Criteria[i]; c.Outcome != truth.Unknown {
				out["icp."+c.ID].add(scoring.Points(one(c.Share > 0)), n)
			}
		}
	})
}

// contrasts decides the training leads by a rule set.
func (s *suggester) contrasts(rs *qualify.RuleSet, note func(*qualify.Decision, Count)) error {
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		return fmt.Errorf("audit: the proposed rules do not compile: %w", err)
	}
	d := e.NewDecider()
	for i := range s.leads {
		if x := &s.leads[i]; x.fold != folds-1 && x.target.Known {
			var n Count
			n.note(x.target)
			note(d.Decide(x.lead, x.asOf), n)
		}
	}
	return nil
}
