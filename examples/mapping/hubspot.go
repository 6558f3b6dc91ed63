package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

//go:embed data/hubspot.json
var hubspotAnswer []byte

// HubSpotAnswer is what HubSpot's CRM API says to a search or a list of
// contacts.
type HubSpotAnswer struct {
	Results []HubSpotContact `json:"results"`
}

// HubSpotContact is an object of HubSpot's. All of its properties are texts,
// numbers and instants too, and one that nobody filled is null or "".
type HubSpotContact struct {
	ID         string `json:"id" lead:"id"`
	Properties struct {
		Account   string        `json:"associatedcompanyid" lead:"account_id"` // of the contact's primary company
		Email     string        `json:"email" lead:"person.email"`
		FirstName string        `json:"firstname"`
		LastName  string        `json:"lastname"`
		JobTitle  string        `json:"jobtitle" lead:"person.job_title"`
		Country   string        `json:"country" lead:"person.country"`
		OptedOut  hubspotBool   `json:"hs_email_optout"`
		Company   string        `json:"company" lead:"company.name"`
		Industry  string        `json:"industry" lead:"company.industry"`
		Employees hubspotNumber `json:"numberofemployees" lead:"company.employees"`
		Revenue   hubspotNumber `json:"annualrevenue" lead:"company.annual_revenue"`
		Seats     hubspotNumber `json:"seats" lead:"custom.seats"`
		Source    string        `json:"hs_analytics_source" lead:"source"`
		Stage     string        `json:"lifecyclestage"`
		Owner     string        `json:"hubspot_owner_id" lead:"owner"`
		Created   hubspotTime   `json:"createdate" lead:"created_at"`
		Clicked   hubspotTime   `json:"hs_email_last_click_date" lead:"activities,type=email_clicked"`
		Converted hubspotTime   `json:"recent_conversion_date"`
		Event     string        `json:"recent_conversion_event_name"`
	} `json:"properties"`
}

// hubspotNumber is a number in a text.
type hubspotNumber struct{ qualify.Opt[float64] }

// UnmarshalJSON reads it.
func (n *hubspotNumber) UnmarshalJSON(text []byte) error {
	value, err := textIn(text)
	if err != nil || value == "" {
		return err
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return fmt.Errorf("want a number, have %q", value)
	}
	n.Opt = qualify.Number(v)
	return nil
}

// hubspotBool is true or false in a text.
type hubspotBool struct{ qualify.Opt[bool] }

// UnmarshalJSON reads it.
func (b *hubspotBool) UnmarshalJSON(text []byte) error {
	value, err := textIn(text)
	if err != nil || value == "" {
		return err
	}
	v, err := strconv.ParseBool(value)
	if err != nil {
		return fmt.Errorf("want true or false, have %q", value)
	}
	b.Opt = qualify.Known(v)
	return nil
}

// hubspotTime is an instant: RFC 3339, or milliseconds since 1970 as older
// properties have them.
type hubspotTime struct{ time.Time }

// UnmarshalJSON reads it.
func (t *hubspotTime) UnmarshalJSON(text []byte) (err error) {
	value, err := textIn(text)
	if err != nil {
		return err
	}
	if ms, err := strconv.ParseInt(value, 10, 64); err == nil {
		t.Time = time.UnixMilli(ms).UTC()
		return nil
	}
	t.Time, err = timeIn(text, time.RFC3339)
	return err
}

// hubspotStages are the stages of HubSpot's own, as package lifecycle names them.
// One that a portal added goes to the engine as it is.
var hubspotStages = map[string]lifecycle.Stage{
	"subscriber":             lifecycle.StageLead,
	"lead":                   lifecycle.StageLead,
	"marketingqualifiedlead": lifecycle.StageMQL,
	"salesqualifiedlead":     lifecycle.StageSQL,
	"opportunity":            lifecycle.StageOpportunity,
	"customer":               lifecycle.StageCustomer,
	"evangelist":             lifecycle.StageCustomer,
}

var hubspotContacts = binder[HubSpotContact]()

// fromHubSpot makes leads of an answer.
func fromHubSpot(answer []byte) ([]qualify.Lead, error) {
	var got HubSpotAnswer
	if err := json.Unmarshal(answer, &got); err != nil {
		return nil, err
	}
	var leads []qualify.Lead
	for i := range got.Results {
		leads = append(leads, got.Results[i].lead())
	}
	return leads, nil
}

// lead is what the tags say, and what needs more than a tag.
func (c *HubSpotContact) lead() qualify.Lead {
	p := &c.Properties
	lead := hubspotContacts.Lead(c)
	lead.Person.Name = strings.TrimSpace(p.FirstName + " " + p.LastName)
	lead.Stage = stageOf(p.Stage, hubspotStages)
	if p.OptedOut.Known {
		lead.Person.Consent = qualify.Known(!p.OptedOut.Value)
	}
	// A form's name begins with what it is for.
	if kind, subject, ok := strings.Cut(p.Event, ":"); ok && !p.Converted.IsZero() {
		lead.Activities = append(lead.Activities, qualify.Activity{
			Type: strings.ReplaceAll(strings.ToLower(kind), " ", "_"), At: p.Converted.Time, Subject: strings.TrimSpace(subject), Channel: "form",
		})
	}
	return lead
}
