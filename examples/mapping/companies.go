package main

import (
	_ "embed"
	"encoding/json"

	"github.com/leadqual/leadqual/qualify/account"
)

//go:embed data/hubspot_companies.json
var companiesAnswer []byte

// HubSpotCompany is a company of HubSpot's, whose properties are all texts. Its tags
// are those of a lead: account.OfRecord makes an account of one.
type HubSpotCompany struct {
	ID         string `json:"id" lead:"id"`
	Properties struct {
		Name      string        `json:"name" lead:"company.name"`
		Domain    string        `json:"domain" lead:"company.domain"`
		Industry  string        `json:"industry" lead:"company.industry"`
		Country   string        `json:"country" lead:"company.country"`
		Employees hubspotNumber `json:"numberofemployees" lead:"company.employees"`
		Revenue   hubspotNumber `json:"annualrevenue" lead:"company.annual_revenue"`
		Owner     string        `json:"hubspot_owner_id" lead:"owner"`
		Stage     string        `json:"lifecyclestage"`
		Created   hubspotTime   `json:"createdate" lead:"created_at"`
		Parent    string        `json:"hs_parent_company_id"`
	} `json:"properties"`
}

var hubspotCompanies = binder[HubSpotCompany]()

// accountsFromHubSpot makes accounts of an answer of companies. Those that others of
// the answer belong to are parents of these as well. People come by account.Group: a
// contact has the id of its company as account_id.
func accountsFromHubSpot(answer []byte) ([]account.Account, error) {
	var got struct {
		Results []HubSpotCompany `json:"results"`
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return nil, err
	}
	accounts, byID := make([]account.Account, 0, len(got.Results)), map[string]int{}
	for i := range got.Results {
		c := &got.Results[i]
		record := hubspotCompanies.Lead(c)
		record.Stage = stageOf(c.Properties.Stage, hubspotStages)
		byID[c.ID] = i
		accounts = append(accounts, account.OfRecord(&record))
	}
	for i := range accounts {
		if above, ok := byID[got.Results[i].Properties.Parent]; ok && above != i {
			accounts[i].Parent = &account.Parent{Company: accounts[above].Company, Custom: accounts[above].Custom}
		}
	}
	return accounts, nil
}
