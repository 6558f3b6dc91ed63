package audit

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on the memory of an Audit.
const (
	// MaxGroups is the greatest number of groups that one table keeps apart:
	// sources, segments, reasons, months, facts, experiments.
	MaxGroups = 1000
	// MaxParts is the same for the parts of rule sets.
	MaxParts = 100_000
	// MaxName is the greatest length of a name, in bytes. Of a longer one, such as a
	// reason that is a whole letter, the beginning is kept.
	MaxName = 256
)

// NoGroup is the group of the leads for which none is given.
const NoGroup = "(none)"

// OtherGroup is the group of everything for which a table has no room.
const OtherGroup = "(other)"

// A Table counts by name. Entries are sorted by name.
//
// A table is bounded: it keeps the names that sort first and sums up the
// others. So what it holds does not depend on the order of leads, or on which
// worker saw them.
type Table[T any] struct {
	Entries []Entry[T] `json:"entries,omitempty"`
	// Other sums up the names that the table has no room for, nil where it
	// has.
	Other *T `json:"other,omitempty"`
}

// An Entry is a name and what is counted under it.
type Entry[T any] struct {
	Name  string `json:"name"`
	Value T      `json:"value"`
}

type sum[T any] interface {
	*T
	add(T)
}

// find is where a name stands, or would. It copies no entry, which may be large.
func (t *Table[T]) find(name string) (i int, found bool) {
	low, high := 0, len(t.Entries)
	for low < high {
		middle := int(uint(low+high) / 2)
		if t.Entries[middle].Name < name {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(t.Entries) && t.Entries[low].Name == name
}

// nameOf is a name as tables keep it: not too long, and what JSON takes and gives
// back.
func nameOf(name string) string {
	if len(name) <= MaxName && utf8.ValidString(name) {
		return name
	}
	name = strings.ToValidUTF8(name[:min(len(name), MaxName+utf8.UTFMax)], string(utf8.RuneError))
	end := min(len(name), MaxName)
	for end < len(name) && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end]
}

// groupAt returns the value to count a name in, valid until the next call.
func groupAt[T any, P sum[T]](t *Table[T], limit int, name string) P {
	i, found := t.find(name)
	if !found {
		if kept := nameOf(name); kept != name {
			name = kept
			i, found = t.find(name)
		}
	}
	if found {
		return &t.Entries[i].Value
	}
	if len(t.Entries) >= limit {
		if t.Other == nil {
			t.Other = new(T)
		}
		if i == len(t.Entries) {
			return t.Other
		}
		last := len(t.Entries) - 1
		P(t.Other).add(t.Entries[last].Value)
		t.Entries = t.Entries[:last]
	}
	t.Entries = slices.Insert(t.Entries, i, Entry[T]{Name: strings.Clone(name)})
	return &t.Entries[i].Value
}

// merge adds the counts of u, which stays as it is.
func merge[T any, P sum[T]](t, u *Table[T], limit int) {
	for i := range u.Entries {
		groupAt[T, P](t, limit, u.Entries[i].Name).add(u.Entries[i].Value)
	}
	if u.Other != nil {
		if t.Other == nil {
			t.Other = new(T)
		}
		P(t.Other).add(*u.Other)
	}
}

// get is the value under a name, the zero value where there is none.
func (t *Table[T]) get(name string) T {
	i, found := t.find(nameOf(name))
	if !found {
		var none T
		return none
	}
	return t.Entries[i].Value
}
