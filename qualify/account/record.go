package account

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// record is an account as its rules see it, in memory that is used again.
type record struct {
	qualify.AccountRecord
	lead   qualify.Lead
	parent qualify.Lead
	places map[string]int // of people by id, negative for those that are left out
}

// companyPaths are the facts of a company.
var companyPaths = func() (paths []string) {
	for _, f := range qualify.LeadFields() {
		if strings.HasPrefix(f.Name, "company.") {
			paths = append(paths, f.Name)
		}
	}
	return paths
}()

func (r *record) read(a *Account, asOf time.Time) {
	r.lead = qualify.Lead{
		ID: a.ID, Company: a.Company, Custom: a.Custom, Stage: a.Stage, Owner: a.Owner, CreatedAt: a.CreatedAt, ResetAt: a.ResetAt,
		Seen: a.Seen, Activities: a.Activities,
	}
	r.Lead, r.Parent, r.Unusable = &r.lead, nil, a.unusable
	if a.Parent != nil {
		r.parent = qualify.Lead{Company: a.Parent.Company, Custom: a.Parent.Custom}
		r.Parent = &r.parent
	}
	r.gather(a.People)
	r.company(asOf)
}

// forget drops what it holds of the account.
func (r *record) forget() {
	clear(r.People)
	clear(r.places)
	r.lead, r.parent = qualify.Lead{}, qualify.Lead{}
}

// gather finds the people who have an id of their own.
func (r *record) gather(people []qualify.Lead) {
	r.People, r.Issues, r.Conflicts = r.People[:0], r.Issues[:0], r.Conflicts[:0]
	if r.places == nil {
		r.places = map[string]int{}
	}
	clear(r.places)
	for i := range people {
		r.places[people[i].ID]++
	}
	for i := range people {
		p := &people[i]
		switch {
		case p.ID == "":
			r.Issues = append(r.Issues, qualify.Issue{Code: qualify.NoID, Path: fmt.Sprintf("people[%d]", i), Message: "a person without an id is left out"})
		case r.places[p.ID] > 1:
			r.Issues = append(r.Issues, qualify.Issue{Code: qualify.RepeatedID, Path: fmt.Sprintf("people[%d]", i), Message: "several people of the account have this id; all of them are left out"})
		default:
			r.People = append(r.People, p)
		}
	}
	slices.SortFunc(r.People, func(x, y *qualify.Lead) int { return strings.Compare(x.ID, y.ID) })
}

// company reads what the account's record lacks of its company from its people's: the
// value dated newest, undated ones only where none is dated, if all of that date
// agree.
func (r *record) company(asOf time.Time) {
	copied := false
	for _, path := range companyPaths {
		if have, _ := r.lead.Get(path); have != nil || slices.Contains(r.Unusable, path) {
			continue
		}
		var value any
		var at time.Time
		conflict := false
		for _, p := range r.People {
			v, _ := p.Get(path)
			if v == nil {
				continue
			}
			seen := p.Seen[path].At
			if seen.After(asOf) {
				seen = time.Time{}
			}
			switch {
			case value == nil || seen.After(at):
				value, at, conflict = v, seen, false
			case seen.Equal(at) && !reflect.DeepEqual(v, value):
				conflict = true
			}
		}
		switch {
		case conflict:
			r.Conflicts = append(r.Conflicts, path)
		case value != nil:
			r.lead.Set(path, value)
			if _, dated := r.lead.Seen[path]; dated || !at.IsZero() {
				if !copied {
					seen := make(map[string]qualify.Seen, len(r.lead.Seen)+1)
					for k, v := range r.lead.Seen {
						seen[k] = v
					}
					r.lead.Seen, copied = seen, true
				}
				delete(r.lead.Seen, path)
				if !at.IsZero() {
					r.lead.Seen[path] = qualify.Seen{At: at}
				}
			}
		}
	}
}
