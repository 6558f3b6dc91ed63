package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/app"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// fill puts leads into a database that has none, with a second rule set in
// draft.
func fill(ctx context.Context, a *app.App, next []byte) error {
	var there []store.Group
	err := a.DB.View(ctx, func(tx *store.Tx) (err error) {
		there, err = tx.Groups(store.Filter{})
		return err
	})
	if err != nil || len(there) > 0 {
		return err
	}
	if next != nil {
		if _, err := a.Rules.Add(ctx, store.Request{}, next); err != nil {
			return err
		}
	}
	now := time.Now()
	for _, l := range demoLeads(now) {
		if _, err := a.Desk.Create(ctx, store.Request{}, l); err != nil {
			return fmt.Errorf("demo: %s: %w", l.ID, err)
		}
	}
	for _, c := range []struct {
		id, name  string
		employees float64
	}{{"A-shore", "Shore Health", 800}, {"A-empty", "Kelp Analytics", 90}} {
		err := a.Desk.PutAccount(ctx, &account.Account{ID: c.id, Company: qualify.Company{Name: c.name, Employees: qualify.Number(c.employees)}})
		if err != nil {
			return fmt.Errorf("demo: %s: %w", c.id, err)
		}
	}
	for _, e := range []struct {
		id    string
		event lifecycle.Event
	}{
		{"D-04", lifecycle.Event{Kind: lifecycle.Accepted}},
		{"D-02", lifecycle.Event{Kind: lifecycle.Converted}},
		{"D-11", lifecycle.Event{Kind: lifecycle.Rejected, Reason: "no_timeline"}},
	} {
		if _, err := a.Desk.Report(ctx, store.Request{}, e.id, e.event); err != nil {
			return fmt.Errorf("demo: %s: %w", e.id, err)
		}
	}
	for more := next != nil; more; {
		if more, err = a.Rules.Try(ctx); err != nil {
			return err
		}
	}
	_, err = a.Desk.Did(ctx, store.Request{}, "D-11", qualify.Activity{Type: "page_view", URL: "https://tideline.example/pricing", At: now})
	return err
}

// demoLeads are people who do not exist.
func demoLeads(now time.Time) []qualify.Lead {
	people := []struct {
		name, title, region, company, industry string
		employees                              float64
		did                                    string // what, and how many days ago, for each
	}{
		{"Ada Brook", "Head of Learning", "EMEA", "Shore Health", "health", 800, "view20 view18 view6 pricing4 pricing2 webinar12 webinar3"},
		{"Ben Falk", "VP Operations", "EMEA", "Nordlys Software", "software", 1200, "view4 pricing2 demo1"},
		{"Cleo Marsh", "Director of IT", "AMER", "Cedar Grid", "energy", 240, "view9 view8 pricing3 webinar6"},
		{"Dario Lund", "Head of People", "EMEA", "Kettle & Byte", "software", 150, "trial5 view5 view4 pricing3"},
		{"Eve Okoro", "Chief of Staff", "APAC", "Hana Schools", "education", 3000, "webinar60 view40"},
		{"Finn Sayer", "Owner", "EMEA", "Sayer Farm", "farming", 6, "demo4"},
		{"Gia Rossi", "Director Retail", "AMER", "Pompelmo", "retail", 20000, "webinar2 webinar9 trial20 view3"},
		{"Hal Winter", "Clerk", "EMEA", "Winter & Sons", "retail", 12, "view70"},
		{"Ida Novak", "Head of Finance", "EMEA", "", "", 0, "demo2 view2"},
		{"Jon Pike", "Analyst", "AMER", "", "", 0, "view8 view7 view1"},
		{"Kim Tanaka", "VP Product", "EMEA", "Fjordkraft Data", "software", 420, "webinar8 pricing7 view6 view5"},
		{"Lou Meyer", "Student", "APAC", "Lakeside University", "education", 5000, "view3 view2 pricing1"},
		{"Mara Voss", "Director Training", "EMEA", "Skillwerk", "software", 90, "view1 pricing1"},
		{"Nils Berg", "Head of Support", "EMEA", "Brightline Energy", "energy", 60, "trial15 pricing6 view6"},
		{"Olga Reyes", "VP Nursing", "AMER", "St. Alder Clinics", "health", 2600, "webinar20 webinar4 pricing9 view9"},
		{"Pia Holm", "", "EMEA", "Holm Partners", "consulting", 35, "view15"},
		{"Quinn Abbot", "Head of Data", "APAC", "Koru Analytics", "software", 75, "view30 view29 webinar45"},
		{"Rosa Lind", "Director HR", "EMEA", "Blaufeld Klinik", "health", 700, "view2"},
		{"Sam Idris", "Engineer", "AMER", "Gridhaus", "energy", 5200, "trial10 view10 view9 view8 pricing8"},
		{"Tess Moor", "Head of Enablement", "EMEA", "Plover Software", "software", 310, "pricing1 view1 view1 view2 webinar1"},
		{"Uma Patel", "Chief Learning Officer", "AMER", "Unity Energy", "energy", 4100, "webinar15 trial14"},
		{"Vic Stone", "Freelancer", "EMEA", "", "design", 1, "view12 view11"},
		{"Wim Jansen", "Head of Academy", "EMEA", "", "software", 0, "trial7 pricing5 view5"},
		{"Xenia Roth", "Team Lead", "EMEA", "Roth Logistics", "logistics", 900, "webinar25 pricing10"},
	}
	kinds := map[string]qualify.Activity{
		"view":    {Type: "page_view", URL: "https://tideline.example/courses", Channel: "web"},
		"pricing": {Type: "page_view", URL: "https://tideline.example/pricing", Channel: "web"},
		"webinar": {Type: "webinar", Subject: "Training that sticks", Channel: "event"},
		"trial":   {Type: "trial", Channel: "web"},
		"demo":    {Type: "demo_request", Channel: "web"},
	}
	var leads []qualify.Lead
	for i, p := range people {
		l := qualify.Lead{
			ID:        fmt.Sprintf("D-%02d", i+1),
			Person:    qualify.Person{Name: p.name, JobTitle: p.title, Region: p.region},
			Company:   qualify.Company{Name: p.company, Industry: p.industry},
			Source:    []string{"webinar", "organic_search", "referral"}[i%3],
			CreatedAt: now.AddDate(0, 0, -75),
		}
		if i == 0 || i == 4 || i == 17 { // they work at one company
			l.AccountID = "A-shore"
		}
		if p.employees > 0 {
			l.Company.Employees = qualify.Number(p.employees)
		}
		if p.company != "" {
			l.Company.Domain = strings.ToLower(strings.Trim(strings.Fields(p.company)[0], ".")) + ".example"
			l.Person.Email = strings.ToLower(strings.Fields(p.name)[0]) + "@" + l.Company.Domain
		}
		for n, what := range fields(p.did) {
			a := kinds[what.kind]
			a.At = now.AddDate(0, 0, -what.days).Add(-time.Duration(n) * time.Minute)
			l.Activities = append(l.Activities, a)
		}
		leads = append(leads, l)
	}
	return leads
}

type did struct {
	kind string
	days int
}

// fields splits "view20 pricing4" into what and how many days ago.
func fields(text string) []did {
	var all []did
	for _, word := range strings.Fields(text) {
		kind := strings.TrimRight(word, "0123456789")
		days, _ := strconv.Atoi(word[len(kind):])
		all = append(all, did{kind, days})
	}
	return all
}
