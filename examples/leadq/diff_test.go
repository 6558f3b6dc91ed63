package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

const diffedLeads = `{"id": "1", "answers": {"budget": 500}}
{"id": "2", "answers": {"budget": 700}}
{"id": "3", "answers": {"budget": 100}}
`

// Without leads, diff proves that none is decided differently, or shows one with
// both decisions side by side.
func TestDiffProves(t *testing.T) {
	dir := folderOf(t, "old.json", testedRules, "new.json", strings.Replace(testedRules, ">= 500", ">= 600", 1),
		"same.json", strings.Replace(testedRules, "answers.budget >= 500", "not (answers.budget < 250 * 2)", 1))
	file := func(name string) string { return filepath.Join(dir, name) }
	stdout, stderr, status := leadq(t, "", "diff", "-prove", "-old", file("old.json"), "-new", file("same.json"))
	if status != exitOK || stderr != "" || stdout != "No lead is decided differently.\n" {
		t.Errorf("the same rules: status %d, %s%s", status, stdout, stderr)
	}
	stdout, stderr, status = leadq(t, "", "diff", "-prove", "-old", file("old.json"), "-new", file("new.json"))
	if status != exitBad || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	testkit.Golden(t, "testdata/diff-prove.golden", stdout)
}

// The rows of a table in a file are a part that can change.
func TestDiffOfTables(t *testing.T) {
	const rules = `{"name": "x", "tables": {"t": {"type": "string", "file": "%.csv"}}, "screening": [{"id": "s", "when": "lookup('t', source) == 'bad'", "reason": "bad"}]}`
	dir := folderOf(t, "old.json", strings.Replace(rules, "%", "old", 1), "new.json", strings.Replace(rules, "%", "new", 1),
		"old.csv", "source,is\na,good\nb,good\n", "new.csv", "source,is\na,good\nb,bad\n",
		"leads.jsonl", `{"id": "1", "source": "a"}`+"\n"+`{"id": "2", "source": "b"}`+"\n")
	file := func(name string) string { return filepath.Join(dir, name) }
	stdout, stderr, status := leadq(t, "", "diff", "-json", "-as-of", "2026-11-22", "-old", file("old.json"), "-new", file("new.json"), file("leads.jsonl"))
	var c audit.Comparison
	if err := json.Unmarshal([]byte(stdout), &c); err != nil || status != exitBad || stderr != "" {
		t.Fatalf("status %d, %v, %s%s", status, err, stdout, stderr)
	}
	if p := c.Parts.Entries; c.Moved != 1 || len(p) != 2 || p[1].Name != "tables.t" || p[1].Value.Alone != 1 {
		t.Errorf("%+v", c.Parts)
	}
}

func TestDiff(t *testing.T) {
	dir := folderOf(t, "old.json", testedRules, "new.json", strings.Replace(testedRules, ">= 500", ">= 600", 1),
		"same.json", strings.Replace(testedRules, `"name": "x"`, `"name": "y", "note": "another name"`, 1),
		"leads.jsonl", diffedLeads, "bad.jsonl", diffedLeads+"{\n")
	file := func(name string) string { return filepath.Join(dir, name) }
	stdout, stderr, status := leadq(t, "", "diff", "-as-of", "2026-11-22", "-old", file("old.json"), "-new", file("new.json"), file("leads.jsonl"))
	if status != exitBad || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	testkit.Golden(t, "testdata/diff.golden", stdout)

	stdout, stderr, status = leadq(t, diffedLeads, "diff", "-json", "-as-of", "2026-11-22", "-old", file("old.json"), "-new", file("new.json"), "-")
	var c audit.Comparison
	if err := json.Unmarshal([]byte(stdout), &c); err != nil || status != exitBad || stderr != "" {
		t.Fatalf("status %d, %v, %s%s", status, err, stdout, stderr)
	}
	if c.Leads != 3 || c.Moved != 1 || c.Rescored != 1 || len(c.Largest) != 1 || c.Largest[0].LeadID != "1" {
		t.Errorf("%+v", c)
	}

	stdout, stderr, status = leadq(t, "", "diff", "-as-of", "2026-11-22", "-old", file("old.json"), "-new", file("same.json"), file("leads.jsonl"))
	if status != exitOK || stderr != "" || !strings.HasPrefix(stdout, "3 leads: 0 moved") {
		t.Errorf("the same rules: status %d, %s%s", status, stdout, stderr)
	}

	stdout, stderr, status = leadq(t, "", "diff", "-as-of", "2026-11-22", "-old", file("old.json"), "-new", file("same.json"), file("bad.jsonl"))
	if status != exitBad || !strings.Contains(stderr, "1 row could not be read") || !strings.HasPrefix(stdout, "3 leads: 0 moved") {
		t.Errorf("a bad row: status %d, %s%s", status, stdout, stderr)
	}
}

