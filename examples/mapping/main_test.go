package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// TestOutput holds the whole output against testdata/output.golden, which
// LEADQUAL_UPDATE=1 writes anew.
func TestOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines > 40 {
		t.Errorf("%d lines are more than a screen", lines)
	}
	const golden = "testdata/output.golden"
	if os.Getenv("LEADQUAL_UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("output (-want +have):\n%s", diff)
	}
}

// No source leaves anything that the engine has to complain about.
func TestNoIssues(t *testing.T) {
	engine, _, err := CompileYAML("data/rules.yaml", rulesText, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []qualify.Lead
	for _, from := range []func() ([]qualify.Lead, error){
		func() ([]qualify.Lead, error) { return fromSalesforce(salesforceAnswer) },
		func() ([]qualify.Lead, error) { return fromHubSpot(hubspotAnswer) },
		func() ([]qualify.Lead, error) { leads, _, err := fromCSV(flatFile); return leads, err },
		func() ([]qualify.Lead, error) { return fromStructs(accounts()), nil },
	} {
		leads, err := from()
		if err != nil || len(leads) < 3 {
			t.Fatalf("%d leads, %v", len(leads), err)
		}
		all = append(all, leads...)
	}
	for i := range all {
		if d := engine.Decide(&all[i], asOf); len(d.Issues) > 0 {
			t.Errorf("%s: %v", d.LeadID, d.Issues)
		}
	}
}
