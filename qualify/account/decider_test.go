package account_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// richRules use every part of rules about accounts.
const richRules = `{
  "name": "rich",
  "roles": [
    {"id": "buyer", "when": "person.seniority == 'c_level'"},
    {"id": "champion", "when": "custom.champion or 'it' in custom.topics"},
    {"id": "user", "when": "any(activities, .type == 'login')"}
  ],
  "person": {
    "texts": "folded",
    "facts": {"custom.champion": {"type": "bool"}, "custom.topics": {"type": "strings"}},
    "screening": [{"id": "student", "when": "has_word(person.job_title, 'student')"}],
    "icp": {"criteria": [{"id": "size", "when": "company.employees >= 100"}]},
    "scoring": {"ready_at": 20, "bands": [{"name": "1", "min": 20}], "rules": [{"id": "seen", "each": ".type == 'webinar'", "points": 10}, {"id": "topics", "when": "'it' in custom.topics", "points": 3}]}
  },
  "account": {
    "facts": {"custom.plan": {"type": "string"}, "company.employees": {"stale_days": 400}},
    "icp": {"criteria": [{"id": "size", "when": "company.employees >= 100 or parent.company.employees >= 1000"}, {"id": "plan", "when": "custom.plan == 'team' or parent.custom.plan == 'team'"}]},
    "scoring": {"ready_at": 20, "rules": [
      {"id": "webinars", "each": ".type == 'webinar'", "points": 10, "limit": 2, "per_days": 1, "limit_by": "member"},
      {"id": "logins", "each": ".type == 'login' and .member != ''", "points": 0.5, "within_days": 30, "decay": {"kind": "half_life", "days": 10}},
      {"id": "several", "when": "count(people, any(.activities, .type == 'webinar' and .days_ago <= 30)) >= 2", "points": 5},
      {"id": "topics", "when": "any(people, any(.custom.topics, # == 'it'))", "points": 5},
      {"id": "points", "compute": "sum(people, .points) / 10", "min": 0, "max": 30},
      {"id": "open", "when": "any(people, .status == 'mql' and .band == '1')", "points": 1}
    ]},
    "checklists": [{"id": "group", "items": [{"id": "b", "role": "buyer"}, {"id": "c", "role": "champion", "at_least": 2}, {"id": "u", "role": "user"}, {"id": "vp", "when": "any(people, .seniority == 'vp')"}]}],
    "routes": [{"id": "all", "when": "owner == 'ana' or company.country == 'DE'", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]
  }
}`

// richAccount is an account with people of all kinds.
func richAccount(people int) *account.Account {
	a := &account.Account{
		ID: "A", Custom: map[string]any{"plan": "team"}, Parent: &account.Parent{Company: qualify.Company{Employees: qualify.Number(5000)}},
		Seen:       map[string]qualify.Seen{"company.country": {At: asOf.AddDate(0, -1, 0)}},
		Activities: []qualify.Activity{{Type: "webinar", At: asOf.AddDate(0, 0, -3), ID: "x"}},
	}
	for i := range people {
		p := qualify.Lead{
			ID: fmt.Sprintf("L-%03d", (i*7)%people), Custom: map[string]any{"topics": []any{"it", "hr"}},
			Company: qualify.Company{Country: "DE", Employees: qualify.Number(float64(300 + i%2))},
			Seen:    map[string]qualify.Seen{"company.country": {At: asOf.AddDate(0, 0, -i)}},
		}
		switch i % 5 {
		case 0:
			p.Person.Seniority = "C_Level"
		case 1:
			p.Custom = map[string]any{"champion": true}
		case 2:
			p.Person.JobTitle = "Student"
		case 3:
			p.Custom = nil
		}
		for j := range 25 {
			kind := "webinar"
			if j%3 > 0 {
				kind = "login"
			}
			p.Activities = append(p.Activities, qualify.Activity{Type: kind, At: asOf.Add(-time.Duration(i+j) * 7 * time.Hour), ID: fmt.Sprint(j)})
		}
		a.People = append(a.People, p)
	}
	a.People = append(a.People, qualify.Lead{}, a.People[0], qualify.Lead{ID: a.People[0].ID})
	return a
}

func TestNoAllocations(t *testing.T) {
	e := compiled(t, richRules)
	d := e.NewDecider()
	rich, small, none := richAccount(20), richAccount(3), &account.Account{ID: "B", People: []qualify.Lead{{ID: "L"}}}
	if x := e.Decide(rich, asOf); len(x.Ask) == 0 || len(x.Issues) < 4 || len(x.Credits) < 2 {
		t.Fatalf("the account is not rich: %d questions, issues %v, credits %v", len(x.Ask), x.Issues, x.Credits)
	}
	if x := e.Decide(none, asOf); len(x.Find) == 0 || len(x.Ask) == 0 {
		t.Fatalf("the account lacks nothing: %+v", x)
	}
	var line []byte
	for name, a := range map[string]*account.Account{"rich": rich, "small": small, "lacking": none, "no people": {ID: "A"}, "large": crowd(1, 200, 25)} {
		run := func() { line = d.Decide(a, asOf).AppendJSON(line[:0]) }
		run()
		if n := testing.AllocsPerRun(10, run); n != 0 && !raced {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// A decision is the same whatever the Decider had before.
func TestDeciderForgets(t *testing.T) {
	e := compiled(t, richRules)
	d := e.NewDecider()
	for _, a := range []*account.Account{richAccount(20), {}, nil, richAccount(3), {ID: "A", People: []qualify.Lead{{ID: "L"}}}, richAccount(20)} {
		want, have := e.NewDecider().Decide(a, asOf).Clone(), d.Decide(a, asOf).Clone()
		if diff := cmp.Diff(want, have); diff != "" {
			t.Error(diff)
		}
	}
}

// Nothing of an account is held once it is decided.
func TestDeciderLetsGo(t *testing.T) {
	e := compiled(t, richRules)
	d := e.NewDecider()
	gone := make(chan string, 3)
	func() {
		a := richAccount(5)
		for _, of := range []struct {
			name string
			at   *[]qualify.Activity
		}{{"the account's activities", &a.Activities}, {"a person's", &a.People[0].Activities}} {
			held := new([1]qualify.Activity)
			held[0] = (*of.at)[0]
			*of.at = held[:]
			runtime.AddCleanup(held, func(name string) { gone <- name }, of.name)
		}
		people := new([5]qualify.Lead)
		copy(people[:], a.People)
		a.People = people[:]
		runtime.AddCleanup(people, func(name string) { gone <- name }, "the people")
		d.Decide(a, asOf)
	}()
	for n := 0; n < 3; n++ {
		runtime.GC()
		select {
		case <-gone:
		case <-time.After(5 * time.Second):
			t.Fatal("the Decider holds the account")
		}
	}
	runtime.KeepAlive(d)
}

func BenchmarkRich(b *testing.B) {
	e := compiled(b, richRules)
	d := e.NewDecider()
	rich := richAccount(20)
	b.ReportAllocs()
	for b.Loop() {
		d.Decide(rich, asOf)
	}
}
