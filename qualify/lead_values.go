package qualify

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Values returns what is known of the lead as text, by the facts' paths
// ("company.employees": "320"), for explain.Options.Values. Numbers are
// decimals, booleans "true" and "false", instants RFC 3339 in UTC, lists
// joined by commas, empty ones "[]". created_at and reset_at, which are no
// facts, are in it as well; activities, the lead's id, facts that follow from
// others, such as idle_days, and custom values of kinds that no fact has are
// not. The map is the caller's.
func (l *Lead) Values() map[string]string {
	values := make(map[string]string)
	text := func(path, v string) {
		if v != "" {
			values[path] = v
		}
	}
	number := func(path string, v Opt[float64]) {
		if v.Known {
			values[path] = decimal(v.Value)
		}
	}
	truthOf := func(path string, v Opt[bool]) {
		if v.Known {
			values[path] = strconv.FormatBool(v.Value)
		}
	}
	instant := func(path string, v time.Time) {
		if !v.IsZero() {
			values[path] = v.UTC().Format(time.RFC3339)
		}
	}
	p, c, a := &l.Person, &l.Company, &l.Answers
	text("person.email", p.Email)
	text("person.name", p.Name)
	text("person.phone", p.Phone)
	text("person.job_title", p.JobTitle)
	text("person.seniority", p.Seniority)
	text("person.department", p.Department)
	text("person.country", p.Country)
	text("person.region", p.Region)
	text("person.city", p.City)
	truthOf("person.consent", p.Consent)
	text("company.name", c.Name)
	text("company.domain", c.Domain)
	text("company.industry", c.Industry)
	number("company.employees", c.Employees)
	number("company.annual_revenue", c.AnnualRevenue)
	text("company.country", c.Country)
	text("company.region", c.Region)
	if c.Technologies != nil { // known to be empty, perhaps
		values["company.technologies"] = texts(c.Technologies)
	}
	number("answers.budget", a.Budget)
	text("answers.authority", a.Authority)
	text("answers.need", a.Need)
	number("answers.timeline_days", a.TimelineDays)
	text("answers.current_vendor", a.CurrentVendor)
	truthOf("answers.wants_contact", a.WantsContact)
	instant("answers.wants_contact_at", a.WantsContactAt)
	text("source", l.Source)
	text("stage", l.Stage)
	text("owner", l.Owner)
	instant("created_at", l.CreatedAt)
	instant("reset_at", l.ResetAt)
	for name, v := range l.Custom {
		text("custom."+name, customText(v))
	}
	return values
}

// texts is a list, "[]" an empty one.
func texts(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	return strings.Join(list, ", ")
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// customText is a custom value as text, "" for one of no fact's kind.
func customText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case []string:
		return texts(v)
	case []any:
		list := make([]string, len(v))
		for i, e := range v {
			text, ok := e.(string)
			if !ok {
				return ""
			}
			list[i] = text
		}
		return texts(list)
	case json.Number:
		return v.String()
	}
	if n, ok := number(v); ok {
		return decimal(n)
	}
	return ""
}
