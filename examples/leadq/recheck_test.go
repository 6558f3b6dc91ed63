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
