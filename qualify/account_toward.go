package qualify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Toward finds the smallest changes that bring an account to a goal; see package account.
func (e *AccountEngine) Toward(ctx context.Context, _ inside.Key, x *AccountRecord, asOf time.Time, goal Goal) (Approach, error) {
	a, err := e.Account.toward(ctx, asOf, goal, func(d *Decider) changeable { return newChangedAccount(e, d, x, asOf) })
	if a.Obstacle == NothingActionable || a.Obstacle == OutOfReach {
		a.Exact = !e.seesResults()
	}
	return a, err
}

// seesResults tells whether the account's rules look at what people come to by what they
// do. One activity at a time is tried of each of them, and it may take several.
func (e *AccountEngine) seesResults() bool {
	return slices.ContainsFunc(e.used, func(i int) bool {
		switch e.fields[i].of {
		case personPoints, personBand, personCell, personStatus, personHand, personIdle:
			return true
		}
		return false
	})
}

// changedAccount is an account to which changes are made.
type changedAccount struct {
	e       *AccountEngine
	d       *Decider // of the search
	x       *AccountRecord
	asOf    time.Time
	logs    int                  // activities that are kept for the people as they are
	touched []int                // whose members are not as they were
	alone   *around              // to look at one person by themselves
	look    *Decider             // of alone
	before  map[string][]float64 // what the tests come to of people as they are, by id
	order   []*Lead              // people who are not removed, as a work list
}

func newChangedAccount(e *AccountEngine, d *Decider, x *AccountRecord, asOf time.Time) *changedAccount {
	c := &changedAccount{e: e, d: d, x: x, asOf: asOf, before: map[string][]float64{}}
	d.around.asOf = asOf
	d.around.meet(x.People)
	c.logs = len(d.around.logs)
	c.look = e.Account.NewDecider()
	c.alone = c.look.around
	c.alone.asOf, c.alone.parent, c.alone.unusable, c.alone.own = asOf, x.Parent, x.Unusable, *x.Lead
	c.alone.readCompany(x.People)
	return c
}

// after is the account after some steps. People who differ are others.
func (c *changedAccount) after(steps []PlanStep) *AccountRecord {
	x := *c.x
	x.People = slices.Clip(x.People)
	copied := false
	var own []PlanStep
	for i := range steps {
		switch m := &steps[i]; {
		case m.Role != "":
		case m.NewPerson:
			id := fmt.Sprintf("\U0010FFFF new %d", len(x.People)) // the last, so that people stand in the order of their ids
			x.People = append(x.People, c.e.Person.changed(&Lead{ID: id}, steps[i:i+1], c.asOf))
			copied = true
		case m.Person != "":
			if !copied {
				x.People, copied = slices.Clone(x.People), true
			}
			j := slices.IndexFunc(x.People, func(p *Lead) bool { return p.ID == m.Person })
			x.People[j] = c.e.Person.changed(x.People[j], steps[i:i+1], c.asOf)
		case m.Fact != "" && c.e.Account.slots[c.e.Account.slotOf(m.Fact)].ofParent:
			x.Parent = withOfParent(x.Parent, m)
		default:
			own = append(own, *m)
			x.Unusable = slices.DeleteFunc(slices.Clone(x.Unusable), func(path string) bool { return path == m.Fact })
		}
	}
	x.Lead = c.e.Account.changed(x.Lead, own, c.asOf)
	return &x
}

// withOfParent is the company above an account with a fact known.
func withOfParent(parent *Lead, m *PlanStep) *Lead {
	p := Lead{}
	if parent != nil {
		p.copyFrom(parent)
	}
	_ = p.Set(strings.TrimPrefix(m.Fact, parentPrefix), m.Value) // the value is of the fact's kind
	return &p
}

// found is how many more people have the roles after some steps; nil for none.
func (e *AccountEngine) found(steps []PlanStep) (more []int) {
	for i := range steps {
		if m := &steps[i]; m.Role != "" {
			if more == nil {
				more = make([]int, len(e.roleIDs))
			}
			more[slices.Index(e.roleIDs, m.Role)] += m.Times
		}
	}
	return more
}

