package main

import (
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// asOf is the instant that the leads are decided for. A real program would take
// the time of the event that it reacts to.
var asOf = time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

// leads are what a real program would read from its database.
func leads() []qualify.Lead {
	return []qualify.Lead{
		lead("ada", "Head of Learning", "EMEA", "education", 800, did("page_view", 1, 9), did("webinar", 30, 1), pricing(2)),
		lead("ben", "VP Operations", "EMEA", "software", 1200, did("demo_request", 1, 1), did("page_view", 1, 3)),
		lead("cleo", "Director of IT", "AMER", "software", 240, did("webinar", 5, 1), did("page_view", 3, 6), pricing(3)),
		lead("dan", "Engineer", "EMEA", "software", 90, did("page_view", 12, 2)),
		lead("eve", "Head of Sales", "APAC", "education", 3000, did("webinar", 60, 1)),
		lead("finn", "Owner", "EMEA", "farming", 6, did("demo_request", 4, 1)),
		lead("gia", "Director", "AMER", "retail", 20000, did("webinar", 1, 2), did("page_view", 1, 4)),
		lead("hal", "Clerk", "EMEA", "retail", 12),
		lead("ida", "Head of Finance", "EMEA", "", 0, did("demo_request", 2, 1)),
		lead("jon", "Analyst", "AMER", "", 0, did("page_view", 8, 3)),
		lead("kim", "Student", "APAC", "education", 5000, did("page_view", 1, 20), pricing(1)),
		customer(lead("lou", "VP Product", "EMEA", "software", 400, did("page_view", 1, 5))),
	}
}

// lead makes a lead. Nobody told the industry "" and 0 employees: they stay
// unknown.
func lead(id, title, region, industry string, employees float64, history ...[]qualify.Activity) qualify.Lead {
	l := qualify.Lead{
		ID:      id,
		Person:  qualify.Person{JobTitle: title, Region: region},
		Company: qualify.Company{Industry: industry},
		Stage:   "lead",
	}
	if employees > 0 {
		l.Company.Employees = qualify.Number(employees)
	}
	for _, activities := range history {
		l.Activities = append(l.Activities, activities...)
	}
	return l
}

// did is something that was done some days ago, so many times.
func did(what string, daysAgo, times int) []qualify.Activity {
	activities := make([]qualify.Activity, times)
	for i := range activities {
		activities[i] = qualify.Activity{Type: what, At: asOf.AddDate(0, 0, -daysAgo).Add(-time.Duration(i) * time.Minute)}
	}
	return activities
}

// pricing is a look at the prices.
func pricing(daysAgo int) []qualify.Activity {
	looked := did("page_view", daysAgo, 1)
	looked[0].URL = "https://tideline.example/pricing"
	return looked
}

func customer(l qualify.Lead) qualify.Lead {
	l.Stage = "customer"
	return l
}
