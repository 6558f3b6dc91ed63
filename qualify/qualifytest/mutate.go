package qualifytest

import (
	"cmp"
	"context"
	"encoding/json"
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
	t := &trials{ctx: ctx, explained: s.Explained, result: &Mutation{}, ids: map[string]int{}}
	var changed *qualify.Engine
	t.try = func(Mutant) (differs, noticed bool) {
		if changed, err = qualify.Compile(rs, s.Options); err != nil || changed.Fingerprint() == engine.Fingerprint() {
			return false, false
		}
		return true, s.notices(changed, wants)
	}
	t.survives = func(m Mutant) error { return survives(m, changed, rs) }
	m := &mutator{rs: rs, about: engine.Describe(), trials: t}
	m.everything()
	return t.end()
}

// wants are what the cases want.
func (s *Suite) wants(engine *qualify.Engine) ([]*comparer, error) {
	base := newComparer(engine)
	var all []json.RawMessage
	for i := range s.Cases {
		all = append(all, s.Cases[i].Want)
	}
	return base.ofMutants(all)
}

// ofMutants make comparers for the wants, without what changes with any rule.
func (c comparer) ofMutants(wants []json.RawMessage) (list []*comparer, err error) {
	c.skip = []string{"fingerprint"}
	for _, want := range wants {
		of, err := c.parse(want)
		if err != nil {
			return nil, err
		}
		list = append(list, of)
	}
	return list, nil
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

// trials try changes of rules, whatever these are about.
type trials struct {
	ctx       context.Context
	explained map[string]string
	// try compiles the rules as they are now. It tells whether they compile and mean
	// something else than without the change, and whether a case notices.
	try func(Mutant) (differs, noticed bool)
	// survives is called with each mutant that no case notices.
	survives func(Mutant) error
	result   *Mutation
	ids      map[string]int
	failed   error
}

// mutant tries a change that is made already.
func (t *trials) mutant(place, path string, kind MutantKind, change string) {
	id := place + ": " + change
	if t.ids[id]++; t.ids[id] > 1 {
		id += fmt.Sprintf(" (%d)", t.ids[id])
	}
	if t.ctx.Err() != nil || t.failed != nil {
		return
	}
	m := Mutant{ID: id, Kind: kind, Path: path, Change: change, Why: t.explained[id]}
	differs, noticed := t.try(m)
	if !differs {
		return
	}
	t.result.Mutants++
	if noticed {
		t.result.Noticed++
		return
	}
	t.result.Survivors = append(t.result.Survivors, m)
	t.failed = t.survives(m)
}

func (t *trials) end() (*Mutation, error) {
	if err := cmp.Or(t.ctx.Err(), t.failed); err != nil {
		return nil, err
	}
	return t.result, nil
}

// mutator changes a rule set and changes it back.
type mutator struct {
	rs    *qualify.RuleSet
	about qualify.Description // of the rules as they are
	under string              // what places and paths begin with
	*trials
}

// mutant tries a change that is made already.
func (m *mutator) mutant(place, path string, kind MutantKind, change string) {
	m.trials.mutant(m.under+place, m.under+path, kind, change)
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
