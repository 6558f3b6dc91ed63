package account_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

const groupRules = `{
  "format": 1, "name": "acme accounts", "version": "3",
  "roles": [
    {"id": "buyer", "name": "holds the budget", "when": "person.seniority == 'c_level' and has_word(person.job_title, 'cfo', 'finance')"},
    {"id": "champion", "when": "custom.champion"}
  ],
  "person": {
    "facts": {"custom.champion": {"type": "bool"}},
    "screening": [{"id": "student", "when": "has_word(person.job_title, 'student')"}],
    "scoring": {"ready_at": 20, "rules": [{"id": "seen", "each": ".type == 'webinar'", "points": 10}]}
  },
  "account": {
    "icp": {"criteria": [{"id": "size", "when": "company.employees >= 100"}]},
    "scoring": {"ready_at": 20, "rules": [
      {"id": "webinars", "each": ".type == 'webinar'", "points": 10, "limit": 2, "per_days": 1, "limit_by": "member"},
      {"id": "several", "when": "count(people, any(.activities, .type == 'webinar')) >= 2", "points": 5}
    ]},
    "checklists": [{"id": "group", "gate": true, "items": [{"id": "b", "role": "buyer"}, {"id": "c", "role": "champion", "at_least": 1}]}],
    "routes": [{"id": "all", "team": "sales", "owners": [{"id": "ana"}]}]
  }
}`

