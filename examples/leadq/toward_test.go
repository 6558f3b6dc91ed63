package main

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

func TestToward(t *testing.T) {
	file := writeTemp(t, "rules.json", `{
  "name": "toward", "facts": {"answers.need": {"actionable": true}},
  "icp": {"criteria": [{"id": "need", "when": "answers.need == 'urgent'"}, {"id": "size", "when": "company.employees >= 50"}]},
  "scoring": {"ready_at": 20, "rules": [{"id": "webinar", "each": ".type == 'webinar'", "points": 10}, {"id": "big", "when": "any(activities, .type == 'order' and .value > 100)", "points": 25}]}
}`)
	leads := `{"id": "1", "company": {"employees": 60}}
{"id": "2", "company": {"employees": 6}}
{"id": "3", "company": {"employees": 60}, "answers": {"need": "urgent"}, "activities": [{"type": "order", "value": 200, "at": "2026-11-20T09:00:00Z"}]}
`
	stdout, stderr, status := leadq(t, leads, "toward", "-rules", file, "-status", "mql", "-as-of", smallAsOf, "-")
	if status != exitOK || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	testkit.Golden(t, "testdata/toward.golden", stdout)
	if stdout, _, _ := leadq(t, leads, "toward", "-rules", file, "-status", "nurture", "-id", "3", "-as-of", smallAsOf, "-"); stdout != "3: already beyond that: it is mql\n" {
		t.Errorf("of a lead that is better: %s", stdout)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"toward"}, exitUsage, "name the rule set"},
		{[]string{"toward", "-rules", file, "-"}, exitUsage, "name a goal"},
		{[]string{"toward", "-rules", file, "-quadrant", "best", "-"}, exitUsage, `-quadrant "best"`},
		{[]string{"toward", "-rules", file, "-band", "1"}, exitUsage, "name one file of leads"},
		{[]string{"toward", "-rules", "testdata/none.json", "-band", "1", "-"}, exitBad, "open testdata/none.json"},
		{[]string{"toward", "-rules", file, "-band", "1", "-id", "9", "-"}, exitBad, `no lead with the id "9"`},
	} {
		if _, stderr, status := leadq(t, leads, c.args...); status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, %s", c.args, status, stderr)
		}
	}
}

// By rules about accounts it is about accounts: whom to find, and who has to do what.
func TestTowardOfAccounts(t *testing.T) {
	args := func(folder, rules string, more ...string) []string {
		return append([]string{"toward", "-rules", "../rules/" + folder + "/" + rules, "-status", "mql", "-as-of", "2026-11-22T09:00:00Z"}, more...)
	}
	var all string
	for _, x := range [][]string{args("accounts", "step6.json", "../rules/accounts/accounts.jsonl"), args("pql", "workspaces.json", "-id", "W-1", "-id", "W-2", "../rules/pql/accounts.jsonl")} {
		stdout, stderr, status := leadq(t, "", x...)
		if status != exitOK || stderr != "" {
			t.Fatalf("status %d: %s", status, stderr)
		}
		all += stdout
	}
	testkit.Golden(t, "testdata/toward.accounts.golden", all)
	for _, c := range []struct {
		stdin  string
		args   []string
		status int
		want   string
	}{
		{"", args("pql", "workspaces.json", "-id", "W-9", "../rules/pql/accounts.jsonl"), exitBad, `no account with the id "W-9"`},
		{"", args("pql", "workspaces.json", "-map", "x.json", "../rules/pql/accounts.jsonl"), exitBad, "open x.json"},
		{`{"id": "A", "people": 5}`, args("pql", "workspaces.json", "-"), exitBad, "1 row could not be read"},
		{"", args("pql", "workspaces.json", "testdata/none.jsonl"), exitBad, "testdata/none.jsonl"},
		{"", args("pql", "workspaces.json", "-band", "best", "../rules/pql/accounts.jsonl"), exitBad, `no band "best"`},
	} {
		if _, stderr, status := leadq(t, c.stdin, c.args...); status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, %s", c.args, status, stderr)
		}
	}
}

// Each reason why there is no plan has a sentence of its own. Of what is had that is
// better, writeApproach says what it is.
func TestObstacleText(t *testing.T) {
	seen := map[string]qualify.Obstacle{}
	for _, o := range []qualify.Obstacle{qualify.AskingWouldDo, qualify.FactsUnknown, qualify.NothingActionable, qualify.OutOfReach} {
		text := obstacleText(qualify.Approach{Obstacle: o, Ask: []string{"answers.need"}})
		if other, ok := seen[text]; ok || text == "" {
			t.Errorf("%s and %s are both %q", o, other, text)
		}
		seen[text] = o
	}
}
