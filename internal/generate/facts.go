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
	Known  func(l *qualify.Lead) bool
	Set    func(l *qualify.Lead, v any)
	Values []any // bool, float64, string, time.Time or []string

	kind kind
}

var (
	titles  = []any{"VP Sales", "vp, sales", "VPN administrator", "Head of IT", "Director", "élève-ingénieur"}
	regions = []any{"EMEA", "APAC", "AMER"}
	stages  = []any{"lead", "mql", "customer"}
	plans   = []any{"free", "team", "enterprise"}
	emails  = []any{"m@shore.example", "Ana@GMAIL.com", "bo@rival.example", "nobody"}
	domains = []any{"shore.example", "rival.example", "gmail.com"}
	tags    = []any{[]string{}, []string{"go"}, []string{"go", "sql"}, []string{"SQL", "vp"}}
	counts  = []any{0.0, 1.0, 49.0, 50.0, 320.0, 5000.0, 5001.0, -2.5}
	money   = []any{0.0, 24999.75, 25000.0, 30000.0, 1e6}
	truths  = []any{true, false}
	times   = []any{ago(0), ago(0.25), ago(7), ago(14.5), ago(30), ago(30.0625), ago(90), ago(400)}
	dates   = []any{ago(-30), ago(0), ago(30), time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)}
)

// ago is the instant so many days before AsOf.
func ago(days float64) time.Time {
	return AsOf.Add(-time.Duration(days * float64(24*time.Hour)))
}

// Facts are those that leads made here have or lack.
func Facts() []Fact { return slices.Clone(facts) }

var facts = slices.Concat([]Fact{
	ofText("person.email", emails, func(l *qualify.Lead) *string { return &l.Person.Email }),
	ofText("person.job_title", titles, func(l *qualify.Lead) *string { return &l.Person.JobTitle }),
	ofText("person.seniority", []any{"c_level", "vp", "director"}, func(l *qualify.Lead) *string { return &l.Person.Seniority }),
	ofText("person.region", regions, func(l *qualify.Lead) *string { return &l.Person.Region }),
	ofBool("person.consent", func(l *qualify.Lead) *qualify.Opt[bool] { return &l.Person.Consent }),
	ofText("company.domain", domains, func(l *qualify.Lead) *string { return &l.Company.Domain }),
	ofText("company.industry", []any{"software", "education", "Pharma"}, func(l *qualify.Lead) *string { return &l.Company.Industry }),
	ofNumber("company.employees", counts, func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Company.Employees }),
	ofNumber("company.annual_revenue", money, func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Company.AnnualRevenue }),
	{
		Path: "company.technologies", kind: texts, Values: tags,
		Known: func(l *qualify.Lead) bool { return l.Company.Technologies != nil },
		Set: func(l *qualify.Lead, v any) {
			if l.Company.Technologies = nil; v != nil {
				l.Company.Technologies = v.([]string)
			}
		},
	},
	ofNumber("answers.budget", money, func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Answers.Budget }),
	ofText("answers.authority", []any{"decision_maker", "influencer", "none"}, func(l *qualify.Lead) *string { return &l.Answers.Authority }),
	ofText("answers.need", []any{"none", "urgent", "some"}, func(l *qualify.Lead) *string { return &l.Answers.Need }),
	ofNumber("answers.timeline_days", []any{0.0, 60.0, 180.0, 181.0}, func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Answers.TimelineDays }),
	ofBool("answers.wants_contact", func(l *qualify.Lead) *qualify.Opt[bool] { return &l.Answers.WantsContact }),
	ofTime("answers.wants_contact_at", times, func(l *qualify.Lead) *time.Time { return &l.Answers.WantsContactAt }),
	ofText("source", []any{"webinar", "referral", "organic_search"}, func(l *qualify.Lead) *string { return &l.Source }),
	ofText("stage", stages, func(l *qualify.Lead) *string { return &l.Stage }),
	ofText("owner", []any{"ana", "bo", "cy"}, func(l *qualify.Lead) *string { return &l.Owner }),
	ofTime("created_at", times, func(l *qualify.Lead) *time.Time { return &l.CreatedAt }),
}, []Fact{
	ofCustom("custom.seats", number, counts),
	ofCustom("custom.plan", text, plans),
	ofCustom("custom.licence", boolean, truths),
	ofCustom("custom.tags", texts, tags),
	ofCustom("custom.renewal", instant, dates),
})

func ofText(path string, values []any, at func(*qualify.Lead) *string) Fact {
	return Fact{
		Path: path, kind: text, Values: values,
		Known: func(l *qualify.Lead) bool { return *at(l) != "" },
		Set:   func(l *qualify.Lead, v any) { *at(l), _ = v.(string) },
	}
}

func ofBool(path string, at func(*qualify.Lead) *qualify.Opt[bool]) Fact {
	return Fact{
		Path: path, kind: boolean, Values: truths,
		Known: func(l *qualify.Lead) bool { return at(l).Known },
		Set:   func(l *qualify.Lead, v any) { at(l).Value, at(l).Known = v.(bool) },
	}
}

func ofNumber(path string, values []any, at func(*qualify.Lead) *qualify.Opt[float64]) Fact {
	return Fact{
		Path: path, kind: number, Values: values,
		Known: func(l *qualify.Lead) bool { return at(l).Known && finite(at(l).Value) },
		Set:   func(l *qualify.Lead, v any) { at(l).Value, at(l).Known = v.(float64) },
	}
}

func ofTime(path string, values []any, at func(*qualify.Lead) *time.Time) Fact {
	return Fact{
		Path: path, kind: instant, Values: values,
		Known: func(l *qualify.Lead) bool { return !at(l).IsZero() },
		Set:   func(l *qualify.Lead, v any) { *at(l), _ = v.(time.Time) },
	}
}

func ofCustom(path string, k kind, values []any) Fact {
	name := path[len("custom."):]
	return Fact{
		Path: path, kind: k, Values: values,
		Known: func(l *qualify.Lead) bool { v, ok := l.Custom[name]; return ok && fits(k, values, v) },
		Set: func(l *qualify.Lead, v any) {
			if l.Custom == nil {
				l.Custom = map[string]any{}
			}
			if l.Custom[name] = v; v == nil {
				delete(l.Custom, name)
			}
		},
	}
}

// fits tells whether a custom value counts: of the wrong ones that Lead makes
// none does.
func fits(k kind, values []any, v any) bool {
	switch v := v.(type) {
	case bool:
		return k == boolean
	case float64:
		return k == number && finite(v)
	case string:
		if k == instant {
			_, err := time.Parse(time.RFC3339, v)
			return err == nil
		}
		return k == text && slices.Contains(values, any(v))
	case time.Time:
		return k == instant
	case []string:
		return k == texts
	}
	return false
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
