package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// oddAccounts writes accounts, their people and what was done into files with mistakes
// as exports have them, and gives the arguments that read the accounts by their rules.
func oddAccounts(t *testing.T) (args []string, write func(name, text string) string) {
	t.Helper()
	folder := t.TempDir()
	write = func(name, text string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rules := write("rules.json", `{"name": "x", "roles": [{"id": "buyer", "when": "person.seniority == 'c_level'"}, {"id": "user", "when": "person.seniority == 'manager'"}],
		"person": {},
		"account": {"screening": [{"id": "out", "when": "stage == 'customer'", "status": "excluded"}],
			"icp": {"criteria": [{"id": "above", "when": "parent.company.employees >= 10"}]},
			"scoring": {"ready_at": 1, "rules": [{"id": "call", "each": ".type == 'call'", "points": 1}]},
			"checklists": [{"id": "group", "items": [{"id": "buyer", "role": "buyer"}, {"id": "user", "role": "user"}]}]}}`)
	write("map.json", `{"fields": {"id": {"from": "Id"}, "account_id": {"from": "Parent"}, "stage": {"from": "Stage"}}}`)
	write("accounts.csv", "Id,Parent,Stage\nA,,\nB,,\nC,Z,\nD,D,customer\nE,,\nE,,\nF,E,\n,,\n")
	write("people.map.json", `{"fields": {"id": {"from": "Id"}, "account_id": {"from": "Account"}, "person.seniority": {"from": "Level"}}}`)
	write("people.csv", "Id,Account,Level\nP,A,c_level\nQ,A,manager\nQ,A,manager\n,A,manager\nR,B,c_level\nS,B,\nT,D,c_level\nU,E,\nV,Y,\n")
	write("calls.map.json", `{"fields": {"id": {"from": "Id"}}, "activities": [{"type": {"value": "call"}, "at": {"from": "At"}}]}`)
	write("calls.csv", "Id,At\nB,2026-11-20\n")
	return []string{"accounts", "-rules", rules, "-as-of", smallAsOf, "-map", filepath.Join(folder, "map.json")}, write
}

func wantLines(t *testing.T, text string, want ...string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("no line %q in\n%s", line, text)
		}
	}
}

// Whoever is left out, and whatever is odd about accounts, is said, and the sum of
// people adds up.
func TestAccountsSayWhoIsLeftOut(t *testing.T) {
	args, _ := oddAccounts(t)
	folder := filepath.Dir(args[2])
	accounts, people := filepath.Join(folder, "accounts.csv"), filepath.Join(folder, "people.map.json")+"="+filepath.Join(folder, "people.csv")
	args = append(args, "-people", people)
	stdout, stderr, status := leadq(t, "", append(args, "-format", "table", accounts)...)
	if status != exitOK {
		t.Errorf("status %d", status)
	}
	wantLines(t, stderr,
		"8 accounts with 4 people: 1 excluded, 7 nurture",
		accounts+`: 1 account without an id, which nobody's account_id names and which gets no owner: let the map's "id" be from the column with the account's own id`,
		accounts+`: 2 accounts share their id with another: each is decided by itself, without the people whose account_id it is; -merge makes one of them: "E"`,
		accounts+`: 1 account has a parent (account_id) that is no account of the file, and is decided without it: "Z"`,
		accounts+`: 1 account is its own parent (account_id), and is decided without one: "D"`,
		accounts+`: 1 account has a parent (account_id) whose id several accounts have, and no parent is read: "E"`,
		`1 person of no account (ambiguous): the first is "U", with "E"`,
		`2 people left out, as others of the account have the same id (-merge makes one of records with the same id): 2 of "A" ("Q"); each account is decided as if they were not there`,
		`1 person left out, without an id: 1 of "A"; each account is decided as if they were not there`,
		"9 people in all: 4 of accounts, 2 of no account, 3 left out of theirs",
	)
	for _, want := range []string{"buyer: P (3 left out)", "user? (ask S)", "OWNER"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "D ") || !strings.HasSuffix(last, "nobody") || strings.Contains(last, "user") {
		t.Errorf("an excluded account is not last, or somebody is looked for: %s", last)
	}
	_, stderr, status = leadq(t, "", append(args, "-merge", "newest", accounts)...)
	if status != exitOK || strings.Contains(stderr, "ambiguous") || strings.Contains(stderr, "share their id") {
		t.Errorf("status %d: %s", status, stderr)
	}
	wantLines(t, stderr, "7 accounts with 6 people: 1 excluded, 6 nurture", "8 people in all: 6 of accounts, 1 of no account, 1 left out of theirs")
	stdout, _, _ = leadq(t, "", append([]string{"explain", "-id", "A"}, append(args[1:], accounts)...)...)
	if !strings.Contains(stdout, "Left out, without an id or with the id of another: 3;") {
		t.Errorf("explain says nobody is left out: %s", stdout)
	}
}

// Of accounts in JSON it is said too when ids are missing or stand twice.
func TestAccountsOfJSONSayOddIDs(t *testing.T) {
	_, stderr, status := leadq(t, `[{"id": "A", "people": []}, {"id": "A", "people": []}, {"people": []}]`, accountsArgs("-")...)
	if status != exitOK {
		t.Errorf("status %d", status)
	}
	wantLines(t, stderr, "1 account without an id, and so without an owner", `1 account of an id that came before, such as "A": each is decided by itself, with its own people`)
}

// Activities may be the account's own, and accounts may be read alone.
func TestAccountsAlone(t *testing.T) {
	args, write := oddAccounts(t)
	folder := filepath.Dir(args[2])
	accounts, calls := filepath.Join(folder, "accounts.csv"), filepath.Join(folder, "calls.map.json")+"="+filepath.Join(folder, "calls.csv")
	stdout, stderr, status := leadq(t, "", append(args, "-join-accounts", calls, accounts)...)
	if status != exitOK || !strings.Contains(stdout, `"by_member":[{"member":"","points":1}]`) {
		t.Errorf("status %d: %s", status, stdout)
	}
	wantLines(t, stderr, accounts+": no -people, so the accounts are decided without any: no role is held")
	people := filepath.Join(folder, "people.map.json") + "=" + filepath.Join(folder, "people.csv")
	_, stderr, _ = leadq(t, "", append(args, "-people", people, "-join", calls, accounts)...)
	wantLines(t, stderr, filepath.Join(folder, "calls.csv")+`: "B" is the id of an account and of no person: if the file is about accounts, name it with -join-accounts`)
	none := write("none.csv", "Id,Parent,Stage\n,A,\n,,\n")
	if _, stderr, status = leadq(t, "", append(args, none)...); status != exitBad || !strings.Contains(stderr, `no account has an id: let the map's "id" be from`) {
		t.Errorf("status %d: %s", status, stderr)
	}
	for _, flag := range []string{"-merge", "-join-accounts"} {
		if _, stderr, status = leadq(t, "", "accounts", "-rules", args[2], flag, "x", accounts); status != exitUsage || !strings.Contains(stderr, "that -map reads") {
			t.Errorf("%s: status %d: %s", flag, status, stderr)
		}
	}
}
