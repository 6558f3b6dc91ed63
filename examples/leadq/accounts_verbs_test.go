package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// accountHistory writes accounts, what became of them, and their people into files.
func accountHistory(t *testing.T) (rules, accounts, accountMap, people string) {
	t.Helper()
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rules = file("rules.json", `{"name": "groups", "roles": [{"id": "champion", "when": "person.department == 'ops'"}], "person": {},
		"account": {"scoring": {"ready_at": 1, "rules": [{"id": "visit", "each": ".type == 'visit'", "points": 1}]}}}`)
	var a, p strings.Builder
	a.WriteString("id,won,closed,decided,country\n")
	p.WriteString("id,account_id,person.department\n")
	for i := range 100 {
		fmt.Fprintf(&a, "A-%d,%t,2026-10-20T00:00:00Z,2026-10-01T00:00:00Z,%s\n", i, i%2 == 0, []string{"DE", "FR"}[i%3%2])
		fmt.Fprintf(&p, "P-%d,A-%d,%s\n", i, i, []string{"ops", "hr"}[i%2])
	}
	accounts, people = file("accounts.csv", a.String()), file("people.csv", p.String())
	accountMap = file("map.json", `{"fields": {"id": {"from": "id"}, "company.country": {"from": "country"}, "custom.won": {"from": "won", "type": "bool"},
		"custom.closed_at": {"from": "closed", "type": "time"}, "custom.decided": {"from": "decided", "type": "time"}, "custom.worked": {"value": true, "type": "bool"}}}`)
	return rules, accounts, accountMap, people
}

