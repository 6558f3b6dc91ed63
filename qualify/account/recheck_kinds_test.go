package account_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify/account"
)

// What time alone changes of an account, a kind on each line, and the second at which
// it does.
func TestRecheckKinds(t *testing.T) {
	for _, c := range []struct{ name, rules, account, want string }{
		{"a fact of the company, taken from a person, grows too old",
			`"person": {}, "account": {"facts": {"company.country": {"stale_days": 20}}, "icp": {"criteria": [{"id": "c", "when": "company.country == 'DE'"}]}}`,
			`"people": [{"id": "P0", "company": {"country": "DE"}, "seen": {"company.country": {"at": "2026-11-20T09:00:00Z"}}}]`, "2026-12-10T09:00:01Z"},
		{"a person's record of the company is dated later",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "company.country == 'DE'"}]}}`,
			`"people": [{"id": "P0", "company": {"country": "DE"}, "seen": {"company.country": {"at": "2026-11-20T09:00:00Z"}}}, {"id": "P1", "company": {"country": "FR"}, "seen": {"company.country": {"at": "2026-12-01T09:00:00Z"}}}]`,
			"2026-12-01T09:00:00Z"},
		{"a person's fact grows too old, and with it the role",
			`"roles": [{"id": "r", "when": "person.seniority == 'vp'"}], "person": {"facts": {"person.seniority": {"stale_days": 5}}}, "account": {"checklists": [{"id": "g", "items": [{"id": "i", "role": "r"}]}]}`,
			`"people": [{"id": "P0", "person": {"seniority": "vp"}, "seen": {"person.seniority": {"at": "2026-11-20T09:00:00Z"}}}]`, "2026-11-25T09:00:01Z"},
		{"whom screening may remove no longer has a status for certain",
			`"person": {"screening": [{"id": "s", "when": "idle_days > 10 and person.consent == false"}], "icp": {"criteria": [{"id": "c", "when": "person.seniority == 'vp'"}]}, "scoring": {"ready_at": 1, "rules": [{"id": "v", "when": "person.seniority == 'vp'", "points": 1}]}},
			 "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, .status == 'mql')"}]}}`,
			`"people": [{"id": "P0", "person": {"seniority": "vp"}, "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-30T09:00:01Z"},
		{"a raised hand that kept a person is too old",
			`"person": {"screening": [{"id": "s", "when": "person.seniority == 'vp'", "unless_hand_raised": true}], "hand_raise": [{"id": "h", "when": "any(activities, .days_ago <= 10)"}]}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, .hand_raised)"}]}}`,
			`"people": [{"id": "P0", "person": {"seniority": "vp"}, "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-30T09:00:01Z"},
		{"a raised hand of somebody who is removed all the same is too old",
			`"person": {"screening": [{"id": "s", "when": "person.seniority == 'vp'"}], "hand_raise": [{"id": "h", "when": "any(activities, .days_ago <= 10)"}]}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, .hand_raised)"}]}}`,
			`"people": [{"id": "P0", "person": {"seniority": "vp"}, "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-30T09:00:01Z"},
		{"people are idle",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "count(people, .idle_days <= 7) >= 2"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}, {"id": "P1", "activities": [{"type": "visit", "at": "2026-11-21T09:00:00Z"}]}]`, "2026-11-27T09:00:01Z"},
		{"points fade",
			`"person": {"scoring": {"rules": [{"id": "v", "each": "true", "points": 10, "decay": {"kind": "linear", "rate": 0.5, "every_days": 10}}]}}, "account": {"icp": {"criteria": [{"id": "c", "when": "sum(people, .points) >= 12"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-22T09:00:00Z"}]}, {"id": "P1", "activities": [{"type": "visit", "at": "2026-11-22T09:00:00Z"}]}]`, "2026-11-30T09:01:27Z"},
		{"a person's activity leaves a window",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, any(.activities, .days_ago <= 3))"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-23T09:00:01Z"},
		{"a joined activity leaves a window under a limit by member",
			`"person": {}, "account": {"scoring": {"ready_at": 2, "rules": [{"id": "v", "each": "true", "points": 1, "within_days": 3, "limit": 1, "limit_by": "member"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}, {"type": "visit", "at": "2026-11-21T09:00:00Z"}]}, {"id": "P1", "activities": [{"type": "visit", "at": "2026-11-20T10:00:00Z"}]}]`, "2026-11-23T10:00:01Z"},
		{"an activity comes",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, any(.activities, .type == 'visit'))"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-12-24T09:00:00.5Z"}]}]`, "2026-12-24T09:00:01Z"},
		{"the account's reset",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, any(.activities, .type == 'visit'))"}]}}`,
			`"reset_at": "2026-12-01T00:00:00Z", "people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-12-01T00:00:00Z"},
		{"a person's reset",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, any(.activities, .type == 'visit'))"}]}}`,
			`"people": [{"id": "P0", "reset_at": "2026-12-01T00:00:00Z", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-12-01T00:00:00Z"},
		{"a person's instant",
			`"person": {"facts": {"custom.renewal": {"type": "time"}}}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, .custom.renewal <= now)"}]}}`,
			`"people": [{"id": "P0", "custom": {"renewal": "2026-12-05T00:00:00Z"}}]`, "2026-12-05T00:00:00Z"},
		{"who might have a role no longer may, and it is missing",
			`"roles": [{"id": "r", "when": "person.seniority == 'vp' and idle_days <= 7"}, {"id": "q", "when": "person.seniority == 'vp' or person.country == 'DE'"}], "person": {}, "account": {"checklists": [{"id": "g", "items": [{"id": "i", "role": "r"}]}]}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-27T09:00:01Z"},
		{"a person alone becomes another",
			`"person": {"icp": {"criteria": [{"id": "c", "when": "idle_days <= 7"}]}}, "account": {"icp": {"criteria": [{"id": "c", "when": "company.country == 'DE'"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-27T09:00:01Z"},
		{"behind a gate nothing",
			`"roles": [{"id": "r", "when": "person.seniority == 'vp'"}], "person": {}, "account": {"scoring": {"ready_at": 1, "rules": [{"id": "v", "each": "true", "points": 1, "within_days": 5}]}, "checklists": [{"id": "g", "gate": true, "items": [{"id": "i", "role": "r"}]}]}`,
			`"people": [{"id": "P0", "person": {"seniority": "staff"}, "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, ""},
		{"an unknown role behind a known one",
			`"roles": [{"id": "r", "when": "person.seniority == 'vp'"}], "person": {}, "account": {"scoring": {"ready_at": 1, "rules": [{"id": "v", "each": "true", "points": 1, "within_days": 5}, {"id": "n", "when": "none(people, .role == '')", "points": 1}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, "2026-11-25T09:00:01Z"},
		{"nothing",
			`"person": {}, "account": {"icp": {"criteria": [{"id": "c", "when": "any(people, any(.activities, .type == 'visit'))"}]}}`,
			`"people": [{"id": "P0", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]`, ""},
	} {
		e, err := account.CompileJSON("rules.json", []byte(`{"name": "kinds", `+c.rules+`}`), nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		a := parsed(t, `{"id": "A", `+c.account+`}`)
		have := ""
		at, ok, err := e.RecheckAt(context.Background(), a, asOf)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			have = at.Format(time.RFC3339)
			is, was, first := e.Decide(a, at), e.Decide(a, at.Add(-time.Second)), e.Decide(a, asOf)
			if watched(&was) != watched(&first) || watched(&is) == watched(&first) {
				t.Errorf("%s: at first\n%s\nbefore %v\n%s\nand then\n%s", c.name, watched(&first), at, watched(&was), watched(&is))
			}
		}
		if have != c.want {
			t.Errorf("%s: %s, want %s", c.name, have, c.want)
		}
	}
}

// What is no instant is an error, a context that is done is one, and an account that
// is none has nothing to wait for.
func TestRecheckErrors(t *testing.T) {
	e, a := compiled(t, groupRules), parsed(t, groupAccount)
	if _, _, err := e.RecheckAt(context.Background(), a, time.Time{}); err == nil || !strings.Contains(err.Error(), "asOf is the zero time") {
		t.Errorf("no instant: %v", err)
	}
	if _, _, err := e.RecheckAt(context.Background(), a, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil || !strings.Contains(err.Error(), "9999") {
		t.Errorf("too late an instant: %v", err)
	}
	if at, ok, err := e.RecheckAt(context.Background(), nil, asOf); ok || err != nil || !at.IsZero() {
		t.Errorf("no account: %v %v %v", at, ok, err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, ok, err := compiled(t, richRules).RecheckAt(done, richAccount(5), asOf); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("done: %v %v", ok, err)
	}
}

// Goroutines share an engine, and deciding is the same before and after.
func TestRecheckTogether(t *testing.T) {
	e := compiled(t, richRules)
	a := richAccount(6)
	at, ok, err := e.RecheckAt(context.Background(), a, asOf)
	want := string(new(e.Decide(a, asOf)).AppendJSON(nil))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 3 {
				if at2, ok2, err2 := e.RecheckAt(context.Background(), a, asOf); !at2.Equal(at) || ok2 != ok || err2 != err {
					t.Errorf("%v %v %v, alone %v %v %v", at2, ok2, err2, at, ok, err)
				}
				if string(new(e.Decide(a, asOf)).AppendJSON(nil)) != want {
					t.Error("deciding is another after RecheckAt")
				}
			}
		})
	}
	wait.Wait()
}
