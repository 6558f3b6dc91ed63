package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const demo = `{
  "name": "demo",
  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}]},
  "scoring": {"ready_at": 20, "rules": [{"id": "visits", "each": ".type == 'page_view' and .days_ago <= 30", "points": 10}]}
}`

func TestCheck(t *testing.T) {
	c := start(t)
	var ok checkAnswer
	c.into("check", arguments{"rules": demo}, &ok)
	if !ok.OK || ok.Name != "demo" || !strings.HasPrefix(ok.Fingerprint, "sha256:") {
		t.Errorf("have %+v", ok)
	}
	var object any
	if err := json.Unmarshal([]byte(demo), &object); err != nil {
		t.Fatal(err)
	}
	var same checkAnswer
	if c.into("check", arguments{"rules": object}, &same); same.Fingerprint != ok.Fingerprint {
		t.Errorf("a rule set given as an object is %s, as a text %s", same.Fingerprint, ok.Fingerprint)
	}

	result, text := c.call("check", arguments{"rules": strings.Replace(demo, "company.employees", "company.employes", 1)})
	var wrong checkAnswer
	if fill(t, result, &wrong); !result.IsError || wrong.OK || len(wrong.Mistakes) != 1 {
		t.Fatalf("have %+v", wrong)
	}
	m := wrong.Mistakes[0]
	if m.Code != "unknown_name" || m.Path != "icp.criteria[0].when" || m.Line != 3 || !strings.HasSuffix(m.Caret, "^^^^^^^^^^^^^^^^") {
		t.Errorf("have %+v", m)
	}
	for _, want := range []string{"rules:3:", "did you mean company.employees?", "    ^^^^", "To do: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestDecide(t *testing.T) {
	c := start(t)
	lead := `{"id": "L-1", "person": {"name": "Mia Secret"}, "company": {"employees": 320}, "activities": [{"type": "page_view", "at": "2026-11-20T09:00:00Z"}]}`
	args := arguments{"rules": demo, "leads": "[" + lead + `, {"id": "L-2"}]`, "as_of": "2026-11-22"}
	var a decideAnswer
	c.into("decide", args, &a)
	if a.Leads != 2 || a.AsOfFrom != "call" || len(a.Decisions) != 2 {
		t.Fatalf("have %+v", a)
	}
	first, second := a.Decisions[0], a.Decisions[1]
	if first.LeadID != "L-1" || first.Quadrant != "good_fit_not_ready" || first.Score.Points != 10 || first.Score.Rules["visits"] != 10 || first.Values != nil {
		t.Errorf("have %+v", first)
	}
	if len(second.Missing) != 1 || second.Missing[0].Path != "company.employees" {
		t.Errorf("have %+v", second)
	}
	args["values"] = true
	c.into("decide", args, &a)
	if have := a.Decisions[0].Values; len(have) != 1 || have["company.employees"] != "320" {
		t.Errorf("values: %v", have)
	}
}

// A custom fact whose name is misspelt is not silently unknown.
func TestUndeclared(t *testing.T) {
	c := start(t)
	rules := `{"name": "x", "facts": {"custom.seats": {"type": "number"}}, "hand_raise": [{"id": "a", "when": "custom.seats > 3"}]}`
	for lead, want := range map[string]string{`{"id": "1", "custom": {"seets": 5, "plan": "x"}}`: "custom.plan custom.seets", `{"id": "1", "custom": {"seats": 5}}`: ""} {
		var a decideAnswer
		if c.into("decide", arguments{"rules": rules, "leads": lead}, &a); strings.Join(a.Undeclared, " ") != want {
			t.Errorf("%s: have %q, want %q", lead, a.Undeclared, want)
		}
	}
}

func TestSectionOfNothing(t *testing.T) {
	if result, text := start(t).call("language", arguments{"section": "scoring"}); !result.IsError || !strings.Contains(text, "about") {
		t.Error(text)
	}
}

func TestLint(t *testing.T) {
	c := start(t)
	var a lintAnswer
	c.into("lint", arguments{"rules": strings.Replace(demo, `"ready_at": 20,`, `"ready_at": 20, "max": 10,`, 1)}, &a)
	if len(a.Findings) == 0 {
		t.Errorf("have %+v", a)
	}
}

// Every tool answers as its schema says for every rule set of the examples, with
// its leads and its cases: the SDK's server refuses an answer that does not.
func TestExamples(t *testing.T) {
	c := start(t, "-root", "../rules")
	n := 0
	err := fs.WalkDir(os.DirFS("../rules"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "/rules.json") {
			return err
		}
		n++
		dir := filepath.ToSlash(filepath.Dir(name))
		var checked checkAnswer
		if c.into("check", arguments{"rules_file": name}, &checked); !checked.OK {
			t.Errorf("%s: %+v", name, checked)
		}
		var described describeAnswer
		if c.into("describe", arguments{"rules_file": name}, &described); described.Fingerprint != checked.Fingerprint || len(described.Parts) == 0 || len(described.Facts) == 0 {
			t.Errorf("%s: %+v", name, described)
		}
		var linted lintAnswer
		c.into("lint", arguments{"rules_file": name, "proofs": true}, &linted)
		var tested testAnswer
		if c.into("test", arguments{"rules_file": name, "cases_file": dir + "/cases.json", "cover": true}, &tested); tested.Failed > 0 || tested.Cases == 0 || tested.Cover.Of == 0 {
			t.Errorf("%s: %+v", name, tested)
		}
		var same diffAnswer
		if c.into("diff", arguments{"old_file": name, "new_file": name}, &same); same.Proof.Result != "same" {
			t.Errorf("%s: %+v", name, same.Proof)
		}
		if _, err := os.Stat("../rules/" + dir + "/leads.jsonl"); err != nil {
			return nil
		}
		leads := arguments{"rules_file": name, "leads_file": dir + "/leads.jsonl", "as_of": "2026-11-22T09:00:00Z"}
		var decided decideAnswer
		if c.into("decide", leads, &decided); decided.Leads == 0 || decided.LeftOut != nil || len(decided.Decisions) != min(decided.Leads, usualLeads) {
			t.Errorf("%s: %+v", name, decided)
		}
		var said explainAnswer
		if c.into("explain", leads, &said); len(said.Explanations) == 0 {
			t.Errorf("%s: %+v", name, said)
		}
		var asked askAnswer
		if c.into("ask", leads, &asked); len(asked.Leads) == 0 {
			t.Errorf("%s: %+v", name, asked)
		}
		var compared diffAnswer
		c.into("diff", arguments{"old_file": name, "new_file": name, "leads_file": dir + "/leads.jsonl", "as_of": "2026-11-22"}, &compared)
		if compared.Leads == nil || compared.Leads.Leads != decided.Leads || compared.Leads.Moved != 0 {
			t.Errorf("%s: %+v", name, compared.Leads)
		}
		return nil
	})
	if err != nil || n < 8 {
		t.Fatalf("%d rule sets, %v", n, err)
	}
}

