package generate

import (
	"maps"
	"regexp"
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// RuleSet makes a rule set that compiles. Any of its parts may be absent.
func (g *Generator) RuleSet() *qualify.RuleSet {
	g.defines = nil
	rs := &qualify.RuleSet{
		Format: pick(g, 0, qualify.Format), Name: g.id("rules"), Version: pick(g, "", "2026-11-22"),
		Facts: declarations(g), Lists: lists(), Tables: Tables(),
		Readiness:   pick(g, "", qualify.ScoreOrHandRaise, qualify.HandRaiseOnly),
		WhenUnknown: pick(g, "", qualify.UnknownOpen, qualify.UnknownUnmet),
	}
	rs.Vendors = []qualify.Vendor{{ID: "registry", Gives: []string{"company.employees"}, Cost: 0.5, Hit: new(0.5)}}
	if g.one(2) {
		rs.Define = map[string]string{}
		g.define(rs.Define)
	}
	for range pick(g, 0, 0, 1, 2, 3) {
		rs.Screening = append(rs.Screening, qualify.Step{
			ID: g.id("step"), When: "(" + g.Condition(1) + ") and (" + g.Condition(1) + ")", Reason: "because",
			Status: pick(g, "", matrix.StatusDisqualified, matrix.StatusExcluded), UnlessHandRaised: g.one(3),
		})
	}
	if !g.one(6) {
		rs.ICP = g.profile()
	}
	if g.one(2) {
		rs.BANT = g.bant()
	}
	for range pick(g, 0, 0, 1, 2) {
		l := bant.Checklist{ID: g.id("list"), Gate: g.one(4)}
		for range 1 + g.r.IntN(3) {
			l.Items = append(l.Items, bant.Item{ID: g.id("item"), When: g.Condition(1)})
		}
		l.QualifiedAt = g.r.IntN(len(l.Items) + 1)
		rs.Checklists = append(rs.Checklists, l)
	}
	if !g.one(10) {
		rs.Scoring = g.model()
		if g.one(4) {
			rs.Readiness = qualify.ScoreOnly
		}
	}
	for range pick(g, 0, 1, 1, 2) {
		rs.HandRaise = append(rs.HandRaise, qualify.Raise{ID: g.id("raise"), When: pick(g, "answers.wants_contact", g.Condition(1), g.Condition(2))})
	}
	if g.one(3) {
		rs.Matrix = g.grid()
	}
	for range pick(g, 0, 1, 2, 3) {
		rs.Routes = append(rs.Routes, g.route(rs))
	}
	if g.one(5) {
		for range pick(g, 1, 1, 2) {
			rs.Experiments = append(rs.Experiments, g.experiment(rs))
		}
	}
	if m := rs.Scoring; m != nil && g.one(3) {
		m.StaysReadyAt = new(milli.Less(*m.ReadyAt, pick(g, scoring.Points(2), 4.5, 9)))
		m.StaysReadyIn = pick(g, nil, nil, []string{"mql"}, []string{"customer", "lead"})
	}
	if (rs.ICP == nil || len(rs.ICP.Criteria) == 0) && rs.BANT == nil && rs.Scoring == nil && len(rs.Screening)+len(rs.Checklists)+len(rs.HandRaise)+len(rs.Matrix)+len(rs.Routes) == 0 {
		rs.HandRaise = []qualify.Raise{{ID: g.id("raise"), When: "answers.wants_contact"}} // something has to decide
	}
	if g.one(3) {
		priors(rs.Facts)
	}
	if g.o.Records {
		g.declare(rs)
	}
	return rs
}

// declarations are the custom facts, and more about others.
func declarations(g *Generator) map[string]qualify.Fact {
	f := map[string]qualify.Fact{
		"custom.seats":   {Type: "number", Ask: "How many licences?"},
		"custom.plan":    {Type: "string", Enum: []string{"free", "team", "enterprise"}},
		"custom.licence": {Type: "bool"},
		"custom.tags":    {Type: "strings"},
		"custom.renewal": {Type: "time", Doc: "when the contract ends"},
	}
	maps.Copy(f, ActivityFacts())
	switch g.r.IntN(6) {
	case 0:
		f["activities.custom.feature"] = qualify.Fact{Type: "string", Enum: []string{"export", "sso"}}
	case 1:
		f["activities.custom.feature"] = qualify.Fact{Type: "string", Default: "export"}
		f["activities.custom.length"] = qualify.Fact{Type: "number", Default: 50.0}
		f["activities.custom.paid"] = qualify.Fact{Type: "bool", Default: true}
	}
	if g.one(2) {
		f["company.employees"] = qualify.Fact{Ask: "How many people work there?", KnownAfter: "contact"}
	}
	return f
}

// priors gives some facts odds.
func priors(facts map[string]qualify.Fact) {
	for path, odds := range map[string]map[string]float64{
		"custom.plan": {"free": 6, "team": 3, "enterprise": 1}, "custom.licence": {"true": 1, "false": 1}, "custom.seats": {"5": 2, "50": 1, "500": 0.5},
	} {
		f := facts[path]
		f.Prior = odds
		facts[path] = f
	}
}

// overList matches what goes over a list, or may in a definition.
var overList = regexp.MustCompile(`\b(any|all|none|one|count|sum|min|max|len|filter|map)\(|\bdef`)

// define makes definitions, later ones of earlier ones.
func (g *Generator) define(into map[string]string) {
	for range 1 + g.r.IntN(3) {
		d := define{name: g.id("def"), kind: pick(g, boolean, boolean, number, text)}
		s := scope{depth: 1}
		if g.one(3) {
			d.kind, d.view, s = boolean, true, scope{depth: 1, elements: []any{activity{}}, alone: true}
		}
		into[d.name] = g.of(d.kind, s).text
		d.flat = !overList.MatchString(into[d.name])
		g.defines = append(g.defines, d)
	}
}

func (g *Generator) profile() *icp.Profile {
	p := &icp.Profile{}
	for range g.r.IntN(5) {
		c := icp.Criterion{ID: g.id("criterion"), Required: g.one(4)}
		if g.one(2) {
			c.Weight = new(pick(g, icp.Weight(0), 0.25, 1, 1.5, 3))
		}
		if g.one(3) {
			for _, share := range descending(g, icp.Share(1), 0.75, 0.5, 0.333, 0) {
				t := icp.Tier{When: g.Condition(1), Share: &share}
				if share == 1 && g.one(2) {
					t.Share = nil
				}
				c.Tiers = append(c.Tiers, t)
			}
		} else {
			c.When = g.Condition(2)
		}
		p.Criteria = append(p.Criteria, c)
	}
	if len(p.Criteria) == 0 {
		return p
	}
	if !g.one(4) {
		p.GoodAt = new(pick(g, icp.Share(0), 0.25, 0.333, 0.5, 0.6, 1))
	}
	for i, min := range descending(g, icp.Share(0.85), 0.6, 0.3, 0) {
		p.Grades = append(p.Grades, icp.Grade{Name: string(rune('A' + i)), Min: min})
	}
	return p
}

// descending is a few of the values, which are given highest first.
func descending[T any](g *Generator, from ...T) []T { return some(g, from) }

func (g *Generator) bant() *bant.BANT {
	b := &bant.BANT{Gate: g.one(3)}
	given := 0
	for _, at := range some(g, []**bant.Item{&b.Budget, &b.Authority, &b.Need, &b.Timeline}) {
		*at = &bant.Item{When: g.Condition(1)}
		given++
	}
	b.QualifiedAt = g.r.IntN(given + 1)
	return b
}

func (g *Generator) model() *scoring.Model {
	m := &scoring.Model{Min: g.perhaps(0, -20), Max: g.perhaps(100, 40, 25.25), ReadyAt: new(pick(g, scoring.Points(5), 10, 20, 30.5))}
	for range g.r.IntN(3) {
		m.Groups = append(m.Groups, scoring.Group{ID: g.id("group"), Min: g.perhaps(0, -5), Max: g.perhaps(10, 15.5), ReadyAt: g.perhaps(1, 5)})
	}
	for range g.r.IntN(8) {
		r := g.rule()
		if len(m.Groups) > 0 && g.one(2) {
			r.Group = m.Groups[g.r.IntN(len(m.Groups))].ID
		}
		m.Rules = append(m.Rules, r)
	}
	for i, min := range descending(g, scoring.Points(40), 20, 5, 0, -1000) {
		m.Bands = append(m.Bands, scoring.Band{Name: string(rune('1' + i)), Min: min})
	}
	if len(m.Rules)%3 == 0 { // nothing is drawn for what moves no verdict
		m.Chance = &scoring.Chance{Intercept: -3.25, Slope: 0.0625}
	}
	return m
}

func (g *Generator) perhaps(from ...scoring.Points) *scoring.Points {
	if g.one(2) {
		return nil
	}
	return new(pick(g, from...))
}

// rule makes a rule of any form.
func (g *Generator) rule() scoring.Rule {
	r := scoring.Rule{ID: g.id("rule")}
	if g.one(3) {
		r.When = g.Condition(1)
	}
	points := func() *scoring.Points {
		return new(pick(g, scoring.Points(1), 5, 8, 12.5, 0.25, -5, -10, 7.125, 0))
	}
	switch g.r.IntN(5) {
	case 0:
		r.When, r.Points = g.Condition(2), points()
	case 1:
		for _, p := range descending(g, scoring.Points(20), 12.5, 5, 0, -5) {
			r.Tiers = append(r.Tiers, scoring.Tier{When: g.Condition(1), Points: p})
		}
	case 2:
		r.Compute = g.Amount(2)
		r.Min, r.Max = new(pick(g, scoring.Points(0), -50, 5)), new(pick(g, scoring.Points(5), 20, 15.5))
	default:
		r.Each, r.Points = g.Predicate(1+g.r.IntN(2)), points()
		if g.one(2) {
			r.Limit = 1 + g.r.IntN(3)
			r.PerDays = pick(g, scoring.Days(0), 1, 7, 0.5, 33)
		}
		if g.one(3) {
			r.WithinDays = pick(g, scoring.Days(7), 30, 60, 180)
		}
		switch g.r.IntN(4) {
		case 0:
			r.Decay = &scoring.Decay{Kind: scoring.Linear, Rate: new(pick(g, scoring.Rate(0.5), 0.25, 1, 0.1)), EveryDays: pick(g, scoring.Days(30), 7, 90), Stepped: g.one(3)}
		case 1:
			r.Decay = &scoring.Decay{Kind: scoring.HalfLife, Days: pick(g, scoring.Days(10), 30, 45), Stepped: g.one(3)}
		}
	}
	return r
}

func (g *Generator) grid() matrix.Grid {
	out := matrix.Grid{}
	for _, c := range some(g, matrix.GridCells()) {
		out[c] = pick(g, matrix.Entry{Team: matrix.Sales}, matrix.Entry{Action: matrix.Call}, matrix.Entry{Team: "partners", Action: matrix.Research})
	}
	return out
}

// route makes a route, by facts or by what the rule set decides.
func (g *Generator) route(rs *qualify.RuleSet) matrix.Route {
	r := matrix.Route{ID: g.id("route"), Team: pick(g, matrix.Sales, matrix.Marketing, "partners")}
	switch {
	case g.one(4):
	case !g.o.AsExpr && g.one(3):
		r.When = g.byResult(rs).text
	default:
		r.When = g.Condition(1)
	}
	if g.one(5) {
		r.Roster = pick(g, "inside", "field")
		return r
	}
	for _, id := range some(g, []string{"ana", "bo", "cy", "di"}) {
		c := matrix.Candidate{ID: id}
		if g.one(3) {
			c.Weight = new(pick(g, matrix.Weight(0), 0.5, 2))
		}
		r.Owners = append(r.Owners, c)
	}
	if !slices.ContainsFunc(r.Owners, func(c matrix.Candidate) bool { return c.Weight == nil || *c.Weight > 0 }) {
		r.Owners[0].Weight = nil
	}
	return r
}

func (g *Generator) experiment(rs *qualify.RuleSet) matrix.Experiment {
	x := matrix.Experiment{ID: g.id("experiment")}
	x.Salt = x.ID + "'s"
	switch {
	case g.one(4):
	case !g.o.AsExpr && g.one(2):
		x.When = g.byResult(rs).text
	default:
		x.When = g.Condition(1)
	}
	for _, share := range pick(g, []matrix.Share{0.5, 0.5}, []matrix.Share{0.9, 0.1}, []matrix.Share{0.25, 0.25, 0.5}) {
		arm := matrix.Arm{ID: g.id("arm"), Share: share}
		if g.one(2) {
			arm.Team = pick(g, matrix.Sales, matrix.Marketing, "partners")
		}
		if g.one(2) {
			arm.Action = pick(g, matrix.Call, "greet")
		}
		x.Arms = append(x.Arms, arm)
	}
	return x
}

// Shuffle returns the rule set with everything in another order whose order
// has no meaning: rules, criteria, groups, checklists, raises, owners, and the
// members of lists. The rule set given is not changed.
func (g *Generator) Shuffle(rs *qualify.RuleSet) *qualify.RuleSet {
	out := *rs
	out.Lists = map[string][]string{}
	for name, list := range rs.Lists {
		out.Lists[name] = shuffled(g, list)
	}
	if rs.ICP != nil {
		out.ICP = new(*rs.ICP)
		out.ICP.Criteria = shuffled(g, rs.ICP.Criteria)
	}
	if rs.Scoring != nil {
		out.Scoring = new(*rs.Scoring)
		out.Scoring.Rules = shuffled(g, rs.Scoring.Rules)
		out.Scoring.Groups = shuffled(g, rs.Scoring.Groups)
	}
	out.Checklists = shuffled(g, rs.Checklists)
	out.HandRaise = shuffled(g, rs.HandRaise)
	out.Routes = slices.Clone(rs.Routes)
	for i := range out.Routes {
		out.Routes[i].Owners = shuffled(g, out.Routes[i].Owners)
	}
	return &out
}

func shuffled[T any](g *Generator, list []T) []T {
	out := slices.Clone(list)
	g.r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
