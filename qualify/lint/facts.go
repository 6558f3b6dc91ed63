package lint

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// fact is one that every lead has: its kind, and how a lead is given a value
// of it, a bool, float64, string, time.Time or []string. The two counts of days
// are set by what they are counted from.
type fact struct {
	path string
	kind criteria.Kind
	set  func(l *qualify.Lead, v any)
}

// leadFacts are the facts of DESIGN's Lead. TestLeadFacts holds them against
// what compiles.
func leadFacts() []fact {
	text := func(path string, at func(*qualify.Lead) *string) fact {
		return fact{path, criteria.String, func(l *qualify.Lead, v any) { *at(l), _ = v.(string) }}
	}
	number := func(path string, at func(*qualify.Lead) *qualify.Opt[float64]) fact {
		return fact{path, criteria.Number, func(l *qualify.Lead, v any) { at(l).Value, at(l).Known = v.(float64) }}
	}
	flag := func(path string, at func(*qualify.Lead) *qualify.Opt[bool]) fact {
		return fact{path, criteria.Bool, func(l *qualify.Lead, v any) { at(l).Value, at(l).Known = v.(bool) }}
	}
	return []fact{
		text("person.email", func(l *qualify.Lead) *string { return &l.Person.Email }),
		text("person.name", func(l *qualify.Lead) *string { return &l.Person.Name }),
		text("person.phone", func(l *qualify.Lead) *string { return &l.Person.Phone }),
		text("person.job_title", func(l *qualify.Lead) *string { return &l.Person.JobTitle }),
		text("person.seniority", func(l *qualify.Lead) *string { return &l.Person.Seniority }),
		text("person.department", func(l *qualify.Lead) *string { return &l.Person.Department }),
		text("person.country", func(l *qualify.Lead) *string { return &l.Person.Country }),
		text("person.region", func(l *qualify.Lead) *string { return &l.Person.Region }),
		text("person.city", func(l *qualify.Lead) *string { return &l.Person.City }),
		flag("person.consent", func(l *qualify.Lead) *qualify.Opt[bool] { return &l.Person.Consent }),
		text("company.name", func(l *qualify.Lead) *string { return &l.Company.Name }),
		text("company.domain", func(l *qualify.Lead) *string { return &l.Company.Domain }),
		text("company.industry", func(l *qualify.Lead) *string { return &l.Company.Industry }),
		number("company.employees", func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Company.Employees }),
		number("company.annual_revenue", func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Company.AnnualRevenue }),
		text("company.country", func(l *qualify.Lead) *string { return &l.Company.Country }),
		text("company.region", func(l *qualify.Lead) *string { return &l.Company.Region }),
		{"company.technologies", criteria.Strings, func(l *qualify.Lead, v any) { l.Company.Technologies, _ = v.([]string) }},
		number("answers.budget", func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Answers.Budget }),
		text("answers.authority", func(l *qualify.Lead) *string { return &l.Answers.Authority }),
		text("answers.need", func(l *qualify.Lead) *string { return &l.Answers.Need }),
		number("answers.timeline_days", func(l *qualify.Lead) *qualify.Opt[float64] { return &l.Answers.TimelineDays }),
		text("answers.current_vendor", func(l *qualify.Lead) *string { return &l.Answers.CurrentVendor }),
		flag("answers.wants_contact", func(l *qualify.Lead) *qualify.Opt[bool] { return &l.Answers.WantsContact }),
		{"answers.wants_contact_at", criteria.Time, func(l *qualify.Lead, v any) { l.Answers.WantsContactAt, _ = v.(time.Time) }},
		text("source", func(l *qualify.Lead) *string { return &l.Source }),
		text("stage", func(l *qualify.Lead) *string { return &l.Stage }),
		text("owner", func(l *qualify.Lead) *string { return &l.Owner }),
		{"created_days_ago", criteria.Number, setCreated},
		{"idle_days", criteria.Number, setCreated},
	}
}

// setCreated sets when the lead was created, which a lead without activities
// is idle since, to so many days before asOf.
func setCreated(l *qualify.Lead, v any) {
	l.CreatedAt = time.Time{}
	if days, ok := v.(float64); ok {
		l.CreatedAt = daysBefore(days)
	}
}

// asOf is the instant that leads made here are decided for.
func asOf() time.Time { return time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC) }

// daysBefore is the instant so many days before asOf, as far as 200 years.
func daysBefore(days float64) time.Time {
	const far = 73_000
	return asOf().Add(-time.Duration(max(-far, min(days, far)) * float64(24*time.Hour)))
}

var kinds = map[string]criteria.Kind{
	"bool": criteria.Bool, "number": criteria.Number, "string": criteria.String, "time": criteria.Time, "strings": criteria.Strings,
}

// setFact gives a lead a value of a fact by path; nil makes it unknown.
func (k *checker) setFact(l *qualify.Lead, path string, v any) {
	name, custom := strings.CutPrefix(path, "custom.")
	if !custom {
		for i := range k.facts {
			if k.facts[i].path == path {
				k.facts[i].set(l, v)
			}
		}
		return
	}
	if v == nil {
		delete(l.Custom, name)
		return
	}
	if l.Custom == nil {
		l.Custom = map[string]any{}
	}
	if at, ok := v.(time.Time); ok {
		v = at.UTC().Format(time.RFC3339Nano) // as it would come from JSON
	}
	if list, ok := v.([]string); ok {
		texts := make([]any, len(list))
		for i, s := range list {
			texts[i] = s
		}
		v = texts
	}
	l.Custom[name] = v
}