// fill decides only those people again who differ.
func (c *changedAccount) fill(steps []PlanStep) {
	a, x := c.d.around, c.after(steps)
	if len(a.logs) > 2*c.logs+1000 { // each time that somebody is decided again adds to them
		a.meet(c.x.People)
		c.touched = c.touched[:0]
	}
	for _, i := range c.touched {
		a.meetOne(i, c.x.People[i])
	}
	c.touched = c.touched[:0]
	a.members = slices.Grow(a.members[:len(c.x.People)], len(x.People)-len(c.x.People))[:len(x.People)]
	a.people = slices.Grow(a.people[:len(c.x.People)], len(x.People)-len(c.x.People))[:len(x.People)]
	for i, p := range x.People {
		if i >= len(c.x.People) {
			a.meetOne(i, p)
		} else if p != c.x.People[i] {
			c.touched = append(c.touched, i)
			a.meetOne(i, p)
		}
	}
	a.more = c.e.found(steps)
	a.count()
	c.d.show(x, c.asOf)
}

// show fills the frame with an account whose people have been met.
func (d *Decider) show(x *AccountRecord, asOf time.Time) {
	a := d.around
	a.parent, a.unusable, a.own = x.Parent, x.Unusable, *x.Lead
	a.readCompany(x.People)
	d.asOf = asOf
	d.fill(&a.own, asOf)
}

func (c *changedAccount) decide(steps []PlanStep) Decision {
	d := c.e.NewDecider()
	d.around.more = c.e.found(steps)
	return d.Decide(inside.Key{}, c.after(steps), c.asOf).Account.Clone()
}

func (c *changedAccount) events() int {
	n := len(c.x.Lead.Activities)
	for _, p := range c.x.People {
		n += len(p.Activities)
	}
	return n
}

// answers are of a person or of the account itself.
func (c *changedAccount) answers(q *Question) []PlanStep {
	if q.Person == "" {
		return c.e.Account.answers(q.Path, c.asOf)
	}
	i := slices.IndexFunc(c.e.Person.slots, func(s slot) bool { return s.askPath == q.Path })
	if i < 0 {
		return nil
	}
	s := c.e.Person.slots[c.e.Person.slots[i].askAs]
	s.probes = c.e.wider[s.askAs]
	var steps []PlanStep
	for v := range s.probes.Len() {
		if value, ok := s.value(v, c.asOf); ok {
			steps = append(steps, PlanStep{Person: q.Person, Fact: q.Path, Value: value})
		}
	}
	return steps
}

// more are people with a role to be found, and people who do something more.
func (c *changedAccount) more(w *towardSearch) {
	for i, id := range c.e.roleIDs {
		most := 0
		for j := range c.e.Account.held {
			if h := &c.e.Account.held[j]; h.role == i {
				most = max(most, h.atLeast-c.d.around.have[j])
			}
		}
		w.addCounted(variable{kind: varyRole, role: i}, most, func(n int) (option, bool) {
			return option{[]PlanStep{{Role: id, Times: n}}, n}, true
		})
	}
	tests := c.tests()
	if len(tests) == 0 {
		return
	}
	c.callable()
	var seen []string
	for _, a := range c.samples() {
		for _, who := range c.engageable(w.ctx, tests, a) {
			key := fmt.Sprint(who)
			if w.ctx.Err() != nil || slices.Contains(seen, key) {
				continue
			}
			seen = append(seen, key)
			w.addCounted(variable{kind: varyPeople}, len(who), func(n int) (option, bool) {
				o := option{steps: who[:n:n]}
				for i := range o.steps {
					o.cost += o.steps[i].Times
				}
				whomever := []PlanStep{{Activity: a, Times: o.cost}}
				return o, w.effect(o.steps) != w.effect(whomever)
			})
		}
	}
}

// samples are activities that people may be asked for: those that some rule about people
// or the account asks for.
func (c *changedAccount) samples() []Activity {
	var out []Activity
	for _, e := range []*Engine{c.e.Account, c.e.Person} {
		for _, a := range bounds.SampleActivities(e.program, criteria.InstantOf(c.asOf)) {
			a.At = c.asOf.UTC()
			out = append(out, Activity(a))
		}
	}
	return out
}

// callable lists whom one may ask for something: who is not removed, as a work list.
func (c *changedAccount) callable() {
	a := c.d.around
	order := make([]int, len(c.x.People))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return ByPriority(&a.members[i].decision, &a.members[j].decision) })
	for _, i := range order {
		if a.members[i].removed != truth.Met {
			c.order = append(c.order, c.x.People[i])
		}
	}
}

