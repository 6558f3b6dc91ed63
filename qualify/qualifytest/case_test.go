package qualifytest_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

const school = `{
	"name": "school",
	"facts": {"custom.seats": {"type": "number"}},
	"screening": [{"id": "customer", "when": "stage == 'customer'"}],
	"scoring": {
		"rules": [
			{"id": "visits", "when": "count(activities, .type == 'visit') >= 2", "points": 10},
			{"id": "seats", "tiers": [{"when": "custom.seats >= 100", "points": 20}, {"when": "custom.seats >= 10", "points": 5}]},
			{"id": "webinar", "each": ".type == 'webinar'", "points": 8, "limit": 2, "within_days": 30}
		],
		"ready_at": 20
	},
	"hand_raise": [{"id": "asked", "when": "answers.wants_contact"}]
}`

func compiled(t testing.TB, text string) (*qualify.RuleSet, *qualify.Engine) {
	t.Helper()
	engine, err := qualify.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	rs := engine.RuleSet()
	return rs, engine
}

// one is a file with one case.
func one(lead, want string) fstest.MapFS {
	return fstest.MapFS{"cases.json": {Data: []byte(`{"cases": [
  {"name": "one", "lead": ` + lead + `, "as_of": "2026-11-22T09:00:00Z", "want": ` + want + `}
]}`)}}
}

const ready = `{"id": "L-1", "stage": "lead", "custom": {"seats": 100}, "activities": [{"type": "visit", "at": "2026-11-21T09:00:00Z"}, {"type": "visit", "at": "2026-11-20T09:00:00Z"}]}`