func TestDiff(t *testing.T) {
	c := start(t)
	args := arguments{"old": demo, "new": strings.Replace(demo, `"ready_at": 20`, `"ready_at": 10`, 1)}
	var a diffAnswer
	c.into("diff", args, &a)
	if p := a.Proof; p.Result != "different" || p.Lead == nil || p.AsOf == nil || len(p.Differs) == 0 {
		t.Errorf("have %+v", a.Proof)
	}
	args["leads"] = []any{arguments{"id": "L-1", "company": arguments{"employees": 90}, "activities": []any{arguments{"type": "page_view", "at": "2026-11-20T09:00:00Z"}}}, arguments{"id": "L-2"}}
	args["as_of"] = "2026-11-22"
	a = diffAnswer{}
	c.into("diff", args, &a)
	if l := a.Leads; l == nil || l.Leads != 2 || l.Moved != 1 || len(l.Moves) == 0 || l.Moves[0].IDs[0] != "L-1" || len(l.Changes) != 1 || l.Changes[0].Alone != 1 {
		t.Errorf("have %+v", a.Leads)
	}
}

func TestTest(t *testing.T) {
	c := start(t)
	cases := func(status string) string {
		return `{"cases": [{"name": "large", "as_of": "2026-11-22T09:00:00Z", "lead": {"id": "L-1", "company": {"employees": 320}},
		  "want": {"status": "` + status + `", "score": {"points": 0}}}]}`
	}
	var failed testAnswer
	c.into("test", arguments{"rules": demo, "cases": cases("mql"), "mutate": true}, &failed)
	if failed.Cases != 1 || failed.Failed != 1 || failed.Failures[0].Differences[0] != (difference{"status", `"mql"`, `"nurture"`}) || failed.Mutate != nil || failed.Note == "" {
		t.Errorf("have %+v", failed)
	}
	var passed testAnswer
	c.into("test", arguments{"rules": demo, "cases": cases("nurture"), "mutate": true, "cover": true}, &passed)
	if passed.Failed != 0 || passed.Mutate.Of == 0 || len(passed.Mutate.Open) == 0 || len(passed.Cover.Open) == 0 {
		t.Errorf("have %+v", passed)
	}
}

