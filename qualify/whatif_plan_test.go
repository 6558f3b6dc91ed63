package qualify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// planFact is a fact of a random market, with the conditions that tell its values
// apart: each is about this fact alone, and all there is about it in a text.
type planFact struct {
	path   string
	values []any
	tells  []func(v any) bool
	odds   map[string]float64
	known  int // index in values, -1 for missing
	stale  bool
}

// planCase is a random market: a rule set, a lead, and who sells what.
type planCase struct {
	r     *rand.Rand
	facts []*planFact
	rules *qualify.RuleSet
	e     *qualify.Engine
	class [][]int // by fact: a value of each class
	odds  [][]float64
}

func newPlanCase(t *testing.T, seed uint64) *planCase {
	c := &planCase{r: rand.New(rand.NewPCG(seed, 0x91a4))}
	numbers := []any{-1.0, 0.0, 1.0, 4.0, 5.0, 7.0, 10.0, 12.0, 20.0, 1000.0}
	all := []*planFact{
		{path: "custom.b0", values: []any{true, false}}, {path: "custom.b1", values: []any{true, false}},
		{path: "answers.wants_contact", values: []any{true, false}},
		{path: "custom.n0", values: numbers}, {path: "company.employees", values: numbers},
		{path: "created_days_ago", values: numbers[1:]},
		{path: "source", values: []any{"a", "b", "c", "d"}},
	}
	c.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	c.facts = all[:2+c.r.IntN(4)]
	c.rules = &qualify.RuleSet{Name: "market", Facts: map[string]qualify.Fact{
		"custom.b0": {Type: "bool"}, "custom.b1": {Type: "bool"}, "custom.n0": {Type: "number"},
		"company.employees": {StaleDays: 30}, "source": {Enum: []string{"a", "b", "c", "d"}},
	}}
	for _, f := range c.facts {
		f.known = -1
		if c.one(4) {
			f.known = c.r.IntN(len(f.values))
			f.stale = f.path == "company.employees" && c.one(2)
		}
	}
	c.parts()
	c.vendors()
	c.classes()
	e, err := qualify.Compile(c.rules, nil)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	c.e = e
	return c
}

func (c *planCase) one(n int) bool { return c.r.IntN(n) == 0 }

// about is a condition about one fact.
func (c *planCase) about(f *planFact) string {
	add := func(text string, tells func(any) bool) string {
		f.tells = append(f.tells, tells)
		return text
	}
	switch f.values[0].(type) {
	case bool:
		switch c.r.IntN(6) {
		case 0:
			return add(fmt.Sprintf("(%s ?? false)", f.path), func(v any) bool { return v.(bool) })
		case 1:
			return fmt.Sprintf("%s == nil", f.path)
		case 2:
			return add("not "+f.path, func(v any) bool { return v.(bool) })
		}
		return add(f.path, func(v any) bool { return v.(bool) })
	case float64:
		at := []float64{1, 5, 10}[c.r.IntN(3)]
		if c.one(3) {
			return add(fmt.Sprintf("%s in %v..%v", f.path, at, at+5), func(v any) bool { return v.(float64) >= at && v.(float64) <= at+5 })
		}
		return add(fmt.Sprintf("%s >= %v", f.path, at), func(v any) bool { return v.(float64) >= at })
	}
	word := f.values[c.r.IntN(3)]
	return add(fmt.Sprintf("%s == '%v'", f.path, word), func(v any) bool { return v == word })
}

// condition is about one fact or two.
func (c *planCase) condition() string {
	i := c.r.IntN(len(c.facts))
	j := (i + 1 + c.r.IntN(len(c.facts)-1)) % len(c.facts)
	switch c.r.IntN(5) {
	case 0:
		return "(" + c.about(c.facts[i]) + ") and (" + c.about(c.facts[j]) + ")"
	case 1:
		return "(" + c.about(c.facts[i]) + ") or not (" + c.about(c.facts[j]) + ")"
	}
	return c.about(c.facts[i])
}