// Each rule set sees the facts that it declares, whichever declares them.
func TestDiffKnowsTheFactsOfBoth(t *testing.T) {
	const rules = `{"name": "x", "facts": {"custom.FACT": {"type": "number"}}, "icp": {"criteria": [{"id": "a", "when": "custom.FACT > 5"}]}}`
	dir := folderOf(t, "old.json", strings.ReplaceAll(rules, "FACT", "seats"), "new.json", strings.ReplaceAll(rules, "FACT", "users"),
		"leads.csv", "id,Seats,Users\n1,9,9\n2,9,1\n",
		"map.json", `{"fields": {"id": {"from": "id"}, "custom.seats": {"from": "Seats"}, "custom.users": {"from": "Users"}}}`)
	file := func(name string) string { return filepath.Join(dir, name) }
	stdout, stderr, status := leadq(t, "", "diff", "-json", "-as-of", "2026-11-22", "-old", file("old.json"), "-new", file("new.json"), "-map", file("map.json"), file("leads.csv"))
	var c audit.Comparison
	if err := json.Unmarshal([]byte(stdout), &c); err != nil || status != exitBad || stderr != "" || c.Leads != 2 || c.Moved != 1 {
		t.Fatalf("status %d, %v, %s%s", status, err, stdout, stderr)
	}
}

func TestDiffUsage(t *testing.T) {
	dir := folderOf(t, "old.json", testedRules, "bad.json", `{"name": 1}`)
	old := filepath.Join(dir, "old.json")
	for _, x := range []struct {
		args   []string
		want   string
		status int
	}{
		{[]string{"-old", old, "leads.csv"}, "name the rule sets", exitUsage},
		{[]string{"-old", old, "-new", old}, "name one file of leads", exitUsage},
		{[]string{"-old", old, "-new", old, "-input", "xml", "x"}, "want csv, json or jsonl", exitUsage},
		{[]string{"-old", old, "-new", old, "-as-of", "soon", "x"}, "want an instant", exitUsage},
		{[]string{"-old", old, "-new", filepath.Join(dir, "bad.json"), "x"}, "want string, have number", exitBad},
		{[]string{"-old", old, "-new", old, filepath.Join(dir, "none.csv")}, "none.csv", exitBad},
	} {
		stdout, stderr, status := leadq(t, "", append([]string{"diff"}, x.args...)...)
		if status != x.status || stdout != "" || !strings.Contains(stderr, x.want) {
			t.Errorf("%v: status %d, %q %q", x.args, status, stdout, stderr)
		}
	}
}

// withMore are the rules of the online courses with what they do not use: a
// table, defaults, ages, cells, checklists, rosters.
const withMore = `{
  "facts": {"custom.goal": {"fold": true}},
  "tables": {"regions": {"type": "string", "rows": {"India": "south"}, "default": "north"}},
  "screening": [{"id": "mumbai", "when": "person.city == 'Thane'", "unless_hand_raised": true}],
  "icp": {"criteria": [{"id": "career", "when": "custom.goal == 'better career prospects'"}]},
  "bant": {"need": {"when": "custom.goal == 'Better Career Prospects'"}, "authority": {"when": "custom.occupation == 'professional'"}, "qualified_at": 1, "gate": true},
  "checklists": [{"id": "champ", "gate": true, "qualified_at": 1, "items": [{"id": "visits", "when": "custom.visits >= 1"}, {"id": "market", "when": "home_market"}]}],
  "scoring": {"groups": [{"id": "way", "ready_at": 3}], "stays_ready_at": 35, "stays_ready_in": ["sql"]},
  "matrix": {"poor_fit_ready": {"action": "research"}, "poor_fit_raised": {"action": "call"}},
  "routes": [{"id": "south", "when": "lookup('regions', person.country) == 'south'", "team": "sales", "roster": "south", "before": "home"}]
}`

