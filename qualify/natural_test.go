package qualify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// The line that one writes first does what it says: points in Go are points,
// decisions of a batch may be kept though one lead is filled again and again,
// and the instant to look again survives a database's microseconds.
func TestNaturalLines(t *testing.T) {
	rules := &qualify.RuleSet{Name: "n", Scoring: &scoring.Model{
		ReadyAt: new(scoring.Points(40)),
		Rules:   []scoring.Rule{{ID: "demo", Each: ".type == 'demo'", Points: new(scoring.Points(50)), WithinDays: 30}},
	}}
	e, err := qualify.Compile(rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{ID: "1", Activities: []qualify.Activity{{Type: "demo", At: generate.AsOf.Add(-1500 * time.Millisecond)}}}
	d := e.Decide(lead, generate.AsOf)
	if have := fmt.Sprint(d.Score.Points); !(d.Score.Points >= 40) || have != "50" {
		t.Errorf("50 points are %s", have)
	}

	var sameLead qualify.Lead
	var same qualify.Decision
	for _, x := range []struct{ from, into any }{{lead, &sameLead}, {&d, &same}} {
		data, err := json.Marshal(x.from)
		if err == nil {
			err = json.Unmarshal(data, x.into)
		}
		if diff := cmp.Diff(x.from, x.into); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}

	var kept []*qualify.Decision
	reused := func(yield func(*qualify.Lead, error) bool) {
		l := &qualify.Lead{}
		for i := range 300 {
			*l = qualify.Lead{ID: fmt.Sprint(i), Activities: lead.Activities[:i%2]}
			if !yield(l, nil) {
				return
			}
		}
	}
	for d, err := range e.DecideAll(context.Background(), reused, generate.AsOf, nil) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, d)
	}
	for i, d := range kept {
		if want := scoring.Points(50 * (i % 2)); d.LeadID != fmt.Sprint(i) || d.Score.Points != want {
			t.Errorf("decision %d is of %s with %v points, want %v", i, d.LeadID, d.Score.Points, want)
		}
	}
	if len(kept) != 300 {
		t.Errorf("%d decisions", len(kept))
	}

	decider := e.NewDecider()
	first := decider.Decide(lead, generate.AsOf).Clone()
	decider.Decide(&qualify.Lead{ID: "2"}, generate.AsOf)
	if diff := cmp.Diff(d, first); diff != "" {
		t.Error(diff)
	}

	at, ok, err := e.RecheckAt(context.Background(), lead, generate.AsOf)
	at = time.UnixMicro(at.UnixMicro())
	if later := e.Decide(lead, at); err != nil || !ok || later.Quadrant == d.Quadrant {
		t.Errorf("at %v, %v: still %s", at, err, later.Quadrant)
	}
}

// Amounts in Go are what they read as, and whole or in parts of a thousandth.
func TestNaturalAmounts(t *testing.T) {
	rules := &qualify.RuleSet{
		Name: "n",
		ICP: &icp.Profile{
			GoodAt: new(icp.Share(0.6)),
			Criteria: []icp.Criterion{
				{ID: "city", When: "person.city == 'x'", Weight: new(icp.Weight(2))},
				{ID: "rest", When: "person.city == 'y'"},
			},
			Grades: []icp.Grade{{Name: "A", Min: 0.6}, {Name: "B", Min: 0}},
		},
		Scoring: &scoring.Model{
			ReadyAt: new(scoring.Points(40)), Max: new(scoring.Points(100)),
			Rules: []scoring.Rule{
				{ID: "size", Tiers: []scoring.Tier{{When: "company.employees >= 100", Points: 30}, {When: "company.employees >= 10", Points: 10}}},
				{ID: "visit", Each: ".type == 'visit'", Points: new(scoring.Points(12.5)), WithinDays: 30, Decay: &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(0.5)), EveryDays: 10}},
			},
			Bands: []scoring.Band{{Name: "1", Min: 40}, {Name: "2", Min: 0}},
		},
	}
	e, err := qualify.Compile(rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{
		ID: "1", Person: qualify.Person{City: "x"}, Company: qualify.Company{Employees: qualify.Number(100)},
		Activities: []qualify.Activity{{Type: "visit", At: generate.AsOf}, {Type: "visit", At: generate.AsOf.AddDate(0, 0, -10)}},
	}
	d := e.Decide(lead, generate.AsOf)
	if d.Score.Points != 48.75 || d.Cell != "A1" || d.Status != matrix.StatusMQL || d.Fit.Share < 0.6 || d.Fit.Share > 0.67 {
		t.Errorf("%v points, %s, %s, share %v", d.Score.Points, d.Cell, d.Status, d.Fit.Share)
	}
	if text := fmt.Sprintln(d.Score.Points, d.Status, d.Cell, d.Fit.Grade, *rules.ICP.GoodAt, rules.Scoring.Rules[1].WithinDays); text != "48.75 mql A1 A 0.6 30\n" {
		t.Error(text)
	}
	text, err := json.Marshal(d.Score.Column)
	if err != nil || string(text) != `{"points":48.75,"low":48.75,"high":48.75}` {
		t.Errorf("%s, %v", text, err)
	}
	rules.Scoring.Rules[0].Tiers[0].Points = 1.0 / 3
	if _, err := qualify.Compile(rules, nil); err == nil {
		t.Error("a third of a point has no three places")
	}
}

// No instant that a host may have makes a call go on for ever, or fail but one that
// no decision is made for.
func TestNaturalInstants(t *testing.T) {
	e := compiled(t, `{"name": "n", "scoring": {"rules": [{"id": "v", "each": ".type == 'visit'", "points": 50, "within_days": 30}], "ready_at": 40}}`)
	lead := &qualify.Lead{ID: "1"}
	for _, at := range []time.Time{
		{}, time.Unix(0, 0), time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0), time.Date(-292277022399, 1, 1, 0, 0, 0, 0, time.UTC), generate.AsOf.Local(),
	} {
		lead.CreatedAt, lead.ResetAt, lead.Answers.WantsContactAt = at, at, at
		lead.Activities = []qualify.Activity{{Type: "visit", At: at}, {Type: "visit", At: generate.AsOf}}
		for _, asOf := range []time.Time{at, generate.AsOf} {
			e.Decide(lead, asOf)
			for n := 0; !asOf.IsZero(); n++ {
				next, ok, err := e.RecheckAt(context.Background(), lead, asOf)
				if asOf.Unix() > time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).Unix() && err != nil {
					break
				}
				if err != nil || ok && !next.After(asOf) || n > 10 {
					t.Fatalf("as of %v, next %v, %v", asOf, next, err)
				}
				asOf = next
			}
		}
	}
}

// A work list is sorted by the comparison as it stands.
func TestNaturalWorkList(t *testing.T) {
	e := exampleEngine()
	var list []*qualify.Decision
	for _, pages := range []int{0, 4, 2} {
		d := e.Decide(exampleLead(fmt.Sprint(pages), 200, pages), exampleAsOf)
		list = append(list, &d)
	}
	slices.SortFunc(list, qualify.ByPriority)
	if have := list[0].LeadID + list[1].LeadID + list[2].LeadID; have != "420" {
		t.Error(have)
	}
}