func (c *planCase) parts() {
	rs, r := c.rules, c.r
	for i := range r.IntN(3) {
		rs.Screening = append(rs.Screening, qualify.Step{
			ID: fmt.Sprint("s", i), When: c.condition(), Reason: "r", UnlessHandRaised: c.one(2),
			Status: []matrix.Status{matrix.StatusDisqualified, matrix.StatusExcluded}[r.IntN(2)],
		})
	}
	if c.one(2) {
		rs.ICP = &icp.Profile{GoodAt: new(icp.Share(0.5))}
		for i := range 1 + r.IntN(3) {
			rs.ICP.Criteria = append(rs.ICP.Criteria, icp.Criterion{ID: fmt.Sprint("c", i), When: c.condition(), Required: c.one(4)})
		}
	}
	rs.Scoring = &scoring.Model{ReadyAt: new(scoring.Points(10)), Max: new(scoring.Points(20)), Groups: []scoring.Group{{ID: "g", Max: new(scoring.Points(8))}}}
	for i := range 1 + r.IntN(4) {
		rule := scoring.Rule{ID: fmt.Sprint("r", i), Group: []string{"", "g"}[r.IntN(2)]}
		if c.one(3) {
			for _, points := range []scoring.Points{12, 6} {
				rule.Tiers = append(rule.Tiers, scoring.Tier{When: c.condition(), Points: points})
			}
		} else {
			rule.When, rule.Points = c.condition(), new([]scoring.Points{5, 10, -5, 3}[r.IntN(4)])
		}
		rs.Scoring.Rules = append(rs.Scoring.Rules, rule)
	}
	if c.one(2) {
		rs.Scoring.Bands = []scoring.Band{{Name: "1", Min: 10}, {Name: "2", Min: 5}, {Name: "3", Min: -100}}
	}
	if c.one(2) {
		rs.HandRaise = []qualify.Raise{{ID: "h", When: c.condition()}}
	}
	if c.one(3) {
		rs.WhenUnknown = qualify.UnknownUnmet
	}
	for i := range r.IntN(3) {
		route := matrix.Route{ID: fmt.Sprint("o", i), Team: []string{"sales", "marketing"}[r.IntN(2)], Owners: []matrix.Candidate{{ID: fmt.Sprint("p", i)}}}
		switch n := c.r.IntN(6); {
		case n == 0 && rs.ICP != nil:
			route.When = "fit.share >= 0.5"
		case n < 4:
			route.When = c.condition()
		}
		rs.Routes = append(rs.Routes, route)
	}
}

func (c *planCase) vendors() {
	for i := range 1 + c.r.IntN(5) {
		v := qualify.Vendor{ID: fmt.Sprint("v", i), Cost: []float64{0, 0.5, 1, 1, 2, 5}[c.r.IntN(6)]}
		if hit := []float64{1, 1, 0.9, 0.5, 0.25, 0}[c.r.IntN(6)]; hit < 1 {
			v.Hit = &hit
		}
		for range 1 + c.r.IntN(2) {
			if f := c.facts[c.r.IntN(len(c.facts))]; !slices.Contains(v.Gives, f.path) {
				v.Gives = append(v.Gives, f.path)
			}
		}
		c.rules.Vendors = append(c.rules.Vendors, v)
	}
}

// classes tells the values of each fact apart and gives the classes odds.
func (c *planCase) classes() {
	for _, f := range c.facts {
		if c.one(2) && f.path != "created_days_ago" {
			f.odds = map[string]float64{}
			for _, v := range f.values {
				if c.one(2) {
					f.odds[fmt.Sprint(v)] = float64(1 + c.r.IntN(4))
				}
			}
		}
		at := map[string]int{}
		var class []int
		var odds []float64
		for i, v := range f.values {
			key := ""
			for _, tells := range f.tells {
				key += fmt.Sprint(tells(v), " ")
			}
			n, ok := at[key]
			if !ok {
				n = len(class)
				at[key], class, odds = n, append(class, i), append(odds, 0)
			}
			odds[n] += f.odds[fmt.Sprint(v)]
		}
		total := 0.0
		for i := range odds {
			if len(f.odds) == 0 {
				odds[i] = 1
			}
			total += odds[i]
		}
		for i := range odds {
			odds[i] /= total
		}
		c.class, c.odds = append(c.class, class), append(c.odds, odds)
		if c.one(2) { // of the rule set
			d := c.rules.Facts[f.path]
			d.Prior, f.odds = f.odds, nil
			if f.path != "created_days_ago" {
				c.rules.Facts[f.path] = d
			}
		}
	}
}

