package account_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Whatever an account is, it is decided without a panic, the decision survives JSON,
// and the order of the people changes nothing but where they were left out.
func FuzzDecide(f *testing.F) {
	e, err := account.CompileJSON("rules.json", []byte(`{"name": "f",
"roles": [{"id": "buyer", "when": "person.seniority == 'c_level'"}, {"id": "user", "when": "has_word(person.job_title, 'user')"}],
"person": {"scoring": {"rules": [{"id": "w", "each": ".type == 'webinar'", "points": 8}], "ready_at": 20}},
"account": {"icp": {"criteria": [{"id": "size", "when": "company.employees >= 50 or parent.company.employees >= 1000"}]},
  "checklists": [{"id": "group", "items": [{"id": "buyer", "role": "buyer"}, {"id": "users", "role": "user", "at_least": 2}], "gate": true}],
  "scoring": {"rules": [{"id": "w", "each": ".type == 'webinar'", "points": 1, "limit": 2, "limit_by": "member"},
    {"id": "p", "when": "count(people, any(.activities, .days_ago <= 30) and .points > 5) >= 2", "points": 10}], "ready_at": 5}}}`), nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{
		`{}`,
		`{"id": "A", "company": {"employees": "many"}, "people": [{"id": "P"}, {"id": "P"}, {}, {"id": "Q", "company": {"employees": 9}}, {"id": "R", "company": {"employees": 8}}]}`,
		`{"id": "A", "parent": {"company": {"employees": 2000}}, "activities": [{"type": "webinar", "at": "2026-11-20T00:00:00Z"}], "people": [{"id": "P", "person": {"seniority": "c_level"}, "activities": [{"type": "webinar", "at": "2026-11-20T00:00:00Z"}, {}]}]}`,
	} {
		f.Add([]byte(text))
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		var a account.Account
		if json.Unmarshal(text, &a) != nil {
			return
		}
		d := e.Decide(&a, asOf)
		written := d.AppendJSON(nil)
		var read account.Decision
		if err := json.Unmarshal(written, &read); err != nil {
			t.Fatal(err)
		}
		if again := read.AppendJSON(nil); !bytes.Equal(again, written) {
			t.Fatalf("%s\nis read and written as\n%s", written, again)
		}
		people := len(d.People)
		slices.Reverse(a.People)
		back := e.Decide(&a, asOf)
		d.Issues, back.Issues = nil, nil // which say where people stood
		if len(back.People) != people || !bytes.Equal(d.AppendJSON(nil), back.AppendJSON(nil)) {
			t.Fatalf("another order makes\n%s\nof\n%s", back.AppendJSON(nil), d.AppendJSON(nil))
		}
	})
}

