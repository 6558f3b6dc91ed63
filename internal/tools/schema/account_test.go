package schema

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// The schemas offer what only rules about an account have in no other rules, and there
// as the compiler takes it: each text is accepted by both, or refused by both.
func TestKeysThatOnlyAccountsHave(t *testing.T) {
	const (
		rule = `"scoring": {"rules": [{"id": "a", "each": "true", "points": 1, %s}]}`
		item = `"checklists": [{"id": "c", "items": [{"id": "a", %s}]}]`
	)
	for _, x := range []struct {
		part string
		of   string // the only kind of rules that may have it, "all" or "none"
		want string // what the schema says where it is of accounts, else ""
	}{
		{fmt.Sprintf(rule, `"limit": 1`), "all", ""},
		{fmt.Sprintf(rule, `"limit": 1, "limit_by": "member"`), "account", ""},
		{fmt.Sprintf(rule, `"limit_by": "member"`), "none", "limit_by needs limit"},
		{fmt.Sprintf(rule, `"limit": 1, "limit_by": "account"`), "none", "account is none of [member]"},
		{fmt.Sprintf(item, `"when": "true"`), "all", ""},
		{fmt.Sprintf(item, `"role": "buyer"`), "account", ""},
		{fmt.Sprintf(item, `"role": "buyer", "at_least": 2`), "account", ""},
		{fmt.Sprintf(item, `"role": "buyer", "at_least": 0`), "none", "/at_least: 0 is below 1"},
		{fmt.Sprintf(item, `"role": "buyer", "when": "true"`), "none", "/items/0: not allowed"},
		{fmt.Sprintf(item, `"when": "true", "at_least": 2`), "none", "at_least needs role"},
		{fmt.Sprintf(item, `"name": "b"`), "none", "/items/0: none of several"},
		{`"bant": {"need": {"when": "true"}}`, "all", ""},
		{`"bant": {"need": {"when": "true", "id": "need"}}`, "none", "/bant/need: not allowed"},
		{`"bant": {"need": {"role": "buyer"}}`, "none", "role is no key"},
		{`"bant": {"need": {"when": "true", "at_least": 2}}`, "none", "at_least is no key"},
		{`"checklists": [{"id": "c", "gate": true, "items": [{"id": "a", "when": "true"}]}]`, "all", ""},
		{`"bant": {"need": {"when": "true"}, "gate": true}`, "all", ""},
	} {
		for of, text := range map[string]string{
			"lead":    `{"name": "x", ` + x.part + `}`,
			"base":    `{"name": "x", "extends": "base.json", ` + x.part + `}`,
			"person":  `{"name": "x", "roles": [{"id": "buyer", "when": "true"}], "person": {` + x.part + `}, "account": {"screening": [{"id": "s", "when": "false"}]}}`,
			"account": `{"name": "x", "roles": [{"id": "buyer", "when": "true"}], "person": {}, "account": {` + x.part + `}}`,
		} {
			schema, compile := RuleSet, func() error { _, err := qualify.CompileJSON("x", []byte(text), nil); return err }
			switch of {
			case "base":
				// Only a whole rule set says what is missing: what is merged may have it.
				if x.of != "account" {
					continue
				}
				compile = nil
			case "person", "account":
				schema, compile = AccountRules, func() error { _, err := account.CompileJSON("x", []byte(text), nil); return err }
			}
			said := load(t, schema).check(t, text)
			if may := x.of == "all" || x.of == of; may != (len(said) == 0) {
				t.Errorf("%s: %q, may be said: %t", text, said, may)
			} else if of == "account" && !strings.Contains(strings.Join(said, "\n"), x.want) {
				t.Errorf("%s: %q, want %q", text, said, x.want)
			}
			if compile == nil {
				continue
			}
			if err := compile(); (err == nil) != (len(said) == 0) {
				t.Errorf("%s: the schema says %q, the compiler %v", text, said, err)
			}
		}
	}
}

// Whatever random rules make of random accounts is valid, and has no key that the schema
// of decisions does not know.
func TestRandomAccountsAreValid(t *testing.T) {
	rules, accounts, decisions := load(t, AccountRules), load(t, AccountRecord), load(t, AccountDecision)
	decided := 0
	for seed := range uint64(40) {
		g := generate.New(seed, generate.Options{JSON: true})
		of := g.AccountRules()
		e, err := account.Compile(of, nil)
		if err != nil {
			continue
		}
		text, err := json.Marshal(of)
		if err != nil {
			t.Fatal(err)
		}
		a := g.Account(5)
		record, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		d := e.Decide(a, generate.AsOf)
		decision := string(d.AppendJSON(nil))
		for what, wrong := range map[string][]string{
			string(text): rules.check(t, string(text)), string(record): accounts.check(t, string(record)), decision: decisions.check(t, decision),
		} {
			for _, mistake := range wrong {
				t.Errorf("%.300s: %s", what, mistake)
			}
		}
		for _, key := range []string{"people", "find", "by_member", "account_id"} {
			if strings.Contains(decision, `"`+key+`":`) {
				decided++
			}
		}
	}
	if decided < 40 {
		t.Errorf("only %d keys of accounts in all decisions", decided)
	}
	closed := closedOf(decisions.root)
	for seed := range uint64(40) {
		g := generate.New(seed, generate.Options{JSON: true})
		e, err := account.Compile(g.AccountRules(), nil)
		if err != nil {
			continue
		}
		d := e.Decide(g.Account(5), generate.AsOf)
		for _, mistake := range (&validator{root: closed}).check(t, string(d.AppendJSON(nil))) {
			t.Errorf("seed %d: %s", seed, mistake)
		}
	}
}

// closedOf is a schema in which no object has keys other than those that it names.
func closedOf(schema map[string]any) map[string]any {
	var closed func(v any) any
	closed = func(v any) any {
		switch v := v.(type) {
		case []any:
			out := make([]any, len(v))
			for i := range v {
				out[i] = closed(v[i])
			}
			return out
		case map[string]any:
			out := map[string]any{}
			for key, x := range v {
				out[key] = closed(x)
			}
			_, named := v["properties"].(map[string]any)
			if _, said := v["additionalProperties"]; named && v["type"] == "object" && !said {
				out["additionalProperties"] = false
			}
			return out
		}
		return v
	}
	out, _ := closed(schema).(map[string]any)
	return out
}