// lead is the lead with values that were bought, by fact, -1 for none.
func (c *planCase) lead(bought []int) *qualify.Lead {
	l := &qualify.Lead{ID: "L"}
	for i, f := range c.facts {
		at, v := 0, f.known
		if bought[i] >= 0 {
			v = bought[i]
		} else if f.stale {
			at = -100
		}
		if v < 0 {
			continue
		}
		value, path := f.values[v], f.path
		if path == "created_days_ago" {
			path, value = "created_at", generate.AsOf.Add(-time.Duration(value.(float64)*24*float64(time.Hour)))
		}
		if err := l.Set(path, value); err != nil {
			panic(err)
		}
		if f.path == "company.employees" {
			l.Seen = map[string]qualify.Seen{f.path: {At: generate.AsOf.AddDate(0, 0, at)}}
		}
	}
	return l
}

// brute is what is best, found the slow way: by going through all purchases, all
// that may come of them, and all that may follow.
type brute struct {
	*planCase
	decided map[string]string
	best    map[string]float64
	moves   map[string]bool
}

func (b *brute) decide(bought []int) string {
	key := fmt.Sprint(bought)
	if s, ok := b.decided[key]; ok {
		return s
	}
	d := b.e.Decide(b.lead(bought), generate.AsOf)
	s := string(d.Status)
	if d.Status != matrix.StatusDisqualified && d.Status != matrix.StatusExcluded {
		s = fmt.Sprint(d.Status, d.Quadrant, d.Owner.Team, d.Owner.ID, d.Owner.Roster, d.Score.Band)
	}
	b.decided[key] = s
	return s
}

// hits are all that a vendor may give, with the probability of each.
func (b *brute) hits(v *qualify.Vendor, bought []int, yield func(after []int, odds float64)) {
	var fill func(after []int, gives []string, odds float64)
	fill = func(after []int, gives []string, odds float64) {
		if len(gives) == 0 {
			yield(after, odds)
			return
		}
		i := slices.IndexFunc(b.facts, func(f *planFact) bool { return f.path == gives[0] })
		if f := b.facts[i]; after[i] >= 0 || f.known >= 0 && !f.stale {
			fill(after, gives[1:], odds)
			return
		}
		for n, value := range b.class[i] {
			next := slices.Clone(after)
			next[i] = value
			fill(next, gives[1:], odds*b.odds[i][n])
		}
	}
	fill(bought, v.Gives, hitOf(v))
}

func hitOf(v *qualify.Vendor) float64 {
	if v.Hit == nil {
		return 1
	}
	return *v.Hit
}

// mayMove tells whether something that can be bought makes the decision another.
func (b *brute) mayMove(bought []int, asked int) bool {
	key := fmt.Sprint(bought, asked)
	if m, ok := b.moves[key]; ok {
		return m
	}
	now, moves := b.decide(bought), false
	for i := range b.rules.Vendors {
		if v := &b.rules.Vendors[i]; asked&(1<<i) == 0 && hitOf(v) > 0 {
			b.hits(v, bought, func(after []int, _ float64) {
				moves = moves || b.decide(after) != now || b.mayMove(after, asked|1<<i)
			})
		}
	}
	b.moves[key] = moves
	return moves
}

// cost is the least that settling the decision is expected to cost.
func (b *brute) cost(bought []int, asked int) float64 {
	if !b.mayMove(bought, asked) {
		return 0
	}
	key := fmt.Sprint(bought, asked)
	if c, ok := b.best[key]; ok {
		return c
	}
	best := math.Inf(1)
	for i := range b.rules.Vendors {
		if asked&(1<<i) == 0 {
			best = min(best, b.rules.Vendors[i].Cost+b.then(i, bought, asked, b.cost))
		}
	}
	b.best[key] = best
	return best
}

