package account_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

var towardAt = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// inWords is an approach in short: each plan with its steps and what they meet, or why
// there is none.
func inWords(a qualify.Approach) (list []string) {
	for _, p := range a.Plans {
		var steps []string
		for _, s := range p.Steps {
			who := s.Person
			if s.NewPerson {
				who = "new"
			}
			switch {
			case s.Role != "":
				steps = append(steps, fmt.Sprintf("find %d %s", s.Times, s.Role))
			case s.Fact != "":
				steps = append(steps, fmt.Sprintf("%s = %v", s.Fact, s.Value))
			default:
				steps = append(steps, strings.TrimSpace(fmt.Sprintf("%s %d %s", who, s.Times, s.Activity.Type)))
			}
		}
		list = append(list, strings.Join(steps, ", ")+": "+strings.Join(p.Meets, " "))
	}
	if a.Obstacle != "" {
		list = append(list, strings.TrimSpace(string(a.Obstacle)+" "+strings.Join(a.Ask, " ")))
	}
	if a.Reached {
		list = append(list, "reached")
	}
	return list
}

func TestToward(t *testing.T) {
	const roles = `"roles": [{"id": "champion", "when": "source == 'referral'"}, {"id": "user", "when": "person.department == 'it'"}], "person": {"screening": [{"id": "student", "when": "person.job_title == 'student'"}]}`
	const demo = `"activities": [{"type": "demo", "at": "2026-11-21T09:00:00Z"}]`
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprintf(`{"id": "r%d", "each": ".type == 't%d'", "points": -1, "limit": 2, "limit_by": "member"}`, i, i))
	}
	for _, c := range []struct {
		name, rules, account string // of the account
		goal                 qualify.Goal
		want                 []string
	}{
		{"a role is missing",
			`{"checklists": [{"id": "g", "gate": true, "items": [{"id": "c", "role": "champion"}]}], "scoring": {"ready_at": 0}, "readiness": "score"}`, `{"people": [{"id": "1", "source": "web", "person": {"department": "hr"}}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"find 1 champion: checklists.g.c"}},
		{"two are missing",
			`{"checklists": [{"id": "g", "gate": true, "items": [{"id": "c", "role": "champion"}, {"id": "u", "role": "user", "at_least": 3}]}], "scoring": {"ready_at": 0}, "readiness": "score"}`, `{"people": [{"id": "1", "source": "web", "person": {"department": "it", "job_title": "admin"}}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"find 1 champion, find 2 user: checklists.g.c checklists.g.u"}},
		{"either of two, or a fact",
			`{"facts": {"custom.plan": {"type": "string", "actionable": true}}, "checklists": [{"id": "g", "gate": true, "qualified_at": 1, "items": [{"id": "c", "role": "champion"}, {"id": "u", "role": "user"}, {"id": "p", "when": "custom.plan == 'gold'"}]}], "scoring": {"ready_at": 0}, "readiness": "score"}`, `{"custom": {"plan": "tin"}}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"custom.plan = gold: checklists.g.p", "find 1 champion: checklists.g.c", "find 1 user: checklists.g.u"}},
		{"a list of people does not see whom to find",
			`{"checklists": [{"id": "g", "gate": true, "items": [{"id": "c", "role": "champion"}]}], "scoring": {"ready_at": 10, "rules": [{"id": "c", "when": "any(people, .role == 'champion')", "points": 10}]}, "readiness": "score"}`, `{}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"out_of_reach"}},
		{"activities of whomever",
			`{"scoring": {"ready_at": 20, "rules": [{"id": "w", "each": ".type == 'webinar'", "points": 10}]}, "readiness": "score"}`, `{"people": [{"id": "1", "activities": [{"type": "webinar", "at": "2026-11-21T09:00:00Z"}]}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"1 webinar: scoring.w"}},
		{"one more of the people",
			`{"scoring": {"ready_at": 10, "rules": [{"id": "three", "when": "count(people, any(.activities, .type == 'demo' and .days_ago <= 30)) >= 3", "points": 10}]}, "readiness": "score"}`,
			`{"people": [{"id": "1", ` + demo + `}, {"id": "2", ` + demo + `}, {"id": "3"}, {"id": "4", "person": {"job_title": "student"}}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"3 1 demo: scoring.three"}},
		{"two more, one of them new",
			`{"scoring": {"ready_at": 10, "rules": [{"id": "three", "when": "count(people, any(.activities, .type == 'demo' and .days_ago <= 30)) >= 3", "points": 10}]}, "readiness": "score"}`,
			`{"people": [{"id": "1", ` + demo + `}, {"id": "3"}, {"id": "4", "person": {"job_title": "student"}}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"3 1 demo, new 1 demo: scoring.three"}},
		{"who has the role and has not done it",
			`{"scoring": {"ready_at": 10, "rules": [{"id": "c", "when": "any(people, .role == 'champion' and count(.activities, .type == 'demo') >= 2)", "points": 10}]}, "readiness": "score"}`,
			`{"people": [{"id": "1", "source": "web"}, {"id": "2", "source": "referral", "person": {"job_title": "admin"}, ` + demo + `}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"2 1 demo: scoring.c"}},
		{"by limits for each",
			`{"scoring": {"ready_at": 30, "rules": [{"id": "d", "each": ".type == 'demo'", "points": 10, "limit": 1, "limit_by": "member"}]}, "readiness": "score"}`,
			`{` + demo + `, "people": [{"id": "1", ` + demo + `}, {"id": "2"}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"2 1 demo: scoring.d"}},
		{"better already, with much to try",
			`{"scoring": {"ready_at": 10, "rules": [` + strings.Join(many, ", ") + `]}, "hand_raise": [{"id": "d", "when": "any(activities, .type == 'demo')"}]}`,
			`{"people": [{"id": "1", ` + demo + `}]}`,
			qualify.Goal{Status: matrix.StatusMQL}, []string{"as_good_already"}},
		{"asking a person would do",
			`{"checklists": [{"id": "g", "gate": true, "items": [{"id": "c", "role": "user"}, {"id": "e", "when": "company.employees > 5"}]}], "scoring": {"ready_at": 0}, "readiness": "score"}`, `{"company": {"employees": 6}, "people": [{"id": "1", "source": "web", "person": {"job_title": "admin"}}]}`,
			qualify.Goal{Quadrant: matrix.GoodFitNotReady}, []string{"asking_would_do people[1].person.department"}},
		{"nothing that can be changed", `{"icp": {"criteria": [{"id": "e", "when": "company.employees > 5"}]}}`, `{"company": {"employees": 4}}`,
			qualify.Goal{Quadrant: matrix.GoodFitNotReady}, []string{"nothing_actionable"}},
		{"there already", `{"scoring": {"ready_at": 0}, "readiness": "score"}`, `{}`, qualify.Goal{Status: matrix.StatusMQL}, []string{"reached"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := account.CompileJSON("rules.json", []byte(`{"name": "x", `+roles+`, "account": `+c.rules+`}`), nil)
			if err != nil {
				t.Fatal(err)
			}
			a, err := account.ParseAccount("account.json", []byte(c.account))
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Toward(t.Context(), a, towardAt, c.goal)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, inWords(got)); diff != "" || !got.Exact {
				t.Errorf("%s, exact %v", diff, got.Exact)
			}
		})
	}
}

// People are named from the first of the work list on, and all of them where what counts
// is who.
func TestTowardNamesTheFirst(t *testing.T) {
	const webinar = `{"type": "webinar", "at": "2026-11-21T09:00:00Z"}`
	for _, c := range []struct {
		rule string
		want string
	}{
		{`"each": ".type == 'demo'", "points": 10, "limit": 1, "limit_by": "member"`, "zz 1 demo, mm 1 demo: scoring.d"},
		{`"when": "count(people, any(.activities, .type == 'demo')) >= 2", "points": 20`, "zz 1 demo, mm 1 demo: scoring.d"},
		{`"when": "any(people, .id != 'zz' and any(.activities, .type == 'demo'))", "points": 20`, "mm 1 demo: scoring.d"},
		{`"each": ".type == 'demo'", "points": 10`, "2 demo: scoring.d"},
	} {
		e, err := account.CompileJSON("rules.json", []byte(`{"name": "x", "roles": [{"id": "r", "when": "source == 'r'"}],
			"person": {"scoring": {"rules": [{"id": "w", "each": ".type == 'webinar'", "points": 10}]}},
			"account": {"readiness": "score", "scoring": {"ready_at": 20, "rules": [{"id": "d", `+c.rule+`}]}}}`), nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := account.ParseAccount("account.json", []byte(`{"people": [{"id": "aa"}, {"id": "mm", "activities": [`+webinar+`]}, {"id": "zz", "activities": [`+webinar+`, `+webinar+`]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Toward(t.Context(), a, towardAt, qualify.Goal{Status: matrix.StatusMQL})
		if err != nil {
			t.Fatal(err)
		}
		if have := inWords(got); len(have) == 0 || have[0] != c.want {
			t.Errorf("%s: %q, want %q first", c.rule, have, c.want)
		}
	}
}

// Every plan leads where it says: the account with the people, activities and facts is
// decided so. People who are to be found are added with a role that nobody else has.
func TestPlansLeadThere(t *testing.T) {
	e, err := account.CompileJSON("rules.json", []byte(`{"name": "x",
		"roles": [{"id": "champion", "when": "source == 'referral'"}, {"id": "user", "when": "source == 'trial'"}], "person": {"scoring": {"rules": [{"id": "d", "each": ".type == 'demo'", "points": 5}]}},
		"account": {"facts": {"custom.plan": {"type": "string", "actionable": true}},
			"checklists": [{"id": "g", "gate": true, "qualified_at": 2, "items": [{"id": "c", "role": "champion"}, {"id": "u", "role": "user", "at_least": 2}, {"id": "p", "when": "custom.plan == 'gold'"}]}],
			"scoring": {"ready_at": 20, "rules": [
				{"id": "warm", "when": "count(people, .points >= 10) >= 2", "points": 10},
				{"id": "w", "each": ".type == 'webinar'", "points": 5, "limit": 1, "limit_by": "member"},
				{"id": "sum", "compute": "sum(people, .points) / 5", "min": 0, "max": 5}]},
			"readiness": "score"}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	sources := []string{"", "web", "referral", "trial"}
	plans := 0
	for i := range 64 {
		a := account.Account{ID: "A", Custom: map[string]any{"plan": []string{"tin", "gold"}[i%2]}}
		for j := range i % 4 {
			p := qualify.Lead{ID: fmt.Sprint(j), Source: sources[(i/4+j*(1+i/16))%4]}
			for k := range (i + j) % 3 {
				p.Activities = append(p.Activities, qualify.Activity{Type: []string{"demo", "webinar", "other"}[(i/8+k)%3], At: towardAt.AddDate(0, 0, -k)})
			}
			a.People = append(a.People, p)
		}
		goal := qualify.Goal{Status: matrix.StatusMQL}
		got, err := e.Toward(t.Context(), &a, towardAt, goal)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got.Plans {
			plans++
			if p.Status != goal.Status {
				t.Errorf("%d: %+v is a plan to %s", i, p.Steps, p.Status)
			}
			changed := withSteps(&a, p.Steps)
			if d := e.Decide(changed, towardAt); d.Status != goal.Status {
				t.Errorf("%d: %+v leads to %s", i, p.Steps, d.Status)
			}
			if reached := e.Decide(withSteps(&a, p.Steps[1:]), towardAt); len(p.Steps) > 1 && reached.Status == goal.Status {
				t.Errorf("%d: %+v does not need its first step", i, p.Steps)
			}
		}
		if len(got.Plans) == 0 && !got.Reached && got.Obstacle == "" {
			t.Errorf("%d: neither a plan nor an obstacle: %+v", i, got)
		}
	}
	if plans < 50 {
		t.Errorf("only %d plans", plans)
	}
}

// withSteps is an account that is changed as a plan says.
func withSteps(a *account.Account, steps []qualify.PlanStep) *account.Account {
	c := *a
	c.Custom = maps.Clone(a.Custom)
	c.People = slices.Clone(a.People)
	for i := range c.People {
		c.People[i].Activities = slices.Clone(c.People[i].Activities)
	}
	add := func(times int, source string, did qualify.Activity) {
		p := qualify.Lead{ID: fmt.Sprint("new", len(c.People)), Source: source}
		for range times {
			p.Activities = append(p.Activities, did)
		}
		c.People = append(c.People, p)
	}
	for _, s := range steps {
		switch {
		case s.Role != "":
			for range s.Times {
				add(0, map[string]string{"champion": "referral", "user": "trial"}[s.Role], qualify.Activity{})
			}
		case s.Fact != "":
			c.Custom[strings.TrimPrefix(s.Fact, "custom.")] = s.Value
		case s.NewPerson:
			add(s.Times, "", s.Activity)
		default:
			to := &c.Activities
			for i := range c.People {
				if c.People[i].ID == s.Person {
					to = &c.People[i].Activities
				}
			}
			for range s.Times {
				*to = append(slices.Clip(*to), s.Activity)
			}
		}
	}
	return &c
}

func TestTowardMistakes(t *testing.T) {
	e, err := account.CompileJSON("rules.json", []byte(`{"name": "x", "roles": [{"id": "r", "when": "source == 'a'"}], "person": {}, "account": {"checklists": [{"id": "g", "items": [{"id": "r", "role": "r"}]}], "hand_raise": [{"id": "d", "when": "any(activities, .type == 'demo')"}]}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.Toward(t.Context(), nil, towardAt, qualify.Goal{Status: matrix.StatusSQL}); err != nil || len(got.Plans) != 1 {
		t.Errorf("of no account: %+v, %v", got, err)
	}
	if got, err := e.Account().Toward(t.Context(), nil, towardAt, qualify.Goal{Status: matrix.StatusSQL}); err != nil || len(got.Plans) != 1 {
		t.Errorf("by the engine of the account's rules alone: %+v, %v", got, err)
	}
	if _, err := e.Toward(t.Context(), nil, time.Time{}, qualify.Goal{Status: matrix.StatusSQL}); err == nil {
		t.Error("no instant")
	}
	if _, err := e.Toward(t.Context(), nil, towardAt, qualify.Goal{Status: "best"}); err == nil || !strings.Contains(err.Error(), `"best"`) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Toward(ctx, nil, towardAt, qualify.Goal{Status: matrix.StatusSQL}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
