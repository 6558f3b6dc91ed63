package main

import (
	"context"
	"hash/fnv"
	"io"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// The vendors and their prices are made up; the leads are real.
var edtechVendors = []qualify.Vendor{
	{ID: "analytics", Gives: []string{"custom.visits", "custom.seconds_on_site", "custom.pages_per_visit"}, Cost: 0.05, Hit: new(0.95)},
	{ID: "address", Gives: []string{"person.country", "person.city"}, Cost: 0.10, Hit: new(0.6)},
	{ID: "consent", Gives: []string{"person.consent", "custom.do_not_call"}, Cost: 0.20},
	{ID: "profile", Gives: []string{"custom.occupation", "custom.specialization"}, Cost: 0.60, Hit: new(0.5)},
	{ID: "call", Gives: []string{"custom.goal"}, Cost: 1.50, Hit: new(0.7)},
}

// Of real leads everything that is sold is hidden. Buying by the plan, one after the
// other, comes to the decision that buying everything comes to, for less.
// LEADQUAL_LONG=1 takes all 9,240.
func TestPlanSpendsLess(t *testing.T) {
	rules, leads := edtechMarket(t)
	for _, learned := range []bool{false, true} {
		market := *rules
		if learned {
			withPriors, err := audit.Priors(rules, func(yield func(*qualify.Lead, error) bool) {
				for _, l := range leads {
					if !yield(l, nil) {
						return
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			market = *withPriors
		}
		e, err := qualify.Compile(&market, nil)
		if err != nil {
			t.Fatal(err)
		}
		asOf, _ := time.Parse(time.RFC3339, smallAsOf)
		every := testkit.Amount(200, 20, 1)
		spent, all, purchases, n, inexact := 0.0, 0.0, 0, 0, 0
		for i := 0; i < len(leads); i += every {
			n++
			s := simulation{truth: leads[i], asOf: asOf, e: e}
			bought := s.hidden()
			for v := range edtechVendors {
				all += edtechVendors[v].Cost
				bought = s.buy(bought, &edtechVendors[v])
			}
			lead, prior := s.hidden(), qualify.PriorKnowledge{}
			for range edtechVendors {
				plan, err := e.Plan(context.Background(), lead, asOf, &prior)
				if err != nil {
					t.Fatal(err)
				}
				if !plan.Exact {
					inexact++
				}
				if plan.Stop {
					break
				}
				for v := range edtechVendors {
					if edtechVendors[v].ID == plan.Next {
						spent += edtechVendors[v].Cost
						purchases++
						lead = s.buy(lead, &edtechVendors[v])
						prior.Missed = append(prior.Missed, plan.Next)
					}
				}
			}
			if have, want := s.decision(lead), s.decision(bought); have != want {
				t.Errorf("lead %s is %+v by the plan, and %+v with everything", leads[i].ID, have, want)
			}
		}
		t.Logf("odds learned %v: %d leads, %d purchases, %.2f spent, %.2f for everything: %.3f; %d plans not exact", learned, n, purchases, spent, all, spent/all, inexact)
		if spent >= all {
			t.Errorf("%v spent, %v for everything", spent, all)
		}
	}
}

// edtechMarket is the rule set with vendors, and the leads.
func edtechMarket(t *testing.T) (*qualify.RuleSet, []*qualify.Lead) {
	file, err := os.Open(data(t, "xeducation", "Leads.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	e, err := loadRules("../rules/edtech/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	rules := e.RuleSet()
	rules.Vendors = edtechVendors
	text, err := os.ReadFile("../rules/edtech/map.json")
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := leadfile.ParseMap("map.json", text, rules.Facts)
	if err != nil {
		t.Fatal(err)
	}
	asOf, err := time.Parse(time.RFC3339, smallAsOf)
	if err != nil {
		t.Fatal(err)
	}
	r, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, Mapping: mapping, Facts: rules.Facts, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	var leads []*qualify.Lead
	for {
		lead := &qualify.Lead{}
		if _, err := r.Next(lead); err == io.EOF {
			return rules, leads
		} else if err != nil {
			t.Fatal(err)
		}
		leads = append(leads, lead)
	}
}

// simulation is a market for one lead of which the truth is known.
type simulation struct {
	truth *qualify.Lead
	asOf  time.Time
	e     *qualify.Engine
}

// hidden is the lead without what is sold.
func (s *simulation) hidden() *qualify.Lead {
	l := *s.truth
	l.Custom = maps.Clone(l.Custom)
	for _, v := range edtechVendors {
		for _, path := range v.Gives {
			if err := l.Set(path, nil); err != nil {
				panic(err)
			}
		}
	}
	return &l
}

// buy is the lead after a look-up, which hits where the vendor has the lead and all
// that it sells is known. The draw goes by the lead's id.
func (s *simulation) buy(lead *qualify.Lead, v *qualify.Vendor) *qualify.Lead {
	h := fnv.New64a()
	_, _ = io.WriteString(h, s.truth.ID+"/"+v.ID)
	if v.Hit != nil && float64(h.Sum64()%10_000) >= 10_000**v.Hit {
		return lead
	}
	l := *lead
	l.Custom = maps.Clone(l.Custom)
	for _, path := range v.Gives {
		value, err := s.truth.Get(path)
		if err != nil || value == nil {
			return lead
		}
		if err := l.Set(path, value); err != nil {
			panic(err)
		}
	}
	return &l
}

// decided is what a decision says of where the lead goes.
type decided struct {
	status            matrix.Status
	quadrant          matrix.Quadrant
	team, owner, band string
}

func (s *simulation) decision(lead *qualify.Lead) decided {
	d := s.e.Decide(lead, s.asOf)
	if d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded {
		return decided{status: d.Status}
	}
	return decided{d.Status, d.Quadrant, d.Owner.Team, d.Owner.ID + d.Owner.Roster, d.Score.Band}
}