func TestAuditOfAccounts(t *testing.T) {
	rules, accounts, accountMap, people := accountHistory(t)
	args := []string{"audit", "-rules", rules, "-map", accountMap, "-people", people, "-horizon", "30", "-cut-off", "2026-11-22", "-by", "company.country", accounts}
	stdout, stderr, status := leadq(t, "", args...)
	if status != exitOK || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	for _, want := range []string{"Audit of groups", "100 leads decided for 2026-10-01", "Each lead of this report is an account.", "roles.champion: ", "ROLES", "BY COMPANY.COUNTRY", "DE "} {
		if !strings.Contains(strings.ToUpper(stdout), strings.ToUpper(want)) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	args = []string{"audit", "-rules", rules, "-map", accountMap, "-people", people, "-horizon", "propose", "-cut-off", "2026-11-22", accounts}
	if stdout, stderr, status := leadq(t, "", args...); status != exitOK || stdout == "" {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	json := `{"id": "A", "custom": {"won": true, "closed_at": "2026-10-20T00:00:00Z", "decided": "2026-10-01T00:00:00Z", "worked": true}, "people": [{"id": "P", "person": {"department": "ops"}}]}`
	stdout, stderr, status = leadq(t, json, "audit", "-rules", rules, "-input", "jsonl", "-horizon", "30", "-cut-off", "2026-11-22", "-")
	if status != exitOK || stderr != "" || !strings.Contains(stdout, "1 leads decided for 2026-10-01") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	for _, x := range []struct {
		args []string
		want string
	}{
		{[]string{"-map", accountMap, "-join", people, accounts}, "name it with -people"},
		{[]string{accounts}, "name the file of the people with -people"},
		{[]string{"-by", "custom.nothing", "-map", accountMap, "-people", people, accounts}, "custom.nothing"},
	} {
		_, stderr, status := leadq(t, "", append([]string{"audit", "-rules", rules}, x.args...)...)
		if status == exitOK || !strings.Contains(stderr, x.want) {
			t.Errorf("%v: status %d, %s", x.args, status, stderr)
		}
	}
}

// Explain and audit read accounts and their people from files apart, as accounts does.
func TestExplainAccountsApart(t *testing.T) {
	rules, accounts, accountMap, people := accountHistory(t)
	stdout, _, status := leadq(t, "", "explain", "-rules", rules, "-as-of", smallAsOf, "-map", accountMap, "-people", people, "-id", "A-2", accounts)
	if status != exitOK || !strings.HasPrefix(stdout, "A-2: ") || !strings.Contains(stdout, "champion: P-2") {
		t.Errorf("status %d, %s", status, stdout)
	}
	if _, stderr, status := leadq(t, "", "explain", "-rules", "testdata/small.rules.json", "-people", people, accounts); status != exitUsage || !strings.Contains(stderr, "-people is for accounts") {
		t.Errorf("status %d, %s", status, stderr)
	}
}

func TestDiffOfAccounts(t *testing.T) {
	const old, accounts = "../rules/accounts/step6.json", "../rules/accounts/accounts.jsonl"
	text, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	now := filepath.Join(t.TempDir(), "rules.json")
	changed := strings.NewReplacer(`"ready_at": 35`, `"ready_at": 90`, "'manager', 'supervisor'", "'manager'").Replace(string(text))
	if err := os.WriteFile(now, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := leadq(t, "", "diff", "-old", old, "-new", now, "-as-of", smallAsOf, accounts)
	if status != exitBad || stderr != "" || !strings.HasPrefix(stdout, "4 accounts: ") || !strings.Contains(stdout, "35 -> 90") || !strings.Contains(stdout, "roles.user") || !strings.Contains(stdout, "people: 0 moved") ||
		!strings.Contains(stdout, "2 have another role") || !strings.Contains(stdout, "ROLES CHANGED") || !strings.Contains(stdout, "  ACCOUNTS  MOVED") || strings.Contains(stdout, "LEAD") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	if stdout, stderr, status := leadq(t, "", "diff", "-old", old, "-new", old, "-as-of", smallAsOf, accounts); status != exitOK || stderr != "" || !strings.Contains(stdout, "4 accounts: 0 moved") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	if stdout, _, status := leadq(t, "", "diff", "-old", old, "-new", old, "-prove"); status != exitOK || stdout != "No account is decided differently, and nobody in one.\n" {
		t.Errorf("status %d, %s", status, stdout)
	}
	if stdout, _, status := leadq(t, "", "diff", "-old", old, "-new", now, "-prove"); status != exitBad || !strings.Contains(stdout, "account.scoring.ready_at: 35 -> 90") {
		t.Errorf("status %d, %s", status, stdout)
	}
	rules, records, accountMap, people := accountHistory(t)
	stdout, stderr, status = leadq(t, "", "diff", "-old", rules, "-new", rules, "-as-of", smallAsOf, "-map", accountMap, "-people", people, records)
	if status != exitOK || stderr != "" || !strings.Contains(stdout, "100 people: 0 moved (0.0 %), 0 have other points, 0 have another role") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
}

// Every command takes rules about accounts, or says in one line what to use.
func TestEveryCommandAndRulesAboutAccounts(t *testing.T) {
	const (
		rules, accounts = "../rules/accounts/step6.json", "../rules/accounts/accounts.jsonl"
		leadRules       = "testdata/small.rules.json"
	)
	takes := map[string][]string{
		"accounts":  {"-rules", rules, accounts},
		"check":     {"-rules", rules},
		"lint":      {"-rules", rules, "-least", "error"},
		"explain":   {"-rules", rules, accounts},
		"agreement": {"-rules", rules},
		"audit":     {"-rules", rules, accounts},
		"map":       {"testdata/accounts.people.csv", "-rules", rules},
		"diff":      {"-old", rules, "-new", rules, accounts},
	}
	refuse := map[string][]string{ // with the rules last
		"decide":  {accounts, "-rules"},
		"profile": {"testdata/small.csv", "-rules"},
		"ask":     {accounts, "-rules"},
		"plan":    {accounts, "-rules"},
		"priors":  {accounts, "-rules"},
		"suggest": {accounts, "-rules"},
		"trial":   {"-experiment", "x", accounts, "-rules"},
	}
	elsewhere := []string{"test", "toward"} // have tests of their own
	for _, c := range commands() {
		n := 0
		if args, ok := takes[c.name]; ok {
			n++
			if _, stderr, status := leadq(t, "", append([]string{c.name}, args...)...); status != exitOK {
				t.Errorf("%s: status %d, %s", c.name, status, stderr)
			}
		}
		if args, ok := refuse[c.name]; ok {
			n++
			stdout, stderr, status := leadq(t, "", append(append([]string{c.name}, args...), rules)...)
			if status != exitBad || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "rules about accounts") || !strings.Contains(stderr, "leadq accounts") {
				t.Errorf("%s: status %d, %s%s", c.name, status, stdout, stderr)
			}
		}
		for _, name := range elsewhere {
			if name == c.name {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s stands %d times here", c.name, n)
		}
	}
	for _, args := range [][]string{
		{"accounts", "-rules", leadRules, accounts}, {"diff", "-old", rules, "-new", leadRules, accounts}, {"diff", "-old", leadRules, "-new", rules, accounts},
	} {
		_, stderr, status := leadq(t, "", args...)
		if status != exitBad || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "is a rule set") {
			t.Errorf("%v: status %d, %s", args, status, stderr)
		}
	}
}

// Accounts are not decided as leads, nor leads as accounts, nor decisions as either.
func TestRecordsOfAnotherKind(t *testing.T) {
	const (
		rules, accounts      = "../rules/accounts/step6.json", "../rules/accounts/accounts.jsonl"
		leadRules, leadsFile = "testdata/small.rules.json", "../rules/edtech/leads.jsonl"
	)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	decisions, _, _ := leadq(t, "", "accounts", "-rules", rules, "-as-of", smallAsOf, accounts)
	ofAccounts := file("of-accounts.jsonl", decisions)
	decisions, _, _ = leadq(t, "", "decide", "-rules", leadRules, "-as-of", smallAsOf, leadsFile)
	ofLeads := file("of-leads.jsonl", decisions)
	list := file("list.json", `[{"id": "A", "custom": {"x": ["y"]}, "activities": [{"type": "x"}], "people": []}]`)
	for _, x := range []struct {
		rules string
		file  string
		kind  string
		verbs []string
	}{
		{leadRules, accounts, "accounts", []string{"decide", "ask", "explain", "audit", "priors", "suggest"}},
		{leadRules, list, "accounts", []string{"decide"}},
		{leadRules, ofAccounts, "decisions", []string{"decide", "ask", "explain", "audit"}},
		{leadRules, ofLeads, "decisions", []string{"decide"}},
		{rules, leadsFile, "leads", []string{"accounts", "explain", "audit"}},
		{rules, ofAccounts, "decisions", []string{"accounts", "explain", "audit"}},
	} {
		for _, verb := range x.verbs {
			stdout, stderr, status := leadq(t, "", verb, "-rules", x.rules, x.file)
			if status != exitBad || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, " has "+x.kind) {
				t.Errorf("%s of %s: status %d, %s%s", verb, filepath.Base(x.file), status, stdout, stderr)
			}
		}
	}
	for name, text := range map[string]string{ // of which it is not plain
		"none.jsonl": "", "lead.jsonl": `{"id": "L", "source": "web"}`, "both.json": `{"id": "L", "person": {}, "people": [1]}`,
		"inside.json": `[{"id": "L", "custom": {"people": []}, "company": {"people": [{"people": []}]}}]`, "torn.jsonl": `{"id": "L", "per`,
	} {
		if kind := kindOfRecords(file(name, text)); kind != "" {
			t.Errorf("%s: %s", name, kind)
		}
	}
}
