package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// With -recheck a decision says when time alone will change it, and says
// nothing where it never will.
func TestDecideRecheck(t *testing.T) {
	const rules = `{"name": "r", "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request' and .days_ago <= 30)"}]}`
	file := writeTemp(t, "rules.json", rules)
	leads := `{"id": "1", "activities": [{"type": "demo_request", "at": "2026-11-20T09:00:00Z"}]}
{"id": "2"}
`
	stdout, stderr, status := leadq(t, leads, "decide", "-rules", file, "-as-of", smallAsOf, "-recheck", "-")
	if status != exitOK {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var have []*time.Time
	for _, line := range strings.Split(strings.TrimSpace(stdout), "\n") {
		var d struct {
			At *time.Time `json:"recheck_at"`
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		have = append(have, d.At)
	}
	want := time.Date(2026, 12, 20, 9, 0, 1, 0, time.UTC) // the first whole second behind the window's end
	if len(have) != 2 || have[0] == nil || !have[0].Equal(want) || have[1] != nil {
		t.Errorf("%v, want %v and nothing", have, want)
	}
	if plain, _, _ := leadq(t, leads, "decide", "-rules", file, "-as-of", smallAsOf, "-"); strings.Contains(plain, "recheck_at") {
		t.Errorf("recheck_at without -recheck: %s", plain)
	}
	if _, stderr, status := leadq(t, leads, "decide", "-rules", file, "-recheck", "-format", "table", "-"); status != exitUsage || !strings.Contains(stderr, "-recheck needs") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func writeTemp(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Of an account it says when time alone will change it or one of its people, and
// nothing for those that it never does.
func TestRecheckAccounts(t *testing.T) {
	rules := filepath.Join(t.TempDir(), "rules.json")
	if err := os.WriteFile(rules, []byte(`{"name": "r", "person": {},
		"account": {"icp": {"criteria": [{"id": "active", "when": "any(people, .idle_days <= 14)"}]}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	accounts := `{"id": "A", "people": [{"id": "P", "activities": [{"type": "visit", "at": "2026-11-20T09:00:00Z"}]}]}
{"id": "B", "people": [{"id": "P", "activities": [{"type": "visit", "at": "2026-01-20T09:00:00Z"}]}]}
`
	args := []string{"accounts", "-rules", rules, "-as-of", "2026-11-22T09:00:00Z", "-"}
	plain, _, status := leadq(t, accounts, args...)
	if status != exitOK || strings.Contains(plain, "recheck_at") {
		t.Fatalf("status %d, without -recheck: %s", status, plain)
	}
	have, stderr, status := leadq(t, accounts, append([]string{"accounts", "-recheck"}, args[1:]...)...)
	a, b, _ := strings.Cut(plain, "}\n")
	want := a + `,"recheck_at":"2026-12-04T09:00:01Z"}` + "\n" + b
	if status != exitOK || have != want {
		t.Errorf("status %d: %s%s\nwant %s", status, have, stderr, want)
	}
	if _, stderr, status := leadq(t, accounts, append([]string{"accounts", "-recheck", "-format", "table"}, args[1:]...)...); status != exitUsage || !strings.Contains(stderr, "-recheck needs -format jsonl") {
		t.Errorf("as a table: status %d: %s", status, stderr)
	}
}
