package criteria

import "slices"

// Kind is what a value is.
type Kind uint8

// The kinds of facts come first; the others are kinds of expressions only.
const (
	None        Kind = iota
	Bool             // true or false
	Number           // a float64
	String           // a text
	Time             // an instant
	Strings          // a list of texts
	Span             // a length of time
	Numbers          // a list of numbers
	Bools            // a list of truth values
	Times            // a list of instants
	Activities       // the lead's visible activities, or some of them
	OneActivity      // one activity
	People           // the account's people, or some of them
	OnePerson        // one person
	Nil              // the word nil
)

// String is the kind as an author of rules would call it.
func (k Kind) String() string {
	switch k {
	case Bool:
		return "true or false"
	case Number:
		return "a number"
	case String:
		return "a text"
	case Time:
		return "an instant"
	case Strings:
		return "a list of texts"
	case Span:
		return "a length of time"
	case Numbers:
		return "a list of numbers"
	case Bools:
		return "a list of truth values"
	case Times:
		return "a list of instants"
	case Activities:
		return "activities"
	case OneActivity:
		return "an activity"
	case People:
		return "people"
	case OnePerson:
		return "a person"
	case Nil:
		return "nil"
	}
	return "nothing"
}

// Element is the kind of a list's elements, None for what is no list.
func (k Kind) Element() Kind {
	switch k {
	case Strings:
		return String
	case Numbers:
		return Number
	case Bools:
		return Bool
	case Times:
		return Time
	case Activities:
		return OneActivity
	case People:
		return OnePerson
	}
	return None
}

// List is the kind of a list with elements of kind k, None where there is none.
func (k Kind) List() Kind {
	switch k {
	case String:
		return Strings
	case Number:
		return Numbers
	case Bool:
		return Bools
	case Time:
		return Times
	case OneActivity:
		return Activities
	case OnePerson:
		return People
	}
	return None
}

// IsWhole tells whether a single value of the kind has fields, and no value of its
// own to compare.
func (k Kind) IsWhole() bool { return k == OneActivity || k == OnePerson }

// factTypes are the kinds that facts may have, by their names in rule sets.
var factTypes = [...]string{Bool: "bool", Number: "number", String: "string", Time: "time", Strings: "strings"}

// FactTypes are the names of the kinds that facts may have.
func FactTypes() []string { return factTypes[Bool:] }

// FactKind is the kind of that name, None where there is none.
func FactKind(name string) Kind { return Kind(1 + slices.Index(factTypes[Bool:], name)) }

// FactType is the kind's name in rule sets, "" for one that facts do not have.
func (k Kind) FactType() string {
	if int(k) < len(factTypes) {
		return factTypes[k]
	}
	return ""
}
