package eval

import (
	"math"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A Person is one of an account's people as the account's rules see them.
type Person struct {
	ID string
	// Values are the person's fields, in the order of the vocabulary.
	Values []PersonValue
	// Log has the person's activities, of which those after Reset, and not after the
	// frame's instant, are visible.
	Log   []criteria.Activity
	Reset criteria.Instant

	first, end int // the person's among the visible activities
}

// PersonValue is what a person has in a field, in the place of its kind.
type PersonValue struct {
	CustomValue
	Known bool
}

// PersonalValue is the field of the current person that a node names.
func (f *Frame) PersonalValue(n *criteria.Node) *PersonValue {
	return &f.People[f.Elements[n.Level].At].Values[n.Field]
}

// Theirs is the current person's part of the visible activities, and the index of the
// first among them all.
func (f *Frame) Theirs(n *criteria.Node) (list []*criteria.Activity, first int) {
	p := &f.People[f.Elements[n.Level].At]
	return f.Activities()[p.first:p.end], p.first
}

// ObservePeople shows the program an account's people and their activities, after
// Observe has shown it the account's own.
func (p *Program) ObservePeople(f *Frame, people []Person) {
	f.Activities() // the account's own; a list that is begun goes on
	f.People = people
	for i := range people {
		people[i].first, people[i].end = math.MaxInt, math.MaxInt
	}
	for i := range people {
		person := &people[i]
		person.first = f.visibleCount // and all that come are the person's
		p.observe(f, person.Log, person.Reset)
		person.end = f.visibleCount
	}
}

// member is who did the current activity, "" where nobody knows.
func (f *Frame) member(n *criteria.Node) string {
	if i := f.MemberOf(f.Elements[n.Level].At); i >= 0 {
		return f.People[i].ID
	}
	return ""
}

// MemberOf is who did an activity, by its index among the visible ones, as an index in
// People, -1 where nobody knows.
func (f *Frame) MemberOf(activity int) int {
	low, high := 0, len(f.People) // the first whose end is beyond it
	if at := f.latest; at < high && f.People[at].first <= activity && activity < f.People[at].end {
		return at // most look at one after the other
	}
	for low < high {
		if middle := (low + high) / 2; f.People[middle].end <= activity {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == len(f.People) || activity < f.People[low].first {
		return -1
	}
	f.latest = low
	return low
}

// personal is the number by which Causes and Open name an unknown field of a person,
// among the slots: those beyond the facts.
func (f *Frame) personal(n *criteria.Node) int {
	return f.personalOf(f.Elements[n.Level].At, n.Field)
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
