package main

import (
	_ "embed"
	"encoding/json"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

//go:embed data/salesforce.json
var salesforceAnswer []byte

// SalesforceAnswer is what Salesforce's REST API says to a query of leads:
//
//	SELECT Id, Name, Title, ..., (SELECT FirstRespondedDate, Campaign.Name,
//	Campaign.Type FROM CampaignMembers) FROM Lead
type SalesforceAnswer struct {
	Records []SalesforceLead `json:"records"`
}

// SalesforceLead is a record. One struct says what the fields are called there,
// and what they are here. What is null, and what the query left out, is unknown.
type SalesforceLead struct {
	ID        string          `json:"Id" lead:"id"`
	Name      string          `json:"Name" lead:"person.name"`
	Title     string          `json:"Title" lead:"person.job_title"`
	Email     string          `json:"Email" lead:"person.email"`
	Phone     string          `json:"Phone" lead:"person.phone"`
	Country   string          `json:"Country" lead:"person.country"`
	OptedOut  *bool           `json:"HasOptedOutOfEmail"`
	Company   string          `json:"Company" lead:"company.name"`
	Industry  string          `json:"Industry" lead:"company.industry"`
	Employees *int            `json:"NumberOfEmployees" lead:"company.employees"`
	Revenue   *float64        `json:"AnnualRevenue" lead:"company.annual_revenue"`
	Source    string          `json:"LeadSource" lead:"source"`
	Status    string          `json:"Status"`
	Account   string          `json:"ConvertedAccountId"`
	Seats     *float64        `json:"Seats__c" lead:"custom.seats"`
	Created   salesforceTime  `json:"CreatedDate" lead:"created_at"`
	Owner     salesforceOwner `json:"Owner"`
	Campaigns struct {
		Records []salesforceMember `json:"records" lead:"activities"`
	} `json:"CampaignMembers"`
}

type salesforceOwner struct {
	Name string `json:"Name" lead:"owner"`
}

// salesforceMember is the part that a lead takes in a campaign.
type salesforceMember struct {
	Responded salesforceTime `json:"FirstRespondedDate" lead:"at"`
	Campaign  struct {
		Name string           `json:"Name" lead:"campaign"`
		Type salesforceChoice `json:"Type" lead:"type"`
	} `json:"Campaign"`
}

// salesforceTime is an instant or a day, as Salesforce writes them.
type salesforceTime time.Time

// UnmarshalJSON reads it.
func (t *salesforceTime) UnmarshalJSON(text []byte) error {
	at, err := timeIn(text, "2006-01-02T15:04:05.000-0700", time.DateOnly)
	*t = salesforceTime(at)
	return err
}

// salesforceChoice is an item of a picklist, written as rules write it:
// "Demo Request" is demo_request.
type salesforceChoice string

// UnmarshalJSON reads it.
func (c *salesforceChoice) UnmarshalJSON(text []byte) error {
	var label string
	err := json.Unmarshal(text, &label)
	*c = salesforceChoice(strings.ReplaceAll(strings.ToLower(label), " ", "_"))
	return err
}

// salesforceStages are the stages of the statuses that a new organisation has, as
// package lifecycle names them. A status of your own that is not among them goes
// to the engine as it is, which takes the stage as unknown and says so.
var salesforceStages = map[string]lifecycle.Stage{
	"Open - Not Contacted":   lifecycle.StageLead,
	"Working - Contacted":    lifecycle.StageSAL, // sales has taken it on
	"Closed - Converted":     lifecycle.StageCustomer,
	"Closed - Not Converted": lifecycle.StageDisqualified,
}

var salesforceLeads = binder[SalesforceLead]()

// fromSalesforce makes leads of an answer.
func fromSalesforce(answer []byte) ([]qualify.Lead, error) {
	var got SalesforceAnswer
	if err := json.Unmarshal(answer, &got); err != nil {
		return nil, err
	}
	var leads []qualify.Lead
	for i := range got.Records {
		leads = append(leads, got.Records[i].lead())
	}
	return leads, nil
}

// lead is what the tags say, and what needs more than a tag.
func (r *SalesforceLead) lead() qualify.Lead {
	// Who has not responded has done nothing.
	members := r.Campaigns.Records
	r.Campaigns.Records = nil
	for _, m := range members {
		if !time.Time(m.Responded).IsZero() {
			r.Campaigns.Records = append(r.Campaigns.Records, m)
		}
	}
	lead := salesforceLeads.Lead(r)
	if r.OptedOut != nil {
		lead.Person.Consent = qualify.Known(!*r.OptedOut)
	}
	lead.Stage = stageOf(r.Status, salesforceStages)
	if r.Account != "" {
		lead.Stage = string(lifecycle.StageCustomer)
	}
	return lead
}
