package account

import "github.com/leadqual/leadqual/qualify"

// A Description says what compiled rules about accounts can name, what their parts read
// and what they can be worth, for an editor of rules. It is plain data.
type Description struct {
	Name        string `json:"name"`
	Version     string `json:"version,omitempty"`
	Fingerprint string `json:"fingerprint"`
	// Roles are those of the buying group, in order.
	Roles []qualify.RoleInfo `json:"roles,omitempty"`
	// Person is what the rules about people say, whose facts the roles read, and
	// Account what those about accounts say. Paths stand under "person" and "account"
	// of the file.
	Person  qualify.Description `json:"person"`
	Account qualify.Description `json:"account"`
}

// Describe says what the rules can name, what their parts read, and which scores can
// be reached, as [qualify.Engine.Describe] does of a rule set. The description is the
// caller's, and made anew by each call.
func (e *Engine) Describe() Description {
	return Description{
		Name: e.rules.Name, Version: e.rules.Version, Fingerprint: e.Fingerprint(),
		Roles:  qualify.DescribeRoles(key, e.engine, e.rules.Roles),
		Person: e.Person().Describe(), Account: e.Account().Describe(),
	}
}
