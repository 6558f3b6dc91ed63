package main

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

func TestAsk(t *testing.T) {
	file := writeTemp(t, "rules.json", `{
  "name": "ask", "facts": {"custom.seats": {"type": "number", "ask": "How many seats?"}, "custom.tags": {"type": "strings"}},
  "scoring": {"ready_at": 10, "rules": [{"id": "seats", "when": "custom.seats >= 50", "points": 12}, {"id": "tags", "when": "\"go\" in custom.tags", "points": 2}]}
}`)
	leads := `{"id": "1"}
{"id": "2", "custom": {"seats": 60, "tags": []}}
{"id": "3", "custom": {"seats": 20}}
`
	stdout, stderr, status := leadq(t, leads, "ask", "-rules", file, "-as-of", smallAsOf, "-")
	if status != exitOK || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	testkit.Golden(t, "testdata/ask.golden", stdout)
	one, _, _ := leadq(t, leads, "ask", "-rules", file, "-as-of", smallAsOf, "-top", "1", "-id", "1", "-")
	if strings.Count(one, "points") != 1 || strings.Contains(one, "\n3\n") {
		t.Errorf("-top 1 -id 1: %s", one)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"ask"}, exitUsage, "name the rule set"},
		{[]string{"ask", "-rules", file}, exitUsage, "name one file of leads"},
		{[]string{"ask", "-rules", file, "-top", "-1", "-"}, exitUsage, "-top -1"},
		{[]string{"ask", "-rules", "testdata/none.json", "-"}, exitBad, "open testdata/none.json"},
		{[]string{"ask", "-rules", file, "-id", "9", "-"}, exitBad, `no lead with the id "9"`},
		{[]string{"ask", "-rules", file, "testdata/none.csv"}, exitBad, "open testdata/none.csv"},
	} {
		if _, stderr, status := leadq(t, leads, c.args...); status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, %s", c.args, status, stderr)
		}
	}
}
