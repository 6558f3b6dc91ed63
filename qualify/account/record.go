package account

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// record is an account as its rules see it, in memory that is used again.
type record struct {
	qualify.AccountRecord
	lead   qualify.Lead
	parent qualify.Lead
	of     map[string]int // people by id, how many
	paths  []string       // of people by their place
}

func (r *record) read(a *Account) {
	r.lead = qualify.Lead{
		ID: a.ID, Company: a.Company, Custom: a.Custom, Stage: a.Stage, Owner: a.Owner, CreatedAt: a.CreatedAt, ResetAt: a.ResetAt,
		Seen: a.Seen, Activities: a.Activities,
	}
	r.Lead, r.Parent, r.Unusable = &r.lead, nil, a.Unusable
	if a.Parent != nil {
		r.parent = qualify.Lead{Company: a.Parent.Company, Custom: a.Parent.Custom}
		r.Parent = &r.parent
	}
	r.gather(a.People)
}

// forget drops what it holds of the account.
func (r *record) forget() {
	clear(r.People)
	clear(r.of)
	r.Unusable, r.lead, r.parent = nil, qualify.Lead{}, qualify.Lead{}
}

// gather finds the people who have an id of their own.
func (r *record) gather(people []qualify.Lead) {
	r.People, r.Issues = r.People[:0], r.Issues[:0]
	if !ascending(people) {
		if r.of == nil {
			r.of = map[string]int{}
		}
		for i := range people {
			r.of[people[i].ID]++
		}
	}
	for i := range people {
		p := &people[i]
		switch {
		case p.ID == "":
			r.Issues = append(r.Issues, qualify.Issue{Code: qualify.NoID, Path: r.path(i), Message: "a person without an id is left out"})
		case r.of[p.ID] > 1:
			r.Issues = append(r.Issues, qualify.Issue{Code: qualify.RepeatedID, Path: r.path(i), Message: "several people of the account have this id; all of them are left out"})
		default:
			r.People = append(r.People, p)
		}
	}
	if len(r.of) > 0 {
		slices.SortFunc(r.People, func(x, y *qualify.Lead) int { return strings.Compare(x.ID, y.ID) })
	}
}

// ascending tells whether people stand in the order of their ids, so that each has one
// of their own.
func ascending(people []qualify.Lead) bool {
	for i := 1; i < len(people); i++ {
		if people[i-1].ID >= people[i].ID {
			return false
		}
	}
	return true
}

// path is the place of a person.
func (r *record) path(i int) string {
	for len(r.paths) <= i {
		r.paths = append(r.paths, fmt.Sprintf("people[%d]", len(r.paths)))
	}
	return r.paths[i]
}