// Each single kind of change to the rules of the online courses is named as what
// explains all moves of the real leads.
func TestDiffOfRealLeadsNamesTheChange(t *testing.T) {
	leads := data(t, "xeducation", "Leads.csv")
	base, err := qualify.Load(os.DirFS("../rules/edtech"), "rules.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	old, err := qualify.Overlay(base.RuleSet(), []byte(withMore))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, rs *qualify.RuleSet) string {
		text, err := json.Marshal(rs)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ want, also, patch string }{ // also: what is so before and after
		{"scoring.ready_at", `{}`, `{"scoring": {"ready_at": 38}}`},
		{"scoring.stays_ready_at", `{"scoring": {"stays_ready_in": ["lead"]}}`, `{"scoring": {"stays_ready_at": 30}}`},
		{"scoring.stays_ready_in", `{}`, `{"scoring": {"stays_ready_in": ["lead"]}}`},
		{"scoring.groups.way.ready_at", `{}`, `{"scoring": {"groups": [{"id": "way", "ready_at": 8}]}}`},
		{"scoring.groups.website.max", `{}`, `{"scoring": {"groups": [{"id": "website", "max": 20}]}}`},
		{"scoring.max", `{}`, `{"scoring": {"max": 30}}`},
		{"scoring.time", `{}`, `{"scoring": {"rules": [{"id": "time", "tiers": [{"when": "minutes_on_site >= 20", "points": 10}]}]}}`},
		{"scoring.searched", `{}`, `{"scoring": {"rules": [{"id": "searched", "drop": true}]}}`},
		{"icp.good_at", `{}`, `{"icp": {"good_at": 0.4}}`},
		{"icp.field", `{}`, `{"icp": {"criteria": [{"id": "field", "weight": 5}]}}`},
		{"icp.occupation", `{}`, `{"icp": {"criteria": [{"id": "occupation", "required": true}]}}`},
		{"bant.qualified_at", `{}`, `{"bant": {"qualified_at": 2}}`},
		{"bant.gate", `{}`, `{"bant": {"gate": false}}`},
		{"bant.need", `{}`, `{"bant": {"need": null}}`},
		{"checklists.champ.qualified_at", `{}`, `{"checklists": [{"id": "champ", "qualified_at": 2}]}`},
		{"checklists.champ.gate", `{"checklists": [{"id": "champ", "qualified_at": 2}]}`, `{"checklists": [{"id": "champ", "gate": false}]}`},
		{"readiness", `{}`, `{"readiness": "hand_raise"}`},
		{"when_unknown", `{}`, `{"when_unknown": "unmet"}`},
		{"texts", `{"facts": {"custom.goal": {"fold": null}}}`, `{"texts": "folded"}`},
		{"screening.mumbai", `{}`, `{"screening": [{"id": "mumbai", "unless_hand_raised": false}]}`},
		{"matrix.poor_fit_ready", `{}`, `{"matrix": {"poor_fit_ready": {"action": "ask"}}}`},
		{"routes.home", `{"routes": [{"id": "south", "drop": true}]}`, `{"routes": [{"id": "home", "owners": [{"id": "asha", "weight": 1}]}]}`},
		{"routes.south", `{}`, `{"routes": [{"id": "south", "roster": "other"}]}`},
		{"hand_raise.form", `{}`, `{"hand_raise": [{"id": "form", "drop": true}]}`},
		{"facts.custom.occupation.default", `{}`, `{"facts": {"custom.occupation": {"default": "professional"}}}`},
		{"facts.custom.goal.fold", `{}`, `{"facts": {"custom.goal": {"fold": null}}}`},
		{"lists.taught", `{}`, `{"lists": {"taught": ["Finance Management"]}}`},
		{"tables.regions", `{}`, `{"tables": {"regions": {"rows": {"India": "north"}}}}`},
		{"define.minutes_on_site", `{}`, `{"define": {"minutes_on_site": "custom.seconds_on_site / 90"}}`},
	} {
		old, err := qualify.Overlay(old, []byte(c.also))
		if err != nil {
			t.Fatalf("%s: %v", c.also, err)
		}
		now, err := qualify.Overlay(old, []byte(c.patch))
		if err != nil {
			t.Fatalf("%s: %v", c.patch, err)
		}
		stdout, stderr, status := leadq(t, "", "diff", "-json", "-old", file("old.json", old), "-new", file("new.json", now), "-map", "../rules/edtech/map.json", "-as-of", smallAsOf, leads)
		var got audit.Comparison
		if err := json.Unmarshal([]byte(stdout), &got); err != nil || got.Leads != 9240 {
			t.Fatalf("%s: status %d, %v, %s", c.patch, status, err, stderr)
		}
		alone, named := 0, 0
		for _, p := range got.Parts.Entries {
			alone += p.Value.Alone
			if p.Name == c.want && p.Value.What != "" {
				named = p.Value.Alone
			}
		}
		t.Logf("%s: %d moved, %d by it alone", c.want, got.Moved, named)
		if got.Moved == 0 || named != got.Moved || alone+got.Several+got.Joint != got.Moved {
			t.Errorf("%s: %d moved, %d by it alone, %d by one alone, %d by several, %d joint: %+v", c.patch, got.Moved, named, alone, got.Several, got.Joint, got.Parts.Entries)
		}
	}
}
