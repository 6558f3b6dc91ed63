package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const (
	root   = "../../.."
	folder = root + "/examples/rules"
	made   = root + "/qualify/schemas"
)

// The checked-in files are those of the Go types.
func TestFilesAreCurrent(t *testing.T) {
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 11 {
		t.Errorf("%d files", len(files))
	}
	for name, want := range files {
		testkit.Golden(t, filepath.Join(made, name), string(want))
	}
}

var generated = sync.OnceValues(func() (map[string][]byte, error) { return Generate(root) })

func load(t *testing.T, name string) *validator {
	t.Helper()
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	var v validator
	if err := json.Unmarshal(files[name], &v.root); err != nil {
		t.Fatal(err)
	}
	return &v
}

// The encodings of the schema are those that maps are read with, which the
// message about another one lists.
func TestEncodings(t *testing.T) {
	v := load(t, Map)
	properties, _ := v.root["properties"].(map[string]any)
	encoding, _ := properties["encoding"].(map[string]any)
	var words []string
	for _, word := range encoding["enum"].([]any) {
		words = append(words, fmt.Sprintf("%q", word))
	}
	_, err := leadfile.ParseMap("map.json", []byte(`{"encoding": "x", "fields": {"id": {"from": "a"}}}`), nil)
	if want := "want " + strings.Join(words, " or ") + " ["; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v: want %q", err, want)
	}
}

