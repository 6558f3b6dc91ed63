package account_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/scoring"
)

// RecheckAt says when an account becomes another although nothing happens: here when
// the webinar of one of two people grows older than 30 days.
func ExampleEngine_RecheckAt() {
	rules := strings.Replace(groupRules, `any(.activities, .type == 'webinar')`, `any(.activities, .type == 'webinar' and .days_ago <= 30)`, 1)
	rules = strings.Replace(rules, `"account": {`, `"account": {
    "screening": [{"id": "cold", "when": "count(people, any(.activities, .days_ago <= 30)) < 2", "reason": "fewer than two are engaged"}],`, 1)
	engine, err := account.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := account.ParseAccount("account.json", []byte(groupAccount))
	if err != nil {
		fmt.Println(err)
		return
	}
	at, ok, err := engine.RecheckAt(context.Background(), a, asOf)
	fmt.Println(at, ok, err)
	fmt.Println(engine.Decide(a, asOf).Status, engine.Decide(a, at.Add(-time.Second)).Status, engine.Decide(a, at).Status)
	// Output:
	// 2026-12-20 09:00:01 +0000 UTC true <nil>
	// mql mql disqualified
}

// watched is what RecheckAt watches of a decision, as a text.
func watched(d *account.Decision) string {
	var b strings.Builder
	one := func(d *qualify.Decision) {
		fmt.Fprintf(&b, " %s %s %q %v", d.Quadrant, d.Status, d.Score.Band, d.Owner)
	}
	one(&d.Decision)
	people := map[string]*account.PersonDecision{}
	for i := range d.People {
		people[d.People[i].ID] = &d.People[i]
	}
	for i := range 10 {
		if p := people[fmt.Sprint("P", i)]; p != nil {
			fmt.Fprintf(&b, "\n%s %q", p.ID, p.Role)
			one(&p.Decision)
		}
	}
	for _, f := range d.Find {
		fmt.Fprintf(&b, "\nfind %s for %v", f.Role, f.For)
	}
	return b.String()
}

