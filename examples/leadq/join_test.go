package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// joinedArgs decide the leads of testdata/joined.csv with what two other files say.
func joinedArgs(more ...string) []string {
	return append([]string{
		"decide", "-rules", "testdata/small.rules.json", "-as-of", smallAsOf,
		"-map", "testdata/joined.map.json", "testdata/joined.csv",
		"-join", "testdata/joined.visits.map.json=testdata/joined.visits.csv",
		"-join", "company.domain:testdata/joined.firms.map.json=testdata/joined.firms.csv",
	}, more...)
}

func TestDecideJoined(t *testing.T) {
	for golden, more := range map[string][]string{"joined": nil, "joined.merged": {"-merge", "newest"}} {
		stdout, stderr, status := leadq(t, "", joinedArgs(more...)...)
		testkit.Golden(t, "testdata/"+golden+".golden", stdout)
		testkit.Golden(t, "testdata/"+golden+".stderr.golden", stderr)
		if status != exitBad { // a row could not be read
			t.Errorf("%s: status %d", golden, status)
		}
	}
}

func TestJoinMistakes(t *testing.T) {
	onlyID := filepath.Join(t.TempDir(), "only.map.json")
	if err := os.WriteFile(onlyID, []byte(`{"fields": {"id": {"from": "Lead"}}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-join", ""}, exitUsage, "want MAP=FILE"},
		{[]string{"-join", "testdata/joined.visits.map.json=-"}, exitUsage, "want MAP=FILE"},
		{[]string{"-join", "testdata/none.map.json=testdata/joined.visits.csv"}, exitBad, "open testdata/none.map.json"},
		{[]string{"-join", "testdata/joined.visits.map.json=testdata/none.csv"}, exitBad, "open testdata/none.csv"},
		{[]string{"-join", "created_at:testdata/joined.firms.map.json=testdata/joined.firms.csv"}, exitBad, "created_at is a date"},
		{[]string{"-join", "testdata/joined.visits.csv"}, exitBad, `testdata/joined.visits.csv:1:1: column "Lead" is no field`},
		{[]string{"-join", onlyID + "=testdata/joined.visits.csv"}, exitBad, "only.map.json: it fills nothing but id, so that testdata/joined.visits.csv says nothing about the leads"},
		{[]string{"-merge", "crm,,web"}, exitUsage, `-merge "crm,,web": want newest`},
	} {
		_, stderr, status := leadq(t, "", joinedArgs(c.args...)...)
		if status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, want %d; %s\nwant %s", c.args, status, c.status, stderr, c.want)
		}
	}
}
