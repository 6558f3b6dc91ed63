package lifecycle

import (
	"slices"
	"strings"
)

// A Ledger is the memory of an [Assigner]. It is plain data, which the host
// stores as JSON, one ledger for each roster, and updates in the same
// transaction as the leads. The zero Ledger is a new one. A Ledger is not safe
// for concurrent use.
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
	// Open counts the leads that the member has.
	Open int `json:"open,omitempty"`
	// Day is the last date on which the member was given a lead, in the
	// roster's time zone, and Today how many on that date.
	Day   Date `json:"day,omitzero"`
	Today int  `json:"today,omitempty"`
}

// Owed is counted in billionths of a lead.
const oneLead = 1_000_000_000

// Member returns what the ledger holds of a member; if it holds nothing, the
// MemberLoad has the id alone.
func (l *Ledger) Member(id string) MemberLoad {
	if i, ok := l.find(id); ok {
		return l.Members[i]
	}
	return MemberLoad{ID: id}
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
func (l *Ledger) Clone() Ledger { return Ledger{slices.Clone(l.Members)} }
