package account_test

import (
	"fmt"
	"log"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const exampleRules = `{
  "format": 1, "name": "buying groups",
  "roles": [
    {"id": "buyer", "when": "person.seniority == 'c_level'"},
    {"id": "user", "when": "has_word(person.job_title, 'engineer', 'manager')"}
  ],
  "person": {
    "screening": [{"id": "student", "when": "has_word(person.job_title, 'student')"}],
    "routes": [{"id": "account", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}],
    "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]
  },
  "account": {
    "tables": {"named": {"type": "string", "rows": {"harbour.example": "bo"}, "default": "ana"}},
    "icp": {"criteria": [{"id": "size", "when": "company.employees >= 200 or parent.company.employees >= 1000"}]},
    "checklists": [{"id": "group", "gate": true, "qualified_at": 1, "items": [{"id": "buyer", "role": "buyer"}, {"id": "users", "role": "user", "at_least": 2}]}],
    "scoring": {"rules": [{"id": "webinar", "each": ".type == 'webinar'", "points": 10, "limit": 1, "limit_by": "member"}], "ready_at": 20},
    "routes": [
      {"id": "bo", "when": "lookup('named', company.domain) == 'bo'", "team": "sales", "owners": [{"id": "bo"}]},
      {"id": "ana", "team": "sales", "owners": [{"id": "ana"}]}
    ]
  }
}`

var exampleAsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// webinars are so many of yesterday.
func webinars(n int) (list []qualify.Activity) {
	for range n {
		list = append(list, qualify.Activity{Type: "webinar", At: exampleAsOf.AddDate(0, 0, -1)})
	}
	return list
}

func exampleAccount() account.Account {
	return account.Account{
		ID: "A-1", Company: qualify.Company{Domain: "harbour.example", Employees: qualify.Number(500)},
		People: []qualify.Lead{
			{ID: "P-1", Person: qualify.Person{JobTitle: "CEO", Seniority: "c_level"}, Activities: webinars(3)},
			{ID: "P-2", Person: qualify.Person{JobTitle: "Engineer", Seniority: "staff"}, Activities: webinars(1)},
			{ID: "P-3", Person: qualify.Person{JobTitle: "Student", Seniority: "none"}},
		},
	}
}

// A company with its people: whether it fits and is ready, who has which role, who
// earned the points, and whom to look for.
func Example() {
	engine, err := account.CompileJSON("accounts.json", []byte(exampleRules), nil)
	if err != nil {
		log.Fatal(err)
	}
	a := exampleAccount()
	d := engine.Decide(&a, exampleAsOf)
	fmt.Println(d.Quadrant, d.Status, d.Owner.Team, d.Owner.ID)
	for _, p := range d.People {
		fmt.Printf("%s %q %s\n", p.ID, p.Role.Value, p.Decision.Status)
	}
	for _, c := range d.Credits {
		for _, m := range c.Members {
			fmt.Println(c.Rule, m.Member, m.Thousandths/1000)
		}
	}
	for _, f := range d.Find {
		fmt.Println("find", f.Role, f.For)
	}
	// Output:
	// good_fit_ready mql sales bo
	// P-1 "buyer" nurture
	// P-2 "user" nurture
	// P-3 "" disqualified
	// webinar P-1 10
	// webinar P-2 10
	// find user [checklists.group.users]
}

// An unknown fact of one of the people is asked for by that person and path, and a
// missing role is not the same as an unknown one.
func ExampleEngine_Decide() {
	engine, err := account.CompileJSON("accounts.json", []byte(exampleRules), nil)
	if err != nil {
		log.Fatal(err)
	}
	a := exampleAccount()
	a.People[0].Person.Seniority = "" // may be the buyer
	d := engine.Decide(&a, exampleAsOf)
	fmt.Println(d.Quadrant, d.Certain)
	for _, q := range d.Ask {
		fmt.Println("ask", q.Person, q.Path, q.Decisive)
	}
	for _, f := range d.Find {
		fmt.Println("find", f.Role)
	}
	// Output:
	// undetermined false
	// ask P-1 person.seniority true
	// find user
}

// Leads become the people of their accounts by account_id, or else by a domain.
func ExampleGroup() {
	accounts := []account.Account{
		{ID: "A-1", Company: qualify.Company{Domain: "harbour.example"}},
		{ID: "A-2", Company: qualify.Company{Domain: "lab.harbour.example"}},
	}
	leads := []qualify.Lead{
		{ID: "P-1", AccountID: "A-1", Person: qualify.Person{Email: "mia@gmail.com"}},
		{ID: "P-2", Person: qualify.Person{Email: "noa@mail.lab.harbour.example"}},
		{ID: "P-3", Person: qualify.Person{Email: "ole@gmail.com"}},
	}
	g := account.Group(accounts, leads)
	for _, a := range g.Accounts {
		for _, p := range a.People {
			fmt.Println(a.ID, p.ID)
		}
	}
	for _, l := range g.Left {
		fmt.Println(l.ID, l.Reason, l.Key)
	}
	// Output:
	// A-1 P-1
	// A-2 P-2
	// P-3 free_email gmail.com
}

// Records of companies, as a CRM exports them: account_id is the company above.
func ExampleOfRecords() {
	accounts := account.OfRecords([]qualify.Lead{
		{ID: "A-1", AccountID: "A-2", Company: qualify.Company{Name: "Harbour Denmark"}},
		{ID: "A-2", Company: qualify.Company{Name: "Harbour"}},
	})
	fmt.Println(accounts[0].Company.Name, "is below", accounts[0].Parent.Company.Name)
	// Output: Harbour Denmark is below Harbour
}

// An account goes through the stages of package lifecycle as a lead does: its decision
// is the event, by the account's id. The owner of the account is the owner of its
// people: what the lifecycle says of the account's owner is written into the account
// and into each person, and the people's route, which lists whoever may have accounts,
// keeps the owner that a person has.
func ExampleDecision_lifecycle() {
	engine, err := account.CompileJSON("accounts.json", []byte(exampleRules), nil)
	if err != nil {
		log.Fatal(err)
	}
	process, err := lifecycle.NewProcess(nil)
	if err != nil {
		log.Fatal(err)
	}
	a := exampleAccount()
	d := engine.Decide(&a, exampleAsOf)
	events := []lifecycle.Event{lifecycle.DecidedEvent("e1", &d.Decision)}
	var state lifecycle.State
	for len(events) > 0 {
		recorded, err := process.Record(state, events[0], exampleAsOf)
		if err != nil {
			log.Fatal(err)
		}
		events, state = events[1:], recorded.State
		for _, f := range recorded.Effects {
			switch f.Kind {
			case lifecycle.SetStage:
				a.Stage = string(f.Stage)
			case lifecycle.HandOver:
				events = append(events, lifecycle.Event{ID: "e2", Kind: lifecycle.HandedOver, At: exampleAsOf, Team: f.Team, Owner: f.Owner})
			case lifecycle.SetOwner:
				a.Owner = f.Owner
				for i := range a.People {
					a.People[i].Owner = f.Owner
				}
			}
		}
	}
	fmt.Println(a.ID, a.Stage, a.Owner)

	// Later one of them asks for a demonstration, and belongs to the account's owner.
	a.People[1].Activities = append(a.People[1].Activities, qualify.Activity{Type: "demo_request", At: exampleAsOf})
	d = engine.Decide(&a, exampleAsOf.Add(time.Hour))
	fmt.Println(d.Owner.ID, d.People[0].ID, d.People[0].Decision.Status, d.People[0].Decision.Owner.ID)
	// Output:
	// A-1 mql bo
	// bo P-2 sql bo
}
