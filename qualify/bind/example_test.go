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
