package bant

import "github.com/leadqual/leadqual/qualify/truth"

// A Checklist is a list of items of which enough must be met. It is plain
// data; while nobody changes it, any number of goroutines may assess by it.
type Checklist struct {
	// ID is unique among a rule set's checklists.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// Items are assessed all, in order. A list without items is qualified.
	Items []Item `json:"items,omitempty"`
	// QualifiedAt is the number of met items that qualifies, from 1 to
	// len(Items). Absent (0 in Go) means all of them.
	QualifiedAt int `json:"qualified_at,omitempty" zero:"0 items would qualify everybody; give 1 or more, or leave the key out for all of them"`
	// Gate lets a score alone make a lead ready only if the checklist is qualified
	// too. This package does not act on it.
	Gate bool `json:"gate,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// An Item is one question of a checklist.
type Item struct {
	// ID is unique within the checklist. The items of a BANT have none: their
	// place is their name.
	ID string `json:"id,omitempty"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// When is the condition under which the item is met, as text that this
	// package does not read.
	When string `json:"when,omitempty"`
	// Role is a role in the account's buying group, instead of When and in rules
	// about accounts only: the item is met once AtLeast people have it.
	Role string `json:"role,omitempty"`
	// AtLeast is how many people must have the role. Absent (0 in Go) is 1.
	AtLeast int `json:"at_least,omitempty" zero:"0 people would always be there; give 1 or more, or leave the key out for 1"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Assess sets *into to the outcome of c, reusing the memory of into.Items. It
// takes one truth value for each item, in order; fewer of them panic. It keeps
// and changes neither c nor truths, and allocates nothing once into.Items is
// long enough.
func (c *Checklist) Assess(truths []truth.Truth, into *Assessment) {
	into.ID, into.Items = c.ID, into.Items[:0]
	met, possible := 0, 0
	for i := range c.Items {
		switch truths[i] {
		case truth.Met:
			met++
			possible++
		case truth.Unknown:
			possible++
		}
		into.Items = append(into.Items, ItemOutcome{ID: c.Items[i].ID, Outcome: truths[i]})
	}
	need := c.QualifiedAt
	if need == 0 {
		need = len(c.Items)
	}
	into.Met = met
	switch {
	case met >= need:
		into.Verdict = Qualified
	case possible < need:
		into.Verdict = Unqualified
	default:
		into.Verdict = Undecided
	}
}