var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func compiled(t testing.TB, text string) *account.Engine {
	t.Helper()
	e, err := account.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func parsed(t testing.TB, text string) *account.Account {
	t.Helper()
	a, err := account.ParseAccount("account.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const groupAccount = `{"id": "A-1", "company": {"employees": 320}, "people": [
  {"id": "L-2", "person": {"job_title": "VP IT", "seniority": "vp"}, "custom": {"champion": true}, "activities": [{"type": "webinar", "at": "2026-11-20T09:00:00Z"}]},
  {"id": "L-1", "person": {"job_title": "CFO", "seniority": "c_level"}, "activities": [{"type": "webinar", "at": "2026-11-21T09:00:00Z"}]},
  {"id": "L-3", "person": {"job_title": "student"}}
]}`

// with is a text with some of it replaced.
func with(t testing.TB, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("%q is not in the text", old)
	}
	return strings.Replace(text, old, new, 1)
}

func TestFingerprint(t *testing.T) {
	of := func(text string) string { return compiled(t, text).Fingerprint() }
	have := of(groupRules)
	for _, c := range []struct {
		name, old, new string
		same           bool
	}{
		{"the name", `"acme accounts"`, `"other"`, true},
		{"the version", `"version": "3"`, `"version": "4"`, true},
		{"a version inside", `"person": {`, `"person": {"version": "x",`, true},
		{"a role's name", `"name": "holds the budget", `, ``, true},
		{"a role's note", `"id": "champion", `, `"id": "champion", "note": "n", `, true},
		{"a default", `, "at_least": 1`, ``, true},
		{"a role's condition", `"custom.champion"}`, `"not custom.champion"}`, false},
		{"a role's id", `"id": "buyer"`, `"id": "payer"`, false},
		{"of a person", `"points": 10}]}`, `"points": 11}]}`, false},
		{"of the account", `"points": 5`, `"points": 6`, false},
		{"whom a limit is for", `, "limit_by": "member"`, ``, false},
		{"how many", `"at_least": 1`, `"at_least": 2`, false},
	} {
		text := with(t, groupRules, c.old, c.new)
		if c.name == "a role's id" {
			text = with(t, text, `"role": "buyer"`, `"role": "payer"`)
		}
		if same := of(text) == have; same != c.same {
			t.Errorf("%s: the same fingerprint: %v, want %v", c.name, same, c.same)
		}
	}
}

// What definitions are called changes nothing, those of people that roles name among them.
func TestFingerprintOfNames(t *testing.T) {
	of := func(person, account, means string) string {
		return compiled(t, fmt.Sprintf(`{"name": "x", "roles": [{"id": "buyer", "when": %q}],
  "person": {"define": {%q: %q}, "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]},
  "account": {"define": {%q: "company.employees > 5"}, "hand_raise": [{"id": "h", "when": "%s and any(people, .role == 'buyer')"}]}}`,
			person, person, means, account, account)).Fingerprint()
	}
	have := of("buys", "big", "source == 'a'")
	if of("big", "buys", "source == 'a'") != have {
		t.Error("another fingerprint under other names")
	}
	if of("buys", "big", "source == 'b'") == have {
		t.Error("one fingerprint though a role's definition says something else")
	}
}

// All of them come at once, each in its place.
func TestCompileMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"name": "x", "extends": "y.json", "person": {}, "account": {"extends": "z.json", "screening": [{"id": "a", "when": "person.email == 'x'"}]}}`, `
rules.json:1:26: extends: the rules about accounts extend no other file: write what they take from it here [not_allowed]
rules.json:1:62: account.extends: the rules about accounts extend no other file: write what they take from it here [not_allowed]
rules.json:1:118: account.screening[0].when: person.email is about one person, and this is about an account; ask it of people, as in any(people, .seniority == "c_level")`},
		{`{"person": {"name": "p"}, "account": {"format": 1, "handraise": []}, "roles": [{"id": "a", "when": "sourc == 'x'"}]}`, `
rules.json:1:1: give the rules a "name" [required]
rules.json:1:21: person.name: "name" stands once, beside "person" and "account": take it out here [not_allowed]
rules.json:1:49: account.format: "format" stands once, beside "person" and "account": take it out here [not_allowed]
rules.json:1:52: account.handraise: unknown key`},
		{`{"format": 2, "name": "x", "person": {"screening": [{"id": "a", "when": "any(people, true)"}]}, "account": {"hand_raise": [{"id": "h", "when": "any(people, .hand_raised)"}]}}`, `
rules.json:1:12: format: format 2 is not known; this is format 1 [out_of_range]
rules.json:1:78: person.screening[0].when: `},
		{`{"name": "x", "texts": "folded", "facts": {}, "define": {}, "rolls": [], "person": {}, "account": {"facts": {"parent.company.employees": {"default": 0}}}}`, `
rules.json:1:15: texts: "texts" is of one rule set: put it under "person" or "account" [unknown_key]
rules.json:1:34: facts: "facts" is of one rule set: put it under "person" or "account" [unknown_key]
rules.json:1:47: define: "define" is of one rule set: put it under "person" or "account" [unknown_key]
rules.json:1:61: rolls: unknown key "rolls": did you mean "roles"? [unknown_key]
rules.json:1:138: account.facts["parent.company.employees"]: a fact of the parent is not declared: it is of the type of company.employees and has no default; in an expression, parent.company.employees ?? 0 says what counts where there is no parent (a value of that type) [not_allowed]`},
		{`{"name": "x", "person": {"screening": [{"id": "a", "when": "any(activities, .role == 'x')"}]}, "account": {"screening": [{"id": "a", "when": "any(activities, .role == 'x')"}, {"id": "b", "when": "any(activities, .membr == 'x')"}]}}`, `
rules.json:1:77: person.screening[0].when: an activity has no .role; it has .type .at .days_ago .channel .url .subject .campaign .value [unknown_name]
rules.json:1:159: account.screening[0].when: an activity has no .role; it has .type .at .days_ago .channel .url .subject .campaign .value .member [unknown_name]
rules.json:1:213: account.screening[1].when: an activity has no .membr; did you mean .member? [unknown_name]`},
		{`{"name": "x", "scoring": {"ready_at": 5}}`, `
rules.json:1:1: this is a rule set for leads, and rules about accounts are wanted: these have one rule set under "person" and one under "account" [not_allowed]`},
		{`{`, `
rules.json:1:2: `},
		{`[]`, `
rules.json:1:1: `},
	} {
		_, err := account.CompileJSON("rules.json", []byte(c.text), nil)
		if errs := (qualify.Errors)(nil); !errors.As(err, &errs) {
			t.Errorf("%s: %v, want qualify.Errors", c.text, err)
			continue
		}
		have := "\n" + err.Error()
		for _, line := range strings.Split(strings.TrimSpace(c.want), "\n") {
			if !strings.Contains(have, "\n"+line) {
				t.Errorf("%s:\nno line %q in%s", c.text, line, have)
			}
		}
	}
	if _, err := account.Compile(nil, nil); err == nil {
		t.Error("no error for no rules")
	}
}