// timed makes rules be about the time in all ways that there are for people and
// accounts.
func timed(g *generate.Generator, r *account.Rules) {
	x := g.Rand()
	pick := func(from ...string) string { return from[x.IntN(len(from))] }
	days := func() string { return pick("1", "7", "14.2", "30", "45", "60", "90.001") }
	kind := func() string { return pick("page_view", "webinar", "purchase", "demo_request", "email") }
	ofPerson := func() string {
		return pick(
			fmt.Sprintf("any(activities, .type == %q and .days_ago <= %s)", kind(), days()),
			fmt.Sprintf("idle_days <= %s", days()), fmt.Sprintf("created_days_ago >= %s", days()), "person.seniority == 'vp'", "person.country == 'DE'",
		)
	}
	ofAccount := func() string {
		conditions := []string{
			fmt.Sprintf("count(people, any(.activities, .type == %q and .days_ago <= %s)) >= %d", kind(), days(), 1+x.IntN(3)),
			fmt.Sprintf("any(people, .idle_days > %s)", days()), fmt.Sprintf("count(people, .idle_days <= %s) >= 2", days()),
			fmt.Sprintf("idle_days <= %s", days()), "all(people, .seniority != 'vp')", "any(people, .country == 'DE')", "created_days_ago > 30", "company.country == 'DE'", "company.employees >= 100",
			"any(people, .role == 'first')", "none(people, .role == 'second')", "any(people, .status == 'mql')", "any(people, .status == 'disqualified')", "count(people, .hand_raised) == 1",
			fmt.Sprintf("any(activities, .member != '' and .days_ago <= %s)", days()), "max(map(people, .idle_days)) > min(map(people, .idle_days)) + 10",
		}
		if r.Person.Scoring != nil {
			conditions = append(conditions, "any(people, .points > 7)", "sum(people, .points) >= 12.5", "sum(people, .points) / (1 + count(people, true)) in 2..5", "any(people, .band == 'B')",
				"(any(people, .band == 'A') ?? false)")
		}
		if p := r.Person.ICP; p != nil && len(p.Grades) > 0 {
			conditions = append(conditions, "any(people, .grade == '"+p.Grades[0].Name+"')", "none(people, .cell == '"+p.Grades[0].Name+"A')")
		}
		return pick(conditions...)
	}
	some := func(one func() string) string {
		switch x.IntN(4) {
		case 0:
			return one() + " and " + one()
		case 1:
			return one() + " or " + one()
		case 2:
			return "not (" + one() + ")"
		}
		return one()
	}
	points := func(from ...float64) *scoring.Points { return new(scoring.Points(from[x.IntN(len(from))])) }
	model := func(condition func() string, members bool) *scoring.Model {
		m := &scoring.Model{ReadyAt: points(4, 9, 15), Bands: []scoring.Band{{Name: "A", Min: 12}, {Name: "B", Min: 5}}}
		for i := range 1 + x.IntN(4) {
			rule := scoring.Rule{ID: fmt.Sprint("t", i), Points: points(2, 5, -1, 3.217)}
			if x.IntN(3) == 0 {
				rule.When = condition()
			} else {
				rule.Each = pick(".type != 'email'", ".days_ago <= 60", "true")
				if x.IntN(2) == 0 {
					rule.Limit = 1 + x.IntN(3)
					rule.PerDays = []scoring.Days{0, 1, 7, 0.5}[x.IntN(4)]
					if members && x.IntN(2) == 0 {
						rule.LimitBy = scoring.ByMember
					}
				}
				if x.IntN(2) == 0 {
					rule.WithinDays = []scoring.Days{7, 30, 60.5}[x.IntN(3)]
				}
				if x.IntN(4) == 0 {
					rule.When = condition()
				}
				switch x.IntN(4) {
				case 0:
					rule.Decay = &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(0.5)), EveryDays: 30, Stepped: x.IntN(3) == 0}
				case 1:
					rule.Decay = &scoring.Decay{Kind: scoring.HalfLife, Days: []scoring.Days{10, 45}[x.IntN(2)], Stepped: x.IntN(3) == 0}
				}
			}
			m.Rules = append(m.Rules, rule)
		}
		return m
	}
	stale := func(rs *qualify.RuleSet, paths ...string) {
		for _, path := range paths {
			if x.IntN(2) == 0 {
				if rs.Facts == nil {
					rs.Facts = map[string]qualify.Fact{}
				}
				f := rs.Facts[path]
				f.StaleDays = []float64{20, 50, 80}[x.IntN(3)]
				rs.Facts[path] = f
			}
		}
	}
	p, a := &r.Person, &r.Account
	r.Roles = []qualify.Role{{ID: "first", When: some(ofPerson)}, {ID: "second", When: some(ofPerson)}}
	if x.IntN(2) == 0 {
		p.Scoring, p.Routes, p.Experiments = model(ofPerson, false), nil, nil
	}
	if x.IntN(3) == 0 {
		p.Screening = append(p.Screening, qualify.Step{ID: "t", When: some(ofPerson), UnlessHandRaised: x.IntN(2) == 0})
	}
	stale(p, "person.seniority", "person.country")
	a.Scoring = model(ofAccount, true)
	if x.IntN(3) == 0 {
		a.Scoring.Rules = append(a.Scoring.Rules, scoring.Rule{ID: "c", Compute: pick("10 - count(people, true)", "max(map(people, .idle_days)) / 9"), Min: points(0), Max: points(10)})
	}
	for i := range a.ICP.Criteria {
		if x.IntN(2) == 0 {
			a.ICP.Criteria[i].When = some(ofAccount)
		}
	}
	items := a.Checklists[0].Items[:0]
	for _, item := range a.Checklists[0].Items {
		if item.Role != "" {
			item.Role = pick("first", "second")
		}
		items = append(items, item)
	}
	if x.IntN(2) == 0 {
		a.Routes[0].When = some(ofAccount)
	}
	stale(a, "company.country", "company.employees")
}

