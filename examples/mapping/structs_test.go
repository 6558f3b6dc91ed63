package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

func TestStructs(t *testing.T) {
	days := asOf.AddDate
	want := []qualify.Lead{
		{
			ID: "4711", Person: qualify.Person{Email: "ola@wharf.example", Name: "Ola Berg", JobTitle: "Head of Engineering", Country: "DE"},
			Company: qualify.Company{Name: "Wharf", Industry: "software", Employees: qualify.Number(210), Technologies: []string{"go", "postgres"}},
			Source:  "docs", CreatedAt: days(0, 0, -40), Custom: map[string]any{"seats": 140.0},
			Activities: []qualify.Activity{
				{Type: "page_view", At: days(0, 0, -1), URL: "/pricing", Value: 95}, {Type: "page_view", At: days(0, 0, -2), URL: "/docs", Value: 300},
				{Type: "page_view", At: days(0, 0, -3), URL: "/docs/api", Value: 240}, {Type: "webinar", At: days(0, 0, -5), Subject: "rules that people can read"},
			},
		},
		{
			ID: "4712", Person: qualify.Person{Email: "pam@post.example", Name: "Pam Ek", Country: "US", Consent: qualify.Known(true)},
			Source: "ads", CreatedAt: days(0, 0, -3), Activities: []qualify.Activity{{Type: "demo_request", At: days(0, 0, -2)}},
		},
		{
			ID: "4713", Person: qualify.Person{Email: "quin@old.example", Name: "Quin Day", Country: "FR"},
			Company: qualify.Company{Name: "Old", Industry: "education", Employees: qualify.Number(90)}, Stage: "customer", CreatedAt: days(0, 0, -700),
		},
	}
	if diff := cmp.Diff(want, fromStructs(accounts()), cmp.Transformer("custom", emptyIsNil)); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
}
