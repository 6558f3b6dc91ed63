package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/leadqual/leadqual/internal/hosted"
	"github.com/leadqual/leadqual/qualify"
)

// hostedRecord is a lead as a program of our own would keep it, with everything
// that a rule set can ask for.
type hostedRecord struct {
	ID     string `json:"id" lead:"id"`
	Person struct {
		Email      string `json:"email" lead:"person.email"`
		Name       string `json:"name" lead:"person.name"`
		JobTitle   string `json:"job_title" lead:"person.job_title"`
		Seniority  string `json:"seniority" lead:"person.seniority"`
		Department string `json:"department" lead:"person.department"`
		Country    string `json:"country" lead:"person.country"`
		Region     string `json:"region" lead:"person.region"`
		City       string `json:"city" lead:"person.city"`
		Consent    *bool  `json:"consent" lead:"person.consent"`
	} `json:"person"`
	Company *struct {
		Name         string   `json:"name" lead:"company.name"`
		Domain       string   `json:"domain" lead:"company.domain"`
		Industry     string   `json:"industry" lead:"company.industry"`
		Employees    *float64 `json:"employees" lead:"company.employees"`
		Revenue      *float64 `json:"annual_revenue" lead:"company.annual_revenue"`
		Technologies []string `json:"technologies" lead:"company.technologies"`
	} `json:"company"`
	Answers struct {
		Budget    *float64  `json:"budget" lead:"answers.budget"`
		Authority string    `json:"authority" lead:"answers.authority"`
		Need      string    `json:"need" lead:"answers.need"`
		Days      *float64  `json:"timeline_days" lead:"answers.timeline_days"`
		Vendor    string    `json:"current_vendor" lead:"answers.current_vendor"`
		Wants     *bool     `json:"wants_contact" lead:"answers.wants_contact"`
		WantedAt  time.Time `json:"wants_contact_at" lead:"answers.wants_contact_at"`
	} `json:"answers"`
	Source     string                  `json:"source" lead:"source"`
	Stage      string                  `json:"stage" lead:"stage"`
	Owner      string                  `json:"owner" lead:"owner"`
	CreatedAt  time.Time               `json:"created_at" lead:"created_at"`
	ResetAt    time.Time               `json:"reset_at" lead:"reset_at"`
	Custom     map[string]any          `json:"custom" lead:"custom"`
	Seen       map[string]qualify.Seen `json:"seen" lead:"seen"`
	Activities []struct {
		ID       string         `json:"id" lead:"id"`
		Type     string         `json:"type" lead:"type"`
		At       time.Time      `json:"at" lead:"at"`
		Channel  string         `json:"channel" lead:"channel"`
		URL      string         `json:"url" lead:"url"`
		Subject  string         `json:"subject" lead:"subject"`
		Campaign string         `json:"campaign" lead:"campaign"`
		Value    float64        `json:"value" lead:"value"`
		Custom   map[string]any `json:"custom" lead:"custom"`
	} `json:"activities" lead:"activities"`
}

// A rule set in YAML and leads in structs of our own give byte for byte what the
// rule set in JSON gives for plain leads.
func TestSameBytes(t *testing.T) {
	text, err := yaml.JSONToYAML(hosted.Rules())
	if err != nil {
		t.Fatal(err)
	}
	engine, _, err := CompileYAML("rules.yaml", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := hosted.Decisions()
	if err != nil {
		t.Fatal(err)
	}
	records := binder[hostedRecord]()
	if err := records.Check(engine.RuleSet()); err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	decider, n := engine.NewDecider(), 0
	for line := range bytes.Lines(hosted.Lines()) {
		var record hostedRecord
		if err := json.Unmarshal(line, &record); err != nil {
			t.Fatal(err)
		}
		records.Fill(&record, &lead)
		if have := decider.Decide(&lead, hosted.AsOf).AppendJSON(nil); string(have) != string(want[n]) {
			t.Errorf("%s, want %s", have, want[n])
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d decisions, want %d", n, len(want))
	}
}
