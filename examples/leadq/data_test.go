package main

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// The leads of an online course provider, with the rule set that a marketer
// would write. The golden file holds the hash of all decisions and the summary.
func TestEdtech(t *testing.T) {
	leads := data(t, "xeducation", "Leads.csv")
	decide := func() (stdout, stderr string) {
		stdout, stderr, status := leadq(t, "", "decide", "-rules", "../rules/edtech/rules.json", "-map", "../rules/edtech/map.json",
			"-as-of", smallAsOf, leads)
		if status != exitOK {
			t.Fatalf("status %d\n%s", status, stderr)
		}
		return stdout, stderr
	}
	stdout, stderr := decide()
	if n := strings.Count(stdout, "\n"); n != 9240 {
		t.Errorf("%d decisions, want 9240", n)
	}
	testkit.Golden(t, "testdata/edtech.golden", hashed(stdout, stderr))
	if again, _ := decide(); again != stdout {
		t.Error("a second run gives other bytes")
	}
}

// Answers of Salesforce's API, as they came.
func TestSalesforce(t *testing.T) {
	for _, c := range []struct {
		file, mapping string
		leads         int
	}{
		{"Leads_Leads", "salesforce", 1},
		{"Leads_Leads1", "salesforce", 1},
		{"Leads_LeadsWithEmptyName", "salesforce", 1},
		{"Leads_LeadForEmptyCards", "salesforce", 0},
		{"Leads_SingleLead", "salesforce-card", 1},
	} {
		t.Run(c.file, func(t *testing.T) {
			leads := data(t, "crm-api-shapes", "hub-salesforce-leads-connector__"+c.file+".json")
			args := []string{"decide", "-rules", "testdata/salesforce.rules.json", "-map", "testdata/" + c.mapping + ".map.json", "-as-of", smallAsOf, leads}
			stdout, stderr, status := leadq(t, "", args...)
			if n := strings.Count(stdout, "\n"); status != exitOK || n != c.leads {
				t.Errorf("status %d, %d decisions, want %d\n%s", status, n, c.leads, stderr)
			}
			testkit.Golden(t, "testdata/salesforce-"+c.file+".golden", hashed(stdout, stderr))
			if again, _, _ := leadq(t, "", args...); again != stdout {
				t.Error("a second run gives other bytes")
			}
		})
	}
}

// hashed is what a golden file may hold of decisions about real leads.
func hashed(decisions, summary string) string {
	return fmt.Sprintf("sha256:%x\n%s", sha256.Sum256([]byte(decisions)), summary)
}
