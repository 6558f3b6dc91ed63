package account_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

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
