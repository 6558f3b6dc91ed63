package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify/account"
)

// Contacts become the people of their companies, by the company's id or, without one,
// by its domain, and the companies are decided with them.
func TestAccountsFromHubSpot(t *testing.T) {
	accounts, err := accountsFromHubSpot(companiesAnswer)
	if err != nil {
		t.Fatal(err)
	}
	leads, err := fromHubSpot(hubspotAnswer)
	if err != nil {
		t.Fatal(err)
	}
	groups := account.Group(accounts, leads)
	if len(groups.Left) > 0 {
		t.Errorf("without an account: %v", groups.Left)
	}
	engine, err := account.CompileJSON("rules.json", []byte(`{"name": "schools",
		"roles": [{"id": "head", "when": "has_word(person.job_title, 'director')"}, {"id": "analyst", "when": "has_word(person.job_title, 'analyst')"}],
		"person": {"hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]},
		"account": {
			"icp": {"criteria": [{"id": "size", "when": "company.employees >= 500 or parent.company.employees >= 1000"}]},
			"checklists": [{"id": "group", "items": [{"id": "head", "role": "head"}, {"id": "analyst", "role": "analyst"}]}],
			"hand_raise": [{"id": "demo", "when": "any(people, .hand_raised)"}]}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for i := range groups.Accounts {
		d := engine.Decide(&groups.Accounts[i], time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
		line := fmt.Sprint(d.LeadID, " ", d.Status, " ", d.Fit.Verdict, ":")
		for _, p := range d.People {
			role := "?" // a fact is missing
			if p.Role.Known {
				role = p.Role.Value
			}
			line += " " + p.ID + " is " + role
		}
		for _, f := range d.Find {
			line += " find " + f.Role
		}
		have = append(have, line)
	}
	want := []string{
		`901 sql good: 51 is head find analyst`, // large by the company above
		`902 nurture good: 52 is ?`,
		`903 nurture good: 53 is analyst find head`,
	}
	if !slices.Equal(have, want) {
		t.Errorf("have %q\nwant %q", have, want)
	}
}
