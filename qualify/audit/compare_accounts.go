package audit

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// CompareAccounts decides accounts by two rules, as of one instant, and counts what
// changes, as Compare does with leads and rule sets: for accounts, and under
// Comparison.People for their people. A change of a role or of the rules about people
// explains the move of an account too.
func CompareAccounts(ctx context.Context, old, new *account.Engine, accounts iter.Seq2[*account.Account, error], asOf time.Time) (*Comparison, error) {
	c := &Comparison{People: &Comparison{}}
	causes := newCauses(accountMixtures(old, new))
	causes.name(c)
	before, after := old.NewDecider(), new.NewDecider()
	for a, err := range accounts {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return c, err
		}
		was, is := before.Decide(a, asOf), after.Decide(a, asOf)
		c.AddAccount(was, is)
		if moved(&was.Decision, &is.Decision) {
			var listed []string
			for _, role := range recast(was, is) {
				listed = append(listed, rolePlace+role)
			}
			causes.count(c, a, asOf, &was.Decision, &is.Decision, listed...)
		}
	}
	return c, nil
}

// AddAccount counts two decisions about one account, and those about the people that
// both have. It keeps neither.
func (c *Comparison) AddAccount(before, after *account.Decision) {
	if c.People == nil {
		c.People = &Comparison{}
	}
	c.Add(&before.Decision, &after.Decision)
	was := map[string]*account.PersonDecision{}
	for i := range before.People {
		was[before.People[i].ID] = &before.People[i]
	}
	for i := range after.People {
		now := &after.People[i]
		old := was[now.ID]
		if old == nil {
			continue
		}
		c.People.Add(&old.Decision, &now.Decision)
		from, to := roleName(old.Role), roleName(now.Role)
		m := Move{From: from, To: to, Leads: 1}
		if from != to {
			c.People.Recast++
			m.Samples = []Sample{sampleOf(&old.Decision, &now.Decision)}
		}
		groupAt(&c.People.Roles, MaxGroups, from+" > "+to).add(m)
	}
	moved := one(moved(&before.Decision, &after.Decision))
	for _, role := range recast(before, after) {
		groupAt(&c.Parts, MaxParts, rolePlace+role).add(PartChange{Leads: 1, Moved: moved})
	}
}

// What stands in a Comparison for the role of somebody who has none, and of somebody of
// whom it is not known.
const (
	RoleNone    = "(none)"
	RoleUnknown = "(unknown)"
)

func roleName(role qualify.Opt[string]) string {
	if !role.Known {
		return RoleUnknown
	}
	return cmp.Or(role.Value, RoleNone)
}

// rolePlace stands before the ids of roles.
const rolePlace = "roles."

// recast are the roles that somebody of an account got or lost, each once.
func recast(before, after *account.Decision) (roles []string) {
	was := map[string]qualify.Opt[string]{}
	for _, p := range before.People {
		was[p.ID] = p.Role
	}
	for _, p := range after.People {
		old, ok := was[p.ID]
		if !ok || old == p.Role {
			continue
		}
		for _, role := range []qualify.Opt[string]{old, p.Role} {
			if role.Known && role.Value != "" && !slices.Contains(roles, role.Value) {
				roles = append(roles, role.Value)
			}
		}
	}
	slices.Sort(roles)
	return roles
}

// personPlace stands before the places of changes in the rules about people.
const personPlace = "person."

// accountMixtures are the mixtures of rules about accounts.
func accountMixtures(old, new *account.Engine) (m mixtures[*account.Account]) {
	if old.Fingerprint() == new.Fingerprint() {
		return m
	}
	was, is := old.Rules(), new.Rules()
	person, around := qualify.NewRevision(&was.Person, &is.Person), qualify.NewRevision(&was.Account, &is.Account)
	roles := roleEdits(was.Roles, is.Roles)
	m.edits = slices.Clone(roles)
	for _, e := range person.Edits {
		e.Place, e.List = personPlace+e.Place, personPlace+e.List
		m.edits = append(m.edits, e)
	}
	m.edits = append(m.edits, around.Edits...)
	m.with = func(edits ...int) decide[*account.Account] {
		mixed := account.Rules{Name: was.Name, Roles: slices.Clone(was.Roles)}
		var ofPerson, ofAccount []int
		for _, i := range edits {
			switch {
			case i < len(roles):
				mixed.Roles = withRole(mixed.Roles, is.Roles, roles[i].Place)
			case i < len(roles)+len(person.Edits):
				ofPerson = append(ofPerson, i-len(roles))
			default:
				ofAccount = append(ofAccount, i-len(roles)-len(person.Edits))
			}
		}
		mixed.Person, mixed.Account = *person.With(ofPerson...), *around.With(ofAccount...)
		e, err := account.Compile(&mixed, unbounded())
		if err != nil {
			return nil
		}
		d := e.NewDecider()
		return func(a *account.Account, asOf time.Time) *qualify.Decision { return &d.Decide(a, asOf).Decision }
	}
	return m
}

// roleEdits are the roles that differ: their conditions one by one where the roles are
// the same, and else all as one, for of several roles the first counts.
func roleEdits(old, new []qualify.Role) (edits []qualify.Edit) {
	const list = "roles"
	if !slices.EqualFunc(old, new, func(x, y qualify.Role) bool { return x.ID == y.ID }) {
		return []qualify.Edit{{Place: list, List: list, What: "other roles, or in another order"}}
	}
	for i := range old {
		if old[i].When != new[i].When {
			edits = append(edits, qualify.Edit{Place: rolePlace + old[i].ID, List: list, What: "when"})
		}
	}
	return edits
}

// withRole are roles with one of the edits.
func withRole(old, new []qualify.Role, place string) []qualify.Role {
	if place == "roles" {
		return slices.Clone(new)
	}
	for i := range old {
		if place == rolePlace+old[i].ID {
			old[i] = new[i]
		}
	}
	return old
}
