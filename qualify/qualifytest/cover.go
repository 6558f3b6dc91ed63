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
	g := newGauges(s.Rules, engine.Describe(), "")
	g.build()
	var probes *qualify.Engine
	if err := g.compile(s.Rules, s.Options, func(rs *qualify.RuleSet, o *qualify.Options) (err error) {
		probes, err = qualify.Compile(rs, o)
		return err
	}); err != nil {
		return nil, err
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		for _, lead := range []*qualify.Lead{&c.Lead, withoutFacts(&c.Lead)} {
			d, on := engine.Decide(lead, c.AsOf), probes.Decide(lead, c.AsOf)
			g.observe(&observation{d: &d, probes: &on, ofCase: i, bare: lead != &c.Lead})
		}
	}
	return coverage(s.Explained, g), nil
}

// newGauges makes room for the points of a rule set whose places and paths begin with
// under.
func newGauges(rs *qualify.RuleSet, about qualify.Description, under string) *gauges {
	g := &gauges{rs: rs, about: about, under: under}
	g.lookups.seen = map[string]map[int]bool{}
	for p := range rs.Parts() {
		for _, text := range p.Texts {
			g.lookups.of(text.Text(), rs.Tables)
		}
	}
	return g
}

// observe shows a decision to every point.
func (g *gauges) observe(o *observation) {
	for _, p := range g.list {
		if p.compiled() && !p.needless() {
			p.see(o, func(side string) { p.saw(o, side) })
		}
	}
	if !o.bare {
		g.lookups.observe(o.probes)
	}
}

// compiled tells whether all that the point looks at could be compiled.
func (p *gauge) compiled() bool {
	return !slices.ContainsFunc(p.needs, func(n *probe) bool { return n.failed })
}

// needless tells whether the point was only to be looked at if another could not.
func (p *gauge) needless() bool {
	return slices.ContainsFunc(p.unless, func(n *probe) bool { return !n.failed })
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
	unless []*probe // one that does compile makes the point needless
	// byText says that its place alone does not name it.
	byText bool
}

type gaugeSide struct {
	name     string
	cases    int
	possible bool
	last     int // the case that was counted last, and 1
}

// observation is a lead decided by the rule set and by the probes.
type observation struct {
	d, probes *qualify.Decision
	ofCase    int  // whose lead it is
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
	under string // what places and paths begin with
	list  []*gauge
	probes
}

// add adds a point. Sides that begin with "?" are possible only if they are
// seen, perhaps by a lead without facts.
func (g *gauges) add(place, path, text string, sides []string, see func(o *observation, saw func(string))) *gauge {
	p := &gauge{place: g.under + place, path: path, text: text, see: see}
	if path != "" {
		p.path = g.under + path
	}
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

// saw counts a side once for each case.
func (p *gauge) saw(o *observation, name string) {
	i := slices.IndexFunc(p.sides, func(s *gaugeSide) bool { return s.name == name })
	if i < 0 {
		return
	}
	s := p.sides[i]
	if s.possible = true; !o.bare && s.last != o.ofCase+1 {
		s.last = o.ofCase + 1
		s.cases++
	}
}

// coverage is the result, of rule sets one after the other.
func coverage(explained map[string]string, of ...*gauges) *Coverage {
	c := &Coverage{}
	ids := map[string]int{}
	for _, g := range of {
		for _, p := range g.list {
			switch {
			case p.needless():
			case p.compiled():
				c.add(p, ids, explained)
			case !p.try:
				c.NotMeasured = append(c.NotMeasured, p.place+": "+short(p.text))
			}
		}
		g.report(c)
	}
	return c
}

// add adds a point.
func (c *Coverage) add(p *gauge, ids map[string]int, explained map[string]string) {
	point := Point{Place: p.place, Path: p.path, Text: p.text}
	for _, s := range p.sides {
		if s.possible {
			point.Sides = append(point.Sides, Side{s.name, s.cases})
		}
	}
	if len(point.Sides) == 0 {
		return
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
