package qualifytest

import (
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// Cover decides the cases and says what of the rule set they have seen:
// screening steps, criteria, items, rules, gates, hand raises and routes met,
// unmet and unknown; tiers where no higher one counted; each threshold - of a
// comparison or a range in an expression, of scores, shares, bands, grades,
// clips, windows and limits - from both sides; and each cell of the matrix.
//
// Only sides that are possible count. Whether something can be unknown is
// tried: with the facts of each case's lead left out. Thresholds of points
// outside of what can be scored, as Engine.Describe has it, have one side.
//
// All cases have to be as wanted.
func (s *Suite) Cover() (*Coverage, error) {
	engine, err := s.compile()
	if err != nil {
		return nil, err
	}
	g := &gauges{rs: s.Rules, about: engine.Describe()}
	g.build()
	g.lookups.seen = map[string]map[int]bool{}
	for p := range s.Rules.Parts() {
		for _, text := range p.Texts {
			g.lookups.of(text.Text(), s.Rules.Tables)
		}
	}
	decide, err := g.compile(s.Rules, s.Options)
	if err != nil {
		return nil, err
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		for _, lead := range []*qualify.Lead{&c.Lead, withoutFacts(&c.Lead)} {
			d := engine.Decide(lead, c.AsOf)
			o := &observation{d: &d, probes: decide(lead, c.AsOf), bare: lead != &c.Lead}
			g.observe(o)
			if !o.bare {
				g.lookups.observe(o.probes)
			}
		}
	}
	coverage := g.coverage(s.Explained)
	g.lookups.report(coverage, s.Rules)
	return coverage, nil
}

// observe shows a decision to every point.
func (g *gauges) observe(o *observation) {
	for _, p := range g.list {
		if p.compiled() {
			p.see(o, func(side string) { p.saw(o, side) })
		}
	}
}

// compiled tells whether all that the point looks at could be compiled.
func (p *gauge) compiled() bool {
	return (p.unless == nil || p.unless.failed) && !slices.ContainsFunc(p.needs, func(n *probe) bool { return n.failed })
}

// withoutFacts is the lead with nothing known but what it did.
func withoutFacts(l *qualify.Lead) *qualify.Lead {
	return &qualify.Lead{ID: l.ID, ResetAt: l.ResetAt, Activities: l.Activities}
}

// gauge is a point while it is measured.
type gauge struct {
	place, path, text string
	sides             []*gaugeSide
	// see tells which sides a decision sees.
	see func(o *observation, saw func(side string))
	// needs are the probes it looks at. If one does not compile the point is
	// left out, and listed unless it was only a try.
	needs  []*probe
	try    bool
	unless *probe // one that does compile makes the point needless
	// byText says that its place alone does not name it.
	byText bool
}

type gaugeSide struct {
	name     string
	cases    int
	possible bool
	last     *observation // that counted
}

// observation is a lead decided by the rule set and by the probes.
type observation struct {
	d, probes *qualify.Decision
	bare      bool // without facts: it only shows what is possible
}

// rule is what a rule is worth, listed or not.
func (o *observation) rule(id string) scoring.RuleScore {
	for _, r := range o.d.Score.Rules {
		if r.ID == id {
			return r
		}
	}
	return scoring.RuleScore{ID: id, Outcome: truth.Unmet}
}

// gauges are all the points of a rule set.
type gauges struct {
	rs    *qualify.RuleSet
	about qualify.Description
	list  []*gauge
	probes
}

// add adds a point. Sides that begin with "?" are possible only if they are
// seen, perhaps by a lead without facts.
func (g *gauges) add(place, path, text string, sides []string, see func(o *observation, saw func(string))) *gauge {
	p := &gauge{place: place, path: path, text: text, see: see}
	for _, name := range sides {
		s := &gaugeSide{name: name, possible: true}
		if name[0] == '?' {
			s.name, s.possible = name[1:], false
		}
		p.sides = append(p.sides, s)
	}
	g.list = append(g.list, p)
	return p
}

// threeSides are those of a condition.
var threeSides = []string{"met", "unmet", "?unknown"}

// condition adds a point for an outcome that a decision holds.
func (g *gauges) condition(place, path, text string, outcome func(o *observation) truth.Truth) {
	g.add(place, path, text, threeSides, func(o *observation, saw func(string)) { saw(outcome(o).String()) })
}

// apart adds a point for a condition that is decided on its own, where the
// lead is one to look at.
func (g *gauges) apart(place, path, text string, when func(o *observation) bool) *probe {
	c := g.cond(text)
	p := g.add(place, path, text, threeSides, func(o *observation, saw func(string)) {
		if when(o) {
			saw(c.outcome(o).String())
		}
	})
	p.needs = []*probe{c}
	return c
}

func always(*observation) bool { return true }

// threshold adds a point for a number from which on something is so.
// It has the sides that are possible.
func (g *gauges) threshold(place, path, text string, below, reached bool, is func(o *observation) bool) {
	var sides []string
	if reached {
		sides = append(sides, "reached")
	}
	if below {
		sides = append(sides, "below")
	}
	g.add(place, path, text, sides, func(o *observation, saw func(string)) {
		if is(o) {
			saw("reached")
		} else {
			saw("below")
		}
	})
}

// saw counts a side once for each observation.
func (p *gauge) saw(o *observation, name string) {
	i := slices.IndexFunc(p.sides, func(s *gaugeSide) bool { return s.name == name })
	if i < 0 || p.sides[i].last == o {
		return
	}
	s := p.sides[i]
	s.last, s.possible = o, true
	if !o.bare {
		s.cases++
	}
}

// coverage is the result.
func (g *gauges) coverage(explained map[string]string) *Coverage {
	c := &Coverage{}
	ids := map[string]int{}
	for _, p := range g.list {
		if !p.compiled() {
			if !p.try {
				c.NotMeasured = append(c.NotMeasured, p.place+": "+short(p.text))
			}
			continue
		}
		point := Point{Place: p.place, Path: p.path, Text: p.text}
		for _, s := range p.sides {
			if s.possible {
				point.Sides = append(point.Sides, Side{s.name, s.cases})
			}
		}
		if len(point.Sides) == 0 {
			continue
		}
		name := p.place
		if p.byText {
			name += " " + short(p.text)
		}
		if ids[name]++; ids[name] > 1 {
			name += fmt.Sprintf(" (%d)", ids[name])
		}
		for _, s := range point.Sides {
			c.Sides++
			if s.Cases > 0 {
				c.Seen++
				continue
			}
			id := name + ": never " + s.Name
			c.Gaps = append(c.Gaps, Gap{ID: id, Path: p.path, Why: explained[id]})
		}
		c.Points = append(c.Points, point)
	}
	return c
}
