package icp

// A Profile is an ideal customer profile: the part "icp" of a rule set. It is
// plain data; while nobody changes it, any number of goroutines may judge by
// it. The zero Profile asks for nothing and finds every fit good.
type Profile struct {
	// Criteria are judged all, in order.
	Criteria []Criterion `json:"criteria,omitempty"`
	// GoodAt is the strictness: the share of the total weight, from 0 to 1,
	// from which on a fit is good. Nil is 1, every box ticked.
	GoodAt *Share `json:"good_at,omitempty"`
	// Grades name steps of the share, highest first. Empty: no grades.
	Grades []Grade `json:"grades,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Criterion is one thing that an ideal customer has. It has either When or
// Tiers.
type Criterion struct {
	// ID is unique within the profile.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// When is the condition under which the criterion is met, as text that
	// this package does not read. It is not used where there are Tiers.
	When string `json:"when,omitempty"`
	// Tiers are conditions for parts of the weight, highest first; the first
	// that is met counts.
	Tiers []Tier `json:"tiers,omitempty"`
	// Weight is what the criterion counts among the others, from 0 to
	// MaxWeight. Nil is 1; 0 counts nothing, but may still be Required.
	Weight *Weight `json:"weight,omitempty"`
	// Required makes the fit poor where the criterion is unmet, and not good
	// yet where it is unknown.
	Required bool `json:"required,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Tier is a condition that earns part of a criterion's weight.
type Tier struct {
	// When is the condition, as text that this package does not read.
	When string `json:"when"`
	// Share is the part of the weight, from 0 to 1. Nil is 1.
	Share *Share `json:"share,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Grade names a step of the met share.
type Grade struct {
	// Name is the grade: "A".
	Name string `json:"name"`
	// Min is the least share of this grade, from 0 to 1.
	Min Share `json:"min"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Conditions is the number of truth values that Judge takes: one for each
// tier, and one for each criterion that has none.
func (p *Profile) Conditions() int {
	n := 0
	for i := range p.Criteria {
		n += max(1, len(p.Criteria[i].Tiers))
	}
	return n
}
