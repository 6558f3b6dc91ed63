package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// factRules says all that a rule set may say of facts.
const factRules = `{
"name": "facts", "texts": "folded",
"facts": {"company.employees": {"stale_days": 30}, "person.job_title": {"stale_days": 100000}, "answers.wants_contact": {"default": false},
  "custom.plan": {"type": "string", "enum": ["Free", "TEAM"], "default": "free"}, "custom.seats": {"type": "number", "default": 0},
  "activities.custom.feature": {"type": "string", "enum": ["export", "import"]}, "activities.custom.seats": {"type": "number", "default": 1},
  "activities.custom.until": {"type": "time"}, "activities.custom.tags": {"type": "strings"}},
"lists": {"rivals": ["rival.example", "other.example"]},
"tables": {"territory": {"type": "string", "rows": {"DE": "emea", "US": "amer"}, "default": "rest"}},
"screening": [{"id": "rival", "when": "domain_in(company.domain, lists.rivals)"}],
"icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}, {"id": "mail", "when": "not is_free_email(person.email)"},
  {"id": "land", "when": "lookup('territory', person.country) == 'emea'"}, {"id": "plan", "when": "custom.plan == 'team' and custom.seats > 5"},
  {"id": "title", "when": "has_word(person.job_title, 'chief')"}], "good_at": 0.5},
"scoring": {"rules": [
  {"id": "export", "each": ".custom.feature == 'export' and .custom.seats > 0", "points": 3, "limit": 5},
  {"id": "until", "when": "any(activities, .custom.until > now and 'a' in .custom.tags)", "points": 5}], "ready_at": 20},
"hand_raise": [{"id": "asked", "when": "answers.wants_contact"}],
"routes": [{"id": "open", "when": "readiness.verdict == 'ready'", "team": "sales", "roster": "inside"}]
}`

// facts are hostile leads for what rule sets say of facts, and leads to merge.
func facts() []input {
	of := func(name, bound string, change func(l *qualify.Lead)) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			e, lead := engine(factRules), known()
			change(lead)
			return func() string { return decide(e, lead) }
		}}
	}
	merged := func(name, bound string, leads func() []*qualify.Lead) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			e, leads := engine(factRules), leads()
			return func() string {
				m := qualify.Merge(qualify.MergePolicy{}, leads...)
				return fmt.Sprintf("%d aliases, %d conflicts; %s", len(m.Aliases), len(m.Issues), decide(e, &m.Lead))
			}
		}}
	}
	const linear = "linear in its size"
	return []input{
		of("`seen` for 1,000,000 paths that are no facts", "not looked at", func(l *qualify.Lead) {
			l.Seen = map[string]qualify.Seen{}
			for i := range 1_000_000 {
				l.Seen[fmt.Sprint(i)] = qualify.Seen{At: asOf}
			}
		}),
		of("seen in the years -200,000,000 and 200,000,000", "64-bit seconds", func(l *qualify.Lead) {
			l.Seen = map[string]qualify.Seen{
				"company.employees": {At: time.Date(-200_000_000, 1, 1, 0, 0, 0, 0, time.UTC)},
				"person.job_title":  {At: time.Date(200_000_000, 1, 1, 0, 0, 0, 0, time.UTC)},
			}
		}),
		of("asked for contact in the years -200,000,000, created in 200,000,000 and reset never", "64-bit seconds", func(l *qualify.Lead) {
			l.Answers.WantsContact, l.Answers.WantsContactAt = qualify.Known(true), time.Date(-200_000_000, 1, 1, 0, 0, 0, 0, time.UTC)
			l.CreatedAt = time.Date(200_000_000, 1, 1, 0, 0, 0, 0, time.UTC)
		}),
		needs(2048, of("100 MB of capitals and blanks in a folded title, a country and a domain", linear, func(l *qualify.Lead) {
			l.Person.JobTitle = strings.Repeat("CHIEF\u0130 ", 12_000_000)
			l.Person.Country = strings.Repeat(" ", 100<<20) + "de"
			l.Company.Domain = strings.Repeat("A", 100<<20)
		})),
		of("100 MB of @ and . in the address, of / and : in the domain", "a host name has 253 bytes", func(l *qualify.Lead) {
			l.Person.Email, l.Company.Domain = strings.Repeat("@.", 50<<20), "https://"+strings.Repeat("/:@", 30<<20)
		}),
		of("1,000,000 activities with one and the same id", linear, func(l *qualify.Lead) {
			l.Activities = activities(1_000_000)
			for i := range l.Activities {
				l.Activities[i].ID = "1"
			}
		}),
		needs(2048, of("1,000,000 activities, of which each id stands twice at one instant", linear, func(l *qualify.Lead) {
			l.Activities = activities(1_000_000)
			for i := range l.Activities {
				l.Activities[i].ID, l.Activities[i].At = fmt.Sprint(i/2), asOf
				l.Activities[i].Custom = map[string]any{"feature": "export", "seats": i}
			}
		})),
		of("an activity's fields of every wrong kind, one of which contains itself", "as absent, with an issue", func(l *qualify.Lead) {
			self := map[string]any{}
			self["feature"] = self
			self["seats"], self["until"], self["tags"] = math.NaN(), 7, []any{1, nil}
			l.Activities = []qualify.Activity{{Type: "x", At: asOf, Custom: self}, {Type: "x", At: asOf, Custom: map[string]any{"feature": "EXPORT ", "seats": func() {}, "until": "soon"}}}
		}),
		of("an id of the same activity with values that cannot be compared", "as absent, with an issue", func(l *qualify.Lead) {
			a := qualify.Activity{ID: "1", Type: "x", At: asOf, Custom: map[string]any{"feature": func() {}, "other": map[string]any{"a": []any{nil}}}}
			b := a
			b.Custom = map[string]any{"feature": make(chan int), "other": math.NaN()}
			l.Activities = []qualify.Activity{a, b, a}
		}),
		merged("10,000 records merged, all of which say something else", linear, func() []*qualify.Lead {
			leads := make([]*qualify.Lead, 10_000)
			for i := range leads {
				leads[i] = known()
				leads[i].ID, leads[i].Person.JobTitle = fmt.Sprint(i), fmt.Sprint("title ", i)
				leads[i].Company.Employees = qualify.Number(float64(i))
				leads[i].Custom = map[string]any{"seats": func() {}, fmt.Sprint(i): i}
			}
			return leads
		}),
		needs(2048, merged("2 records with 500,000 activities each, the same ones", linear, func() []*qualify.Lead {
			a, b := known(), known()
			a.Activities = activities(500_000)
			for i := range a.Activities {
				a.Activities[i].ID = fmt.Sprint(i)
			}
			b.Activities = slices.Clone(a.Activities)
			slices.Reverse(b.Activities)
			return []*qualify.Lead{a, b}
		})),
		merged("nothing merged, and nil records", "an empty lead", func() []*qualify.Lead { return []*qualify.Lead{nil, nil} }),
	}
}
