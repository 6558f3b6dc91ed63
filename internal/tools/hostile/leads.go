package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// rules is a rule set of the usual kind.
const rules = `{
"name": "usual",
"facts": {"custom.seats": {"type": "number"}, "custom.plan": {"type": "string", "enum": ["free", "team"]}, "custom.tags": {"type": "strings"},
  "custom.renewal": {"type": "time"}, "custom.partner": {"type": "bool"}},
"screening": [{"id": "student", "when": "has_word(person.job_title, 'student of art')"}, {"id": "customer", "when": "stage == 'customer'"}],
"icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}, {"id": "title", "when": "lower(person.job_title) contains 'chief' or person.job_title matches '(x+x+)+y'"},
  {"id": "tools", "when": "'crm' in company.technologies or any(company.technologies, # startsWith 'x')"}, {"id": "partner", "when": "custom.partner or custom.renewal > now or custom.seats > 5 or custom.plan == 'team' or 'a' in custom.tags"}], "good_at": 0.5},
"scoring": {"rules": [
  {"id": "visits", "when": "count(activities, .type == 'page_view' and .days_ago <= 30) >= 3", "points": 10},
  {"id": "webinar", "each": ".type == 'webinar'", "points": 8, "limit": 3, "per_days": 30, "decay": {"kind": "half_life", "days": 45}},
  {"id": "spent", "when": "sum(filter(activities, .type == 'purchase'), .value) > 100 or max(map(activities, .value)) > 1000", "points": 5},
  {"id": "recent", "when": "any(activities, .url contains '/pricing' or has_word(.subject, 'price'))", "points": 5},
  {"id": "idle", "compute": "-10 * floor(idle_days / 30)", "min": -50, "max": 0}], "ready_at": 20},
"hand_raise": [{"id": "asked", "when": "answers.wants_contact"}],
"routes": [{"id": "all", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]
}`

func engine(text string) *qualify.Engine {
	e, err := qualify.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		panic(err)
	}
	return e
}

// activities are n of them, the newest an hour old.
func activities(n int) []qualify.Activity {
	types := []string{"page_view", "webinar", "purchase", "other"}
	log := make([]qualify.Activity, n)
	for i := range log {
		log[i] = qualify.Activity{Type: types[i%4], At: asOf.Add(-time.Hour - time.Duration(i)*time.Minute), Value: float64(i % 7), URL: "/home", Subject: "news"}
	}
	return log
}

