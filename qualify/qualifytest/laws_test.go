package qualifytest_test

import (
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

func TestLawsHold(t *testing.T) {
	if err := suite(t, school, ready, `{}`).Laws(); err != nil {
		t.Error(err)
	}
	rs, _ := compiled(t, school)
	if err := (&qualifytest.Suite{Rules: rs}).Laws(); err != nil {
		t.Errorf("without cases: %v", err)
	}
}

// random are suites of random rules and leads.
func random(t *testing.T, n int, o generate.Options, check func(t *testing.T, seed uint64, s *qualifytest.Suite)) {
	t.Helper()
	if testing.Short() {
		n /= 8
	}
	for seed := range uint64(n) {
		g := generate.New(seed+1, o)
		s := &qualifytest.Suite{Rules: g.RuleSet()}
		for range 4 {
			l := g.Lead()
			s.Cases = append(s.Cases, qualifytest.Case{Name: l.ID, Lead: *l, AsOf: generate.AsOf})
		}
		check(t, seed+1, s)
		if t.Failed() {
			return
		}
	}
}

func TestLawsHoldForRandomRules(t *testing.T) {
	for _, o := range []generate.Options{{Honest: true}, {}} {
		random(t, 5, o, func(t *testing.T, seed uint64, s *qualifytest.Suite) {
			if err := s.Laws(); err != nil {
				t.Errorf("seed %d: %.2000s", seed, err.Error())
			}
		})
	}
}

// Whatever the rules, what is measured adds up, and the mutants are of the
// rules as they are.
func TestRandomRulesAreMeasured(t *testing.T) {
	random(t, 8, generate.Options{JSON: true}, func(t *testing.T, seed uint64, s *qualifytest.Suite) {
		engine, err := qualify.Compile(s.Rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Cases {
			d := engine.Decide(&s.Cases[i].Lead, s.Cases[i].AsOf)
			s.Cases[i].Want = d.AppendJSON(nil)
		}
		c, err := s.Cover()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		seen, ids := 0, map[string]bool{}
		for _, p := range c.Points {
			for _, side := range p.Sides {
				if side.Cases < 0 || side.Cases > len(s.Cases) {
					t.Errorf("seed %d: %s %s: %d cases", seed, p.Place, side.Name, side.Cases)
				}
				if side.Cases > 0 {
					seen++
				}
			}
		}
		for _, g := range c.Gaps {
			if ids[g.ID] {
				t.Errorf("seed %d: two gaps are %s", seed, g.ID)
			}
			ids[g.ID] = true
		}
		if seen != c.Seen || c.Seen+len(c.Gaps) != c.Sides {
			t.Errorf("seed %d: %d seen, %d gaps, %d sides", seed, seen, len(c.Gaps), c.Sides)
		}
		m, err := s.Mutate(t.Context())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, x := range m.Survivors {
			if ids[x.ID] {
				t.Errorf("seed %d: two mutants or gaps are %s", seed, x.ID)
			}
			ids[x.ID] = true
		}
		if m.Noticed+len(m.Survivors) != m.Mutants || m.Mutants < 10 {
			t.Errorf("seed %d: %d of %d, %d survive", seed, m.Noticed, m.Mutants, len(m.Survivors))
		}
	})
}
