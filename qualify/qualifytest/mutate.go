package qualifytest

import (
	"cmp"
	"context"
	"fmt"

	"github.com/leadqual/leadqual/qualify"
)

// Mutate changes the rule set in one place after the other and tells which
// changes no case notices: thresholds moved, comparisons flipped, parts
// dropped, points halved, switches turned. A survivor is a line of the rules
// that nobody would miss, or a case that nobody has written.
//
// Numbers in expressions and lengths of time are moved by a tenth, at least by
// 1, both ways; thresholds of points and shares by the smallest step that the
// rules can give; so that a change means something. Changes that do not
// compile, and those that mean the same, do not count.
//
// All cases have to be as wanted. It takes the time of compiling the rule set
// and deciding the cases once for each change, and returns the context's error
// soon after its end.
func (s *Suite) Mutate(ctx context.Context) (*Mutation, error) {
	return s.mutants(ctx, func(Mutant, *qualify.Engine, *qualify.RuleSet) error { return nil })
}

// mutants tries the mutants, and calls survives with each that no case notices.
// The rule set is changed afterwards.
func (s *Suite) mutants(ctx context.Context, survives func(m Mutant, changed *qualify.Engine, rs *qualify.RuleSet) error) (*Mutation, error) {
	engine, err := s.compile()
	if err != nil {
		return nil, err
	}
	rs, err := copyOf(s.Rules)
	if err != nil {
		return nil, err
	}
	wants, err := s.wants(engine)
	if err != nil {
		return nil, err
	}
	m := &mutator{rs: rs, about: engine.Describe(), result: &Mutation{}, ids: map[string]int{}}
	var failed error
	m.try = func(mutant Mutant) {
		if ctx.Err() != nil || failed != nil {
			return
		}
		changed, err := qualify.Compile(rs, s.Options)
		if err != nil || changed.Fingerprint() == engine.Fingerprint() {
			return
		}
		m.result.Mutants++
		if s.notices(changed, wants) {
			m.result.Noticed++
			return
		}
		mutant.Why = s.Explained[mutant.ID]
		m.result.Survivors = append(m.result.Survivors, mutant)
		failed = survives(mutant, changed, rs)
	}
	m.everything()
	if err := cmp.Or(ctx.Err(), failed); err != nil {
		return nil, err
	}
	return m.result, nil
}

// wants are what the cases want, without what changes with any rule.
func (s *Suite) wants(engine *qualify.Engine) ([]*comparer, error) {
	base := newComparer(engine)
	base.skip = []string{"fingerprint"}
	wants := make([]*comparer, len(s.Cases))
	for i := range s.Cases {
		var err error
		if wants[i], err = base.parse(s.Cases[i].Want); err != nil {
			return nil, err
		}
	}
	return wants, nil
}

// notices tells whether a case comes out not as wanted.
func (s *Suite) notices(engine *qualify.Engine, wants []*comparer) bool {
	for i := range s.Cases {
		d := engine.Decide(&s.Cases[i].Lead, s.Cases[i].AsOf)
		if differences, err := wants[i].compare(&d); err != nil || len(differences) > 0 {
			return true
		}
	}
	return false
}

// mutator changes a rule set and changes it back.
type mutator struct {
	rs     *qualify.RuleSet
	about  qualify.Description // of the rules as they are
	result *Mutation
	ids    map[string]int
	try    func(Mutant)
}

// mutant tries a change that is made already.
func (m *mutator) mutant(place, path string, kind MutantKind, change string) {
	id := place + ": " + change
	if m.ids[id]++; m.ids[id] > 1 {
		id += fmt.Sprintf(" (%d)", m.ids[id])
	}
	m.try(Mutant{ID: id, Kind: kind, Path: path, Change: change})
}

// set tries another value.
func set[T any](m *mutator, at *T, value T, place, path string, kind MutantKind, change string) {
	was := *at
	*at = value
	m.mutant(place, path, kind, change)
	*at = was
}

// drop tries a list without its i-th element.
func drop[T any](m *mutator, list *[]T, i int, place, path string) {
	without := append(append([]T(nil), (*list)[:i]...), (*list)[i+1:]...)
	set(m, list, without, place, path, Dropped, "dropped")
}

// everything tries the changes of every part.
func (m *mutator) everything() {
	m.facts()
	m.definitions()
	m.screening()
	m.profile()
	m.lists()
	m.scoring()
	m.raises()
	m.switches()
	m.experiments()
	m.routes()
}
