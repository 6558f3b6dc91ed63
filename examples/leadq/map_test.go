package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

const exports = "../../qualify/leadfile/testdata/exports/"

func TestMap(t *testing.T) {
	stdout, stderr, status := leadq(t, "", "map", exports+"salesforce-leads/report.csv")
	if status != exitOK {
		t.Errorf("status %d", status)
	}
	testkit.Golden(t, "testdata/map.golden", stdout)
	testkit.Golden(t, "testdata/map.stderr.golden", stderr)
}

// With a rule set its own facts are looked for, texts become the values that it
// lists, and what no column fills is named. The map decides the file as it is.
func TestMapForRules(t *testing.T) {
	rules := filepath.Join(t.TempDir(), "rules.json")
	text := `{"format": 1, "name": "t", "facts": {
		"custom.plan": {"type": "string", "enum": ["free", "team"]}, "custom.seats_wanted": {"type": "number"}, "custom.trial": {"type": "bool"}},
		"icp": {"good_at": 0.5, "criteria": [
			{"id": "a", "when": "custom.plan == 'team' and custom.seats_wanted > 3"}, {"id": "b", "when": "custom.trial and company.employees > 10 and idle_days < 9"}]}}`
	if err := os.WriteFile(rules, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	leads := filepath.Join(t.TempDir(), "leads.csv")
	if err := os.WriteFile(leads, []byte("Lead ID;Plan;Seats wanted by the end\n1;Team;1.200,5\n2;FREE;7\n3;other;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := leadq(t, "", "map", "-rules", rules, "-json", leads)
	var out struct {
		Map struct {
			Fields map[string]struct {
				From   string
				Values map[string]any
				Note   string
			}
		}
		Missing []string
	}
	if err := json.Unmarshal([]byte(stdout), &out); err != nil || status != exitOK || stderr != "" {
		t.Fatal(err, status, stderr)
	}
	f := out.Map.Fields
	if f["id"].From != "Lead ID" || f["custom.plan"].Values["Team"] != "team" || f["custom.plan"].Values["FREE"] != "free" || !strings.Contains(f["custom.plan"].Note, "Doubt: the rule set does not list 1 of 3 texts") {
		t.Errorf("%+v", f)
	}
	if f["custom.seats_wanted"].From != "Seats wanted by the end" || !strings.Contains(f["custom.seats_wanted"].Note, "Doubt") {
		t.Errorf("%+v", f["custom.seats_wanted"])
	}
	if got := strings.Join(out.Missing, " "); got != "company.employees idle_days custom.trial" {
		t.Errorf("missing %s", got)
	}
	stdout, _, _ = leadq(t, "", "map", "-rules", rules, leads)
	mapping := filepath.Join(t.TempDir(), "map.json")
	if err := os.WriteFile(mapping, []byte(stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, status := leadq(t, "", "decide", "-rules", rules, "-map", mapping, leads); strings.Count(stdout, "\n") != 3 {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

func TestMapErrors(t *testing.T) {
	for _, c := range []struct {
		stdin, want string
		status      int
		args        []string
	}{
		{"a,b\n1,2\n", "no column means a field of a lead", exitBad, []string{"-"}},
		{"", "the file is empty", exitBad, []string{"-"}},
		{"", "name one file", exitUsage, nil},
		{"", "want csv, json or jsonl", exitUsage, []string{"-input", "xml", "-"}},
	} {
		_, stderr, status := leadq(t, c.stdin, append([]string{"map"}, c.args...)...)
		if status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%q %v: status %d, %s", c.stdin, c.args, status, stderr)
		}
	}
}

// A file of accounts has the id of each, the id of the account above and the custom facts
// of the rules about accounts; the map that is proposed is one that accounts are read by.
func TestMapOfAccounts(t *testing.T) {
	args, write := oddAccounts(t)
	rules := write("rules.json", `{"name": "x", "roles": [{"id": "boss", "when": "custom.champion"}],
		"person": {"facts": {"custom.champion": {"type": "bool"}}},
		"account": {"facts": {"custom.payroll_vendor": {"type": "string"}}, "icp": {"criteria": [{"id": "a", "when": "custom.payroll_vendor == 'x' and parent.company.employees > 5 and company.country == 'DE'"}]}}}`)
	accounts := write("a.csv", "Account ID,Account Name,Parent Account ID,Employees,Country,Payroll vendor,Email\nA,One,B,5,DE,x,a@b.example\nB,Two,,7,FR,y,c@d.example\n")
	stdout, stderr, status := leadq(t, "", "map", "-accounts", "-rules", rules, accounts)
	if status != exitOK || strings.Contains(stderr, "no column fills") {
		t.Errorf("status %d: %s", status, stderr)
	}
	for _, want := range []string{`id <- "Account ID"`, `account_id <- "Parent Account ID"`, `company.name <- "Account Name"`, `company.country <- "Country"`, `custom.payroll_vendor <- "Payroll vendor"`,
		`"Email": it means person.email, which is about one person and no account's`} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
	args[2], args[6] = rules, write("proposed.json", stdout)
	if stdout, stderr, status := leadq(t, "", append(args, accounts)...); status != exitOK || !strings.HasPrefix(stdout, `{"account_id":"A"`) {
		t.Errorf("status %d: %s", status, stderr)
	}
	companies := write("b.csv", "Account ID,Account Name,Country\nA,One,DE\n")
	if _, stderr, _ := leadq(t, "", "map", companies); !strings.Contains(stderr, "propose its map with -accounts") {
		t.Errorf("accounts are not told of: %s", stderr)
	}
	people := write("p.csv", "Contact ID,Account ID,Champion\nP,A,true\n")
	if _, stderr, status := leadq(t, "", "map", "-rules", rules, people); status != exitOK || !strings.Contains(stderr, `custom.champion <- "Champion"`) || !strings.Contains(stderr, `account_id <- "Account ID"`) {
		t.Errorf("status %d: %s", status, stderr)
	}
	if _, stderr, status := leadq(t, "", "map", "-accounts", "-rules", "testdata/small.rules.json", accounts); status != exitBad || !strings.Contains(stderr, "is a rule set about leads") {
		t.Errorf("status %d: %s", status, stderr)
	}
}
