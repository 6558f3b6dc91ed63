package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// accountsArgs decide accounts by testdata/accounts.rules.json.
func accountsArgs(more ...string) []string {
	return append([]string{"accounts", "-rules", "testdata/accounts.rules.json", "-as-of", smallAsOf}, more...)
}

// apartArgs read the accounts, their people and what these did from three files.
var apartArgs = []string{
	"-map", "testdata/accounts.map.json", "testdata/accounts.csv", "-people", "testdata/accounts.people.map.json=testdata/accounts.people.csv",
	"-join", "testdata/accounts.visits.map.json=testdata/accounts.visits.csv",
}

func TestAccounts(t *testing.T) {
	for name, args := range map[string][]string{
		"accounts.jsonl":       {"testdata/accounts.jsonl"},
		"accounts.table":       {"testdata/accounts.jsonl", "-format", "table"},
		"accounts.apart.jsonl": apartArgs,
		"accounts.apart.table": append([]string{"-format", "table"}, apartArgs...),
	} {
		stdout, stderr, status := leadq(t, "", accountsArgs(args...)...)
		testkit.Golden(t, "testdata/"+name+".golden", stdout)
		testkit.Golden(t, "testdata/"+name+".stderr.golden", stderr)
		if status != exitBad { // rows could not be read
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// A file may be packed, in another encoding, a list, or standard input.
func TestAccountsForms(t *testing.T) {
	text, err := os.ReadFile("testdata/accounts.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	want, _, status := leadq(t, line, accountsArgs("-")...)
	if status != exitOK || !strings.HasPrefix(want, `{"account_id":"A-1",`) {
		t.Fatalf("status %d: %s", status, want)
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write([]byte(line)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"a.jsonl.gz": packed.Bytes(), "a.json": []byte("[" + line + "]"), "a": []byte("\xEF\xBB\xBF" + line),
		"a.jsonl": append([]byte{0xFF, 0xFE}, []byte(strings.ReplaceAll(line, "", "\x00")[1:])...),
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, content, 0o666); err != nil {
			t.Fatal(err)
		}
		if have, stderr, status := leadq(t, "", accountsArgs(file)...); status != exitOK || have != want {
			t.Errorf("%s: status %d: %s%s", name, status, have, stderr)
		}
	}
}

// In files of their own, account_id of a person is the account's, and of an account the
// id of the company above it. What no account has is refused.
func TestAccountsOfMaps(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rules := write("rules.json", `{"name": "x", "roles": [{"id": "vp", "when": "person.seniority == 'vp'"}], "person": {},
		"account": {"facts": {"custom.tier": {"type": "string"}}, "icp": {"criteria": [{"id": "above", "when": "parent.company.employees >= 1000"}, {"id": "tier", "when": "parent.custom.tier == 'a'"}]},
			"checklists": [{"id": "g", "items": [{"id": "vp", "role": "vp"}]}]}}`)
	people := write("people.map.json", `{"fields": {"id": {"from": "Id"}, "account_id": {"from": "AccountId"}, "person.seniority": {"from": "Level"}}}`) + "=" +
		write("people.csv", "Id,AccountId,Level\nP,A,vp\nQ,B,clerk\n")
	accounts := write("accounts.csv", "Id,ParentId,Staff,Tier,Mail\nA,B,5,,ana@a.example\nB,,5000,a,\n")
	const fields = `"id": {"from": "Id"}, "account_id": {"from": "ParentId"}, "company.employees": {"from": "Staff"}, "custom.tier": {"from": "Tier"}`
	run := func(fields string) (string, string, int) {
		t.Helper()
		return leadq(t, "", "accounts", "-rules", rules, "-as-of", smallAsOf, "-map", write("map.json", `{"fields": {`+fields+`}}`), "-people", people, accounts)
	}
	stdout, stderr, status := run(fields)
	first, second, _ := strings.Cut(stdout, "\n")
	if status != exitOK || !strings.Contains(first, `"account_id":"A"`) || !strings.Contains(first, `"fit":{"verdict":"good"`) || !strings.Contains(first, `"role":"vp"`) ||
		!strings.Contains(second, `"account_id":"B"`) || !strings.Contains(second, `"fit":{"verdict":"unknown"`) || !strings.Contains(second, `"find":[{"role":"vp"`) {
		t.Errorf("status %d: %s\n%s", status, stderr, stdout)
	}
	for more, want := range map[string]string{
		`, "person.email": {"from": "Mail"}`:              `the record "A" has person.email, which is about one person and no account's`,
		`, "parent.company.employees": {"from": "Staff"}`: `"account_id" filled by its id`,
	} {
		if _, stderr, status := run(fields + more); status != exitBad || !strings.Contains(stderr, want) {
			t.Errorf("status %d: %s\nwant %s", status, stderr, want)
		}
	}
}

func TestAccountsMistakes(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"accounts", "testdata/accounts.jsonl"}, exitUsage, "name the rules about accounts: -rules R.json"},
		{accountsArgs(), exitUsage, "name one file of accounts"},
		{accountsArgs("testdata/accounts.jsonl", "-format", "csv"), exitUsage, `-format "csv": want jsonl or table`},
		{accountsArgs("testdata/accounts.jsonl", "-join", "a=b"), exitUsage, "name it with -people"},
		{accountsArgs("testdata/accounts.jsonl", "-people", "a="), exitUsage, "want MAP=FILE"},
		{accountsArgs("testdata/accounts.csv"), exitBad, "name the file of the people with -people"},
		{accountsArgs("../rules/accounts/step6.cases.json"), exitBad, "has cases, and accounts are wanted: leadq test takes these"},
		{accountsArgs("testdata/none.jsonl"), exitBad, "open testdata/none.jsonl"},
		{accountsArgs("testdata/accounts.jsonl", "-as-of", "soon"), exitUsage, "-as-of"},
		{[]string{"accounts", "-rules", "testdata/small.rules.json", "testdata/accounts.jsonl"}, exitBad, "testdata/small.rules.json:"},
	} {
		_, stderr, status := leadq(t, "", c.args...)
		if status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, want %d; %s\nwant %s", c.args, status, c.status, stderr, c.want)
		}
	}
}
