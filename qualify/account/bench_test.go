package account_test

import (
	"fmt"
	"runtime"
	"slices"
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

// joined is a lead with the activities of an account's people, for the rules about
// accounts to decide as if nobody belonged to it.
func joined(a *account.Account) qualify.Lead {
	lead := qualify.Lead{ID: a.ID, Company: a.Company, Custom: a.Custom, Owner: a.Owner, Activities: slices.Clone(a.Activities)}
	for i := range a.People {
		for _, x := range a.People[i].Activities {
			x.ID = "" // these are compared within one record
			lead.Activities = append(lead.Activities, x)
		}
	}
	return lead
}

// An account costs little more than its people apart, and once the activities of all:
// each person by the rules about people, and by those about accounts one lead that has
// the joined activities, to which nobody belongs. Without people, functions over them
// have nothing to go over, nobody's logins count as a person's, and all webinars share
// one limit; the account has all of these, asks and finds people, and puts them in
// order.
//
// Both sides take turns, so that noise of the machine hits both; "ratio" is the median of
// what the one costs to what the other does. The large account is the same each time. Small ones
// are new to both, in lists of a thousand: with -benchtime 100x they are 100,000.
func BenchmarkAccount(b *testing.B) {
	e := compiled(b, richRules)
	for _, c := range []struct {
		name                         string
		accounts, people, activities int
	}{{"200 people", 1, 200, 25}, {"1000 of 5 people", 1000, 5, 4}} {
		b.Run(c.name, func(b *testing.B) {
			d, person, alone := e.NewDecider(), e.Person().NewDecider(), e.Account().NewDecider()
			accounts, leads := make([]*account.Account, c.accounts), make([]qualify.Lead, c.accounts)
			together := func() {
				for _, a := range accounts {
					d.Decide(a, asOf)
				}
			}
			apart := func() {
				for i, a := range accounts {
					for j := range a.People {
						person.Decide(&a.People[j], asOf)
					}
					alone.Decide(&leads[i], asOf)
				}
			}
			var spent [2][]float64 // by side and turn
			for n := 0; b.Loop(); n++ {
				if n == 0 || c.accounts > 1 {
					for i := range accounts {
						accounts[i] = crowd(n*c.accounts+i, c.people, c.activities)
						leads[i] = joined(accounts[i])
					}
					runtime.GC() // what made them is not to be paid for below
				}
				for turn := range 2 {
					side := (n + turn) % 2
					began := time.Now()
					[]func(){together, apart}[side]()
					spent[side] = append(spent[side], float64(time.Since(began)))
				}
			}
			ratios := make([]float64, b.N)
			for i := range ratios {
				ratios[i] = spent[0][i] / spent[1][i]
			}
			for _, list := range [][]float64{ratios, spent[0], spent[1]} {
				slices.Sort(list)
			}
			b.ReportMetric(0, "ns/op") // which has the making of accounts in it
			b.ReportMetric(spent[0][b.N/2]/float64(c.accounts), "ns/account")
			b.ReportMetric(spent[1][b.N/2]/float64(c.accounts), "ns/apart")
			b.ReportMetric(ratios[b.N/2], "ratio")
		})
	}
}