// then is what is expected after a purchase.
func (b *brute) then(vendor int, bought []int, asked int, of func([]int, int) float64) float64 {
	v, sum := &b.rules.Vendors[vendor], 0.0
	b.hits(v, bought, func(after []int, odds float64) {
		if odds > 0 {
			sum += odds * of(after, asked|1<<vendor)
		}
	})
	if miss := 1 - hitOf(v); miss > 0 {
		sum += miss * of(bought, asked|1<<vendor)
	}
	return sum
}

// Following the plan costs no more than what is best, and it stops where nothing
// bought changes the decision, and nowhere else. LEADQUAL_LONG=1 tries 1,000 cases.
func TestPlanAgainstBruteForce(t *testing.T) {
	cases := testkit.Amount(30, 200, 1000)
	best, followed, worst, worstSeed := 0.0, 0.0, 1.0, uint64(0)
	states, stops, plans := 0, 0, 0
	for seed := *firstSeed; seed < *firstSeed+uint64(cases); seed++ {
		c := newPlanCase(t, seed)
		b := &brute{c, map[string]string{}, map[string]float64{}, map[string]bool{}}
		priors := &qualify.PriorKnowledge{Odds: map[string]map[string]float64{}}
		for _, f := range c.facts {
			if len(f.odds) > 0 {
				priors.Odds[f.path] = f.odds
			}
		}
		memo := map[string]float64{}
		var follow func(bought []int, asked int) float64
		follow = func(bought []int, asked int) float64 {
			key := fmt.Sprint(bought, asked)
			if sum, ok := memo[key]; ok {
				return sum
			}
			states++
			lead := c.lead(bought)
			p := qualify.PriorKnowledge{Odds: priors.Odds}
			for i := range c.rules.Vendors {
				if asked&(1<<i) != 0 {
					p.Missed = append(p.Missed, c.rules.Vendors[i].ID)
				}
			}
			plan, err := c.e.Plan(context.Background(), lead, generate.AsOf, &p)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if stop := !b.mayMove(bought, asked); plan.Stop != stop || !plan.Exact {
				rules, _ := json.MarshalIndent(c.rules, "", " ")
				t.Fatalf("seed %d, bought %v, asked %b: stop is %v, want %v\n%+v\n%+v\n%s", seed, bought, asked, plan.Stop, stop, plan, lead, rules)
			}
			if plan.Stop {
				stops++
				memo[key] = 0
				return 0
			}
			i := slices.IndexFunc(c.rules.Vendors, func(v qualify.Vendor) bool { return v.ID == plan.Next })
			sum := c.rules.Vendors[i].Cost + b.then(i, bought, asked, follow)
			if want := b.cost(bought, asked); math.Abs(plan.Cost-want) > 1e-8 {
				t.Errorf("seed %d, bought %v, asked %b: the plan says %v, the least is %v", seed, bought, asked, plan.Cost, want)
			}
			memo[key] = sum
			return sum
		}
		none := slices.Repeat([]int{-1}, len(c.facts))
		have, want := follow(none, 0), b.cost(none, 0)
		best, followed = best+want, followed+have
		if want > 0 {
			plans++
			if have/want > worst {
				worst, worstSeed = have/want, seed
			}
		}
	}
	t.Logf("%d cases, %d with something to buy, %d situations, %d of them stops: following the plan costs %.6f of the least, at worst %.6f (seed %d)", cases, plans, states, stops, followed/best, worst, worstSeed)
	if followed > 1.05*best {
		t.Errorf("following the plan costs %v, the least is %v", followed, best)
	}
	if plans*4 < cases || stops*20 < states {
		t.Errorf("%d plans of %d cases, %d stops of %d situations: the test has lost its teeth", plans, cases, stops, states)
	}
}