// Whatever the text of an account is, ParseAccount says what is wrong with places, or
// makes of it what encoding/json does, which is written and read again as the same.
func FuzzParseAccount(f *testing.F) {
	for _, text := range []string{
		`{}`, `null`, `[]`, `{"id": "A", "people": [{"id": "P", "seen": {"person.email": {"at": "2026-11-20T00:00:00Z"}}}], "seen": {"company.name": {}}}`,
		`{"parent": {"company": {"employees": 5}, "parent": {}}, "people": [{"peron": 1}], "id": 7}`, `{"activities": [{"at": "yesterday"}], "custom": {"x": [null, {"y": 1e400}]}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := account.ParseAccount("account.json", text)
		if err != nil {
			var errs qualify.Errors
			if !errors.As(err, &errs) || len(errs) == 0 {
				t.Fatalf("%v is no qualify.Errors", err)
			}
			for _, e := range errs {
				if e.Line < 1 || e.Column < 1 || e.File != "account.json" {
					t.Fatalf("no place: %v", e)
				}
			}
			return
		}
		var lenient account.Account
		if err := json.Unmarshal(text, &lenient); err != nil {
			t.Fatalf("ParseAccount accepts what encoding/json does not: %v", err)
		}
		if diff := cmp.Diff(a, &lenient, cmpopts.IgnoreUnexported(account.Account{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-strict +lenient)\n%s", diff)
		}
		written, err := json.Marshal(a)
		if err != nil {
			t.Skip() // an instant outside of the years that JSON has
		}
		again, err := account.ParseAccount("account.json", written)
		if err != nil {
			t.Fatalf("%s\nis refused: %v", written, err)
		}
		if diff := cmp.Diff(a, again, cmpopts.IgnoreUnexported(account.Account{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-read +again)\n%s", diff)
		}
	})
}

// Whatever rules about accounts are, they are refused with places or compile, and what
// the engine says its rules are compiles to the same.
func FuzzRules(f *testing.F) {
	for _, text := range []string{
		groupRules, `{"name": "x", "person": {}, "account": {"matrix": {}}}`,
		`{"name": "x", "roles": [{"id": "a", "when": "any(people, true)"}], "person": {"icp": {"criteria": [{"id": "a", "when": "stage == 'mql'"}]}}, "account": {"checklists": [{"id": "g", "items": [{"id": "a", "role": "b"}]}], "extends": 5}}`,
		`{"name": "x", "person": {}, "account": {"scoring": {"rules": [{"id": "a", "each": ".member == '' and parent.company.employees > 5", "points": 1, "limit": 1, "limit_by": "member"}]}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := account.CompileJSON("rules.json", text, nil)
		if err != nil {
			var errs qualify.Errors
			if !errors.As(err, &errs) || len(errs) == 0 {
				t.Fatalf("%v is no qualify.Errors", err)
			}
			return
		}
		written, err := json.Marshal(e.Rules())
		if err != nil {
			t.Fatal(err)
		}
		again, err := account.CompileJSON("again.json", written, nil)
		if err != nil {
			t.Fatalf("%s\nis refused: %v", written, err)
		}
		if again.Fingerprint() != e.Fingerprint() {
			t.Fatalf("%s\nhas another fingerprint", written)
		}
		e.Decide(&account.Account{ID: "A", People: []qualify.Lead{{ID: "P"}}}, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	})
}

// Whatever is read as a decision is written and read as the same again.
func FuzzDecisionJSON(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"account_id": "A", "people": [{"id": "P", "role": "", "decision": {"lead_id": "P", "status": "mql"}}, {"id": "Q"}], "find": [{"role": "buyer", "for": ["checklists.g.b"], "decisive": true}]}`,
		`{"score": {"points": 5, "rules": [{"id": "a", "outcome": "met", "points": 5, "by_member": [{"member": "", "points": 2.5}, {"member": "P", "points": 1e300}]}, {"id": "a"}]}, "ask": [{"person": "P", "path": "stage"}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var d, again account.Decision
		if json.Unmarshal(text, &d) != nil {
			return
		}
		written := d.AppendJSON(nil)
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if twice := again.AppendJSON(nil); !bytes.Equal(twice, written) {
			t.Fatalf("%s\nis read and written as\n%s", written, twice)
		}
	})
}

// Every lead is in one place, in its order: with an account, or left with a reason.
func FuzzGroup(f *testing.F) {
	f.Add("A a.example\nB a.b.example\nA \n gmail.com", "P1 A x@y.example\nP2  m@a.example\nP3 Z q\nP4  w@c.a.b.example\nP5  @\nP1  x@gmail.com")
	f.Fuzz(func(t *testing.T, own, theirs string) {
		var accounts []account.Account
		var leads []qualify.Lead
		for line := range strings.SplitSeq(own, "\n") {
			id, domain, _ := strings.Cut(line, " ")
			accounts = append(accounts, account.Account{ID: id, Company: qualify.Company{Domain: domain}})
		}
		for i, line := range strings.Split(theirs, "\n") {
			fields := strings.SplitN(line+"  ", " ", 3)
			leads = append(leads, qualify.Lead{ID: strconv.Itoa(i), AccountID: fields[1], Person: qualify.Person{Email: fields[2]}, Company: qualify.Company{Domain: fields[0]}})
		}
		g := account.Group(accounts, leads)
		found := make([]int, len(leads))
		for i, a := range g.Accounts {
			last := -1
			for _, p := range a.People {
				n, _ := strconv.Atoi(p.ID)
				found[n]++
				if n <= last || p.AccountID != "" && p.AccountID != accounts[i].ID {
					t.Fatalf("lead %d with account_id %q stands with %q behind lead %d", n, p.AccountID, accounts[i].ID, last)
				}
				last = n
			}
		}
		for _, l := range g.Left {
			found[l.Lead]++
			if l.Reason == "" || l.ID != leads[l.Lead].ID {
				t.Fatalf("%+v", l)
			}
		}
		for i, n := range found {
			if n != 1 {
				t.Fatalf("lead %d is in %d places", i, n)
			}
		}
	})
}
