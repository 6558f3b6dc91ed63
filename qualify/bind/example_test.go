package bind_test

import (
	"database/sql"
	"fmt"
	"log"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
)

// Signup is a row of the host's, as it was before the library came.
type Signup struct {
	ID      int64         `lead:"id"`
	Mail    string        `lead:"person.email"`
	Staff   sql.NullInt64 `lead:"company.employees"`
	Seats   int           `lead:"custom.seats,omitzero"` // 0: never asked
	DemoAt  *time.Time    `lead:"activities,type=demo_request"`
	Visits  []PageView    `lead:"activities,type=page_view"`
	Invoice string
}

// PageView is a row of another table.
type PageView struct {
	URL string    `lead:"url"`
	At  time.Time `lead:"at"`
}

func ExampleBinder_Lead() {
	binder, err := bind.New[Signup]() // once, when the program starts
	if err != nil {
		log.Fatal(err)
	}
	engine, err := qualify.Compile(&qualify.RuleSet{
		Name:      "signups",
		Facts:     map[string]qualify.Fact{"custom.seats": {Type: "number"}},
		HandRaise: []qualify.Raise{{ID: "demo", When: "any(activities, .type == 'demo_request' and .days_ago <= 30)"}},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	yesterday := asOf.AddDate(0, 0, -1)
	row := Signup{ID: 4711, Mail: "mia@shore.example", DemoAt: &yesterday, Visits: []PageView{{"/pricing", yesterday}}}

	lead := binder.Lead(&row)
	fmt.Println(lead.ID, lead.Company.Employees.Known, len(lead.Activities))
	d := engine.Decide(&lead, asOf)
	fmt.Println(d.Status, d.Owner.Team)
	// Output:
	// 4711 false 2
	// sql sales
}

// Every mistake of the tags comes at once, when the program starts.
func ExampleNew() {
	type Row struct {
		Mail  string `lead:"person.emial"`
		Staff string `lead:"company.employees"`
	}
	_, err := bind.New[Row]()
	fmt.Println(err)
	// Output:
	// Row.Mail: lead:"person.emial": not the name of a lead's field; did you mean person.email?
	// Row.Staff: lead:"company.employees": want a number, have string; turn it into a number where the record is read, or by bind.Computed
}

// Fill is for loops over many records: it uses the lead's memory again.
func ExampleBinder_Fill() {
	binder, err := bind.New[Signup]()
	if err != nil {
		log.Fatal(err)
	}
	var lead qualify.Lead
	for _, row := range []Signup{{ID: 1, Mail: "mia@shore.example"}, {ID: 2, Seats: 40}} {
		binder.Fill(&row, &lead)
		fmt.Printf("%s %q %v\n", lead.ID, lead.Person.Email, lead.Custom["seats"])
	}
	// Output:
	// 1 "mia@shore.example" <nil>
	// 2 "" 40
}

// Check compares the tags with what a rule set declares.
func ExampleBinder_Check() {
	binder, err := bind.New[Signup]()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(binder.Check(&qualify.RuleSet{Facts: map[string]qualify.Fact{"custom.seats": {Type: "string"}}}))
	fmt.Println(binder.Check(&qualify.RuleSet{Facts: map[string]qualify.Fact{"custom.seat": {Type: "number"}}}))
	// Output:
	// Signup.Seats: custom.seats is of type number, and the rule set declares string
	// Signup.Seats: the rule set declares no custom.seats; did you mean custom.seat?
}

// A record says how old a fact is, and of what happened what only this host
// knows. Fields of a type that cannot be tagged are named by their path in Go.
func ExampleAt() {
	type Webinar struct {
		Session int       `lead:"id"`
		Day     time.Time `lead:"at"`
		Watched int       `lead:"custom.minutes"`
	}
	type Contact struct {
		Key     string
		Account struct {
			Staff     int
			StaffAsOf time.Time
		}
		Webinars []Webinar
	}
	binder, err := bind.New(
		bind.At[Contact]("Key", "id"),
		bind.At[Contact]("Account.Staff", "company.employees,omitzero"),
		bind.At[Contact]("Account.StaffAsOf", "seen.company.employees.at"),
		bind.Computed("seen.company.employees.source", func(*Contact) string { return "registry" }),
		bind.At[Contact]("Webinars", "activities,type=webinar"),
	)
	if err != nil {
		log.Fatal(err)
	}
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	contact := Contact{Key: "c-7", Webinars: []Webinar{{7, day, 42}}}
	contact.Account.Staff, contact.Account.StaffAsOf = 320, day.AddDate(0, -8, 0)
	lead := binder.Lead(&contact)
	seen, webinar := lead.Seen["company.employees"], lead.Activities[0]
	fmt.Println(lead.ID, lead.Company.Employees.Or(0), seen.At.Format(time.DateOnly), seen.Source)
	fmt.Println(webinar.ID, webinar.Type, webinar.Custom["minutes"])
	// Output:
	// c-7 320 2026-03-20 registry
	// 7 webinar 42
}
