package account

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// An Account is a company with its people. It is plain data: the library neither
// changes nor keeps it.
//
// As in [qualify.Lead] the zero value of every field means unknown, and logs are
// complete: an account with no People has nobody, and one without Activities did
// nothing beyond what its people did.
type Account struct {
	// ID is the host's id of the account. Owners are picked by it; without one the
	// account gets no owner.
	ID string `json:"id,omitempty"`
	// Company is what the account's own record has of it. The rules read what is
	// absent from the people's records.
	Company qualify.Company `json:"company,omitzero"`
	// Custom holds what the host knows beyond these fields, as [qualify.Lead.Custom],
	// by the names that the account's rule set declares.
	Custom map[string]any `json:"custom,omitempty"`
	// Stage is where the account stands, as [qualify.Lead.Stage]: "" is "lead".
	Stage string `json:"stage,omitempty"`
	// Owner is the id of the person who has the account now.
	Owner string `json:"owner,omitempty"`
	// CreatedAt is when the account came into being.
	CreatedAt time.Time `json:"created_at,omitzero"`
	// ResetAt is the instant up to which, inclusive, no activity counts for the
	// account; the results of its people go by their own. The zero time resets
	// nothing.
	ResetAt time.Time `json:"reset_at,omitzero"`
	// Seen says, by the path of a fact of the account, when it was last confirmed.
	Seen map[string]qualify.Seen `json:"seen,omitempty"`
	// Parent is the company above it; nil where there is none or nobody knows.
	Parent *Parent `json:"parent,omitempty"`
	// People are the people of the account in any order, each with an id of their own.
	People []qualify.Lead `json:"people,omitempty"`
	// Activities are those of the account that nobody knows who did. What a person
	// did is in that person's.
	Activities []qualify.Activity `json:"activities,omitempty"`
	// Unusable names facts of the company, such as company.employees, that the
	// account's record has with a value of a wrong kind, which reading JSON leniently
	// finds. Where Company does not have them, they are unknown and not read from the
	// people's records, with the Issue wrong_kind. They are no part of the JSON, which
	// cannot write what could not be read: write the record that was read.
	Unusable []string `json:"-"`
}

// A Parent is the company above an account, such as the group of which it is a
// division. It has no parent itself.
type Parent struct {
	Company qualify.Company `json:"company,omitzero"`
	Custom  map[string]any  `json:"custom,omitempty"`
}

// copyFrom makes a a copy of from that shares no memory with it, in the memory that a
// has.
func (a *Account) copyFrom(from *Account) {
	if from == nil {
		from = &Account{}
	}
	var own qualify.Lead
	qualify.CopyLead(key, &own, &qualify.Lead{Company: from.Company, Custom: from.Custom, Activities: from.Activities, Seen: from.Seen})
	had := a.People[:cap(a.People)]
	*a = *from
	a.Company, a.Custom, a.Activities, a.Seen = own.Company, own.Custom, own.Activities, own.Seen
	a.People = had[:0]
	for i := range from.People {
		if i == len(had) {
			had = append(had, qualify.Lead{})
			had = had[:cap(had)]
		}
		qualify.CopyLead(key, &had[i], &from.People[i])
		a.People = had[:i+1]
	}
	if from.Parent != nil {
		var parent qualify.Lead
		qualify.CopyLead(key, &parent, &qualify.Lead{Company: from.Parent.Company, Custom: from.Parent.Custom})
		a.Parent = &Parent{Company: parent.Company, Custom: parent.Custom}
	}
	a.Unusable = slices.Clone(from.Unusable)
}
