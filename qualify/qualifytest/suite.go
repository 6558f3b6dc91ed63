package qualifytest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/qualify"
)

// A Suite is a rule set with its cases, to be measured: how much of the rules
// the cases see, and which changes of the rules they would notice.
type Suite struct {
	Rules *qualify.RuleSet
	// Options are those that Rules is compiled with; nil is the defaults.
	Options *qualify.Options
	// File is the cases, with explanations for what they leave open.
	File
}

// compile compiles the rules and makes sure that the cases are as wanted:
// of others nothing can be said.
func (s *Suite) compile() (*qualify.Engine, error) {
	engine, err := qualify.Compile(s.Rules, s.Options)
	if err != nil {
		return nil, err
	}
	if err := CheckCases(engine, s.Cases); err != nil {
		return nil, fmt.Errorf(notAsWanted, err)
	}
	return engine, nil
}

const notAsWanted = "the cases have to be as wanted first: %w"

// Stale returns the explanations, by ID and sorted, that explain neither a gap
// of the coverage nor a mutant that survived, so that they can go. Both have to
// be of this suite.
func (s *Suite) Stale(c *Coverage, m *Mutation) []string {
	return stale(s.Explained, c, m)
}

func stale(explained map[string]string, c *Coverage, m *Mutation) []string {
	unused := maps.Clone(explained)
	for _, g := range c.Gaps {
		delete(unused, g.ID)
	}
	for _, x := range m.Survivors {
		delete(unused, x.ID)
	}
	return slices.Sorted(maps.Keys(unused))
}

// copyOf is a deep copy of a rule set.
func copyOf(rs *qualify.RuleSet) (*qualify.RuleSet, error) {
	data, err := marshal(rs)
	if err != nil {
		return nil, err
	}
	c := &qualify.RuleSet{}
	return c, c.UnmarshalJSON(data)
}
