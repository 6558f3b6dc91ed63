package qualifytest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

// An AccountSuite is rules about accounts with their cases, to be measured as a Suite is:
// how much of the roles and of both rule sets the cases see, and which changes of these
// they would notice. Places and paths begin with roles, person or account.
type AccountSuite struct {
	Rules *account.Rules
	// Options are those that Rules are compiled with; nil is the defaults.
	Options *qualify.Options
	// AccountFile is the cases, with explanations for what they leave open.
	AccountFile
}

// compile is Suite.compile.
func (s *AccountSuite) compile() (*account.Engine, error) {
	engine, err := account.Compile(s.Rules, s.Options)
	if err != nil {
		return nil, err
	}
	if err := CheckAccountCases(engine, s.Cases); err != nil {
		return nil, fmt.Errorf(notAsWanted, err)
	}
	return engine, nil
}

// Stale returns the explanations that explain nothing, as Suite.Stale does.
func (s *AccountSuite) Stale(c *Coverage, m *Mutation) []string { return stale(s.Explained, c, m) }

// Cover says what of the rules the cases have seen, as Suite.Cover does. The roles and
// the rules about people are seen by each of the people of a case, and each case counts
// once; a role is looked at where the person has none of the roles before it and is not
// removed by screening. Items over roles are met where so many people have the role,
// unmet where it is missing, and unknown where others might have it.
//
// All cases have to be as wanted.
func (s *AccountSuite) Cover() (*Coverage, error) {
	engine, err := s.compile()
	if err != nil {
		return nil, err
	}
	rules := engine.Rules() // with the rows of tables
	people := newGauges(&rules.Person, engine.Person().Describe(), "person.")
	people.roles(rules.Roles)
	people.build()
	around := newGauges(&rules.Account, engine.Account().Describe(), "account.")
	around.beyond = qualify.WordsOfAccount(inside.Key{}, engine.Account())
	around.build()
	var ofPeople *qualify.Engine
	if err := people.compile(&rules.Person, s.Options, func(rs *qualify.RuleSet, o *qualify.Options) (err error) {
		rs.Name = rules.Name
		ofPeople, err = qualify.Compile(rs, o)
		return err
	}); err != nil {
		return nil, err
	}
	var of *account.Engine
	if err := around.compile(&rules.Account, s.Options, func(rs *qualify.RuleSet, o *qualify.Options) (err error) {
		of, err = account.Compile(&account.Rules{Name: rules.Name, Roles: rules.Roles, Person: rules.Person, Account: *rs}, o)
		return err
	}); err != nil {
		return nil, err
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		for _, a := range []*account.Account{&c.Account, accountWithoutFacts(&c.Account)} {
			bare := a != &c.Account
			d, on := engine.Decide(a, c.AsOf), of.Decide(a, c.AsOf)
			around.observe(&observation{d: &d.Decision, probes: &on.Decision, ofCase: i, bare: bare})
			for j := range d.People {
				p := &d.People[j]
				on := ofPeople.Decide(personOf(a, p.ID), c.AsOf)
				people.observe(&observation{d: &p.Decision, probes: &on, ofCase: i, bare: bare})
			}
		}
	}
	return coverage(s.Explained, people, around), nil
}

// roles are looked at where the person is not removed and has none of the roles before.
func (g *gauges) roles(list []qualify.Role) {
	under := g.under
	g.under = ""
	defer func() { g.under = under }()
	var earlier []*probe
	for i, r := range list {
		g.lookups.of(r.When, g.rs.Tables)
		place, path := "roles."+r.ID, fmt.Sprintf("roles[%d].when", i)
		above := earlier[:len(earlier):len(earlier)]
		looked := func(o *observation) bool {
			for _, p := range above {
				if p.outcome(o) == truth.Met {
					return false
				}
			}
			return o.bare || o.d.Owner.Team != ""
		}
		earlier = append(above, g.apart(place, path, r.When, looked))
		g.comparisons(place, path, r.When, "")
	}
}

// accountWithoutFacts is the account with nothing known but its people and what these
// did.
func accountWithoutFacts(a *account.Account) *account.Account {
	bare := &account.Account{ID: a.ID, ResetAt: a.ResetAt, Activities: a.Activities}
	for i := range a.People {
		bare.People = append(bare.People, *withoutFacts(&a.People[i]))
	}
	return bare
}

// personOf is the person with an id, which one has.
func personOf(a *account.Account, id string) *qualify.Lead {
	for i := range a.People {
		if a.People[i].ID == id {
			return &a.People[i]
		}
	}
	return nil
}

// Mutate changes the rules in one place after the other and tells which changes no case
// notices, as Suite.Mutate does: both rule sets, the conditions of the roles, each role
// dropped, and each with the next one before it.
//
// All cases have to be as wanted. It takes the time of compiling the rules and deciding
// the cases once for each change, and returns the context's error soon after its end.
func (s *AccountSuite) Mutate(ctx context.Context) (*Mutation, error) {
	engine, err := s.compile()
	if err != nil {
		return nil, err
	}
	wants := make([]json.RawMessage, len(s.Cases))
	for i := range s.Cases {
		wants[i] = s.Cases[i].Want
	}
	with, err := newAccountComparer(engine).ofMutants(wants)
	if err != nil {
		return nil, err
	}
	rules := engine.Rules()
	t := &trials{ctx: ctx, explained: s.Explained, result: &Mutation{}, ids: map[string]int{}}
	t.survives = func(Mutant) error { return nil }
	t.try = func(Mutant) (differs, noticed bool) {
		changed, err := account.Compile(rules, s.Options)
		if err != nil || changed.Fingerprint() == engine.Fingerprint() {
			return false, false
		}
		for i := range s.Cases {
			if differences, err := s.Cases[i].compare(changed, with[i]); err != nil || len(differences) > 0 {
				return true, true
			}
		}
		return true, false
	}
	(&mutator{trials: t}).roles(rules)
	(&mutator{rs: &rules.Person, about: engine.Person().Describe(), under: "person.", trials: t}).everything()
	(&mutator{rs: &rules.Account, about: engine.Account().Describe(), under: "account.", trials: t}).everything()
	return t.end()
}

// roles tries other conditions, each role dropped, and each with the next one before it.
func (m *mutator) roles(rules *account.Rules) {
	for i := range rules.Roles {
		place, path := "roles."+rules.Roles[i].ID, fmt.Sprintf("roles[%d]", i)
		m.when(place, path+".when", &rules.Roles[i].When)
		drop(m, &rules.Roles, i, place, path)
		if i+1 < len(rules.Roles) {
			r, next := &rules.Roles[i], &rules.Roles[i+1]
			*r, *next = *next, *r
			m.mutant(place, path, Swapped, fmt.Sprintf("behind %s", r.ID))
			*r, *next = *next, *r
		}
	}
}
