package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// accountRules are rules about accounts of the usual kind.
const accountRules = `{
"name": "usual",
"roles": [{"id": "champion", "when": "custom.champion"}, {"id": "buyer", "when": "person.seniority == 'c_level'"}, {"id": "user", "when": "has_word(person.job_title, 'user')"}],
"person": {"facts": {"custom.champion": {"type": "bool"}}, "screening": [{"id": "student", "when": "has_word(person.job_title, 'student')"}],
  "scoring": {"rules": [{"id": "webinar", "each": ".type == 'webinar'", "points": 8}], "ready_at": 20}},
"account": {
  "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50 or parent.company.employees >= 1000"}]},
  "checklists": [{"id": "group", "items": [{"id": "buyer", "role": "buyer"}, {"id": "users", "role": "user", "at_least": 3}], "gate": true}],
  "scoring": {"rules": [
    {"id": "webinar", "each": ".type == 'webinar'", "points": 1, "limit": 2, "per_days": 1, "limit_by": "member"},
    {"id": "vp", "when": "any(people, .seniority == 'vp' and .points > 100)", "points": 10},
    {"id": "people", "when": "count(people, any(.activities, .type == 'webinar')) >= 3", "points": 10},
    {"id": "sum", "compute": "sum(people, .points)", "min": 0, "max": 1000}], "ready_at": 20},
  "routes": [{"id": "all", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]}}`

func accountEngine(text string) *account.Engine {
	e, err := account.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		panic(err)
	}
	return e
}

// decideAccount decides an account, writes and reads the decision, and says in short
// what it is.
func decideAccount(e *account.Engine, a *account.Account) string {
	d := e.Decide(a, asOf)
	var read account.Decision
	if err := json.Unmarshal(d.AppendJSON(nil), &read); err != nil {
		return "a decision without JSON: " + err.Error()
	}
	var s strings.Builder
	fmt.Fprintf(&s, "%s; %d people; score %v", d.Status, len(d.People), d.Score.Points)
	for i := range d.Find {
		fmt.Fprintf(&s, "; find %s", d.Find[i].Role)
	}
	if n := len(d.Ask); n > 0 {
		fmt.Fprintf(&s, "; asks for %d", n)
	}
	if n := len(d.Issues); n > 0 {
		fmt.Fprintf(&s, "; %d issues, the first %s at %.40s", n, d.Issues[0].Code, d.Issues[0].Path)
	}
	return s.String()
}

// crowd is an account with n people, of whom nothing is known.
func crowd(n int) *account.Account {
	a := &account.Account{ID: "A-1", Company: qualify.Company{Employees: qualify.Known(320.0)}, People: make([]qualify.Lead, n)}
	for i := range a.People {
		a.People[i].ID = fmt.Sprintf("P-%d", i)
	}
	return a
}

// knownCrowd is one of which everything is known.
func knownCrowd(n int) *account.Account {
	a := crowd(n)
	for i := range a.People {
		p := &a.People[i]
		p.Person.JobTitle, p.Person.Seniority, p.Custom = "user", "manager", map[string]any{"champion": i == 0}
	}
	return a
}