// dated is an account whose people's records, and own, say when they were confirmed,
// at times later than asOf.
func dated(g *generate.Generator) *account.Account {
	a, x := g.Account(4), g.Rand()
	at := func() time.Time {
		return generate.AsOf.Add(time.Duration(x.Int64N(int64(100*24*time.Hour)))).AddDate(0, 0, -90)
	}
	seen := func(of *map[string]qualify.Seen, paths ...string) {
		for _, path := range paths {
			if x.IntN(2) == 0 {
				if *of == nil {
					*of = map[string]qualify.Seen{}
				}
				(*of)[path] = qualify.Seen{At: at()}
			}
		}
	}
	seen(&a.Seen, "company.country", "company.employees")
	log := func(log []qualify.Activity) {
		for i := range log {
			if !log[i].At.IsZero() && x.IntN(6) == 0 {
				log[i].At = generate.AsOf.Add(time.Duration(x.Int64N(int64(100 * 24 * time.Hour))))
			}
		}
	}
	log(a.Activities)
	for i := range a.People {
		p := &a.People[i]
		seen(&p.Seen, "company.country", "company.employees", "person.seniority", "person.country")
		log(p.Activities)
		if x.IntN(8) == 0 {
			p.ResetAt = at()
		}
	}
	if x.IntN(8) == 0 {
		a.ResetAt = at()
	}
	return a
}

// recheckCase checks an answer of RecheckAt against deciding at many instants, and
// tells whether there is a change and whether the answer is its exact second.
func recheckCase(t *testing.T, e *account.Engine, d *account.Decider, a *account.Account, x *rand.Rand) (changes, exact bool) {
	asOf := generate.AsOf
	at, ok, err := e.RecheckAt(context.Background(), a, asOf)
	if err != nil {
		t.Fatal(err)
	}
	base := watched(d.Decide(a, asOf))
	check := func(now time.Time) {
		if now = now.Truncate(time.Second); !now.After(asOf) || ok && !now.Before(at) || t.Failed() {
			return
		}
		if is := watched(d.Decide(a, now)); is != base {
			t.Errorf("RecheckAt says %v, %v; at %v there is\n%s\nat first\n%s", at, ok, now, is, base)
		}
	}
	for range 30 {
		check(asOf.Add(time.Duration(x.Int64N(24*400)) * time.Hour))
	}
	near := func(of time.Time) {
		for _, days := range []float64{0, 1, 7, 14.2, 20, 30, 45, 50, 60, 60.5, 80, 90.001} {
			edge := of.Add(time.Duration(days * float64(24*time.Hour)))
			if x.IntN(3) == 0 {
				check(edge)
				check(edge.Add(time.Second))
			}
		}
	}
	leads := append([]qualify.Lead{{Activities: a.Activities, Seen: a.Seen, CreatedAt: a.CreatedAt}}, a.People...)
	for _, p := range leads {
		for _, act := range p.Activities {
			near(act.At)
		}
		for _, s := range p.Seen {
			near(s.At)
		}
		near(p.CreatedAt)
	}
	if !ok {
		return false, true
	}
	if !at.After(asOf) || at.Nanosecond() != 0 {
		t.Errorf("RecheckAt says %v, which is no whole second after %v", at, asOf)
	}
	check(at.Add(-time.Second))
	return true, watched(d.Decide(a, at)) != base
}

// RecheckAt is never later than the first change, and almost always exact. The
// environment variable LEADQUAL_LONG makes it many more cases.
func TestRecheckAt(t *testing.T) {
	sets := testkit.Amount(25, 200, 20_000)
	changes, exact, cases := 0, 0, 0
	for seed := range uint64(sets) {
		g := generate.New(seed, generate.Options{})
		r := g.AccountRules()
		if seed%4 > 0 {
			timed(g, r)
		}
		e, err := account.Compile(r, nil)
		if err != nil {
			continue
		}
		d := e.NewDecider()
		for i := range 8 {
			a := dated(g)
			changed, was := recheckCase(t, e, d, a, g.Rand())
			cases++
			if changed {
				changes++
				if was {
					exact++
				} else {
					t.Logf("early: seed %d, account %d", seed, i)
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d, account %d", seed, i)
			}
		}
	}
	t.Logf("%d cases: %d change, %d of them at exactly the instant", cases, changes, exact)
	if cases < sets*4 || changes*3 < cases {
		t.Errorf("%d of %d cases change: the test has lost its teeth", changes, cases)
	}
	if exact*100 < changes*98 {
		t.Errorf("only %d of %d instants are exact", exact, changes)
	}
}
