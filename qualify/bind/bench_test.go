package bind_test

import (
	"database/sql"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// contact is a row with what a rule set usually needs, and events a join.
type contact struct {
	ID       int64          `lead:"id"`
	Mail     string         `lead:"person.email"`
	Title    sql.NullString `lead:"person.job_title"`
	Region   string         `lead:"person.region"`
	Consent  bool           `lead:"person.consent"`
	Company  string         `lead:"company.name"`
	Domain   string         `lead:"company.domain"`
	Industry *string        `lead:"company.industry"`
	Staff    sql.NullInt64  `lead:"company.employees"`
	Revenue  *float64       `lead:"company.annual_revenue"`
	Stack    []string       `lead:"company.technologies"`
	Budget   float64        `lead:"answers.budget,omitzero"`
	Days     *int           `lead:"answers.timeline_days"`
	Wants    sql.NullBool   `lead:"answers.wants_contact"`
	Source   string         `lead:"source"`
	Stage    string         `lead:"stage"`
	Created  time.Time      `lead:"created_at"`
	Demo     sql.NullTime   `lead:"activities,type=demo_request"`
	Views    []view         `lead:"activities,type=page_view"`
}

type view struct {
	At      time.Time `lead:"at"`
	URL     string    `lead:"url"`
	Seconds int       `lead:"value"`
}

// byHand is what a host would write instead of the tags.
func byHand(c *contact, lead *qualify.Lead) {
	log := lead.Activities[:0]
	*lead = qualify.Lead{}
	lead.ID = strconv.FormatInt(c.ID, 10)
	lead.Person.Email = c.Mail
	if c.Title.Valid {
		lead.Person.JobTitle = c.Title.String
	}
	lead.Person.Region = c.Region
	lead.Person.Consent = qualify.Known(c.Consent)
	lead.Company.Name = c.Company
	lead.Company.Domain = c.Domain
	if c.Industry != nil {
		lead.Company.Industry = *c.Industry
	}
	if c.Staff.Valid {
		lead.Company.Employees = qualify.Number(float64(c.Staff.Int64))
	}
	if c.Revenue != nil {
		lead.Company.AnnualRevenue = qualify.Number(*c.Revenue)
	}
	lead.Company.Technologies = c.Stack
	if c.Budget != 0 {
		lead.Answers.Budget = qualify.Number(c.Budget)
	}
	if c.Days != nil {
		lead.Answers.TimelineDays = qualify.Number(float64(*c.Days))
	}
	if c.Wants.Valid {
		lead.Answers.WantsContact = qualify.Known(c.Wants.Bool)
	}
	lead.Source = c.Source
	lead.Stage = c.Stage
	lead.CreatedAt = c.Created
	if c.Demo.Valid && !c.Demo.Time.IsZero() {
		log = append(log, qualify.Activity{Type: "demo_request", At: c.Demo.Time})
	}
	for i := range c.Views {
		v := &c.Views[i]
		log = append(log, qualify.Activity{Type: "page_view", At: v.At, URL: v.URL, Value: float64(v.Seconds)})
	}
	lead.Activities = log
}

func contactOf(views int) *contact {
	industry, revenue, days := "software", 2.5e6, 60
	c := &contact{
		ID: 4711, Mail: "mia@shore.example", Title: sql.NullString{String: "VP Sales", Valid: true}, Region: "EMEA", Consent: true,
		Company: "Shore", Domain: "shore.example", Industry: &industry, Staff: sql.NullInt64{Int64: 320, Valid: true}, Revenue: &revenue,
		Stack: []string{"go"}, Budget: 30000, Days: &days, Wants: sql.NullBool{Bool: true, Valid: true},
		Source: "webinar", Stage: "new", Created: binderNow.AddDate(0, -1, 0), Demo: sql.NullTime{Time: binderNow, Valid: true},
	}
	for i := range views {
		c.Views = append(c.Views, view{binderNow.Add(-time.Duration(i) * time.Hour), "/pricing", 10 + i})
	}
	return c
}

func TestBindIsAsByHandAndAllocatesNoMore(t *testing.T) {
	b := binderOf[contact](t)
	c := contactOf(12)
	var want, have qualify.Lead
	byHand(c, &want)
	b.Fill(c, &have)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Fatalf("(-by hand +Bind):\n%s", diff)
	}
	hand := testing.AllocsPerRun(100, func() { byHand(c, &want) })
	if n := testing.AllocsPerRun(100, func() { b.Fill(c, &have) }); n > hand { // the text of the id
		t.Errorf("%v allocations, by hand %v", n, hand)
	}
}

// BenchmarkBind compares tags with the same by hand; each is a record.
func BenchmarkBind(b *testing.B) {
	binder := binderOf[contact](b)
	for _, views := range []int{0, 12} {
		c := contactOf(views)
		var lead qualify.Lead
		b.Run(fmt.Sprintf("views=%d/hand", views), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				byHand(c, &lead)
			}
		})
		b.Run(fmt.Sprintf("views=%d/binder", views), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				binder.Fill(c, &lead)
			}
		})
	}
}
