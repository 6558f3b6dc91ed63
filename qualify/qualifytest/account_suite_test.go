package qualifytest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// accountSuite makes cases of accounts that want what they get.
func accountSuite(t *testing.T, rules string, accounts ...string) *qualifytest.AccountSuite {
	t.Helper()
	e, err := account.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &qualifytest.AccountSuite{Rules: e.Rules()}
	for i, text := range accounts {
		a, err := account.ParseAccount("account.json", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		d := e.Decide(a, asOf)
		want, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		s.Cases = append(s.Cases, qualifytest.AccountCase{Name: fmt.Sprint(i), Account: *a, AsOf: asOf, Want: want})
	}
	return s
}

// Of each form there are rules whose cases see them whole and notice every change, and
// what is missing without the last case.
func TestAccountSuite(t *testing.T) {
	const recent, old = `"at": "2026-11-12T09:00:00Z"`, `"at": "2026-11-11T09:00:00Z"` // 10 and 11 days ago
	person := func(id, source string, did ...string) string {
		return fmt.Sprintf(`{"id": %q, "source": %q, "activities": [%s]}`, id, source, strings.Join(did, ", "))
	}
	of := func(people ...string) string { return `{"people": [` + strings.Join(people, ", ") + `]}` }
	worth := func(v int) string { return fmt.Sprintf(`{"type": "w", "value": %d, `+recent+`}`, v) }
	did := func(at string) string { return `{"type": "w", ` + at + `}` }
	const excluded = "account.screening.it: status -> excluded" // the step before removes all whom it would
	for _, x := range []struct {
		name, rules   string
		accounts      []string
		but           []string // changes that none of them can notice
		gaps, missing []string // without the last
	}{
		{"roles and items", `{"name": "x", "roles": [{"id": "a", "when": "source == 'a'"}, {"id": "b", "when": "source in ['a', 'b']"}], "person": {}, "account": {"checklists": [
			{"id": "group", "items": [{"id": "two", "role": "a", "at_least": 2}, {"id": "one", "role": "b"}]}]}}`,
			[]string{of(), of(person("1", "a"), person("2", "b")), of(person("1", "a"), person("2", "a"), person("3", "b")), of(person("1", "c"), `{"id": "2"}`), of(person("1", "a"), `{"id": "2"}`)},
			nil, []string{"account.checklists.group.two: never unknown", "account.checklists.group.qualified_at: never unknown"}, nil},
		{"people and what they did", `{"name": "x", "person": {}, "account": {"define": {"fresh": ".days_ago <= 10", "engaged": ".stage == 'lead' and any(.activities, fresh)"}, "screening": [
			{"id": "few", "when": "count(people, engaged) < 2"}, {"id": "it", "when": "any(people, .department == 'it' and count(.activities, .value > 1) > 1)"}]}}`,
			[]string{
				of(), of(person("1", "a", did(recent)), person("2", "a", did(recent))),
				of(person("1", "a", did(recent)), `{"id": "2", "stage": "customer", "activities": [`+did(recent)+`]}`, person("3", "a", did(old))),
				of(`{"id": "1", "person": {"department": "it"}, "activities": [` + worth(2) + `, ` + worth(2) + `, ` + worth(1) + `]}`), of(`{"id": "1", "person": {"department": "it"}, "activities": [` + worth(2) + `, ` + worth(1) + `]}`),
				of(person("1", "a", worth(2), worth(2))),
			}, []string{excluded}, []string{"account.screening.it: never unknown"}, []string{excluded}},
		{"limits by member", `{"name": "x", "person": {}, "account": {"scoring": {"rules": [{"id": "w", "each": ".type == 'w'", "points": 5, "limit": 2, "limit_by": "member", "within_days": 10}]}}}`,
			[]string{
				of(person("1", "a", did(recent), did(recent), did(recent)), person("2", "a", did(recent))), of(person("1", "a", did(recent), did(recent)), `{"id": "2", "activities": [{"type": "x", `+recent+`}]}`),
				of(person("1", "a", did(old))),
			}, nil, []string{"account.scoring.w: never unmet", "account.scoring.w.within_days: never too old"}, []string{"account.scoring.w: within_days 10 -> 11"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := accountSuite(t, x.rules, x.accounts...)
			c, err := s.Cover()
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Gaps) > 0 || len(c.NotMeasured) > 0 {
				t.Errorf("gaps %q, not measured %q", gaps(c), c.NotMeasured)
			}
			m, err := s.Mutate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.but, survivors(m)); diff != "" {
				t.Error(diff)
			}
			s.Cases = s.Cases[:len(s.Cases)-1]
			if c, err = s.Cover(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.gaps, gaps(c)); diff != "" {
				t.Error(diff)
			}
			if m, err = s.Mutate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.missing, survivors(m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAccountSuiteMistakes(t *testing.T) {
	s := accountSuite(t, `{"name": "x", "person": {}, "account": {"screening": [{"id": "s", "when": "stage == 'customer'"}]}}`, `{"id": "A"}`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if m, err := s.Mutate(ctx); m != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", m, err)
	}
	s.Explained = map[string]string{"account.screening.s: never met": "no customers", "account.screening.t: never met": "gone"}
	c, err := s.Cover()
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Mutate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stale := s.Stale(c, m); len(stale) != 1 || stale[0] != "account.screening.t: never met" {
		t.Error(stale)
	}
	s.Cases[0].Want = json.RawMessage(`{"status": "mql"}`)
	for _, measure := range []func() error{
		func() error { _, err := s.Cover(); return err },
		func() error { _, err := s.Mutate(t.Context()); return err },
	} {
		if err := measure(); err == nil || !strings.Contains(err.Error(), `have "nurture", want "mql"`) {
			t.Error(err)
		}
	}
	s.Rules.Name = ""
	if _, err := s.Cover(); err == nil || !strings.Contains(err.Error(), `"name"`) {
		t.Error(err)
	}
}
