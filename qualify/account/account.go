// Package account decides accounts: companies with their people.
package account

import (
	"encoding/json"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// An Account is a company with its people. It is plain data: the library neither
// changes nor keeps it.
type Account struct {
	ID         string                  `json:"id,omitempty"`
	Company    qualify.Company         `json:"company,omitzero"`
	Custom     map[string]any          `json:"custom,omitempty"`
	Stage      string                  `json:"stage,omitempty"`
	Owner      string                  `json:"owner,omitempty"`
	CreatedAt  time.Time               `json:"created_at,omitzero"`
	ResetAt    time.Time               `json:"reset_at,omitzero"`
	Seen       map[string]qualify.Seen `json:"seen,omitempty"`
	Parent     *Parent                 `json:"parent,omitempty"`
	People     []qualify.Lead          `json:"people,omitempty"`
	Activities []qualify.Activity      `json:"activities,omitempty"`

	unusable []string // facts of the company that have a value of a wrong kind
}

// A Parent is the company above an account.
type Parent struct {
	Company qualify.Company `json:"company,omitzero"`
	Custom  map[string]any  `json:"custom,omitempty"`
}

// UnmarshalJSON reads an account. What it has of its company with a value of a wrong
// kind is there, and says nothing.
func (a *Account) UnmarshalJSON(data []byte) error {
	type plain Account
	x := struct {
		*plain
		Company map[string]any `json:"company"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	var lead qualify.Lead
	a.unusable = nil
	for key, v := range x.Company {
		path := "company." + key
		if _, err := lead.Get(path); err != nil || v == nil {
			continue
		}
		if err := lead.Set(path, v); err != nil {
			a.unusable = append(a.unusable, path)
		}
	}
	a.Company = lead.Company
	return nil
}
