package eval

import (
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A Person is one of an account's people as the account's rules see them.
type Person struct {
	ID string
	// Values are the person's fields, in the order of the vocabulary.
	Values []PersonValue
	// From and To are where the person's activities stand in the log that Observe
	// is shown.
	From, To int

	visible [2]int // the same in Frame.visible
}

// PersonValue is what a person has in a field, in the place of its kind.
type PersonValue struct {
	CustomValue
	Known bool
}

// PersonalValue is the field of the current person that a node names.
func (f *Frame) PersonalValue(n *criteria.Node) *PersonValue {
	return &f.People[f.Elements[n.Level].Person].Values[n.Field]
}

// Theirs is the current person's part of the visible activities.
func (f *Frame) Theirs(n *criteria.Node) []*criteria.Activity {
	visible := f.Activities()
	p := &f.People[f.Elements[n.Level].Person]
	return visible[p.visible[0]:p.visible[1]]
}

// listTheirs finds each person's part of the visible activities, which stand in the
// order of the log.
func (f *Frame) listTheirs() {
	at := 0
	for i := range f.People {
		p := &f.People[i]
		for at < len(f.visible) && f.place(f.visible[at]) < p.From {
			at++
		}
		p.visible[0] = at
		for at < len(f.visible) && f.place(f.visible[at]) < p.To {
			at++
		}
		p.visible[1] = at
	}
}

// place is the index of an activity in the log that Observe was shown, beyond its
// end for one that is elsewhere. Activities are told by where they are in memory,
// which leaves an element one word for them.
func (f *Frame) place(a *criteria.Activity) int {
	if len(f.log) == 0 {
		return 0
	}
	i := (uintptr(unsafe.Pointer(a)) - uintptr(unsafe.Pointer(&f.log[0]))) / unsafe.Sizeof(*a)
	return int(min(i, uintptr(len(f.log))))
}

// member is who did the current activity, "" where nobody knows.
func (f *Frame) member(n *criteria.Node) string { return f.MemberOf(f.Elements[n.Level].Activity) }

// MemberOf is the id of the person who did an activity of the log, "" where nobody
// knows.
func (f *Frame) MemberOf(a *criteria.Activity) string {
	if i := f.MemberIndex(a); i >= 0 {
		return f.People[i].ID
	}
	return ""
}

// MemberIndex is who did an activity of the log, as an index in People, -1 where
// nobody knows. People stand in the order of their activities.
func (f *Frame) MemberIndex(a *criteria.Activity) int {
	at := f.place(a)
	low, high := 0, len(f.People) // the first whose To is beyond it
	for low < high {
		if middle := (low + high) / 2; f.People[middle].To <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == len(f.People) || at < f.People[low].From {
		return -1
	}
	return low
}

// personal is the number by which Causes and Open name an unknown field of a person,
// among the slots: those beyond the facts.
func (f *Frame) personal(n *criteria.Node) int {
	return f.personalOf(f.Elements[n.Level].Person, n.Field)
}

func (f *Frame) personalOf(person, field int) int {
	return len(f.Known) + person*f.p.personFields + field
}

// Personal takes the number of an unknown field of a person apart. ok is false for a
// slot.
func (f *Frame) Personal(slot int) (person, field int, ok bool) {
	at := slot - len(f.Known)
	if at < 0 {
		return 0, 0, false
	}
	return at / f.p.personFields, at % f.p.personFields, true
}
