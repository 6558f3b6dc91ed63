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
		{[]string{"-map", accountMap, accounts}, "name it with -people"},
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
