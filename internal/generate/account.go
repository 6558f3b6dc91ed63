package generate

import (
	"fmt"
	"strconv"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/scoring"
)

// AccountRules makes rules about accounts: a rule set for people as RuleSet makes it,
// roles with conditions of it, and a rule set for the account that names people in all
// ways.
func (g *Generator) AccountRules() *account.Rules {
	r := &account.Rules{Name: "accounts", Version: "1", Person: *g.RuleSet()}
	r.Person.Name, r.Person.Format, r.Person.Version = "", 0, ""
	for range 1 + g.r.IntN(3) {
		r.Roles = append(r.Roles, qualify.Role{ID: g.id("role"), When: g.Condition(2)})
	}
	a := &r.Account
	a.Facts = map[string]qualify.Fact{"custom.tier": {Type: "string"}}
	if g.one(2) {
		a.Texts = "folded"
	}
	for range g.r.IntN(2) {
		a.Screening = append(a.Screening, qualify.Step{ID: g.id("step"), When: g.ofAccount(&r.Person)})
	}
	a.ICP = &icp.Profile{GoodAt: new(icp.Share(0.5))}
	for range 1 + g.r.IntN(3) {
		a.ICP.Criteria = append(a.ICP.Criteria, icp.Criterion{ID: g.id("c"), When: g.ofAccount(&r.Person)})
	}
	a.Scoring = &scoring.Model{ReadyAt: new(scoring.Points(20))}
	for range 1 + g.r.IntN(3) {
		rule := scoring.Rule{ID: g.id("r"), Points: new(scoring.Points(float64(1+g.r.IntN(40)) / 2))}
		switch g.r.IntN(3) {
		case 0:
			rule.When = g.ofAccount(&r.Person)
		default:
			rule.Each = pick(g, ".type == 'webinar'", ".value >= 0", ".member != '' and .days_ago <= 60", "true")
			if g.one(2) {
				rule.Limit = 1 + g.r.IntN(3)
				rule.LimitBy = pick(g, "", scoring.ByMember)
			}
		}
		a.Scoring.Rules = append(a.Scoring.Rules, rule)
	}
	list := bant.Checklist{ID: "group", Gate: g.one(2)}
	for _, role := range r.Roles {
		list.Items = append(list.Items, bant.Item{ID: g.id("i"), Role: role.ID, AtLeast: g.r.IntN(3)})
	}
	if g.one(2) {
		list.Items = append(list.Items, bant.Item{ID: g.id("i"), When: g.ofAccount(&r.Person)})
	}
	a.Checklists = []bant.Checklist{list}
	a.Routes = []matrix.Route{{ID: "all", When: g.ofAccount(&r.Person), Team: matrix.Sales, Owners: []matrix.Candidate{{ID: "ana"}, {ID: "bo"}}}}
	return r
}

// ofAccount makes a condition about an account whose people are decided by a rule set.
func (g *Generator) ofAccount(person *qualify.RuleSet) string {
	results := []string{"any(people, .id > 'P2')"}
	if m := person.Scoring; m != nil {
		results = append(results, "any(people, .points > 5)", "sum(people, .points) >= 20")
		if len(m.Bands) > 0 {
			results = append(results, "count(people, .band != '') >= 2")
		}
	}
	if p := person.ICP; p != nil && len(p.Grades) > 0 {
		results = append(results, "any(people, .grade == '"+p.Grades[0].Name+"')")
		if m := person.Scoring; m != nil && len(m.Bands) > 0 {
			results = append(results, "any(people, .cell == '"+p.Grades[0].Name+m.Bands[0].Name+"')")
		}
	}
	one := func() string {
		if g.one(4) {
			return pick(g, results...)
		}
		return pick(g,
			"any(people, has_word(.job_title, 'head', 'vp'))", "none(people, .department == 'it')", "parent.custom.tier == 'a'",
			"company.employees >= 100", "company.industry == 'software'", "parent.company.employees >= 100", "custom.tier == 'a'", "owner == 'ana'",
			"any(people, .seniority == 'vp')", "all(people, .country == 'DE')", "count(people, .hand_raised) >= 1", "none(people, .status == 'disqualified')",
			"count(people, any(.activities, .type == 'webinar' and .days_ago <= 60)) >= 2", "any(people, .role == '')", "any(people, .stage == 'mql')",
			"sum(map(filter(people, .idle_days <= 30), 1)) >= 1", "any(activities, .type == 'call' and .member != '')", "any(people, .consent)",
		)
	}
	switch g.r.IntN(4) {
	case 0:
		return one() + pick(g, " and ", " or ") + one()
	case 1:
		return "not (" + one() + ")"
	}
	return one()
}

// Account makes an account with up to so many people, whose ids differ.
func (g *Generator) Account(people int) *account.Account {
	own := g.Lead()
	a := account.OfRecord(own)
	a.ID, a.Custom = "A", map[string]any{"tier": pick(g, "a", "b", "")}
	for i := range g.r.IntN(people + 1) {
		p := g.Lead()
		p.ID = "P" + strconv.Itoa(i)
		a.People = append(a.People, *p)
	}
	if g.one(3) {
		a.Parent = &account.Parent{Company: g.Lead().Company}
	}
	if g.one(3) {
		a.Company = qualify.Company{}
	}
	for i := range a.Activities {
		a.Activities[i].ID = fmt.Sprint("own", i)
	}
	return &a
}
