package lifecycle

import (
	"slices"
	"strings"
)

// A Ledger is the memory of an [Assigner]. It is plain data, which the host
// stores as JSON, one ledger for each roster, and updates in the same
// transaction as the leads. The zero Ledger is a new one. A Ledger is not safe
// for concurrent use.
//
// It grows with the number of leads that members have, and only with that: carry
// out the effect ReleaseOwner.
type Ledger struct {
	// Members are sorted by id. A member who has left the roster is kept as long
	// as leads remain open.
	Members []MemberLoad `json:"members,omitempty"`
}

// A MemberLoad is what the ledger holds of one member.
type MemberLoad struct {
	ID string `json:"id"`
	// Owed is what the member should have got so far less what the member got,
	// in billionths of a lead.
	Owed int64 `json:"owed,omitempty"`
	// Leads are the ids of the leads that the member has, sorted.
	Leads []string `json:"leads,omitempty"`
	// Day is the last date on which the member was given a lead, in the
	// roster's time zone, and Today how many on that date.
	Day   Date `json:"day,omitzero"`
	Today int  `json:"today,omitempty"`
}

// Owed is counted in billionths of a lead.
const oneLead = 1_000_000_000

// Member returns what the ledger holds of a member, as a copy; if it holds
// nothing, the MemberLoad has the id alone.
func (l *Ledger) Member(id string) MemberLoad {
	m := MemberLoad{ID: id}
	if i, ok := l.find(id); ok {
		m = l.Members[i]
		m.Leads = slices.Clone(m.Leads)
	}
	return m
}

// Owner returns the member who has a lead, "" for none.
func (l *Ledger) Owner(leadID string) string {
	for i := range l.Members {
		if _, has := slices.BinarySearch(l.Members[i].Leads, leadID); has {
			return l.Members[i].ID
		}
	}
	return ""
}

func (l *Ledger) find(id string) (int, bool) {
	return slices.BinarySearchFunc(l.Members, id, func(a MemberLoad, id string) int { return strings.Compare(a.ID, id) })
}

// entry returns the load of a member, and adds one if there is none.
func (l *Ledger) entry(id string) *MemberLoad {
	i, ok := l.find(id)
	if !ok {
		l.Members = slices.Insert(l.Members, i, MemberLoad{ID: id})
	}
	return &l.Members[i]
}

// Clone returns a copy that shares no memory with l.
func (l *Ledger) Clone() Ledger {
	c := Ledger{slices.Clone(l.Members)}
	for i := range c.Members {
		c.Members[i].Leads = slices.Clone(c.Members[i].Leads)
	}
	return c
}

// take enters a lead.
func (m *MemberLoad) take(leadID string, today Date) {
	if m.Day.Compare(today) < 0 {
		m.Day, m.Today = today, 0
	}
	m.Today++
	if i, has := slices.BinarySearch(m.Leads, leadID); !has {
		m.Leads = slices.Insert(m.Leads, i, leadID)
	}
}

// release removes a lead, and tells whether it was there.
func (l *Ledger) release(leadID, owner string) bool {
	i, ok := l.find(owner)
	if !ok {
		return false
	}
	m := &l.Members[i]
	j, has := slices.BinarySearch(m.Leads, leadID)
	if has {
		m.Leads = slices.Delete(m.Leads, j, j+1)
	}
	if len(m.Leads) == 0 {
		m.Leads = nil // as a ledger that was stored has it
	}
	return has
}
