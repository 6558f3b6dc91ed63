package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

func TestPriors(t *testing.T) {
	file := writeTemp(t, "rules.json", `{
  "name": "priors", "facts": {"custom.plan": {"type": "string"}},
  "scoring": {"ready_at": 10, "rules": [{"id": "plan", "when": "custom.plan == \"team\"", "points": 12}]}
}`)
	var leads strings.Builder
	for i := range 40 {
		fmt.Fprintf(&leads, `{"id": "%d", "custom": {"plan": "%s"}}`+"\n", i, []string{"team", "free", "free", "free"}[i%4])
	}
	stdout, stderr, status := leadq(t, leads.String(), "priors", "-rules", file, "-as-of", smallAsOf, "-")
	if status != exitOK || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	testkit.Golden(t, "testdata/priors.golden", stdout)

	out := filepath.Join(t.TempDir(), "learned.json")
	if _, stderr, status := leadq(t, leads.String()+"{\n", "priors", "-rules", file, "-out", out, "-"); status != exitBad || !strings.Contains(stderr, "line 41") {
		t.Errorf("a bad row: status %d, %s", status, stderr)
	}
	if written, err := os.ReadFile(out); err != nil || string(written) != stdout {
		t.Errorf("-out wrote %s, %v", written, err)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"priors"}, exitUsage, "name the rule set"},
		{[]string{"priors", "-rules", file}, exitUsage, "name one file of leads"},
		{[]string{"priors", "-rules", file, "-out", out, "-"}, exitBad, "file exists"},
		{[]string{"priors", "-rules", "testdata/none.json", "-"}, exitBad, "open testdata/none.json"},
	} {
		if _, stderr, status := leadq(t, leads.String(), c.args...); status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, %s", c.args, status, stderr)
		}
	}
}
