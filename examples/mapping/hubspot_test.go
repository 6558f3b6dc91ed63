package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

func TestHubSpot(t *testing.T) {
	leads, err := fromHubSpot(hubspotAnswer)
	if err != nil {
		t.Fatal(err)
	}
	want := []qualify.Lead{
		{
			ID: "51", AccountID: "901",
			Person:  qualify.Person{Name: "Gia Rossi", Email: "gia@mole.example", JobTitle: "Director of Studies", Country: "France", Consent: qualify.Known(true)},
			Company: qualify.Company{Name: "Mole School", Industry: "EDUCATION", Employees: qualify.Number(85)},
			Source:  "PAID_SEARCH", Stage: "lead", CreatedAt: time.Date(2026, 9, 14, 12, 0, 0, 0, time.UTC),
			Custom: map[string]any{"seats": 40.0},
			Activities: []qualify.Activity{
				{Type: "email_clicked", At: time.Date(2026, 11, 20, 7, 30, 0, 0, time.UTC)},
				{Type: "demo_request", At: time.Date(2026, 11, 21, 16, 0, 0, 0, time.UTC), Subject: "website", Channel: "form"},
			},
		},
		{
			ID: "52", AccountID: "902",
			Person:  qualify.Person{Name: "Hal", Email: "hal@skiff.example", Country: "United Kingdom"},
			Company: qualify.Company{Name: "Skiff", Industry: "COMPUTER_SOFTWARE", Employees: qualify.Number(640), AnnualRevenue: qualify.Number(12500000.5)},
			Source:  "ORGANIC_SEARCH", Stage: "mql", Owner: "7001", CreatedAt: time.Date(2025, 9, 14, 12, 0, 0, 0, time.UTC),
			Custom: map[string]any{"seats": 250.0},
			Activities: []qualify.Activity{
				{Type: "email_clicked", At: time.Date(2026, 11, 19, 7, 30, 0, 0, time.UTC)},
				{Type: "webinar", At: time.Date(2026, 10, 2, 16, 0, 0, 0, time.UTC), Subject: "rules that people can read", Channel: "form"},
			},
		},
		{
			ID:     "53",
			Person: qualify.Person{Name: "Ida Berg", Email: "ida@buoy.example", JobTitle: "Analyst", Consent: qualify.Known(false)},
			Source: "DIRECT_TRAFFIC", Stage: "lead", CreatedAt: time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC),
		},
	}
	if diff := cmp.Diff(want, leads, cmp.Transformer("custom", emptyIsNil)); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	for _, text := range []string{
		`{"results": [{"properties": {"numberofemployees": "many"}}]}`, `{"results": [{"properties": {"hs_email_optout": "maybe"}}]}`,
		`{"results": [{"properties": {"createdate": "yesterday"}}]}`, `{"results": [{"properties": {"seats": 4}}]}`, `7`,
	} {
		if _, err := fromHubSpot([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}