func TestLoad(t *testing.T) {
	files := fstest.MapFS{
		"rules/a.json": {Data: []byte(`{"name": "x", "person": {}, "account": {
			"tables": {"named": {"type": "string", "file": "named.csv", "default": ""}},
			"routes": [{"id": "named", "when": "lookup('named', company.domain) != ''", "team": "marketing", "owners": [{"id": "ana"}]}]}}`)},
		"rules/named.csv": {Data: []byte("domain,owner\nshore.example,ana\n")},
		"rules/bad.json":  {Data: []byte(`{"name": "x", "person": {"tables": {"named": {"type": "string", "file": "none.csv"}}}, "account": {}}`)},
	}
	e, err := account.Load(files, "rules/a.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	d := e.Decide(&account.Account{ID: "1", Company: qualify.Company{Domain: "shore.example"}}, asOf)
	if d.Owner.ID != "ana" {
		t.Errorf("the owner is %+v", d.Owner)
	}
	if rows := e.Rules().Account.Tables["named"].Rows; len(rows) != 1 {
		t.Errorf("the rules have the rows %v", rows)
	}
	if _, err := account.Load(files, "rules/bad.json", nil); err == nil || !strings.Contains(err.Error(), "person.tables.named.file: there is no file rules/none.csv") {
		t.Errorf("of a file that is not there: %v", err)
	}
	if _, err := account.Load(files, "rules/none.json", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of rules that are not there: %v", err)
	}
}

// Rules are read, written and read again, and are nobody's but the engine's.
func TestRules(t *testing.T) {
	e := compiled(t, groupRules)
	rules := e.Rules()
	text, err := json.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"name":""`) {
		t.Errorf("a rule set has a name: %s", text)
	}
	var again account.Rules
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rules, &again); diff != "" {
		t.Error(diff)
	}
	rules.Roles[0].When, rules.Person.Screening[0].When = "true", "true"
	if diff := cmp.Diff(&again, e.Rules()); diff != "" {
		t.Errorf("a copy changed the engine: %s", diff)
	}
	other, err := account.Compile(&again, nil)
	if err != nil || other.Fingerprint() != e.Fingerprint() {
		t.Errorf("%v; the fingerprints are %s and %s", err, other.Fingerprint(), e.Fingerprint())
	}
	if err := json.Unmarshal([]byte(`{"name": "x", "persons": {}}`), &again); err == nil {
		t.Error("an unknown key is no error")
	}
	if err := again.Validate(); err != nil {
		t.Error(err)
	}
}

func TestDecideNothing(t *testing.T) {
	e := compiled(t, groupRules)
	for name, d := range map[string]account.Decision{
		"a nil account":    e.Decide(nil, asOf),
		"people is null":   e.Decide(parsed(t, `{"people": null}`), asOf),
		"rules by itself":  {Decision: e.Account().Decide(nil, asOf), Find: e.Decide(nil, asOf).Find},
		"a zero account":   e.Decide(&account.Account{}, asOf),
		"an empty company": e.Decide(parsed(t, `{"company": null, "parent": null, "custom": null}`), asOf),
	} {
		if want := e.Decide(&account.Account{}, asOf); cmp.Diff(want, d) != "" {
			t.Errorf("%s: %s", name, cmp.Diff(want, d))
		}
	}
	for _, at := range []time.Time{{}, time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		d := e.Decide(parsed(t, groupAccount), at)
		all := []qualify.Decision{d.Decision}
		for _, p := range d.People {
			if p.Role.Known {
				t.Errorf("%v: %s has a role", at, p.ID)
			}
			all = append(all, p.Decision)
		}
		for _, x := range all {
			if !x.AsOf.IsZero() || x.Certain || x.Owner.ID != "" || x.Issues[0].Code != qualify.NoAsOf {
				t.Errorf("%v: %+v", at, x)
			}
		}
		if len(d.People) != 3 || len(d.Find) != 0 || len(d.Credits) != 0 {
			t.Errorf("%v: %+v", at, d)
		}
	}
}

func TestDecideAll(t *testing.T) {
	e := compiled(t, groupRules)
	broken := errors.New("broken")
	var want []string
	accounts := func(yield func(*account.Account, error) bool) {
		a := account.Account{} // the same one again and again
		for i := range 100 {
			if i == 50 {
				if !yield(nil, broken) {
					return
				}
				continue
			}
			a = *parsed(t, groupAccount)
			a.ID = fmt.Sprint("A-", i)
			a.Custom, a.Parent = map[string]any{"n": i}, &account.Parent{Custom: map[string]any{"n": 1}}
			a.People = a.People[:i%4%3]
			d := e.Decide(&a, asOf)
			want = append(want, string(d.AppendJSON(nil)))
			if !yield(&a, nil) {
				return
			}
			a.ID, a.People = "gone", nil
		}
	}
	for _, o := range []*qualify.BatchOptions{nil, {Workers: 1}, {Workers: 3, Chunk: 7}} {
		want = nil
		var have []string
		errs := 0
		for d, err := range e.DecideAll(context.Background(), accounts, asOf, o) {
			if err != nil {
				if errs++; err != broken || d != nil {
					t.Errorf("%v, %v", d, err)
				}
				continue
			}
			have = append(have, string(d.AppendJSON(nil)))
		}
		if errs != 1 {
			t.Errorf("%d errors", errs)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Error(diff)
		}
	}
}
