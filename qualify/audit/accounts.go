package audit

import (
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A GroupRole is what an audit of accounts has to know of a role in the buying group.
type GroupRole struct {
	ID string `json:"id"`
	// List and Item are of a checklist and an item of it that one person with the role
	// meets; "" where there is none.
	List string `json:"list,omitempty"`
	Item string `json:"item,omitempty"`
}

// NewForAccounts returns an empty audit of decisions about accounts, ready for use, as
// New does of those about leads. What is said of leads here is then said of accounts.
//
// The people of the accounts are no part of it. Where outcomes of people are known,
// audit the decisions about them as those of leads, in an audit of its own: with New
// and the rule set under "person".
func NewForAccounts(rules *account.Rules) *Audit {
	a := New(&rules.Account)
	for _, r := range rules.Roles {
		g := GroupRole{ID: r.ID}
		for _, list := range rules.Account.Checklists {
			for _, item := range list.Items {
				if g.Item == "" && item.Role == r.ID && item.AtLeast <= 1 {
					g.List, g.Item = list.ID, item.ID
				}
			}
		}
		a.Group = append(a.Group, g)
	}
	return a
}

// AddAccount counts a decision about an account and what became of the account, as Add
// does a decision about a lead.
func (a *Audit) AddAccount(d *account.Decision, outcome Outcome) { a.add(&d.Decision, outcome, d) }

// found is whether somebody of the account has the role: an item that one person meets
// says so, and else the people do, as far as their roles are known.
func (g *GroupRole) found(d *account.Decision) truth.Truth {
	for i := range d.Checklists {
		if list := &d.Checklists[i]; g.Item != "" && list.ID == g.List {
			for j := range list.Items {
				if list.Items[j].ID == g.Item {
					return list.Items[j].Outcome
				}
			}
		}
	}
	found := truth.Unmet
	for i := range d.People {
		switch role := d.People[i].Role; {
		case !role.Known:
			found = truth.Unknown
		case role.Value == g.ID:
			return truth.Met
		}
	}
	return found
}

// manyEngaged is from how many people on accounts are in one group.
const manyEngaged = 4

// engaged is how many people of the account earned points, by what a decision says
// under by_member: those with more than 0 points by one of the account's rules that
// count activities. Activities of nobody are of none of them.
func engaged(d *account.Decision) string {
	members := map[string]bool{}
	for i := range d.Credits {
		for _, c := range d.Credits[i].Members {
			if c.Member != "" && c.Thousandths > 0 {
				members[c.Member] = true
			}
		}
	}
	if n := len(members); n < manyEngaged {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d or more", manyEngaged)
}

// noneEngaged is the group of accounts of which nobody earned points.
const noneEngaged = "0"

// engagedRows are the accounts by how many people earned points, in this order; none
// where nobody ever did.
func (a *Audit) engagedRows() []GroupRow {
	if len(a.Engaged.Entries) == 0 || len(a.Engaged.Entries) == 1 && a.Engaged.Entries[0].Name == noneEngaged {
		return nil
	}
	var rows []GroupRow
	for i := range a.Engaged.Entries {
		rows = append(rows, a.group(a.Engaged.Entries[i].Name, &a.Engaged.Entries[i].Value))
	}
	return rows
}

// roleRows compare the accounts in which somebody has a role with those in which
// nobody has. A role may be what a gate asks for, so there are none that would be
// called without it.
func (a *Audit) roleRows(roles []qualify.Role) []PartRow {
	var parts []part
	for _, r := range roles {
		parts = append(parts, part{id: r.ID, name: r.Name})
	}
	rows := a.rows(&a.Roles, parts)
	for i := range rows {
		rows[i].Anyway = nil
	}
	return rows
}

// anyOneMeets tells whether a place is an item that one person with a role meets.
func anyOneMeets(rules *account.Rules, place string) bool {
	for _, list := range rules.Account.Checklists {
		for _, item := range list.Items {
			if item.Role != "" && item.AtLeast <= 1 && place == "checklists."+list.ID+"."+item.ID {
				return true
			}
		}
	}
	return false
}

// ReportAccounts summarises an audit of decisions about accounts, as Report does one
// of those about leads. Items of checklists that one person with a role meets stand
// among the Roles only: they would compare the same accounts once more. The report shares no memory with either.
func (a *Audit) ReportAccounts(rules *account.Rules) *Report {
	r := a.summary(&rules.Account)
	r.Accounts, r.Roles, r.Engaged = true, a.roleRows(rules.Roles), a.engagedRows()
	r.Items = slices.DeleteFunc(r.Items, func(row PartRow) bool { return anyOneMeets(rules, row.ID) })
	r.RuleSet, r.Version = rules.Name, rules.Version
	if rules.Account.Version != "" {
		r.Version = rules.Account.Version
	}
	fingerprint := ""
	if e, err := account.Compile(rules, nil); err == nil {
		fingerprint = e.Fingerprint()
	}
	return a.judged(r, fingerprint)
}
