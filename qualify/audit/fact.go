package audit

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// A value is what is known of a fact.
type value struct {
	known  bool
	number float64
	text   string
	yes    bool
	list   []string
}

// A leadFact is a fact that every lead has.
type leadFact struct {
	path string
	kind criteria.Kind
	get  func(*qualify.Lead) value
}

func textOf(s string) value { return value{known: s != "", text: s} }

func numberOf(o qualify.Opt[float64]) value { return value{known: o.Known, number: o.Value} }

func boolOf(o qualify.Opt[bool]) value { return value{known: o.Known, yes: o.Value} }

func timeOf(t time.Time) value { return value{known: !t.IsZero()} }

// leadFacts are those that rules may read, by the path in expressions.
var leadFacts = [...]leadFact{
	{"person.email", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Email) }},
	{"person.name", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Name) }},
	{"person.phone", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Phone) }},
	{"person.job_title", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.JobTitle) }},
	{"person.seniority", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Seniority) }},
	{"person.department", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Department) }},
	{"person.country", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Country) }},
	{"person.region", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.Region) }},
	{"person.city", criteria.String, func(l *qualify.Lead) value { return textOf(l.Person.City) }},
	{"person.consent", criteria.Bool, func(l *qualify.Lead) value { return boolOf(l.Person.Consent) }},
	{"company.name", criteria.String, func(l *qualify.Lead) value { return textOf(l.Company.Name) }},
	{"company.domain", criteria.String, func(l *qualify.Lead) value { return textOf(l.Company.Domain) }},
	{"company.industry", criteria.String, func(l *qualify.Lead) value { return textOf(l.Company.Industry) }},
	{"company.employees", criteria.Number, func(l *qualify.Lead) value { return numberOf(l.Company.Employees) }},
	{"company.annual_revenue", criteria.Number, func(l *qualify.Lead) value { return numberOf(l.Company.AnnualRevenue) }},
	{"company.country", criteria.String, func(l *qualify.Lead) value { return textOf(l.Company.Country) }},
	{"company.region", criteria.String, func(l *qualify.Lead) value { return textOf(l.Company.Region) }},
	{"company.technologies", criteria.Strings, func(l *qualify.Lead) value {
		return value{known: l.Company.Technologies != nil, list: l.Company.Technologies}
	}},
	{"answers.budget", criteria.Number, func(l *qualify.Lead) value { return numberOf(l.Answers.Budget) }},
	{"answers.authority", criteria.String, func(l *qualify.Lead) value { return textOf(l.Answers.Authority) }},
	{"answers.need", criteria.String, func(l *qualify.Lead) value { return textOf(l.Answers.Need) }},
	{"answers.timeline_days", criteria.Number, func(l *qualify.Lead) value { return numberOf(l.Answers.TimelineDays) }},
	{"answers.current_vendor", criteria.String, func(l *qualify.Lead) value { return textOf(l.Answers.CurrentVendor) }},
	{"answers.wants_contact", criteria.Bool, func(l *qualify.Lead) value { return boolOf(l.Answers.WantsContact) }},
	{"answers.wants_contact_at", criteria.Time, func(l *qualify.Lead) value { return timeOf(l.Answers.WantsContactAt) }},
	{"source", criteria.String, func(l *qualify.Lead) value { return textOf(l.Source) }},
	{"stage", criteria.String, func(l *qualify.Lead) value { return textOf(l.Stage) }},
	{"owner", criteria.String, func(l *qualify.Lead) value { return textOf(l.Owner) }},
	{"created_days_ago", criteria.Number, nil},
	{"idle_days", criteria.Number, nil},
}

// kinds are the types that facts may be declared as.
var kinds = map[string]criteria.Kind{
	"bool": criteria.Bool, "number": criteria.Number, "string": criteria.String, "time": criteria.Time, "strings": criteria.Strings,
}

// A fact is one that tiers can be made of.
type fact struct {
	path string
	kind criteria.Kind
	get  func(*qualify.Lead) value
}

// factAt finds a fact by its path; ok is false where there is none that has a
// value of its own.
func factAt(rs *qualify.RuleSet, path string) (f fact, ok bool) {
	for _, l := range leadFacts {
		if l.path == path {
			return fact(l), l.get != nil
		}
	}
	declared, ok := rs.Facts[path]
	name, custom := strings.CutPrefix(path, "custom.")
	if !ok || !custom {
		return fact{}, false
	}
	kind := kinds[declared.Type]
	return fact{path, kind, func(l *qualify.Lead) value {
		v := customValue(kind, l.Custom[name])
		if len(declared.Enum) > 0 && !slices.Contains(declared.Enum, v.text) {
			return value{}
		}
		return v
	}}, true
}

// customValue reads a custom value as the engine does: one of another kind is
// unknown.
func customValue(kind criteria.Kind, v any) value {
	switch kind {
	case criteria.Bool:
		yes, ok := v.(bool)
		return value{known: ok, yes: yes}
	case criteria.String:
		s, _ := v.(string)
		return textOf(s)
	case criteria.Number:
		n, ok := number(v)
		return value{known: ok && !math.IsNaN(n) && !math.IsInf(n, 0), number: n}
	case criteria.Strings:
		return listValue(v)
	}
	return value{}
}

func number(v any) (float64, bool) {
	if n, ok := v.(json.Number); ok {
		f, err := n.Float64()
		return f, err == nil
	}
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
	case r.CanInt():
		return float64(r.Int()), true
	case r.CanUint():
		return float64(r.Uint()), true
	case r.CanFloat():
		return r.Float(), true
	}
	return 0, false
}

func listValue(v any) value {
	switch v := v.(type) {
	case []string:
		return value{known: v != nil, list: v}
	case []any:
		list := make([]string, len(v))
		for i := range v {
			s, ok := v[i].(string)
			if !ok {
				return value{}
			}
			list[i] = s
		}
		return value{known: v != nil, list: list}
	}
	return value{}
}
