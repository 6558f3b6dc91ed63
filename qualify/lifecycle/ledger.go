package lifecycle

import (
	"slices"
	"strings"
)

// A Ledger is what an Assigner has to remember: a small JSON value that the
// host stores, one for each roster, and changes in the same transaction as the
// leads. The zero Ledger is a new one. It is not safe for concurrent use.
type Ledger struct {
	// Loads are the members' accounts by id. Who has left the roster is kept
	// while having open leads.
	Loads []Load `json:"loads,omitempty"`
}

// A Load is the account of a member.
type Load struct {
	ID string `json:"id"`
	// Owed is what the member should have got so far less what it got, in
	// billionths of a lead: above 0 the next leads are due to it.
	Owed int64 `json:"owed,omitempty"`
	// Open counts the leads that the member has.
	Open int `json:"open,omitempty"`
	// Day is the last date on which the member was given a lead, in the
	// roster's time zone, and Today how many on that date.
	Day   Date `json:"day,omitzero"`
	Today int  `json:"today,omitempty"`
}

// Owed is counted in billionths of a lead.
const oneLead = 1_000_000_000

// Load returns the account of a member; the zero Load but for the id if there
// is none.
func (l *Ledger) Load(id string) Load {
	if i, ok := l.find(id); ok {
		return l.Loads[i]
	}
	return Load{ID: id}
}

func (l *Ledger) find(id string) (int, bool) {
	return slices.BinarySearchFunc(l.Loads, id, func(a Load, id string) int { return strings.Compare(a.ID, id) })
}

// entry returns the account of a member, opened if there was none.
func (l *Ledger) entry(id string) *Load {
	i, ok := l.find(id)
	if !ok {
		l.Loads = slices.Insert(l.Loads, i, Load{ID: id})
	}
	return &l.Loads[i]
}

// Clone returns a copy that shares no memory with l.
func (l *Ledger) Clone() Ledger { return Ledger{slices.Clone(l.Loads)} }
