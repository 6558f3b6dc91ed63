package audit_test

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

var priorAsOf = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func priorRules(t *testing.T) *qualify.RuleSet {
	t.Helper()
	e, err := qualify.CompileJSON("rules.json", []byte(`{
	  "name": "priors",
	  "facts": {
	    "answers.authority": {"enum": ["decision_maker", "user"], "ask": "Who decides?"},
	    "custom.partner": {"type": "bool"}, "custom.seats": {"type": "number"},
	    "custom.rare": {"type": "string", "prior": {"kept": 1}}, "custom.unused": {"type": "string"}, "custom.at": {"type": "time"}
	  },
	  "scoring": {"ready_at": 10, "rules": [
	    {"id": "authority", "when": "answers.authority == 'decision_maker'", "points": 10},
	    {"id": "partner", "when": "custom.partner", "points": 1},
	    {"id": "seats", "when": "custom.seats >= 50", "points": 10},
	    {"id": "rare", "when": "custom.rare == 'x' or custom.at < now", "points": 1},
	    {"id": "who", "when": "person.name == 'Ann' or company.name == 'Acme'", "points": 1}]}
	}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e.RuleSet()
}

// priorLeads makes n leads, of whom a third decide and every second has seats.
func priorLeads(n int) []qualify.Lead {
	leads := make([]qualify.Lead, n)
	for i := range leads {
		l := &leads[i]
		l.Person.Name, l.Company.Name = "Ann", fmt.Sprint("company ", i)
		l.Answers.Authority = []string{"decision_maker", "user", "user", "nobody"}[i%4]
		l.Custom = map[string]any{"partner": i%5 == 0, "unused": "x"}
		if i%2 == 0 {
			l.Custom["seats"] = 10 + i%40
		}
		if i < audit.MinPriors-1 {
			l.Custom["rare"] = "x"
		}
	}
	return leads
}

func TestPriors(t *testing.T) {
	rules := priorRules(t)
	got, err := audit.Priors(rules, audit.Leads(priorLeads(2000)))
	if err != nil {
		t.Fatal(err)
	}
	priors := map[string]map[string]float64{}
	for path, f := range got.Facts {
		if f.Prior != nil {
			priors[path] = f.Prior
		}
	}
	seats := map[string]float64{}
	for i := 10; i < 50; i += 2 {
		seats[fmt.Sprint(i)] = 50
	}
	want := map[string]map[string]float64{
		"answers.authority": {"decision_maker": 500, "user": 1000}, // nobody is not in the enum
		"custom.partner":    {"true": 400, "false": 1600},
		"custom.seats":      seats,
		"custom.rare":       {"kept": 1}, // too few to say
	}
	if diff := cmp.Diff(want, priors); diff != "" {
		t.Error(diff)
	}
	if rules.Facts["custom.seats"].Prior != nil {
		t.Error("the rule set given was changed")
	}
	before, _ := qualify.Compile(rules, nil)
	after, err := qualify.Compile(got, nil)
	if err != nil || before.Fingerprint() != after.Fingerprint() {
		t.Errorf("odds change decisions: %v", err)
	}
}

// With odds, the question that settles most leads comes before one that could
// settle any but hardly ever does.
func TestPriorsRankQuestions(t *testing.T) {
	rules := priorRules(t)
	learned, err := audit.Priors(rules, audit.Leads(priorLeads(2000)))
	if err != nil {
		t.Fatal(err)
	}
	e, err := qualify.Compile(learned, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{ID: "1", Person: qualify.Person{Name: "Bo"}, Company: qualify.Company{Name: "B"}}
	lead.Custom = map[string]any{"partner": false, "rare": "y", "at": "2030-01-01T00:00:00Z"}
	asked, err := e.Ask(t.Context(), lead, priorAsOf)
	if err != nil {
		t.Fatal(err)
	}
	if len(asked) != 2 || asked[0].Path != "answers.authority" || asked[0].Bits < 0.9 || asked[1].Bits != 0 {
		t.Errorf("%+v", asked) // no lead has 50 seats, so asking for them tells nothing
	}
}

// Many numbers become few groups of about as many leads, each a value that
// some lead has.
func TestPriorsGroupNumbers(t *testing.T) {
	rules := priorRules(t)
	leads := make([]qualify.Lead, 5000)
	values := map[string]bool{}
	for i := range leads {
		v := math.Floor(math.Exp(float64(i)/400)*100) / 100
		if i%100 == 0 {
			v = -v
		}
		leads[i].Custom = map[string]any{"seats": v}
		values[fmt.Sprint(v)] = true
	}
	got, err := audit.Priors(rules, audit.Leads(leads))
	if err != nil {
		t.Fatal(err)
	}
	prior := got.Facts["custom.seats"].Prior
	if len(prior) < audit.MaxPriors/2 || len(prior) > audit.MaxPriors {
		t.Errorf("%d groups", len(prior))
	}
	sum := 0.0
	for v, odds := range prior {
		if sum += odds; odds > 3*5000/audit.MaxPriors || !values[v] {
			t.Errorf("%s: %v of 5000", v, odds)
		}
	}
	if sum != 5000 {
		t.Errorf("odds of %v leads", sum)
	}
}

func TestPriorsErrors(t *testing.T) {
	broken := errors.New("broken")
	failing := iter.Seq2[*qualify.Lead, error](func(yield func(*qualify.Lead, error) bool) { yield(nil, broken) })
	if _, err := audit.Priors(priorRules(t), failing); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := audit.Priors(&qualify.RuleSet{}, audit.Leads(nil)); err == nil {
		t.Error("a rule set without a name is taken")
	}
}