func TestAsk(t *testing.T) {
	c := start(t)
	var a askAnswer
	c.into("ask", arguments{"rules": demo, "leads": `{"id": "L-2"}`}, &a)
	if a.AsOfFrom != "clock" || a.AsOf.IsZero() || len(a.Leads) != 1 || len(a.Leads[0].Questions) != 1 {
		t.Fatalf("have %+v", a)
	}
	if q := a.Leads[0].Questions[0]; q.Path != "company.employees" || q.Settles != "decides" || len(q.Examples) != 2 {
		t.Errorf("have %+v", q)
	}
}

func TestLanguage(t *testing.T) {
	c := start(t)
	var a languageAnswer
	c.into("language", arguments{}, &a)
	if len(a.Facts) < 30 || len(a.Functions) < 20 || len(a.Operators) < 20 || len(a.Constants) < 4 || !slices.Contains(a.Functions, "any(list, condition): whether an element meets it") || len(a.Activity) < 8 || len(a.Results) < 8 {
		t.Errorf("have %+v", a)
	}
	var checked checkAnswer
	if c.into("check", arguments{"rules": a.Example}, &checked); !checked.OK {
		t.Errorf("the example: %+v", checked)
	}
	var linted lintAnswer
	if c.into("lint", arguments{"rules": a.Example, "least": "warning"}, &linted); len(linted.Findings) > 0 {
		t.Errorf("the example: %+v", linted)
	}
	for about := range schemaFiles {
		var a languageAnswer
		if c.into("language", arguments{"about": about}, &a); len(a.Keys) == 0 || a.NotShown > 0 {
			t.Errorf("%s: %+v", about, a)
		}
		for _, k := range a.Keys {
			if k.Keys == 0 {
				continue
			}
			var below languageAnswer
			if c.into("language", arguments{"about": about, "section": k.Path}, &below); len(below.Keys)+below.NotShown != k.Keys+1 {
				t.Errorf("%s %s: %d keys and %d more, want %d below it", about, k.Path, len(below.Keys), below.NotShown, k.Keys)
			}
		}
	}
}

// Each file has its schema as a resource.
func TestSchemas(t *testing.T) {
	c := start(t)
	n := 0
	for r, err := range c.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		read, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: r.URI})
		if err != nil {
			t.Fatal(err)
		}
		if n++; !json.Valid([]byte(read.Contents[0].Text)) {
			t.Errorf("%s is no JSON", r.URI)
		}
	}
	if n < 11 {
		t.Errorf("%d schemas", n)
	}
}