// A peopleTest is what the account's rules ask of each of the people: whether a condition
// holds, what is summed up, whether they have a role that an item asks for, or what they
// earn by a rule with a limit for each.
type peopleTest struct {
	all    []*criteria.Node
	number *criteria.Node // nil for none
	role   int            // -1 for none
	rule   string         // "" for none
}

// tests are those of all rules.
func (c *changedAccount) tests() (tests []peopleTest) {
	seen := map[*criteria.Node]bool{}
	var visit func(n *criteria.Node)
	visit = func(n *criteria.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.Args {
			visit(a)
		}
		if n.Op < criteria.OpCount || len(n.Args) != 2 || n.Level != 0 {
			return
		}
		t, list := peopleTest{role: -1}, n.Args[0]
		for list.Op == criteria.OpFilter {
			t.all, list = append(t.all, list.Args[1]), list.Args[0]
		}
		switch of := n.Args[1]; {
		case list.Op != criteria.OpPeople || n.Op == criteria.OpFilter || n.Op == criteria.OpMap:
			return
		case of.Kind == criteria.Bool:
			t.all = append(t.all, of)
		case of.Kind == criteria.Number:
			t.number = of
		default:
			return
		}
		tests = append(tests, t)
	}
	for _, n := range slices.Concat(c.e.Account.program.Conds(), c.e.Account.program.Nums()) {
		visit(n)
	}
	for i := range c.e.Account.held {
		if h := &c.e.Account.held[i]; h.decides {
			tests = append(tests, peopleTest{role: h.role})
		}
	}
	for i := range c.e.Account.rules {
		if r := &c.e.Account.rules[i]; r.apart {
			tests = append(tests, peopleTest{role: -1, rule: r.id})
		}
	}
	return tests
}

// value is what a test comes to of the one person whom a Decider has been shown: more is
// better.
func (t *peopleTest) value(d *Decider) float64 {
	m := &d.around.members[0]
	if t.role >= 0 {
		if m.sure && m.role == t.role {
			return 1
		}
		return 0
	}
	if t.rule != "" {
		for i := range d.decision.Score.Rules {
			if r := &d.decision.Score.Rules[i]; r.ID == t.rule {
				return float64(r.Points)
			}
		}
		return 0
	}
	d.frame.Elements[0] = eval.Element{} // the first of the people
	for _, n := range t.all {
		if d.frame.TruthOf(n) != truth.Met {
			return 0
		}
	}
	if t.number == nil {
		return 1
	}
	return d.frame.NumberOf(t.number).Value
}

// values are what the tests come to of a person who has done an activity so many times.
func (c *changedAccount) values(tests []peopleTest, lead *Lead, a *Activity, times int) []float64 {
	people := []*Lead{c.e.Person.changed(lead, []PlanStep{{Activity: *a, Times: times}}, c.asOf)}
	c.alone.meet(people)
	c.look.asOf = c.asOf
	c.look.fill(&c.alone.own, c.asOf)
	c.look.e.program.Run(c.look.frame)
	c.look.judge(c.look.frame, c.look.decision)
	out := make([]float64, len(tests))
	for i := range tests {
		out[i] = tests[i].value(c.look)
	}
	c.look.forget()
	return out
}

// engageable lists for each test whose activity makes a difference to it, the people of
// the account first, and how often each has to do it.
func (c *changedAccount) engageable(ctx context.Context, tests []peopleTest, a Activity) [][]PlanStep {
	who := make([][]PlanStep, len(tests))
	try := func(lead *Lead, known bool) {
		before := c.before[lead.ID]
		if before == nil {
			before = c.values(tests, lead, &a, 0)
			c.before[lead.ID] = before
		}
		most := c.values(tests, lead, &a, mostTimes)
		var each [mostTimes + 1][]float64
		for i := range tests {
			if len(who[i]) == mostTimes || !(most[i] > before[i]) {
				continue
			}
			n := 1
			for ; n < mostTimes; n++ {
				if each[n] == nil {
					each[n] = c.values(tests, lead, &a, n)
				}
				if each[n][i] > before[i] {
					break
				}
			}
			step := PlanStep{NewPerson: !known, Activity: a, Times: n}
			if known {
				step.Person = lead.ID
			}
			who[i] = append(who[i], step)
		}
	}
	for _, lead := range c.order {
		if ctx.Err() != nil {
			return nil
		}
		try(lead, true)
	}
	for range mostTimes {
		try(&Lead{ID: "\U0010FFFF new"}, false)
	}
	return who
}
