package main

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}} {
		stdout, stderr, status := leadq(t, "", args...)
		if status != exitOK || stderr != "" {
			t.Errorf("%v: status %d, %q", args, status, stderr)
		}
		for _, c := range commands() {
			if !strings.Contains(stdout, "\tleadq "+c.name+" ") || !strings.Contains(stdout, " "+c.summary+"\n") {
				t.Errorf("%v does not list %s:\n%s", args, c.name, stdout)
			}
		}
	}
	for _, c := range commands() {
		explained, stderr, status := leadq(t, "", c.name, "-h")
		if status != exitOK || stderr != "" || !strings.HasPrefix(explained, "Usage: leadq "+c.name+" ") || !strings.Contains(explained, "\n  -") {
			t.Errorf("%s -h: status %d, %q\n%s", c.name, status, stderr, explained)
		}
		if same, _, _ := leadq(t, "", "help", c.name); same != explained {
			t.Errorf("help %s is not %s -h:\n%s", c.name, c.name, same)
		}
	}
}

func TestDecideHelp(t *testing.T) {
	stdout, _, _ := leadq(t, "", "decide", "-h")
	testkit.Golden(t, "testdata/decide-help.golden", stdout)
}

func TestUsageErrors(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "Usage:"},
		{[]string{"decid"}, `there is no command "decid"`},
		{[]string{"help", "decid"}, `there is no command "decid"`},
		{[]string{"check"}, "name the rule set"},
	} {
		stdout, stderr, status := leadq(t, "", c.args...)
		if status != exitUsage || stdout != "" || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, %q, want %q in\n%s", c.args, status, stdout, c.want, stderr)
		}
	}
}