func TestCheck(t *testing.T) {
	_, engine := compiled(t, school)
	for _, x := range []struct{ name, want, differences string }{
		{"right", `{"status": "mql", "score": {"points": 30.0, "rules": [{"id": "seats", "points": 20}]}, "readiness": {"verdict": "ready"}}`, ""},
		{"wrong", `{"status": "nurture", "certain": false}`, `certain: have true, want false; status: have "mql", want "nurture"`},
		{"what is absent is zero", `{"cell": "", "readiness": {"raised": []}, "score": {"rules": [{"id": "visits", "matches": 0}]}, "owner": {"id": ""}}`, ""},
		{"what is absent is nothing else", `{"cell": "A1", "readiness": {"raised": ["asked"]}, "owner": {"id": "ana"}}`,
			`cell: have nothing, want "A1"; owner.id: have nothing, want "ana"; readiness.raised: have [], want ["asked"]`},
		{"a rule that is unmet", `{"score": {"rules": [{"id": "webinar", "outcome": "unmet", "points": 0}]}}`, ""},
		{"a rule that is not unmet", `{"score": {"rules": [{"id": "visits", "outcome": "unmet"}]}}`, `score.rules[visits].outcome: have "met", want "unmet"`},
		{"a rule that there is not", `{"score": {"rules": [{"id": "webinars", "outcome": "unmet"}]}}`, `score.rules[webinars]: have nothing, want {"id": "webinars", "outcome": "unmet"}`},
		{"an empty list is empty", `{"screening": []}`, `screening: have [{"id": "customer", "outcome": "unmet"}], want []`},
		{"an element out of order", `{"score": {"rules": [{"id": "seats", "points": 21}, {"id": "visits"}]}}`, `score.rules[seats].points: have 20, want 21`},
	} {
		t.Run(x.name, func(t *testing.T) {
			err := qualifytest.Check(engine, one(ready, x.want))
			var failures qualifytest.Failures
			if x.differences == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &failures) || len(failures) != 1 || failures[0].Line != 2 || failures[0].Case != "one" {
				t.Fatalf("%v", err)
			}
			var have []string
			for _, d := range failures[0].Differences {
				have = append(have, d.String())
			}
			if diff := cmp.Diff(x.differences, strings.Join(have, "; ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFailureSaysWhere(t *testing.T) {
	_, engine := compiled(t, school)
	err := qualifytest.Check(engine, one(ready, `{"status": "nurture"}`), "*.json")
	const want = "cases.json:2: one\n    status: have \"mql\", want \"nurture\""
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	if err := qualifytest.CheckCases(engine, []qualifytest.Case{{Name: "made"}}); err == nil || err.Error() != "made: it wants nothing, so that it checks nothing" {
		t.Errorf("%v", err)
	}
}

// Every mistake of a file is reported at once, with its place.
func TestParseIsStrict(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"unknown keys", `{"cases": [
{"name": "a", "lead": {"person": {"jobtitle": "VP"}, "answers": {"buget": 1}, "activities": [{"typ": "x"}]}, "as_of": "2026-11-22T09:00:00Z",
 "want": {"stauts": "mql", "bant": {"buget": "met"}, "score": {"rules": [{"id": "a", "point": 1}]}}}]}`,
			`f.json:2:35: cases[0].lead.person.jobtitle: unknown key "jobtitle": did you mean "job_title"? [unknown_key]
f.json:2:66: cases[0].lead.answers.buget: unknown key "buget": did you mean "budget"? [unknown_key]
f.json:2:95: cases[0].lead.activities[0].typ: unknown key "typ": did you mean "type"? [unknown_key]
f.json:3:11: cases[0].want.stauts: unknown key "stauts": did you mean "status"? [unknown_key]
f.json:3:37: cases[0].want.bant.buget: unknown key "buget": did you mean "budget"? [unknown_key]
f.json:3:86: cases[0].want.score.rules[0].point: unknown key "point": did you mean "points"? [unknown_key]`},
		{"wrong types", `{"cases": [{"name": "a", "lead": {"company": {"employees": "many"}, "person": {"consent": 1}}, "as_of": "today", "want": {"certain": "yes", "score": {"points": "30"}}}]}`,
			`f.json:1:60: cases[0].lead.company.employees: want number, have string [bad_value]
f.json:1:91: cases[0].lead.person.consent: want boolean, have number [bad_value]
f.json:1:105: cases[0].as_of: want time like "2006-01-02T15:04:05Z", have "today" [bad_value]
f.json:1:134: cases[0].want.certain: want boolean, have string; write true [wrong_type]
f.json:1:161: cases[0].want.score.points: want number, have string; write 30 [wrong_type]`},
		{"what is missing", `{"cases": [{"lead": {}, "want": {"status": "mql"}}, {"name": "b", "lead": {}, "as_of": "2026-11-22T09:00:00Z", "want": {}}, {"name": "b", "lead": {}, "as_of": "2026-11-22T09:00:00Z"}]}`,
			`f.json:1:12: cases[0]: give it a "name" [required]
f.json:1:12: cases[0]: give it an "as_of", the instant to decide for [required]
f.json:1:53: cases[1]: give it a "want" with at least one thing to check; LEADQUAL_UPDATE=1 go test writes one [required]
f.json:1:134: cases[2].name: two cases are named "b" [duplicate_id]
f.json:1:125: cases[2]: give it a "want" with at least one thing to check; LEADQUAL_UPDATE=1 go test writes one [required]`},
		{"no cases", `{}`, `f.json:1:1: give it "cases" [required]`},
		{"twice", `{"cases": [{"name": "a", "name": "b"}]}`, `f.json:1:26: cases[0].name: duplicate key "name": the first is on line 1 [duplicate_key]`},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := qualifytest.Parse("f.json", []byte(x.text))
			if err == nil {
				t.Fatal("no mistake")
			}
			if diff := cmp.Diff(x.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			var mistakes qualify.Errors
			if !errors.As(err, &mistakes) {
				t.Errorf("%T", err)
			}
		})
	}
}

// Null in a lead is unknown, as for every other reader of leads.
func TestNullInALeadIsUnknown(t *testing.T) {
	_, engine := compiled(t, school)
	fsys := one(`{"id": "L-1", "person": null, "stage": null, "created_at": null, "activities": null, "company": {"employees": null, "name": null}, "custom": {"seats": null}}`,
		`{"screening": [{"id": "customer", "outcome": "unmet"}]}`) // a lead without a stage is a lead
	if err := qualifytest.Check(engine, fsys); err != nil {
		t.Error(err)
	}
}

func TestPatterns(t *testing.T) {
	_, engine := compiled(t, school)
	fsys := one(ready, `{"status": "mql"}`)
	fsys["sub/x.cases.json"] = fsys["cases.json"]
	for _, x := range []struct {
		patterns []string
		cases    int
		want     string
	}{
		{nil, 1, ""},
		{[]string{"*.json", "sub/*.json", "cases.json"}, 2, ""},
		{[]string{"nothing*.json"}, 0, `no file of cases matches "nothing*.json"`},
		{[]string{"["}, 0, `pattern "[": syntax error in pattern`},
	} {
		f, err := qualifytest.Load(fsys, x.patterns...)
		if x.want == "" && (err != nil || len(f.Cases) != x.cases) || x.want != "" && (err == nil || err.Error() != x.want) {
			t.Errorf("%v: %v, %+v", x.patterns, err, f)
		}
		if err := qualifytest.Check(engine, fsys, x.patterns...); (err == nil) != (x.want == "") {
			t.Errorf("%v: %v", x.patterns, err)
		}
	}
}

// Update changes the values that differ and no other byte.
func TestUpdate(t *testing.T) {
	_, engine := compiled(t, school)
	dir := t.TempDir()
	const before = `{
  "note": "kept  as   it is",
  "cases": [
    {"name": "one", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z",
     "want": {"status": "nurture", "score": {"points": 30, "rules": [{"id": "gone", "points": 1},
       {"id": "seats", "points": 1}]}, "certain": true}},
    {"name": "two", "lead": {"id": "L-2", "stage": "customer"}, "as_of": "2026-11-22T09:00:00Z"},
    {"name": "three", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z", "want": {}},
    {"name": "four", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z", "want": {"readiness": {"raised": ["asked"]}, "cell": "A", "ask": []}}
  ]
}`
	const after = `{
  "note": "kept  as   it is",
  "cases": [
    {"name": "one", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z",
     "want": {"status": "mql", "score": {"points": 30, "rules": [{"id": "seats", "points": 20}]}, "certain": true}},
    {"name": "two", "lead": {"id": "L-2", "stage": "customer"}, "as_of": "2026-11-22T09:00:00Z", "want": {"status": "disqualified", "quadrant": "undetermined", "certain": true, "score": {"points": 0}}},
    {"name": "three", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z", "want": {"status": "mql", "quadrant": "good_fit_ready", "certain": true, "owner": {"action": "call", "team": "sales"}, "score": {"points": 30}}},
    {"name": "four", "lead": ` + ready + `, "as_of": "2026-11-22T09:00:00Z", "want": {"readiness": {"raised": []}, "cell": "", "ask": []}}
  ]
}`
	name := filepath.Join(dir, "cases.json")
	if err := os.WriteFile(name, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := qualifytest.Update(engine, qualifytest.Dir(dir), "cases.json"); err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, string(have)); diff != "" {
		t.Error(diff)
	}
	if err := qualifytest.Check(engine, qualifytest.Dir(dir)); err != nil {
		t.Error(err)
	}
	if err := qualifytest.Update(engine, qualifytest.Dir(dir)); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(name); string(again) != string(have) {
		t.Errorf("the second time it is another: %s", again)
	}
}

func TestDirStaysInside(t *testing.T) {
	dir := qualifytest.Dir(t.TempDir())
	if err := dir.WriteFile("../out.json", nil, 0o600); err == nil {
		t.Error("it wrote outside of the folder")
	}
	if _, err := dir.Open("../out.json"); err == nil {
		t.Error("it read outside of the folder")
	}
}
