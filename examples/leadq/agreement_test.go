package main

import (
	"os"
	"strings"
	"testing"
)

func TestAgreement(t *testing.T) {
	stdout, stderr, status := leadq(t, "", "agreement", "-rules", boats+"strict.json")
	file, err := os.ReadFile(boats + "strict.agreement.md")
	if err != nil {
		t.Fatal(err)
	}
	if status != exitOK || stderr != "" || stdout != string(file) {
		t.Errorf("status %d, %s\n%s", status, stderr, stdout)
	}
	page, _, status := leadq(t, "", "agreement", "-format", "html", "-rules", boats+"strict.json")
	if status != exitOK || !strings.HasPrefix(page, "<!DOCTYPE html>") || !strings.Contains(page, "holds a boating licence") || !strings.HasSuffix(page, "</html>\n") {
		t.Errorf("status %d\n%s", status, page)
	}
}

func TestAgreementOfAccounts(t *testing.T) {
	for format, begin := range map[string]string{"markdown": "# buying groups: what a good account is\n", "html": "<!DOCTYPE html>"} {
		page, stderr, status := leadq(t, "", "agreement", "-format", format, "-rules", "../rules/accounts/step6.json")
		if status != exitOK || stderr != "" || !strings.HasPrefix(page, begin) {
			t.Errorf("%s: status %d, %s\n%s", format, status, stderr, page)
		}
		at := 0
		for _, part := range []string{"Roles", "speaks for us inside", "Each person", "studies", "The account", "for each person", "at least 2: user (works with it every day)"} {
			i := strings.Index(page[at:], part)
			if i < 0 {
				t.Errorf("%s: no %q behind what stands before it\n%s", format, part, page)
				break
			}
			at += i
		}
	}
}

func TestAgreementErrors(t *testing.T) {
	for _, x := range []struct {
		args, want string
		status     int
	}{
		{"", "name the rule set", exitUsage},
		{"-rules x.json y.json", `what is "y.json" for?`, exitUsage},
		{"-rules x.json -format pdf", `-format "pdf"`, exitUsage},
		{"-rules none.json", "none.json", exitBad},
	} {
		stdout, stderr, status := leadq(t, "", append([]string{"agreement"}, strings.Fields(x.args)...)...)
		if status != x.status || stdout != "" || !strings.Contains(stderr, x.want) {
			t.Errorf("%s: status %d, %s", x.args, status, stderr)
		}
	}
}
