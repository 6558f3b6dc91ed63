package peerbench

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// AsOf is the instant that all leads are decided for.
var AsOf = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// The words that leads are made of.
var (
	industries  = []string{"SaaS", "Fintech", "Healthcare", "Manufacturing", "Retail", "Insurance", "Telecom", "Logistics", "Education", "Government", "Media", "Energy"}
	countries   = []string{"US", "CA", "GB", "DE", "FR", "ES", "IT", "IN", "BR", "JP", "KP", "NL"}
	products    = []string{"Salesforce", "HubSpot", "Marketo", "Segment", "Snowflake", "Zendesk", "Intercom", "Stripe", "Shopify"}
	titles      = []string{"VP of Sales", "vp marketing", "Vice President, Revenue", "SVP Global Sales", "Director of Engineering", "Chief Revenue Officer", "Head of Marketing", "Sales Manager", "Account Executive", "Software Engineer", "Student", "SVP Finance", "Vice President Operations", "vpn administrator, sales", "Svp Marketing"}
	seniorities = []string{"c_level", "vp", "director", "manager", "individual", "intern"}
	departments = []string{"sales", "marketing", "revops", "engineering", "finance", "hr"}
	sources     = []string{"web", "referral", "event", "purchased_list", "organic", "ads"}
	providers   = []string{"gmail.com", "yahoo.com", "hotmail.com"}
	authorities = []string{"decision_maker", "influencer", "user", "nobody"}
	needs       = []string{"crm", "automation", "reporting", "none", "other"}
	rivals      = []string{"rivalcrm.example", "leadzilla.example", "scoreking.example", "salesowl.example", "prospectly.example"}
	kinds       = []string{"page_view", "page_view", "page_view", "page_view", "page_view", "email_open", "email_open", "email_open", "email_click", "email_click", "webinar_attend", "content_download", "content_download", "form_submit", "trial_login", "trial_login", "purchase", "demo_request", "email_bounce", "unsubscribe", "chat"}
	pages       = []string{"/", "/pricing", "/pricing?plan=team", "/docs/start", "/docs/api/leads", "/blog/scoring-101", "/features", "/about", "https://www.site.example/pricing/enterprise", "/customers/case-study"}
	plans       = []string{"free", "team", "enterprise"}
)

// Leads10k are the leads of the benchmark.
var Leads10k = sync.OnceValue(func() []qualify.Lead { return Leads(10_000) })

// Leads makes n varied leads with a dozen activities each on average, the same
// ones for the same n. Every fact that the rules do not give a default for is
// known.
func Leads(n int) []qualify.Lead {
	r := rand.New(rand.NewPCG(1, 2))
	leads := make([]qualify.Lead, n)
	for i := range leads {
		leads[i] = lead(r, i)
		leads[i].Activities = Activities(r, min(60, int(r.ExpFloat64()*12.2+0.5)))
	}
	return leads
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func lead(r *rand.Rand, i int) qualify.Lead {
	domain := fmt.Sprintf("company%d.example", r.IntN(4000))
	if r.IntN(40) == 0 {
		domain = pick(r, rivals)
	}
	l := qualify.Lead{
		ID: fmt.Sprintf("L%d", i),
		Person: qualify.Person{
			JobTitle: pick(r, titles), Seniority: pick(r, seniorities), Department: pick(r, departments),
			Country: pick(r, countries), Consent: qualify.Known(r.IntN(100) < 90),
		},
		Company: qualify.Company{
			Domain: domain, Industry: pick(r, industries), Country: pick(r, countries), Technologies: []string{},
			Employees: qualify.Number(float64(int(r.ExpFloat64() * 900))), AnnualRevenue: qualify.Number(float64(int(r.ExpFloat64() * 2e7))),
		},
		Answers: qualify.Answers{Authority: pick(r, authorities), Need: pick(r, needs), TimelineDays: qualify.Number(float64(r.IntN(240) - 10))},
		Source:  pick(r, sources),
		Custom:  map[string]any{},
	}
	if r.IntN(2) == 0 {
		l.Answers.Budget = qualify.Number(float64(r.IntN(200) * 500))
	}
	for _, t := range products {
		if r.IntN(3) == 0 {
			l.Company.Technologies = append(l.Company.Technologies, t)
		}
	}
	if r.IntN(6) == 0 {
		domain = pick(r, providers)
	}
	l.Person.Email = fmt.Sprintf("user%d@%s", i, domain)
	custom := map[string]any{
		"plan": pick(r, plans), "nps": float64(r.IntN(11)), "is_partner": r.IntN(4) == 0,
		"seats": float64(r.IntN(400)), "region_code": pick(r, []string{"EMEA", "AMER", "APAC"}),
	}
	for _, k := range []string{"plan", "nps", "is_partner", "seats", "region_code"} {
		if r.IntN(4) > 0 {
			l.Custom[k] = custom[k]
		}
	}
	return l
}

// Activities makes n activities of the last four months; one log in eight has
// none in the last three.
func Activities(r *rand.Rand, n int) []qualify.Activity {
	quiet := 0
	if r.IntN(8) == 0 {
		quiet = 95
	}
	log := make([]qualify.Activity, n)
	for i := range log {
		a := qualify.Activity{Type: pick(r, kinds), At: AsOf.Add(-time.Duration(quiet)*24*time.Hour - time.Duration(r.IntN(120*86400))*time.Second)}
		switch a.Type {
		case "page_view", "form_submit", "content_download":
			a.URL = pick(r, pages)
		}
		switch a.Type {
		case "purchase":
			a.Value = float64(r.IntN(400)) / 4
		case "demo_request", "webinar_attend":
			a.Value = float64(r.IntN(80)) / 4
		}
		log[i] = a
	}
	return log
}

// leadsWith makes leads with n activities each.
func leadsWith(leads, n int) []qualify.Lead {
	list := Leads(leads)
	r := rand.New(rand.NewPCG(5, 6))
	for i := range list {
		list[i].Activities = Activities(r, n)
	}
	return list
}

// Shares are the shares of unknown facts that are measured, in percent. At 0
// nothing is unknown but what the workload leaves open.
var Shares = []int{0, 10, 30, 60, 90}

// leadsWithout makes leads that lack a share of their facts, in percent.
func leadsWithout(share int) []qualify.Lead {
	list := Leads(10_000)
	r := rand.New(rand.NewPCG(7, 8))
	lost := func() bool { return r.IntN(100) < share }
	for i := range list {
		l := &list[i]
		for _, s := range []*string{
			&l.Person.Email, &l.Person.JobTitle, &l.Person.Seniority, &l.Person.Department, &l.Person.Country,
			&l.Company.Domain, &l.Company.Industry, &l.Company.Country, &l.Answers.Authority, &l.Answers.Need, &l.Source,
		} {
			if lost() {
				*s = ""
			}
		}
		for _, n := range []*qualify.Opt[float64]{&l.Company.Employees, &l.Company.AnnualRevenue, &l.Answers.Budget, &l.Answers.TimelineDays} {
			if lost() {
				*n = qualify.Opt[float64]{}
			}
		}
		if lost() {
			l.Person.Consent = qualify.Opt[bool]{}
		}
		if lost() {
			l.Company.Technologies = nil
		}
		for _, k := range []string{"plan", "nps", "is_partner", "seats", "region_code"} {
			if lost() {
				delete(l.Custom, k)
			}
		}
	}
	return list
}