// Every file of the examples is valid.
func TestExamplesAreValid(t *testing.T) {
	for _, x := range []struct{ schema, pattern string }{
		{RuleSet, "*/rules.json"}, {RuleSet, "*/strict.json"}, {RuleSet, "*/lenient.json"}, {RuleSet, "gitlab/person.json"}, {RuleSet, "gitlab/trials.json"}, {RuleSet, "*/candidate.json"}, {RuleSet, "*/form.json"},
		{Cases, "*/*cases.json"}, {Map, "*/map.json"}, {AccountCases, "accounts/*.cases.json"}, {AccountCases, "pql/*.cases.json"}, {AccountRules, "accounts/*.json"}, {AccountRules, "pql/*.json"},
	} {
		v := load(t, x.schema)
		found, err := filepath.Glob(filepath.Join(folder, x.pattern))
		if err != nil || len(found) == 0 {
			t.Errorf("nothing matches %s: %v", x.pattern, err)
		}
		for _, name := range found {
			about := strings.HasSuffix(filepath.Dir(name), "accounts") || strings.HasSuffix(filepath.Dir(name), "pql")
			if cases := strings.HasSuffix(name, "cases.json"); x.schema == Cases && about || x.schema == AccountRules && cases {
				continue // of the other kind
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, mistake := range v.check(t, string(text)) {
				t.Errorf("%s: %s", name, mistake)
			}
		}
	}
}

// What Load makes a rule set of is valid, file by file: bases that are not whole,
// and patches.
func TestPartsOfRuleSetsAreValid(t *testing.T) {
	v, files := load(t, RuleSet), fstest.MapFS{}
	for name, text := range map[string]string{
		"a/base.json": `{"$schema": "x", "facts": {"custom.seats": {"ask": "How many?"}}, "lists": {"l": ["a"]},
			"icp": {"criteria": [{"id": "size", "weight": 2}, {"id": "land", "when": "company.country in lists.l"}], "grades": [{"name": "A", "min": 0.5}]},
			"bant": {"need": {"when": "answers.need != 'none'"}},
			"checklists": [{"id": "champ", "items": [{"id": "money", "when": "answers.budget > 0"}, {"id": "pain", "when": "answers.need != 'none'"}]}],
			"scoring": {"rules": [{"id": "visit", "each": ".type == 'visit'", "points": 5, "limit": 3}, {"id": "old", "points": 1}], "max": 50, "ready_at": 5},
			"routes": [{"id": "rest", "team": "sales", "owners": [{"id": "ann"}, {"id": "bo"}]}],
			"tables": {"t": {"type": "string", "rows": {"a": "b", "c": "d"}}}}`,
		"a/more.json": `{"tables": {"t": {"rows": null, "file": "t.csv"}, "u": {"type": "number", "rows": {"a": 1}}}}`,
		"a/mine.json": `{"name": "mine", "version": "2", "extends": ["base.json", "more.json"], "readiness": null, "hand_raise": null,
			"facts": {"custom.seats": {"type": "number", "ask": null}}, "lists": {"l": null, "m": ["b"]},
			"icp": {"good_at": null, "criteria": [{"id": "size", "when": "custom.seats > 5", "weight": null}, {"id": "land", "drop": true}]},
			"bant": {"need": null, "budget": {"when": "answers.budget > 0"}},
			"checklists": [{"id": "champ", "qualified_at": 1, "items": [{"id": "money", "drop": true}, {"id": "plan", "when": "answers.need != 'none'", "before": "pain"}]}],
			"scoring": {"max": null, "rules": [{"id": "visit", "limit": null, "within_days": 30}, {"id": "old", "drop": true}, {"id": "new", "when": "lookup('t', source) == 'x'", "points": 2, "before": "visit"}], "bands": [{"name": "1", "min": 5}]},
			"matrix": {"poor_fit_ready": null},
			"routes": [{"id": "rest", "owners": [{"id": "ann", "drop": true}, {"id": "cy", "weight": 2, "before": "bo"}]}]}`,
		"a/top.json": `{"extends": "mine.json", "checklists": [{"id": "champ", "items": []}], "tables": {"u": {"rows": {"a": null, "b": 2}}}}`,
		"a/t.csv":    "key,value\na,x\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
		if strings.HasSuffix(name, ".json") {
			for _, mistake := range v.check(t, text) {
				t.Errorf("%s: %s", name, mistake)
			}
		}
	}
	for _, name := range []string{"a/mine.json", "a/top.json"} {
		if _, err := qualify.Load(files, name, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestMistakesAreSeen(t *testing.T) {
	const rule = `{"name": "x", "scoring": {"rules": [%s]}}`
	const one = `{"cases": [{"name": "a", "lead": %s, "as_of": "2026-11-22T09:00:00Z", "want": %s}]}`
	const ofAccount = `{"cases": [{"name": "a", "account": %s, "as_of": "2026-11-22T09:00:00Z", "want": %s}]}`
	for _, x := range []struct{ schema, text, want string }{
		{RuleSet, `{"name": "x", "$schema": "../ruleset.schema.json"}`, ""},
		{RuleSet, `{}`, ""},
		{RuleSet, `{"icpp": null}`, "icpp is no key"},
		{RuleSet, `{"name": "x", "extends": 5}`, "/extends: none of several"},
		{RuleSet, `{"name": "x", "extends": []}`, "/extends: none of several"},
		{RuleSet, `{"name": "x", "icp": null}`, "/icp: want object"},
		{RuleSet, `{"extends": "a.json", "hand_raise": [{"when": "true"}]}`, "/hand_raise: none of several"},
		{RuleSet, `{"extends": "a.json", "hand_raise": [{"id": "a", "drop": false}]}`, "/hand_raise: none of several"},
		{RuleSet, `{"extends": "a.json", "hand_raise": [{"id": "a", "wen": "true"}]}`, "/hand_raise: none of several"},
		{RuleSet, `{"name": "x", "icpp": {}}`, "icpp is no key"},
		{RuleSet, `{"name": "x", "format": 2}`, "/format: 2 is none of [1]"},
		{RuleSet, `{"name": "x", "icp": {"criteria": [{"id": "a", "when": "true", "weigth": 1}]}}`, "weigth is no key"},
		{RuleSet, `{"name": "x", "icp": {"criteria": [{"id": "a"}]}}`, "/icp/criteria/0: none of several"},
		{RuleSet, `{"name": "x", "icp": {"good_at": 60}}`, "/icp/good_at: 60 is above 1"},
		{RuleSet, `{"name": "x", "icp": {"criteria": [{"id": "a", "when": "true", "weight": 3, "note": "b"}]}}`, ""},
		{RuleSet, fmt.Sprintf(rule, `{"id": "a", "when": "true", "points": "10"}`), "points: want number"},
		{RuleSet, fmt.Sprintf(rule, `{"id": "a", "when": "true", "points": 10, "limit": 1}`), "limit needs each"},
		{RuleSet, fmt.Sprintf(rule, `{"id": "a", "compute": "1", "min": 0}`), "compute needs max"},
		{RuleSet, fmt.Sprintf(rule, `{"id": "a", "each": "true", "points": 1, "decay": {"kind": "linera", "rate": 1, "every_days": 2}}`), "linera is none of [linear half_life]"},
		{RuleSet, `{"name": "x", "matrix": {"good_fit": {"team": "sales"}}}`, "/matrix/good_fit: good_fit is none of"},
		{RuleSet, `{"name": "x", "bant": {"need": {"id": "need", "when": "true"}}}`, "/bant/need: not allowed"},
		{RuleSet, `{"name": "x", "checklists": [{"id": "c", "items": [{"when": "true"}]}]}`, "id is missing"},
		{RuleSet, `{"name": "x", "checklists": [{"id": "c", "items": [{"id": "a"}]}]}`, "/checklists/0/items/0: when is missing"},
		{RuleSet, `{"name": "x", "lists": {"a-b": []}}`, "/lists/a-b: does not match"},
		{RuleSet, `{"name": "x", "facts": {"custom.seats": {"type": "int"}}}`, "int is none of"},
		{RuleSet, `{"name": "x", "facts": {"custom.seats": {"type": "number", "known_after": "contact"}, "company.employees": {"ask": "How many?"}, "source": {}}}`, ""},
		{Cases, fmt.Sprintf(one, `{"id": "1", "person": {"email": null}, "company": null, "activities": [{"type": "a"}]}`, `{"status": "mql", "bant": {"need": "met"}, "score": {"rules": [{"id": "a", "points": 2.5}]}}`), ""},
		{Cases, fmt.Sprintf(one, `{"person": {"jobtitle": "VP"}}`, `{}`), "/cases/0/lead/person: none of several"},
		{Cases, fmt.Sprintf(one, `{}`, `{"status": "qualified"}`), "qualified is none of"},
		{Cases, fmt.Sprintf(one, `{}`, `{"stauts": "mql"}`), "stauts is no key"},
		{Cases, fmt.Sprintf(one, `{}`, `{"bant": {"need": "yes"}}`), "yes is none of"},
		{Cases, `{"cases": [{"name": "a", "lead": {}, "want": {}}]}`, "as_of is missing"},
		{Cases, `{"cases": [{"name": "a", "lead": {}, "as_of": "today"}]}`, "today is no instant"},
		{AccountCases, fmt.Sprintf(ofAccount, `{"id": "A", "people": [{"id": "P"}], "parent": {"company": null}}`, `{"account_id": "A", "people": [{"id": "P", "role": null, "decision": {"status": "mql"}}], "find": [{"role": "buyer"}], "ask": [{"person": "P", "path": "stage"}], "score": {"rules": [{"id": "a", "by_member": [{"member": "P"}]}]}}`), ""},
		{AccountCases, fmt.Sprintf(ofAccount, `{}`, `{"lead_id": "A"}`), "lead_id is no key"},
		{AccountCases, fmt.Sprintf(ofAccount, `{}`, `{"people": [{"id": "P", "roles": "x"}]}`), "roles is no key"},
		{AccountCases, fmt.Sprintf(ofAccount, `{}`, `{"people": [{"role": "x"}]}`), "id is missing"},
		{AccountCases, fmt.Sprintf(ofAccount, `{}`, `{"find": [{"rule": "x"}]}`), "rule is no key"},
		{AccountCases, fmt.Sprintf(ofAccount, `{"peple": []}`, `{}`), "peple is no key"},
		{Map, `{"fields": {"id": {"from": "ID", "on_error": "unknown"}}}`, ""},
		{Map, `{"fields": {"id": {"form": "ID"}}}`, "form is no key"},
		{Map, `{"encoding": "utf8"}`, "utf8 is none of"},
		{Policy, `{"mql_again_after_days": 30, "hours": {"sales": {"time_zone": "UTC", "week": {"mon": ["09:00-24:00"]}, "holidays": ["2026-12-25"]}}}`, ""},
		{Policy, `{"reset_on": ["accepted"]}`, "accepted is none of"},
		{Policy, `{"hours": {"sales": {"time_zone": "UTC", "week": {"mon": ["9:00-17:00"]}}}}`, "does not match"},
		{Policy, `{"deadlines": [{"id": "a", "kind": "first_response", "stages": ["mql"], "minutes": 0}]}`, "0 is below 1"},
		{Policy, `{"deadlines": [{"id": "a", "kind": "first_response", "stages": ["mql"], "minutes": 60, "escalate": [{"after_minutes": 45, "to": "head"}]}]}`, ""},
		{Lead, `{"id": "1", "person": {"email": null, "consent": true}, "company": {"employees": 5.5, "technologies": []}, "activities": [{"type": "a", "at": "2026-11-22T09:00:00Z", "custom": {"x": 1}}], "custom": {"a": ["b"]}, "seen": {"company.employees": {"at": "2026-01-01T00:00:00Z"}}}`, ""},
		{Lead, `{}`, ""},
		{Lead, `[]`, "want object"},
		{Lead, `{"id": 7}`, "want [string null]"},
		{Lead, `{"employees": 7}`, "employees is no key"},
		{Lead, `{"company": {"employes": 7}}`, "/company: none of several"},
		{Lead, `{"person": {"consent": "yes"}}`, "/person: none of several"},
		{Lead, `{"created_at": "yesterday"}`, "yesterday is no instant"},
		{Lead, `{"activities": {"type": "a"}}`, "/activities: want [array null]"},
		{Decision, `{"lead_id": "1"}`, "rule_set is missing"},
		{AccountRules, `{"name": "x", "roles": [{"id": "buyer", "when": "true"}], "person": {"icp": {"good_at": 0.5}}, "account": {"version": "2", "checklists": [{"id": "group", "gate": true, "items": [{"id": "a", "role": "buyer", "at_least": 2}]}]}}`, ""},
		{AccountRules, `{"name": "x", "person": {}}`, "account is missing"},
		{AccountRules, `{"person": {}, "account": {}}`, "name is missing"},
		{AccountRules, `{"name": "x", "person": {"name": "y"}, "account": {}}`, "name is no key"},
		{AccountRules, `{"name": "x", "person": {}, "account": {"extends": "y.json"}}`, "extends is no key"},
		{AccountRules, `{"name": "x", "person": {}, "account": {}, "roles": [{"id": "buyer"}]}`, "when is missing"},
		{AccountRecord, `{"id": "A", "company": {"employees": 5}, "parent": {"custom": {"x": 1}, "company": null}, "people": [{"id": "1", "person": {"email": null}}], "activities": [{"type": "a"}], "seen": {"company.employees": {"source": "crm"}}}`, ""},
		{AccountRecord, `{"account_id": "A"}`, "account_id is no key"},
		{AccountRecord, `{"person": {"seniority": "vp"}}`, "person is no key"},
		{AccountRecord, `{"people": {"id": "1"}}`, "/people: want [array null]"},
		{AccountRecord, `{"people": [{"id": 1}]}`, "/people/0/id: want"},
		{Roster, `{"members": [{"id": "ana", "weight": 2, "away": [{"from": "2026-08-01T00:00:00Z"}]}], "fallback": {"team": "overflow"}}`, ""},
		{Roster, `{"members": [{"id": "ana", "name": "Ana"}]}`, "name is no key"},
		{Roster, `{"team": "sales"}`, "members is missing"},
	} {
		have := load(t, x.schema).check(t, x.text)
		if x.want == "" && len(have) > 0 || x.want != "" && (len(have) != 1 && x.schema != Decision || !strings.Contains(have[0], x.want)) {
			t.Errorf("%s: %q, want %q", x.text, have, x.want)
		}
	}
}

// Whatever rules the compiler accepts, the engine decides and the examples hold is valid, and so are a later
// version's decisions with keys that nobody knows yet.
func TestLeadsAndDecisionsAreValid(t *testing.T) {
	rules, leads, decisions, seen := load(t, RuleSet), load(t, Lead), load(t, Decision), 0
	valid := func(v *validator, text []byte) {
		t.Helper()
		seen++
		for _, mistake := range v.check(t, string(text)) {
			t.Errorf("%.300s: %s", text, mistake)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "*", "leads.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no leads: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			valid(leads, line)
		}
	}
	g := generate.New(1, generate.Options{})
	for range testkit.Amount(20, 200, 2000) {
		rs := g.RuleSet()
		e, err := qualify.Compile(rs, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(rs)
		if err != nil {
			t.Fatal(err)
		}
		valid(rules, text)
		for range 5 {
			lead := g.Lead()
			if text, err := json.Marshal(lead); err == nil { // some have values that JSON lacks
				valid(leads, text)
			}
			d := e.Decide(lead, generate.AsOf)
			valid(decisions, d.AppendJSON(nil))
		}
	}
	empty := qualify.Decision{}
	later := append(bytes.TrimSuffix(empty.AppendJSON(nil), []byte("}")), `, "new": 1}`...)
	if have := decisions.check(t, string(later)); slices.ContainsFunc(have, func(s string) bool { return strings.Contains(s, "no key") }) {
		t.Errorf("%q", have)
	}
	t.Logf("%d values", seen)
}

// A decision with one value of another kind, or without a key, is not valid.
func TestWrongDecisionsAreSeen(t *testing.T) {
	rules := `{"name": "x", "icp": {"criteria": [{"id": "a", "when": "company.employees > 5"}]}, "scoring": {"ready_at": 5, "rules": [{"id": "b", "when": "source == 'x'", "points": 5}]}, "bant": {"need": {"when": "answers.need != 'none'"}}}`
	e, err := qualify.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := e.Decide(&qualify.Lead{Source: "x"}, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	text, v := string(d.AppendJSON(nil)), load(t, Decision)
	for _, x := range []struct{ old, new, want string }{
		{`"status":"`, `"status":"is_`, "none of"},
		{`"certain":false`, `"certain":"no"`, "/certain: want boolean"},
		{`"lead_id":"",`, ``, "lead_id is missing"},
		{`"fit":`, `"fitness":`, "fit is missing"},
		{`"points":5`, `"points":"5"`, "want number"},
		{`"as_of":"2026-11-22T09:00:00Z"`, `"as_of":"2026-11-22"`, "no instant"},
		{`"need":"unknown"`, `"need":null`, "want string"},
		{`"code":"no_id"`, `"code":"id"`, "none of"},
		{`"ask":[`, `"ask":[1,`, "want object"},
	} {
		wrong := strings.Replace(text, x.old, x.new, 1)
		if wrong == text {
			t.Errorf("%s is not in %s", x.old, text)
		}
		if have := v.check(t, wrong); len(have) == 0 || !strings.Contains(strings.Join(have, "\n"), x.want) {
			t.Errorf("%s: %q, want %q", x.new, have, x.want)
		}
	}
}

// Policies and rosters as package lifecycle writes them are valid.
func TestPoliciesAndRostersAreValid(t *testing.T) {
	for _, x := range []struct {
		schema string
		value  any
	}{{Policy, lifecycle.DefaultPolicy()}, {Roster, &lifecycle.Roster{Team: "sales", Members: []lifecycle.Member{{ID: "ana"}}}}} {
		text, err := json.Marshal(x.value)
		if err != nil {
			t.Fatal(err)
		}
		for _, mistake := range load(t, x.schema).check(t, string(text)) {
			t.Errorf("%s: %s", text, mistake)
		}
	}
}

// Keys are explained, in the words of JSON and not of Go.
func TestKeysAreExplained(t *testing.T) {
	v := load(t, RuleSet)
	definitions := v.root["definitions"].(map[string]any)
	properties := definitions["whole"].(map[string]any)["properties"].(map[string]any)
	for key, want := range map[string]string{"icp": "icp is the ideal customer profile, which judges fit.", "define": "define names expressions for others to use. A name means its text in brackets."} {
		if have := properties[key].(map[string]any)["description"]; have != want {
			t.Errorf("%s: %q", key, have)
		}
	}
	for _, name := range []string{RuleSet, Cases, Map, Policy, Roster, Lead, Decision, AccountRules, AccountCases, AccountRecord, AccountDecision} {
		files, err := generated()
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Nil ", "[]string", "Opt[", "Go literal", "ScoreOr", "strictjson", "Stage"} {
			if strings.Contains(string(files[name]), word) {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}

// validator checks values by the part of JSON Schema that the files use, and
// refuses keywords that it does not know.
type validator struct{ root map[string]any }

var keywords = []string{
	"$schema", "title", "description", "default", "definitions", "$ref", "type", "format", "pattern", "enum", "minimum", "maximum", "minItems", "minLength",
	"items", "properties", "propertyNames", "additionalProperties", "required", "dependencies", "allOf", "anyOf", "not", "if", "then", "else",
}

func (v *validator) check(t *testing.T, text string) []string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return v.value("", value, v.root)
}

func (v *validator) value(at string, value any, schema map[string]any) (out []string) {
	fail := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	for key := range schema {
		if !slices.Contains(keywords, key) {
			fail("the schema has an unknown keyword %s", key)
		}
	}
	if ref, ok := schema["$ref"].(string); ok {
		target, found := v.root["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
		if !found {
			fail("the schema has no %s", ref)
		}
		return append(out, v.value(at, value, target)...)
	}
	if want, ok := schema["type"]; ok && !isType(value, want) {
		fail("want %v", want)
		return out
	}
	if list, ok := schema["enum"].([]any); ok && !slices.Contains(list, value) {
		fail("%v is none of %v", value, list)
	}
	sub := func(key string) []map[string]any {
		var list []map[string]any
		all, _ := schema[key].([]any)
		for _, s := range all {
			list = append(list, s.(map[string]any))
		}
		return list
	}
	for _, s := range sub("allOf") {
		out = append(out, v.value(at, value, s)...)
	}
	if some := sub("anyOf"); some != nil && !slices.ContainsFunc(some, func(s map[string]any) bool { return v.value(at, value, s) == nil }) {
		fail("none of several")
	}
	if condition, ok := schema["if"].(map[string]any); ok {
		branch := "then"
		if v.value(at, value, condition) != nil {
			branch = "else"
		}
		return append(out, v.value(at, value, schema[branch].(map[string]any))...)
	}
	if not, ok := schema["not"].(map[string]any); ok && v.value(at, value, not) == nil {
		fail("not allowed")
	}
	switch value := value.(type) {
	case string:
		if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(value) {
			fail("does not match %s", p)
		}
		if n, ok := schema["minLength"].(float64); ok && utf8.RuneCountInString(value) < int(n) {
			fail("too short")
		}
		if _, err := time.Parse(time.RFC3339, value); schema["format"] == "date-time" && err != nil {
			fail("%s is no instant", value)
		}
	case float64:
		if low, ok := schema["minimum"].(float64); ok && value < low {
			fail("%v is below %v", value, low)
		}
		if high, ok := schema["maximum"].(float64); ok && value > high {
			fail("%v is above %v", value, high)
		}
	case []any:
		if n, ok := schema["minItems"].(float64); ok && len(value) < int(n) {
			fail("too few")
		}
		if items, ok := schema["items"].(map[string]any); ok {
			for i, item := range value {
				out = append(out, v.value(fmt.Sprintf("%s/%d", at, i), item, items)...)
			}
		}
	case map[string]any:
		out = append(out, v.object(at, value, schema)...)
	}
	return out
}

func (v *validator) object(at string, object, schema map[string]any) (out []string) {
	required, _ := schema["required"].([]any)
	for _, key := range required {
		if _, ok := object[key.(string)]; !ok {
			out = append(out, fmt.Sprintf("%s: %s is missing", at, key))
		}
	}
	dependencies, _ := schema["dependencies"].(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	for key, value := range object {
		if needed, ok := dependencies[key].([]any); ok {
			for _, need := range needed {
				if _, ok := object[need.(string)]; !ok {
					out = append(out, fmt.Sprintf("%s: %s needs %s", at, key, need))
				}
			}
		}
		if names, ok := schema["propertyNames"].(map[string]any); ok {
			out = append(out, v.value(at+"/"+key, key, names)...)
		}
		if s, ok := properties[key].(map[string]any); ok {
			out = append(out, v.value(at+"/"+key, value, s)...)
			continue
		}
		switch additional := schema["additionalProperties"].(type) {
		case bool:
			if !additional {
				out = append(out, fmt.Sprintf("%s: %s is no key", at, key))
			}
		case map[string]any:
			out = append(out, v.value(at+"/"+key, value, additional)...)
		}
	}
	return out
}

func isType(value, want any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(w any) bool { return isType(value, w) })
	}
	switch value := value.(type) {
	case nil:
		return want == "null"
	case bool:
		return want == "boolean"
	case float64:
		return want == "number" || want == "integer" && value == float64(int64(value))
	case string:
		return want == "string"
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

// The examples of accounts, their rules and what is decided about them, are valid.
func TestAccountsAreValid(t *testing.T) {
	rules, accounts, decisions := load(t, AccountRules), load(t, AccountRecord), load(t, AccountDecision)
	seen, engines := 0, []*account.Engine{}
	valid := func(v *validator, name string, text []byte) {
		seen++
		for _, mistake := range v.check(t, string(text)) {
			t.Errorf("%s: %s", name, mistake)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "accounts", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".cases.json") {
			valid(rules, name, text)
			e, err := account.CompileJSON(name, text, nil)
			if err != nil {
				t.Fatal(err)
			}
			engines = append(engines, e)
		}
	}
	lines, err := os.ReadFile(filepath.Join(folder, "accounts", "accounts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(lines) {
		valid(accounts, "accounts.jsonl", line)
		var a account.Account
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		for _, e := range engines {
			d := e.Decide(&a, generate.AsOf)
			valid(decisions, a.ID, d.AppendJSON(nil))
		}
	}
	if seen < 30 {
		t.Errorf("%d values", seen)
	}
}

// A decision about an account with one value of another kind, or without a key, is not
// valid.
func TestWrongDecisionsAboutAccountsAreSeen(t *testing.T) {
	const rules = `{"name": "x", "roles": [{"id": "buyer", "when": "person.seniority == 'vp'"}], "person": {},
		"account": {"scoring": {"rules": [{"id": "a", "each": ".type == 'x'", "points": 5}]}, "checklists": [{"id": "g", "items": [{"id": "b", "role": "buyer", "at_least": 2}]}]}}`
	e, err := account.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := &account.Account{ID: "A", People: []qualify.Lead{{ID: "1", Person: qualify.Person{Seniority: "vp"}, Activities: []qualify.Activity{{Type: "x", At: generate.AsOf}}}}}
	d := e.Decide(a, generate.AsOf)
	text, v := string(d.AppendJSON(nil)), load(t, AccountDecision)
	if wrong := v.check(t, text); len(wrong) > 0 {
		t.Fatalf("%s: %q", text, wrong)
	}
	for _, x := range []struct{ old, new, want string }{
		{`"account_id":`, `"lead_id":`, "account_id is missing"},
		{`"role":"buyer","for"`, `"roles":"buyer","for"`, "role is missing"},
		{`"role":"buyer","dec`, `"role":null,"dec`, "want string"},
		{`"member":"1"`, `"member":1`, "want string"},
		{`"people":[{"id":"1"`, `"people":[{"ids":"1"`, "id is missing"},
		{`"find":[`, `"find":["buyer",`, "want object"},
	} {
		wrong := strings.Replace(text, x.old, x.new, 1)
		if wrong == text {
			t.Errorf("%s is not in %s", x.old, text)
		}
		if have := v.check(t, wrong); !strings.Contains(strings.Join(have, "\n"), x.want) {
			t.Errorf("%s: %q, want %q", x.new, have, x.want)
		}
	}
}