// accounts are hostile accounts.
func accounts() []input {
	with := func(name, bound, rules string, make func() *account.Account) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			e, a := accountEngine(rules), make()
			return func() string { return decideAccount(e, a) }
		}}
	}
	of := func(name, bound string, make func() *account.Account) input {
		return with(name, bound, accountRules, make)
	}
	const linear = "linear in its size"
	return []input{
		of("no account: a nil `*Account`", "everything unknown", func() *account.Account { return nil }),
		needs(1536, of("100,000 people with 3 activities each", linear, func() *account.Account {
			a := knownCrowd(100_000)
			for i := range a.People {
				a.People[i].Activities = activities(3)
			}
			return a
		})),
		needs(2048, of("100,000 people of whom nothing is known", linear+", a question for each fact", func() *account.Account { return crowd(100_000) })),
		of("100,000 people with one and the same id", "left out, with an issue for each", func() *account.Account {
			a := crowd(100_000)
			for i := range a.People {
				a.People[i].ID = "P-1"
			}
			return a
		}),
		of("100,000 people without an id", "left out, with an issue for each", func() *account.Account {
			a := crowd(100_000)
			for i := range a.People {
				a.People[i].ID = ""
			}
			return a
		}),
		of("100 people with ids of 64 KB that differ in the last byte", linear, func() *account.Account {
			a := knownCrowd(100)
			for i := range a.People {
				a.People[i].ID = strings.Repeat("x", 1<<16) + string(rune('!'+i))
				a.People[i].Activities = activities(2)
			}
			return a
		}),
		needs(1024, of("1,000,000 activities of nobody", linear, func() *account.Account {
			a := knownCrowd(3)
			a.Activities = activities(1_000_000)
			return a
		})),
		of("10,000 people whose records of the company all differ", "unknown, with an issue", func() *account.Account {
			a := knownCrowd(10_000)
			a.Company = qualify.Company{}
			for i := range a.People {
				a.People[i].Company.Employees = qualify.Known(float64(i))
				a.People[i].Company.Technologies = []string{fmt.Sprint(i)}
			}
			return a
		}),
		of("records of the company dated in the years -200,000,000 and 200,000,000", "64-bit seconds", func() *account.Account {
			a := knownCrowd(2)
			a.Company = qualify.Company{}
			for i := range a.People {
				a.People[i].Company.Employees = qualify.Known(float64(i))
				a.People[i].Seen = map[string]qualify.Seen{"company.employees": {At: time.Date([]int{-200_000_000, 200_000_000}[i], 1, 1, 0, 0, 0, 0, time.UTC)}}
			}
			return a
		}),
		of("a parent that knows nothing", "everything unknown", func() *account.Account {
			a := knownCrowd(1)
			a.Company, a.Parent = qualify.Company{}, &account.Parent{Custom: map[string]any{"x": []any{nil}}}
			return a
		}),
		{name: "100,000 records of companies that own one another in a ring", bound: "a parent is data of one level", prepare: func() func() string {
			e, records := accountEngine(accountRules), make([]qualify.Lead, 100_000)
			for i := range records {
				records[i].ID, records[i].AccountID = fmt.Sprint(i), fmt.Sprint((i+1)%len(records))
				records[i].Company.Employees = qualify.Known(float64(i))
			}
			return func() string {
				list := account.OfRecords(records)
				return decideAccount(e, &list[len(list)-1])
			}
		}},
		with("3,000 people, each compared with each", "people x people",
			`{"name": "r", "person": {}, "account": {"screening": [{"id": "s", "when": "count(people, let t = .job_title; count(people, .job_title == t) > 1) == 3000"}]}}`,
			func() *account.Account { return knownCrowd(3000) }),
		with("3,000 people of whom nothing is known, each compared with each", "people x people",
			`{"name": "r", "person": {}, "account": {"screening": [{"id": "s", "when": "any(people, let t = .job_title; any(people, .job_title == t and .seniority == 'vp'))"}]}}`,
			func() *account.Account { return crowd(3000) }),
		{name: "JSON of an account: lists 100,000 deep", bound: "10,000, of encoding/json", prepare: func() func() string {
			e, text := accountEngine(accountRules), []byte(`{"people": `+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+"}")
			return func() string {
				var a account.Account
				if err := json.Unmarshal(text, &a); err != nil {
					return "an error: " + err.Error()
				}
				return decideAccount(e, &a)
			}
		}},
		{name: "300 roles and as many items over them", bound: "the limits of rule sets", prepare: func() func() string {
			var roles, items []string
			for i := range 300 {
				roles = append(roles, fmt.Sprintf(`{"id": "r%d", "when": "person.seniority == 'x%d'"}`, i, i))
				items = append(items, fmt.Sprintf(`{"id": "i%d", "role": "r%d"}`, i, i))
			}
			text := fmt.Appendf(nil, `{"name": "r", "roles": [%s], "person": {}, "account": {"checklists": [{"id": "c", "items": [%s]}]}}`, strings.Join(roles, ","), strings.Join(items, ","))
			return func() string {
				e, err := account.CompileJSON("rules.json", text, nil)
				if err != nil {
					return told(err)
				}
				return decideAccount(e, crowd(100))
			}
		}},
	}
}