// leads are hostile leads as Go values.
func leads() []input {
	of := func(name, bound string, make func() *qualify.Lead) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			e, lead := engine(rules), make()
			return func() string { return decide(e, lead) }
		}}
	}
	with := func(name, bound, when string, make func() *qualify.Lead) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			e, lead := engine(string(stepText(when))), make()
			return func() string { return decide(e, lead) }
		}}
	}
	fromJSON := func(name, bound string, text func() string) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			e, text := engine(rules), []byte(text())
			return func() string {
				lead := &qualify.Lead{} // encoding/json leaves what a text does not name
				if err := json.Unmarshal(text, lead); err != nil {
					return "an error: " + strings.ReplaceAll(fmt.Sprintf("%.150s", err), "\n", " ")
				}
				return decide(e, lead)
			}
		}}
	}
	const linear = "linear in its size"
	return []input{
		of("no lead: a nil `*Lead`", "everything unknown", func() *qualify.Lead { return nil }),
		of("1,000,000 activities", linear, func() *qualify.Lead {
			l := known()
			l.Activities = activities(1_000_000)
			return l
		}),
		needs(1024, of("1,000,000 activities without type or instant", linear+", an issue for each", func() *qualify.Lead {
			l := known()
			l.Activities = make([]qualify.Activity, 1_000_000)
			return l
		})),
		needs(1024, of("1,000,000 activities, all worth NaN", linear+", an issue for each", func() *qualify.Lead {
			l := known()
			l.Activities = activities(1_000_000)
			for i := range l.Activities {
				l.Activities[i].Value = math.NaN()
			}
			return l
		})),
		with("3,000 activities, each compared with each", "activities x activities", "count(activities, let t = .at; count(activities, .at == t) == 1) == 3000", func() *qualify.Lead {
			l := known()
			l.Activities = activities(3000)
			return l
		}),
		with("3,000 activities, each compared with 3,000 technologies", "activities x technologies", "any(activities, let t = .type; any(company.technologies, # == t))", func() *qualify.Lead {
			l := known()
			l.Activities = activities(3000)
			l.Company.Technologies = make([]string, 3000)
			return l
		}),
		of("100 MB in the job title, in the id and in a technology", linear, func() *qualify.Lead {
			l := known()
			long := strings.Repeat("student of xxx ", 7_000_000)
			l.ID, l.Person.JobTitle, l.Company.Technologies = long, long, []string{long}
			return l
		}),
		needs(2048, of("100 MB that no text of UTF-8 is", linear, func() *qualify.Lead {
			l := known()
			l.Person.JobTitle = strings.Repeat("\xff\xfe", 50_000_000)
			return l
		})),
		with("1,000 activities with texts in capitals, each compared with each in small letters", "activities x activities", "any(activities, let s = .subject; any(activities, lower(.subject) == lower(s) and .at > now))", func() *qualify.Lead {
			l := known()
			l.Activities = activities(1000)
			for i := range l.Activities {
				l.Activities[i].Subject = strings.Repeat("NEWS ", 5)
			}
			return l
		}),
		of("1,000,000 technologies, half of them one and the same", "linear in its size", func() *qualify.Lead {
			l := known()
			l.Company.Technologies = make([]string, 1_000_000)
			for i := 500_000; i < 1_000_000; i++ {
				l.Company.Technologies[i] = "crm"
			}
			return l
		}),
		of("activities in the years 0 and 9999, before and behind them", "64-bit seconds", func() *qualify.Lead {
			l := known()
			for _, year := range []int{-200_000_000, -1, 0, 1, 1969, 9999, 10_000, 200_000_000} {
				l.Activities = append(l.Activities, qualify.Activity{Type: "webinar", At: time.Date(year, 1, 2, 3, 4, 5, 6, time.UTC)})
			}
			l.CreatedAt = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
			return l
		}),
		of("created in the year 9999, reset in the year 0", "64-bit seconds", func() *qualify.Lead {
			l := known()
			l.Activities, l.CreatedAt, l.ResetAt = nil, time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
			return l
		}),
		of("NaN and infinities for every number", "unknown, with an issue", func() *qualify.Lead {
			l := known()
			l.Company.Employees, l.Company.AnnualRevenue = qualify.Number(math.NaN()), qualify.Number(math.Inf(1))
			l.Answers.Budget, l.Answers.TimelineDays = qualify.Number(math.Inf(-1)), qualify.Number(math.NaN())
			l.Custom = map[string]any{"seats": float32(math.Inf(1))}
			l.Activities[0].Value = math.Inf(-1)
			return l
		}),
		of("a wrong kind in every custom fact", "unknown, with an issue", func() *qualify.Lead {
			l := known()
			self := map[string]any{}
			self["self"] = self
			l.Custom = map[string]any{"seats": func() {}, "plan": 7, "tags": []any{"a", 5, nil}, "renewal": "yesterday", "partner": self}
			return l
		}),
		of("1,000,000 custom facts that nobody declared, one of which contains itself", "not looked at", func() *qualify.Lead {
			l := known()
			l.Custom = map[string]any{}
			for i := range 1_000_000 {
				l.Custom[fmt.Sprint(i)] = l.Custom
			}
			return l
		}),
		{name: "one lead that 8 goroutines decide at once", bound: "an Engine is immutable", prepare: func() func() string {
			e, l := engine(rules), known()
			l.Activities = activities(10_000)
			l.Activities[5].Value = math.NaN()
			return func() string { return together(e, l) }
		}},
		{name: "no instant, and instants beyond the year 9999", bound: "undetermined, with an issue", prepare: now(func() string { return oddInstants(engine(rules)) })},
		needs(1024, fromJSON("1,000,000 activities as JSON", linear, func() string {
			one := `{"type": "webinar", "at": "2026-11-01T00:00:00Z", "value": 1}`
			return `{"id": "L-1", "activities": [` + strings.Repeat(one+",", 999_999) + one + "]}"
		})),
		fromJSON("100 MB in a string of JSON", linear, func() string {
			return `{"id": "L-1", "person": {"job_title": "` + strings.Repeat(`\u0078`, 100<<20/6) + `"}}`
		}),
		fromJSON("JSON: lists 100,000 deep", "10,000, of encoding/json", func() string {
			return `{"custom": {"seats": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}}"
		}),
		fromJSON("JSON: 1e999 for a number", "finite numbers", func() string { return `{"company": {"employees": 1e999}}` }),
		fromJSON("JSON: NaN for a number", "JSON has none", func() string { return `{"company": {"employees": NaN}}` }),
		fromJSON("JSON: text for a number", "strict kinds", func() string { return `{"company": {"employees": "320"}}` }),
		fromJSON("JSON: a list for the person", "strict kinds", func() string { return `{"person": [1, 2]}` }),
		fromJSON("JSON: the year 10000", "RFC 3339", func() string { return `{"created_at": "10000-01-01T00:00:00Z"}` }),
		fromJSON("JSON: the year 0", "RFC 3339", func() string { return `{"created_at": "0000-01-01T00:00:00Z"}` }),
		fromJSON("JSON: `null` for everything", "null is unknown", func() string {
			return `{"id": null, "person": null, "company": null, "answers": null, "created_at": null, "reset_at": null, "activities": null, "custom": null}`
		}),
	}
}

// together decides one lead in many goroutines.
func together(e *qualify.Engine, l *qualify.Lead) string {
	first := e.Decide(l, asOf)
	want := string(first.AppendJSON(nil))
	different := make(chan string, 8)
	var wait sync.WaitGroup
	for range cap(different) {
		wait.Go(func() {
			d := e.NewDecider()
			for range 3 {
				if have := string(d.Decide(l, asOf).AppendJSON(nil)); have != want {
					different <- have
					return
				}
				if got := e.Decide(l, asOf); string(got.AppendJSON(nil)) != want {
					different <- "Engine.Decide differs"
					return
				}
			}
		})
	}
	wait.Wait()
	close(different)
	for have := range different {
		return have
	}
	return "the same decision everywhere"
}

// oddInstants decides as of instants that no decision should be made for.
func oddInstants(e *qualify.Engine) string {
	var said []string
	for _, at := range []time.Time{{}, time.Date(20_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)} {
		d := e.Decide(known(), at)
		_, err := json.Marshal(d)
		said = append(said, fmt.Sprintf("%s %s JSON %t %t", d.Status, d.Quadrant, err == nil, json.Valid(d.AppendJSON(nil))))
	}
	return strings.Join(said, "; ")
}
