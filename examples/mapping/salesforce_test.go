package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

func TestSalesforce(t *testing.T) {
	leads, err := fromSalesforce(salesforceAnswer)
	if err != nil {
		t.Fatal(err)
	}
	want := []qualify.Lead{
		{
			ID:      "00Q5f00000AbCdE1AA",
			Person:  qualify.Person{Name: "Mia Holt", Email: "mia@shore.example", Phone: "+49 30 555 0101", JobTitle: "VP Learning", Country: "Germany", Consent: qualify.Known(true)},
			Company: qualify.Company{Name: "Shore Academy", Industry: "Education", Employees: qualify.Number(320)},
			Source:  "Web", Stage: "lead", Owner: "ana", CreatedAt: time.Date(2026, 10, 30, 8, 15, 0, 0, time.UTC),
			Custom:     map[string]any{"seats": 120.0},
			Activities: []qualify.Activity{{Type: "webinar", At: time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC), Campaign: "Learning at scale"}},
		},
		{
			ID:      "00Q5f00000AbCdE2AA",
			Person:  qualify.Person{Name: "Ben Ito", Email: "ben@tideline.example", Country: "Japan", Consent: qualify.Known(true)},
			Company: qualify.Company{Name: "Tideline", Industry: "Technology", Employees: qualify.Number(1400), AnnualRevenue: qualify.Number(90e6)},
			Source:  "Partner Referral", Stage: "sal", Owner: "cy", CreatedAt: time.Date(2026, 11, 20, 14, 59, 59, 5e8, time.UTC),
			Activities: []qualify.Activity{{Type: "demo_request", At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Campaign: "Contact form"}},
		},
		{
			ID: "00Q5f00000AbCdE3AA", Person: qualify.Person{JobTitle: "Head of IT", Consent: qualify.Known(true)}, Company: qualify.Company{Name: "Harbour"},
			Stage: "lead", Owner: "ana", CreatedAt: time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC),
		},
		{
			ID:      "00Q5f00000AbCdE4AA",
			Person:  qualify.Person{Name: "Lou Marsh", Email: "lou@keel.example", JobTitle: "CTO", Country: "France", Consent: qualify.Known(true)},
			Company: qualify.Company{Name: "Keel", Industry: "Technology", Employees: qualify.Number(75)},
			Source:  "Web", Stage: "customer", Owner: "ana", CreatedAt: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC),
			Custom: map[string]any{"seats": 60.0},
		},
	}
	if diff := cmp.Diff(want, leads, cmp.Transformer("custom", emptyIsNil)); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	for _, text := range []string{`{"records": [{"CreatedDate": "yesterday"}]}`, `{"records": [{"NumberOfEmployees": "many"}]}`, `[]`, ``} {
		if _, err := fromSalesforce([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

// emptyIsNil takes a map without entries for none.
func emptyIsNil(m map[string]any) map[string]any {
	if len(m) == 0 {
		return nil
	}
	return m
}

// Answers of Salesforce itself, field by field: what is there is in the lead,
// what is null or empty is unknown.
func TestSalesforceAsItIs(t *testing.T) {
	dir := os.Getenv("LEADQUAL_DATA")
	if dir == "" {
		t.Skip("LEADQUAL_DATA names no folder of real leads")
	}
	files, err := filepath.Glob(filepath.Join(dir, "crm-api-shapes", "hub-salesforce-leads-connector__Leads_Lead*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("LEADQUAL_DATA has no answers of Salesforce: %v", err)
	}
	seen := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		leads, err := fromSalesforce(text)
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(name), err)
		}
		var plain struct{ Records []map[string]any }
		if err := json.Unmarshal(text, &plain); err != nil {
			t.Fatal(err)
		}
		if len(plain.Records) != len(leads) {
			t.Fatalf("%s: %d leads of %d records", filepath.Base(name), len(leads), len(plain.Records))
		}
		for i, record := range plain.Records {
			l := &leads[i]
			owner, _ := record["Owner"].(map[string]any)
			for field, have := range map[string]string{
				"Id": l.ID, "Name": l.Person.Name, "Email": l.Person.Email, "Phone": l.Person.Phone, "Company": l.Company.Name,
			} {
				if want, _ := record[field].(string); have != want {
					t.Errorf("%s: %s is another", filepath.Base(name), field)
				}
			}
			if name, _ := owner["Name"].(string); l.Owner != name || l.Stage != "lead" || l.Person.Consent.Known || l.Company.Employees.Known {
				t.Errorf("%s: owner %t, stage %q", filepath.Base(name), l.Owner == name, l.Stage)
			}
			seen++
		}
	}
	if seen < 3 {
		t.Errorf("only %d records", seen)
	}
}
