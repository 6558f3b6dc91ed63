package bounds

import "github.com/leadqual/leadqual/internal/criteria"

// PersonalTime is how a field of the people of an account depends on the time.
type PersonalTime uint8

// The ways.
const (
	StaysPersonal  PersonalTime = iota // it stays while the same activities are visible
	PersonalResult                     // what was decided about the person
	PersonalAge                        // a number of days between an instant and now
)

// personal is a field of a person that depends on the time.
type personal struct {
	scope
	age   bool
	since criteria.Instant
}

// SetPersonal sets what was decided about a person, by the index of the person and of
// the field. It holds until it is set again; what was never set is unknown.
func (s *Evaluator) SetPersonal(person, field int, r Result) {
	s.theirs(person)[field] = personal{scope: r.scope()}
}

// SetPersonalAge sets the instant that a person's age is counted from.
func (s *Evaluator) SetPersonalAge(person, field int, since criteria.Instant) {
	s.theirs(person)[field] = personal{age: true, since: since}
}

// theirs are the fields of a person.
func (s *Evaluator) theirs(person int) []personal {
	n := len(s.time.people)
	for len(s.people) < (person+1)*n {
		s.people = append(s.people, personal{scope: Result{Unknown: true}.scope()})
	}
	return s.people[person*n : (person+1)*n]
}

// personal is the field of the current person that a node names.
func (s *Evaluator) personal(n *criteria.Node) *personal {
	return &s.theirs(s.f.Elements[n.Level].At)[n.Field]
}
