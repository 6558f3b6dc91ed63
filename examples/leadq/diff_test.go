package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/audit"
)

const diffedLeads = `{"id": "1", "answers": {"budget": 500}}
{"id": "2", "answers": {"budget": 700}}
{"id": "3", "answers": {"budget": 100}}
`

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
