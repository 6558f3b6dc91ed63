package qualify_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// largeMarket is a rule set of so many facts that score, each of so many values, and
// of so many vendors that sell a few.
func largeMarket(t testing.TB, facts, values, vendors int) *qualify.Engine {
	rs := &qualify.RuleSet{Name: "large", Facts: map[string]qualify.Fact{}, Scoring: &scoring.Model{ReadyAt: new(scoring.Points(float64(facts * values / 2)))}}
	for i := range facts {
		rs.Facts[fmt.Sprint("custom.f", i)] = qualify.Fact{Type: "number"}
		for v := range values {
			rs.Scoring.Rules = append(rs.Scoring.Rules, scoring.Rule{ID: fmt.Sprint("r", i, "_", v), When: fmt.Sprintf("custom.f%d > %d", i, v*10), Points: new(scoring.Points(1 + float64(i%7)/10))})
		}
	}
	for i := range vendors {
		v := qualify.Vendor{ID: fmt.Sprint("v", i), Cost: 1 + float64(i%5), Hit: new(0.5)}
		for j := range 4 {
			v.Gives = append(v.Gives, fmt.Sprint("custom.f", (i*3+j)%facts))
		}
		rs.Vendors = append(rs.Vendors, v)
	}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// However much there is to combine, a plan takes bounded time, says that it is not
// exact, leaves nothing running, and is the same again.
func TestPlanIsBounded(t *testing.T) {
	for _, c := range []struct{ facts, values, vendors int }{{5, 2, 3}, {8, 3, 8}, {30, 8, 12}, {40, 20, 40}, {60, 30, 300}} {
		if testing.Short() && c.facts > 30 {
			continue
		}
		e := largeMarket(t, c.facts, c.values, c.vendors)
		before, start := runtime.NumGoroutine(), time.Now()
		plan, err := e.Plan(context.Background(), &qualify.Lead{ID: "1"}, generate.AsOf, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v: %v, exact %v, cost %v of %v", c, time.Since(start), plan.Exact, plan.Cost, plan.All)
		switch {
		case plan.Stop || plan.Next == "" || plan.Purchases[0].Vendor != plan.Next || len(plan.Purchases) != c.vendors:
			t.Errorf("%+v: %+v", c, plan)
		case plan.Exact == (c.facts > 5):
			t.Errorf("%+v: exact is %v", c, plan.Exact)
		case plan.Cost <= 0 || plan.Cost > plan.All:
			t.Errorf("%+v: costs %v of %v", c, plan.Cost, plan.All)
		case runtime.NumGoroutine() > before:
			t.Errorf("%+v: something still runs", c)
		}
		again, err := e.Plan(context.Background(), &qualify.Lead{ID: "1"}, generate.AsOf, nil)
		if d := cmp.Diff(plan, again); d != "" || err != nil {
			t.Errorf("%+v: %v\n%s", c, err, d)
		}
	}
}

func TestPlanStopsWithItsContext(t *testing.T) {
	e := largeMarket(t, 40, 20, 40)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	start := time.Now()
	if plan, err := e.Plan(ctx, &qualify.Lead{}, generate.AsOf, nil); err != context.Canceled || plan.Next != "" {
		t.Errorf("%+v: %v", plan, err)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it takes %v", d)
	}
}

func TestPlanRefuses(t *testing.T) {
	e, err := qualify.CompileJSON("rules.json", []byte(`{
	  "name": "n", "facts": {"source": {"enum": ["web", "fair"]}, "custom.seats": {"type": "number"}},
	  "icp": {"criteria": [{"id": "c", "when": "source == 'web' and custom.seats > 5 and created_days_ago < 9"}]},
	  "vendors": [{"id": "registry", "gives": ["source", "custom.seats", "created_days_ago"], "cost": 1}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	odds := func(path string, o map[string]float64) *qualify.PriorKnowledge {
		return &qualify.PriorKnowledge{Odds: map[string]map[string]float64{path: o}}
	}
	for _, c := range []struct {
		asOf  time.Time
		prior *qualify.PriorKnowledge
		want  string
	}{
		{time.Time{}, nil, "asOf is the zero time"},
		{generate.AsOf, odds("custom.seat", nil), "odds of custom.seat: the rule set has no such fact"},
		{generate.AsOf, odds("created_days_ago", nil), "odds of created_days_ago: it follows from instants"},
		{generate.AsOf, odds("custom.seats", map[string]float64{"5": 0}), `odds of custom.seats: those of "5" are above 0`},
		{generate.AsOf, odds("custom.seats", map[string]float64{"many": 1}), `odds of custom.seats: "many" is no value of a fact of type number`},
		{generate.AsOf, odds("source", map[string]float64{"phone": 1}), `odds of source: "phone" is not in the fact's enum`},
		{generate.AsOf, &qualify.PriorKnowledge{Missed: []string{"registr"}}, `there is no vendor "registr"; did you mean "registry"?`},
	} {
		if _, err := e.Plan(context.Background(), &qualify.Lead{}, c.asOf, c.prior); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("have %v, want %s", err, c.want)
		}
	}
	if plan, err := e.Plan(context.Background(), nil, generate.AsOf, &qualify.PriorKnowledge{Missed: []string{"registry"}}); err != nil || !plan.Stop || plan.Settles != 0 || plan.All != 0 {
		t.Errorf("%+v: %v", plan, err)
	}
}

// What is known is not bought, what is too old is, and the lead stays as it is.
func TestPlanBuysWhatIsMissing(t *testing.T) {
	e, err := qualify.CompileJSON("rules.json", []byte(`{
	  "name": "n", "facts": {"company.employees": {"stale_days": 365}},
	  "screening": [{"id": "customer", "when": "stage == 'customer'", "reason": "r", "status": "excluded"}],
	  "icp": {"good_at": 1, "criteria": [{"id": "size", "when": "company.employees >= 50"}, {"id": "age", "when": "created_days_ago < 30"}]},
	  "hand_raise": [{"id": "asked", "when": "answers.wants_contact"}],
	  "bant": {"budget": {"when": "answers.budget > 5"}},
	  "vendors": [
	    {"id": "registry", "gives": ["company.employees"], "cost": 1},
	    {"id": "crm", "gives": ["created_days_ago", "answers.wants_contact"], "cost": 2},
	    {"id": "survey", "gives": ["answers.budget"], "cost": 0},
	    {"id": "none", "gives": ["answers.wants_contact"], "cost": 0, "hit": 0}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	at := generate.AsOf
	known := func(seen time.Time) *qualify.Lead {
		return &qualify.Lead{
			ID: "1", Company: qualify.Company{Employees: qualify.Number(60)}, CreatedAt: at.AddDate(0, 0, -3),
			Answers: qualify.Answers{WantsContact: qualify.Known(true)}, Seen: map[string]qualify.Seen{"company.employees": {At: seen}},
		}
	}
	customer := &qualify.Lead{ID: "1", Stage: "customer"}
	reset := known(at) // what was said before it no longer counts
	reset.ResetAt, reset.Answers.WantsContactAt = at.AddDate(0, 0, -1), at.AddDate(0, 0, -2)
	for name, c := range map[string]struct {
		lead *qualify.Lead
		want []string // the vendors
	}{
		"all is known":              {known(at), nil},
		"a customer, of the record": {customer, nil},
		"too old":                   {known(at.AddDate(-2, 0, 0)), []string{"registry"}},
		"reset":                     {reset, []string{"crm"}},
		"nothing is known":          {&qualify.Lead{ID: "1"}, []string{"crm", "registry"}},
	} {
		before := clone(c.lead)
		plan, err := e.Plan(context.Background(), c.lead, at, nil)
		var have []string
		for _, p := range plan.Purchases {
			have = append(have, p.Vendor)
		}
		slices.Sort(have)
		if err != nil || !slices.Equal(have, c.want) || plan.Stop != (c.want == nil) {
			t.Errorf("%s: %+v, %v", name, plan, err)
		}
		if d := cmp.Diff(before, c.lead); d != "" {
			t.Errorf("%s: the lead is changed\n%s", name, d)
		}
	}
}

// What makes a difference only as a domain that no rule names, as a match of a
// pattern, or as what another fact has, is not overlooked.
func TestPlanTriesMoreThanConstants(t *testing.T) {
	for _, when := range []string{
		"not domain_in(company.domain, 'gmail.com', 'example', 'rival.test') and person.name == 'Ann'",
		"company.domain matches '^[0-9]+(x|y)[a-f]{3}z$' and person.name == 'Ann'",
		"company.domain == person.city", "company.domain != person.city and person.name == 'Ann'", "company.domain in company.technologies",
	} {
		e, err := qualify.Compile(&qualify.RuleSet{
			Name: "n", Screening: []qualify.Step{{ID: "s", When: when, Reason: "r"}},
			Vendors: []qualify.Vendor{{ID: "v", Gives: []string{"company.domain"}, Cost: 1}},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		lead := &qualify.Lead{ID: "1", Person: qualify.Person{Name: "Ann", City: "Berlin"}, Company: qualify.Company{Technologies: []string{"go"}}}
		if plan, err := e.Plan(context.Background(), lead, generate.AsOf, nil); err != nil || plan.Stop {
			t.Errorf("%s: %+v, %v", when, plan, err)
		}
		lead.Person.Name, lead.Person.City, lead.Company.Technologies = "Bo", "Berlin", []string{}
		if plan, err := e.Plan(context.Background(), lead, generate.AsOf, nil); err != nil || plan.Stop != (strings.Contains(when, "Ann") || strings.Contains(when, "technologies")) {
			t.Errorf("%s: %+v, %v", when, plan, err)
		}
	}
}
