package account

import (
	"encoding/json"

	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/qualify"
)

// Rules are the rules about an account: the roles that people have in its buying
// group, and two rule sets, one that decides each person as ever and one that decides
// the account and sees the people. It is plain data: write it as a Go literal and
// Compile it, or make an Engine of JSON with CompileJSON or Load.
type Rules struct {
	// Format is the version of the format, [qualify.Format]. Absent (0 in Go) is the
	// newest.
	Format int `json:"format,omitempty" zero:"format 0 is not known; this is format 1"`
	// Name is repeated in every decision, about an account or a person. The rule sets
	// have none of their own.
	Name string `json:"name"`
	// Version is the author's; it is repeated in every decision. A rule set may have
	// its own, which its decisions have instead.
	Version string `json:"version,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
	// Roles are those of the buying group, in order: a person has the first that is
	// met.
	Roles []qualify.Role `json:"roles,omitempty"`
	// Person decides each person, and has the facts, lists, tables and definitions
	// that the roles' conditions name.
	Person qualify.RuleSet `json:"person"`
	// Account decides the account. It may name people, and lists of it have items over
	// roles.
	Account qualify.RuleSet `json:"account"`
}

// plainRules are Rules without the UnmarshalJSON of them and of rule sets.
type plainRules struct {
	Format  int            `json:"format" zero:"format 0 is not known; this is format 1"`
	Name    string         `json:"name"`
	Version string         `json:"version"`
	Note    string         `json:"note"`
	Roles   []qualify.Role `json:"roles"`
	Person  ruleSet        `json:"person"`
	Account ruleSet        `json:"account"`
}

type ruleSet qualify.RuleSet

func (p *plainRules) rules() *Rules {
	return &Rules{p.Format, p.Name, p.Version, p.Note, p.Roles, qualify.RuleSet(p.Person), qualify.RuleSet(p.Account)}
}

// MarshalJSON writes the rules as they are read: rule sets inside have no name.
func (r Rules) MarshalJSON() ([]byte, error) {
	type unnamed struct {
		qualify.RuleSet
		Name string `json:"name,omitempty"`
	}
	type plain Rules
	return json.Marshal(struct {
		plain
		Person  unnamed `json:"person"`
		Account unnamed `json:"account"`
	}{plain(r), unnamed{r.Person, r.Person.Name}, unnamed{r.Account, r.Account.Name}})
}

// UnmarshalJSON reads rules as strictly as CompileJSON does, but does not look into
// their expressions; CompileJSON says where mistakes stand in a file.
func (r *Rules) UnmarshalJSON(data []byte) error {
	var p plainRules
	err := qualify.ReadAccount(key, nil, "", data, &p, nil, nil, func() qualify.Errors { return nil }, nil)
	if err != nil {
		return err
	}
	*r = *p.rules()
	return nil
}

// Validate reports what Compile with default options would.
func (r *Rules) Validate() error {
	_, err := Compile(r, nil)
	return err
}

// key opens what only packages of this module may call.
var key = inside.Key{}
