package leadfile

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// kind is the type of a field.
type kind uint8

const (
	noKind kind = iota
	textKind
	numberKind
	boolKind
	timeKind
	listKind
)

// kinds are the names of types, as rule sets and maps write them.
var kinds = map[string]kind{"string": textKind, "number": numberKind, "bool": boolKind, "time": timeKind, "strings": listKind}

// String is how messages call a value of the kind.
func (k kind) String() string {
	return [...]string{"nothing", "text", "number", "yes or no", "date", "list of texts"}[k]
}

// value is one that was read. Only what its field's kind needs is set.
type value struct {
	known  bool
	text   string
	number float64
	yes    bool
	at     time.Time
	list   []string
	boxed  any // the same, for a custom field
}

// leadField is a field of a lead and how to fill it with a known value.
type leadField struct {
	path string
	kind kind
	set  func(*qualify.Lead, *value)
}

// leadFields are all but the custom ones.
var leadFields = [...]leadField{
	{"id", textKind, func(l *qualify.Lead, v *value) { l.ID = v.text }},
	{"person.email", textKind, func(l *qualify.Lead, v *value) { l.Person.Email = v.text }},
	{"person.name", textKind, func(l *qualify.Lead, v *value) { l.Person.Name = v.text }},
	{"person.phone", textKind, func(l *qualify.Lead, v *value) { l.Person.Phone = v.text }},
	{"person.job_title", textKind, func(l *qualify.Lead, v *value) { l.Person.JobTitle = v.text }},
	{"person.seniority", textKind, func(l *qualify.Lead, v *value) { l.Person.Seniority = v.text }},
	{"person.department", textKind, func(l *qualify.Lead, v *value) { l.Person.Department = v.text }},
	{"person.country", textKind, func(l *qualify.Lead, v *value) { l.Person.Country = v.text }},
	{"person.region", textKind, func(l *qualify.Lead, v *value) { l.Person.Region = v.text }},
	{"person.city", textKind, func(l *qualify.Lead, v *value) { l.Person.City = v.text }},
	{"person.consent", boolKind, func(l *qualify.Lead, v *value) { l.Person.Consent = qualify.Known(v.yes) }},
	{"company.name", textKind, func(l *qualify.Lead, v *value) { l.Company.Name = v.text }},
	{"company.domain", textKind, func(l *qualify.Lead, v *value) { l.Company.Domain = v.text }},
	{"company.industry", textKind, func(l *qualify.Lead, v *value) { l.Company.Industry = v.text }},
	{"company.employees", numberKind, func(l *qualify.Lead, v *value) { l.Company.Employees = qualify.Known(v.number) }},
	{"company.annual_revenue", numberKind, func(l *qualify.Lead, v *value) { l.Company.AnnualRevenue = qualify.Known(v.number) }},
	{"company.country", textKind, func(l *qualify.Lead, v *value) { l.Company.Country = v.text }},
	{"company.region", textKind, func(l *qualify.Lead, v *value) { l.Company.Region = v.text }},
	{"company.technologies", listKind, func(l *qualify.Lead, v *value) { l.Company.Technologies = v.list }},
	{"answers.budget", numberKind, func(l *qualify.Lead, v *value) { l.Answers.Budget = qualify.Known(v.number) }},
	{"answers.authority", textKind, func(l *qualify.Lead, v *value) { l.Answers.Authority = v.text }},
	{"answers.need", textKind, func(l *qualify.Lead, v *value) { l.Answers.Need = v.text }},
	{"answers.timeline_days", numberKind, func(l *qualify.Lead, v *value) { l.Answers.TimelineDays = qualify.Known(v.number) }},
	{"answers.current_vendor", textKind, func(l *qualify.Lead, v *value) { l.Answers.CurrentVendor = v.text }},
	{"answers.wants_contact", boolKind, func(l *qualify.Lead, v *value) { l.Answers.WantsContact = qualify.Known(v.yes) }},
	{"answers.wants_contact_at", timeKind, func(l *qualify.Lead, v *value) { l.Answers.WantsContactAt = v.at }},
	{"source", textKind, func(l *qualify.Lead, v *value) { l.Source = v.text }},
	{"stage", textKind, func(l *qualify.Lead, v *value) { l.Stage = v.text }},
	{"owner", textKind, func(l *qualify.Lead, v *value) { l.Owner = v.text }},
	{"created_at", timeKind, func(l *qualify.Lead, v *value) { l.CreatedAt = v.at }},
	{"reset_at", timeKind, func(l *qualify.Lead, v *value) { l.ResetAt = v.at }},
}

// findField finds a field of a lead by its path. Of a custom field the kind is
// that of the rule set's declaration, noKind without one.
func findField(path string, facts map[string]qualify.Fact) (leadField, bool) {
	for _, f := range leadFields {
		if f.path == path {
			return f, true
		}
	}
	name, custom := strings.CutPrefix(path, "custom.")
	if !custom || name == "" {
		return leadField{}, false
	}
	return leadField{path, kinds[facts[path].Type], func(l *qualify.Lead, v *value) {
		if l.Custom == nil {
			l.Custom = make(map[string]any)
		}
		l.Custom[name] = v.boxed
	}}, true
}

// fieldPaths are the paths that may be filled, for "did you mean".
func fieldPaths(facts map[string]qualify.Fact) []string {
	var paths []string
	for _, f := range leadFields {
		paths = append(paths, f.path)
	}
	return append(paths, customPaths(facts)...)
}
