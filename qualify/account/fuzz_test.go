package account_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Every text is rules, or errors with places; rules are read again as they are written.
func FuzzCompileJSON(f *testing.F) {
	f.Add([]byte(groupRules))
	f.Add([]byte(richRules))
	f.Add([]byte(`{"name": "x", "roles": [{"id": "a", "when": "any(people, true)"}, null], "person": null, "account": {"extends": 1}}`))
	options := &qualify.Options{MaxRules: 200, MaxExpression: 1000}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := account.CompileJSON("f", data, options)
		if err != nil {
			errs := qualify.Errors(nil)
			if !errors.As(err, &errs) || len(errs) == 0 || errs[0].Line < 1 {
				t.Fatalf("%v", err)
			}
			return
		}
		text, err := json.Marshal(e.Rules())
		if err != nil {
			t.Fatal(err)
		}
		again, err := account.CompileJSON("again", text, options)
		if err != nil || again.Fingerprint() != e.Fingerprint() {
			t.Fatalf("%s: %v", text, err)
		}
		e.Decide(&account.Account{ID: "A", People: []qualify.Lead{{ID: "L"}}}, asOf)
	})
}

// Every text is an account, or errors with places. What is read strictly is read by
// encoding/json alike.
func FuzzParseAccount(f *testing.F) {
	f.Add([]byte(groupAccount))
	f.Add([]byte(`{"company": {"employees": "many"}, "people": [{"seen": {"x": {}}}, null], "parent": {"parent": {}}}`))
	f.Add([]byte(`{"people": null, "seen": {"company.name": {"at": "2026-01-01T00:00:00Z"}}, "activities": [{"value": 1e999}]}`))
	e := compiled(f, richRules)
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := account.ParseAccount("f", data)
		if err != nil {
			errs := qualify.Errors(nil)
			if !errors.As(err, &errs) || len(errs) == 0 || errs[0].Line < 1 {
				t.Fatalf("%v", err)
			}
			return
		}
		d := e.Decide(a, asOf)
		var read account.Decision
		if err := json.Unmarshal(d.AppendJSON(nil), &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, read); diff != "" {
			t.Error(diff)
		}
	})
}
