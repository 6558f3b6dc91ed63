package generate

import (
	"math"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// AsOf is the instant that what is made here is about.
var AsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// kind is what an expression comes to.
type kind int

const (
	boolean kind = iota
	number
	text
	instant
	span
	texts
	numbers
)

// Fact is a fact of a lead with the values that it may have here.
type Fact struct {
	Path   string
	Values []any // bool, float64, string, time.Time or []string

	kind kind
}

// Known tells whether the engine takes the fact as known: of the wrong values
// that Lead makes it takes none.
func (f *Fact) Known(l *qualify.Lead) bool {
	v, err := l.Get(f.Path)
	if err != nil {
		return false
	}
	switch v := v.(type) {
	case bool:
		return f.kind == boolean
	case float64:
		return f.kind == number && finite(v)
	case string:
		if f.kind == instant {
			_, err := time.Parse(time.RFC3339, v)
			return err == nil
		}
		return f.kind == text && (f.Path != planPath || slices.Contains(f.Values, any(v)))
	case time.Time:
		return f.kind == instant
	case []string:
		return f.kind == texts
	}
	return false
}

// Set gives the lead a value of the fact; nil makes it unknown.
func (f *Fact) Set(l *qualify.Lead, v any) {
	if err := l.Set(f.Path, v); err != nil {
		panic(err) // the table below has a value of another kind
	}
}

var (
	titles    = []any{"VP Sales", "vp, sales", "VPN administrator", "Head of IT", "Director", "élève-ingénieur"}
	regions   = []any{"EMEA", "APAC", "AMER"}
	countries = []any{"DE", "us", "US"}
	stages    = []any{"lead", "mql", "customer"}
	plans     = []any{"free", "team", "enterprise"}
	emails    = []any{"m@shore.example", "Ana@GMAIL.com", "bo@rival.example", "nobody"}
	domains   = []any{"shore.example", "rival.example", "gmail.com"}
	tags      = []any{[]string{}, []string{"go"}, []string{"go", "sql"}, []string{"SQL", "vp"}}
	counts    = []any{0.0, 1.0, 49.0, 50.0, 320.0, 5000.0, 5001.0, -2.5}
	money     = []any{0.0, 24999.75, 25000.0, 30000.0, 1e6}
	truths    = []any{true, false}
	times     = []any{ago(0), ago(0.25), ago(7), ago(14.5), ago(30), ago(30.0625), ago(90), ago(400)}
	dates     = []any{ago(-30), ago(0), ago(30), time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)}
)

// ago is the instant so many days before AsOf.
func ago(days float64) time.Time {
	return AsOf.Add(-time.Duration(days * float64(24*time.Hour)))
}

// Facts are those that leads made here have or lack.
func Facts() []Fact { return slices.Clone(facts) }

// samples are the values of a lead's fields, by path. What is not in it has
// values that suit its kind.
var samples = map[string][]any{
	"person.email": emails, "person.name": {"Ana", "bo Li", "Élodie"}, "person.phone": {"+49 30 1234", "555-0100"},
	"person.job_title": titles, "person.seniority": {"c_level", "vp", "director"}, "person.department": {"sales", "it"},
	"person.country": countries, "person.region": regions, "person.city": {"Berlin", "berlin", "Austin"}, "person.consent": truths,
	"company.name": {"Shore", "Rival Inc."}, "company.domain": domains, "company.industry": {"software", "education", "Pharma"},
	"company.employees": counts, "company.annual_revenue": money, "company.country": countries, "company.region": regions,
	"company.technologies": tags, "answers.budget": money, "answers.authority": {"decision_maker", "influencer", "none"},
	"answers.need": {"none", "urgent", "some"}, "answers.timeline_days": {0.0, 60.0, 180.0, 181.0},
	"answers.current_vendor": {"none", "Rival"}, "answers.wants_contact": truths, "answers.wants_contact_at": times,
	"source": {"webinar", "referral", "organic_search"}, "stage": stages, "owner": {"ana", "bo", "cy"}, "created_at": times,
}

// plain are the values of fields that samples does not have.
var plain = map[kind][]any{boolean: truths, number: counts, text: {"a", "A b", "c"}, instant: times, texts: tags}

// kinds are the kinds of facts, by their types in rule sets.
var kinds = map[string]kind{"bool": boolean, "number": number, "string": text, "time": instant, "strings": texts}

// planPath is the fact with an enum.
const planPath = "custom.plan"

var facts = func() []Fact {
	var all []Fact
	for _, f := range qualify.LeadFields() {
		if f.Name == "id" || f.Name == "account_id" || f.Name == "reset_at" { // which Lead sees to
			continue
		}
		values, given := samples[f.Name]
		if !given {
			values = plain[kinds[f.Type]]
		}
		all = append(all, Fact{f.Name, values, kinds[f.Type]})
	}
	return append(all,
		Fact{"custom.seats", counts, number}, Fact{planPath, plans, text}, Fact{"custom.licence", truths, boolean},
		Fact{"custom.tags", tags, texts}, Fact{"custom.renewal", dates, instant},
	)
}()

// activityCustom are the custom fields of activities made here, by their paths
// there.
var activityCustom = []Fact{
	{"custom.feature", []any{"export", "sso", "Import"}, text}, {"custom.length", counts, number}, {"custom.paid", truths, boolean},
	{"custom.topics", tags, texts}, {"custom.until", dates, instant},
}

// ActivityFacts declare the custom fields of activities.
func ActivityFacts() map[string]qualify.Fact {
	return map[string]qualify.Fact{
		"activities.custom.feature": {Type: "string"}, "activities.custom.length": {Type: "number"}, "activities.custom.paid": {Type: "bool"},
		"activities.custom.topics": {Type: "strings"}, "activities.custom.until": {Type: "time"},
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
