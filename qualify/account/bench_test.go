package account_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// crowd is an account whose people have so many activities each.
func crowd(id, people, activities int) *account.Account {
	a := &account.Account{ID: fmt.Sprint("A", id), Company: qualify.Company{Employees: qualify.Number(320), Country: "DE", Industry: "software"}, Custom: map[string]any{"plan": "team"}, Owner: "ana"}
	for i := range people {
		p := qualify.Lead{ID: fmt.Sprintf("L-%d-%03d", id, i), Company: a.Company, Person: qualify.Person{
			JobTitle: []string{"Head of IT", "CFO", "Engineer", "VP Sales"}[i%4], Seniority: []string{"director", "c_level", "staff", "vp"}[i%4],
		}, Custom: map[string]any{"champion": i%5 == 0, "topics": []string{"it", "hr"}}}
		for j := range activities {
			p.Activities = append(p.Activities, qualify.Activity{
				Type: []string{"webinar", "login", "page_view"}[(i+j)%3], At: asOf.Add(-time.Duration(i+j) * 7 * time.Hour), ID: fmt.Sprint(j), URL: "/pricing",
			})
		}
		a.People = append(a.People, p)
	}
	return a
}

// apart are an account's people and a lead with the activities of all.
func apart(a *account.Account) (people []qualify.Lead, joined qualify.Lead) {
	joined = qualify.Lead{ID: a.ID, Company: a.Company, Custom: a.Custom, Owner: a.Owner, Activities: a.Activities}
	for i := range a.People {
		for _, x := range a.People[i].Activities {
			x.ID = ""
			joined.Activities = append(joined.Activities, x)
		}
	}
	return a.People, joined
}

// engines are one of accounts, and those that decide the same apart: a person, and an
// account without what is about people.
func engines(t testing.TB) (e *account.Engine, person, joined *qualify.Engine) {
	e = compiled(t, richRules)
	rules := e.Rules()
	rules.Person.Name, rules.Account.Name = "person", "account"
	person, err := qualify.Compile(&rules.Person, nil)
	if err != nil {
		t.Fatal(err)
	}
	rs := &rules.Account
	rs.Checklists = nil
	for i := range rs.Scoring.Rules {
		r := &rs.Scoring.Rules[i]
		r.LimitBy = ""
		switch r.ID {
		case "logins":
			r.Each = ".type == 'login'"
		case "several":
			r.When = "count(activities, .type == 'webinar' and .days_ago <= 30) >= 2"
		case "topics", "open":
			r.When = "company.country == 'DE'"
		case "points":
			r.Compute = "company.employees / 10"
		}
	}
	for i := range rs.ICP.Criteria {
		r := &rs.ICP.Criteria[i]
		r.When = []string{"company.employees >= 100", "custom.plan == 'team'"}[i]
	}
	if joined, err = qualify.Compile(rs, nil); err != nil {
		t.Fatal(err)
	}
	return e, person, joined
}

// An account costs little more than its people apart, and once the activities of all.
func BenchmarkAccount(b *testing.B) {
	e, personEngine, joinedEngine := engines(b)
	for _, c := range []struct {
		name                         string
		accounts, people, activities int
	}{{"200 people", 1, 200, 25}, {"1000 accounts of 5", 1000, 5, 4}} {
		var accounts []*account.Account
		var people [][]qualify.Lead
		var joined []qualify.Lead
		for i := range c.accounts {
			a := crowd(i, c.people, c.activities)
			p, j := apart(a)
			accounts, people, joined = append(accounts, a), append(people, p), append(joined, j)
		}
		b.Run(c.name+"/together", func(b *testing.B) {
			d := e.NewDecider()
			b.ReportAllocs()
			for b.Loop() {
				for _, a := range accounts {
					d.Decide(a, asOf)
				}
			}
		})
		b.Run(c.name+"/apart", func(b *testing.B) {
			person, account := personEngine.NewDecider(), joinedEngine.NewDecider()
			for b.Loop() {
				for i := range joined {
					for j := range people[i] {
						person.Decide(&people[i][j], asOf)
					}
					account.Decide(&joined[i], asOf)
				}
			}
		})
	}
}
