package main

import (
	"database/sql"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Account is what a program of our own has in its database: tables that a
// library scanned into structs long before anybody thought of qualification.
type Account struct {
	ID        int64  `lead:"id"`
	Person           // embedded
	Firm      *Firm  // nil where nobody gave one
	Channel   string `lead:"source"`
	Plan      Plan
	Seats     int                `lead:"custom.seats,omitzero"` // 0: never asked
	OwnerName sql.NullString     `lead:"owner"`
	CreatedAt time.Time          `lead:"created_at"`
	DemoAt    sql.NullTime       `lead:"activities,type=demo_request"`
	Visits    []Visit            `lead:"activities,type=page_view"`
	Events    []*Event           `lead:"activities"`
	Internal  struct{ N, M int } // no tags: not looked at
}

// Person is a part of an account.
type Person struct {
	Mail       string         `lead:"person.email"`
	Name       string         `lead:"person.name"`
	Title      *string        `lead:"person.job_title"`
	Country    string         `lead:"person.country"`
	Newsletter sql.Null[bool] `lead:"person.consent"`
}

// Firm is another table.
type Firm struct {
	Name     string          `lead:"company.name"`
	Industry string          `lead:"company.industry"`
	Staff    sql.Null[int32] `lead:"company.employees"`
	Products []string        `lead:"company.technologies"`
}

// Plan is a type of the program's own.
type Plan uint8

// The plans.
const (
	FreePlan Plan = iota
	TeamPlan
	PaidPlan
)

// Visit is a row of the web server's.
type Visit struct {
	URL     string    `lead:"url"`
	At      time.Time `lead:"at"`
	Seconds int       `lead:"value"`
}

// Event is a row of everything else.
type Event struct {
	Kind string    `lead:"type"`
	At   time.Time `lead:"at"`
	Text string    `lead:"subject"`
}

var accountLeads = binder[Account]()

// fromStructs makes leads of accounts.
func fromStructs(accounts []Account) []qualify.Lead {
	leads := make([]qualify.Lead, len(accounts))
	for i := range accounts {
		accountLeads.Fill(&accounts[i], &leads[i])
		if accounts[i].Plan == PaidPlan {
			leads[i].Stage = string(lifecycle.StageCustomer)
		}
	}
	return leads
}

// accounts are what the program would load.
func accounts() []Account {
	ago := func(days int) time.Time { return asOf.AddDate(0, 0, -days) }
	head := "Head of Engineering"
	return []Account{
		{
			ID: 4711, Person: Person{Mail: "ola@wharf.example", Name: "Ola Berg", Title: &head, Country: "DE"},
			Firm:    &Firm{Name: "Wharf", Industry: "software", Staff: sql.Null[int32]{V: 210, Valid: true}, Products: []string{"go", "postgres"}},
			Channel: "docs", Plan: TeamPlan, Seats: 140, CreatedAt: ago(40),
			Visits: []Visit{{"/pricing", ago(1), 95}, {"/docs", ago(2), 300}, {"/docs/api", ago(3), 240}},
			Events: []*Event{{"webinar", ago(5), "rules that people can read"}},
		},
		{
			ID: 4712, Person: Person{Mail: "pam@post.example", Name: "Pam Ek", Country: "US", Newsletter: sql.Null[bool]{V: true, Valid: true}},
			Channel: "ads", CreatedAt: ago(3), DemoAt: sql.NullTime{Time: ago(2), Valid: true},
		},
		{
			ID: 4713, Person: Person{Mail: "quin@old.example", Name: "Quin Day", Country: "FR"},
			Firm: &Firm{Name: "Old", Industry: "education", Staff: sql.Null[int32]{V: 90, Valid: true}}, Plan: PaidPlan, CreatedAt: ago(700),
		},
	}
}
