package peerbench

import (
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// view is a lead as the engines see it that know nothing of leads: the names
// of the rules as fields, ages worked out. It is filled anew for each lead, in
// memory that is used again; a host would have to do the same.
type view struct {
	Person     personView      `expr:"person"`
	Company    companyView     `expr:"company"`
	Answers    answersView     `expr:"answers"`
	Source     string          `expr:"source"`
	Activities []*activityView `expr:"activities"` // as pointers: expr and cel copy structs
	Custom     map[string]any  `expr:"custom"`

	log []activityView // what Activities point to
}

type personView struct {
	Email      string `expr:"email" cel:"email"`
	JobTitle   string `expr:"job_title" cel:"job_title"`
	Seniority  string `expr:"seniority" cel:"seniority"`
	Department string `expr:"department" cel:"department"`
	Country    string `expr:"country" cel:"country"`
	Consent    bool   `expr:"consent" cel:"consent"`
}

type companyView struct {
	Domain        string   `expr:"domain" cel:"domain"`
	Industry      string   `expr:"industry" cel:"industry"`
	Country       string   `expr:"country" cel:"country"`
	Employees     float64  `expr:"employees" cel:"employees"`
	AnnualRevenue float64  `expr:"annual_revenue" cel:"annual_revenue"`
	Technologies  []string `expr:"technologies" cel:"technologies"`
}

type answersView struct {
	Budget       *float64 `expr:"budget" cel:"budget"` // nil where unknown
	Authority    string   `expr:"authority" cel:"authority"`
	Need         string   `expr:"need" cel:"need"`
	TimelineDays float64  `expr:"timeline_days" cel:"timeline_days"`
}

type activityView struct {
	Type    string  `expr:"type" cel:"type"`
	URL     string  `expr:"url" cel:"url"`
	DaysAgo float64 `expr:"days_ago" cel:"days_ago"`
	Value   float64 `expr:"value" cel:"value"`
}

func (v *view) fill(l *qualify.Lead, asOf time.Time) {
	p, c, a := &l.Person, &l.Company, &l.Answers
	v.Person = personView{p.Email, p.JobTitle, p.Seniority, p.Department, p.Country, p.Consent.Value}
	v.Company = companyView{c.Domain, c.Industry, c.Country, c.Employees.Value, c.AnnualRevenue.Value, c.Technologies}
	v.Answers = answersView{Authority: a.Authority, Need: a.Need, TimelineDays: a.TimelineDays.Value}
	if a.Budget.Known {
		v.Answers.Budget = &a.Budget.Value
	}
	v.Source, v.Custom = l.Source, l.Custom

	n := len(l.Activities)
	if cap(v.log) < n {
		v.log = make([]activityView, n)
		v.Activities = make([]*activityView, n)
		for i := range v.log {
			v.Activities[i] = &v.log[i]
		}
	}
	v.log, v.Activities = v.log[:n], v.Activities[:n]
	now := asOf.Unix()
	for i := range l.Activities {
		from := &l.Activities[i]
		v.log[i] = activityView{from.Type, from.URL, float64(now-from.At.Unix()) / (24 * 60 * 60), from.Value}
	}
}
