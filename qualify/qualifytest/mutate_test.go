package qualifytest_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

func survivors(m *qualifytest.Mutation) []string {
	var ids []string
	for _, x := range m.Survivors {
		ids = append(ids, x.ID)
	}
	return ids
}

// Of each form there is a rule set with cases that notice every change, and
// what they do not notice without some of them.
func TestMutate(t *testing.T) {
	const now = `"at": "2026-11-21T09:00:00Z"`
	at := func(days string) string { return `{"type": "w", "at": "2026-` + days + `T09:00:00Z"}` }
	for _, x := range []struct {
		name, rules string
		leads       []string // all of them notice everything but what is given
		but         []string // what none of them can notice
		missed      []string // without the last
	}{
		{"a comparison", `{"name": "x", "screening": [{"id": "size", "when": "company.employees >= 100", "status": "excluded"}]}`,
			[]string{`{"company": {"employees": 90}}`, `{"company": {"employees": 99}}`, `{"company": {"employees": 100}}`}, nil,
			[]string{"screening.size: company.employees >= 100 -> company.employees > 100", "screening.size: company.employees >= 100 -> company.employees >= 110",
				"screening.size: status -> disqualified"}}, // a rule set of no part is none
		{"connectives", `{"name": "x", "screening": [{"id": "s", "when": "source == 'a' and not (owner == 'b')", "unless_hand_raised": true}], "hand_raise": [{"id": "r", "when": "person.consent"}]}`,
			[]string{`{"source": "a", "owner": "c"}`, `{"source": "b", "owner": "b"}`, `{"source": "a", "owner": "b"}`, `{"source": "b", "owner": "c"}`, `{"source": "a", "owner": "c", "person": {"consent": true}}`}, nil,
			[]string{"screening.s: unless_hand_raised -> false", "hand_raise.r: dropped"}},
		{"points", `{"name": "x", "readiness": "score", "scoring": {"ready_at": 10, "rules": [{"id": "a", "when": "source == 'a'", "points": 5}, {"id": "b", "when": "owner == 'b'", "points": 5}]}}`,
			[]string{`{"source": "b", "owner": "b"}`, `{"source": "a", "owner": "c"}`, `{"source": "a", "owner": "b"}`, `{}`}, nil,
			[]string{"when_unknown: -> unmet"}},
		{"each", `{"name": "x", "readiness": "score", "scoring": {"ready_at": 2, "rules": [{"id": "w", "each": ".type == 'w'", "points": 1, "limit": 2, "within_days": 10}]}}`,
			[]string{
				`{"activities": [{"type": "x", ` + now + `}, {"type": "y", ` + now + `}]}`, `{"activities": [` + at("11-20") + `, ` + at("11-21") + `, ` + at("11-19") + `]}`,
				`{"activities": [` + at("11-12") + `, ` + at("11-20") + `]}`, `{"activities": [` + at("11-11") + `, ` + at("11-20") + `]}`},
			[]string{"scoring.w: limit 2 -> 3", "scoring.w: limit dropped"},
			[]string{"scoring.w: limit 2 -> 3", "scoring.w: limit dropped", "scoring.w: within_days 10 -> 11", "scoring: ready_at 2 -> 1"}},
		{"what values mean", `{"name": "x", "texts": "folded", "facts": {"company.employees": {"stale_days": 10}, "custom.out": {"type": "bool", "default": false}, "person.city": {"fold": false}},
			"tables": {"land": {"type": "string", "rows": {"DE": "emea", "US": "amer"}, "default": "rest"}}, "screening": [{"id": "a", "when": "company.employees > 5 and lookup('land', person.country) == 'emea'"},
			{"id": "b", "when": "lookup('land', person.country) == 'amer'"}, {"id": "c", "when": "lookup('land', person.country) == 'rest' and not custom.out and person.city == 'Ulm'"}]}`,
			[]string{`{"company": {"employees": 6}, "person": {"country": "de"}, "seen": {"company.employees": {"at": "2026-11-12T09:00:00Z"}}}`,
				`{"company": {"employees": 6}, "person": {"country": "DE"}, "seen": {"company.employees": {"at": "2026-11-11T09:00:00Z"}}}`,
				`{"company": {"employees": 5}, "person": {"country": "DE"}}`, `{"company": {"employees": 7}, "person": {"country": "us"}}`,
				`{"company": {"employees": 7}, "person": {"country": "FR", "city": "Ulm"}}`, `{"company": {"employees": 7}, "person": {"country": "FR", "city": "Ulm"}, "custom": {"out": true}}`,
				`{"company": {"employees": 7}, "person": {"country": "FR", "city": "ulm"}}`}, nil,
			[]string{"person.city: fold -> true"}},
		{"penalties", `{"name": "x", "readiness": "score", "when_unknown": "unmet", "scoring": {"ready_at": 5, "rules": [{"id": "a", "tiers": [{"when": "source == 'a'", "points": 6}, {"when": "source == 'b'", "points": -4}, {"when": "source == 'c'", "points": -5}]}, {"id": "b", "when": "owner == 'b'", "points": 9}]}}`,
			[]string{`{"source": "a"}`, `{"source": "b", "owner": "b"}`, `{"source": "d", "owner": "b"}`, `{"source": "d"}`, `{"owner": "b"}`, `{}`, `{"source": "c", "owner": "b"}`},
			[]string{"scoring.a.tiers[1]: points -4 -> -2", "scoring.a.tiers[1]: dropped"}, // of b, whatever it takes is little enough
			[]string{"scoring.a.tiers[1]: source == 'b' -> source != 'b'", "scoring.a.tiers[1]: points -4 -> -2", "scoring.a.tiers[1]: dropped",
				"scoring.a.tiers[2]: points -5 -> -4", "scoring.a.tiers[2]: dropped", "scoring: ready_at 5 -> 4"}},
		{"what means the same", `{"name": "x", "readiness": "score", "scoring": {"groups": [{"id": "g", "min": 0, "max": 3}], "min": -1, "max": 2, "ready_at": 1, "bands": [{"name": "1", "min": 1}, {"name": "2", "min": 0}],
			"rules": [{"id": "a", "group": "g", "when": "any(activities, .type == 'a')", "points": 3}]}, "matrix": {"good_fit_ready": {"team": "sales", "note": "soon"}, "good_fit_not_ready": {"action": "nurture"}}}`,
			[]string{`{}`, `{"activities": [{"type": "a", ` + now + `}]}`},
			[]string{"scoring.a: points 3 -> 1.5", "scoring: max dropped", "scoring.bands.1: min 1 -> 4"}, // the status says nothing of them
			[]string{"scoring.a: .type == 'a' -> .type != 'a'", "scoring.a: points 3 -> 1.5", "scoring.a: dropped", "scoring: max dropped",
				"scoring: ready_at 1 -> 4", "scoring.bands.1: min 1 -> 4", "readiness: -> hand_raise"}},
		{"a matrix and routes", `{"name": "x", "matrix": {"good_fit_not_ready": {"team": "partners"}}, "routes": [{"id": "emea", "when": "person.region == 'EMEA'", "team": "partners", "owners": [{"id": "a"}]}]}`,
			[]string{`{"id": "1", "person": {"region": "EMEA"}}`, `{"id": "1", "person": {"region": "US"}}`}, nil,
			[]string{"routes.emea: when dropped"}},
		{"a checklist", `{"name": "x", "checklists": [{"id": "c", "items": [{"id": "a", "when": "source == 'a'"}, {"id": "b", "when": "owner == 'b'"}]}]}`,
			[]string{`{"source": "a", "owner": "b"}`, `{"source": "a", "owner": "c"}`, `{"source": "c", "owner": "b"}`}, nil,
			[]string{"checklists.c.a: dropped"}},
		{"a profile", `{"name": "x", "icp": {"criteria": [{"id": "a", "when": "source == 'a'", "weight": 2}, {"id": "b", "when": "owner == 'b'"}], "good_at": 0.3}}`,
			[]string{`{}`, `{"source": "a", "owner": "c"}`, `{"source": "c", "owner": "c"}`, `{"source": "c", "owner": "b"}`},
			[]string{"icp.a: weight 2 -> 1"}, // either is enough
			[]string{"icp.a: weight 2 -> 1", "icp.a: required -> true", "icp.b: weight 1 -> 0.5", "icp.b: dropped", "icp.good_at: 0.3 -> 0.634"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := suite(t, x.rules, x.leads...)
			_, engine := compiled(t, x.rules)
			for i := range s.Cases { // the routes and checklists too
				d := engine.Decide(&s.Cases[i].Lead, s.Cases[i].AsOf)
				want := map[string]any{"status": d.Status, "owner": map[string]string{"team": d.Owner.Team, "action": d.Owner.Action, "route": d.Owner.Route}}
				if d.Checklists != nil {
					want["checklists"] = []any{map[string]any{"id": "c", "verdict": d.Checklists[0].Verdict}}
				}
				s.Cases[i].Want, _ = json.Marshal(want)
			}
			all, err := s.Mutate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.but, survivors(all)); diff != "" {
				t.Error(diff)
			}
			if all.Noticed+len(all.Survivors) != all.Mutants || all.Noticed == 0 {
				t.Errorf("%d mutants, %d noticed, %d survive", all.Mutants, all.Noticed, len(all.Survivors))
			}
			s.Cases = s.Cases[:len(s.Cases)-1]
			part, err := s.Mutate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			have := survivors(part)
			if diff := cmp.Diff(x.missed, have); diff != "" {
				t.Error(diff)
			}
			if part.Mutants != all.Mutants {
				t.Errorf("%d mutants with all cases, %d with fewer", all.Mutants, part.Mutants)
			}
		})
	}
}

// The rule set is as it was, and the report names places that are there.
func TestMutateLeavesTheRulesAsTheyWere(t *testing.T) {
	s := suite(t, school, ready, `{}`)
	s.Explained = map[string]string{"scoring.webinar: dropped": "no case has webinars"}
	before, err := json.Marshal(s.Rules)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Mutate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := json.Marshal(s.Rules); string(after) != string(before) {
		t.Errorf("%s, was %s", after, before)
	}
	i := slices.IndexFunc(m.Survivors, func(x qualifytest.Mutant) bool { return x.ID == "scoring.webinar: dropped" })
	want := qualifytest.Mutant{ID: "scoring.webinar: dropped", Kind: qualifytest.Dropped, Path: "scoring.rules[2]", Change: "dropped", Why: "no case has webinars"}
	if i < 0 || m.Survivors[i] != want {
		t.Errorf("%+v", m.Survivors)
	}
	if len(m.Open()) != len(m.Survivors)-1 || m.Share() <= float64(m.Noticed)/float64(m.Mutants) {
		t.Errorf("%v of %+v", m.Share(), m)
	}
	again, err := s.Mutate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, again); diff != "" {
		t.Error(diff)
	}
	testkit.Golden(t, "testdata/mutation.txt", text(t, m.WriteText))
}

// A want that names the rules' fingerprint notices everything, and so nothing.
func TestFingerprintNoticesNothing(t *testing.T) {
	s := suite(t, school, ready)
	rs, engine := compiled(t, school)
	with := *s
	with.Rules = rs
	with.Cases = slices.Clone(s.Cases)
	with.Cases[0].Want = json.RawMessage(`{"status": "mql", "fingerprint": "` + engine.Fingerprint() + `"}`)
	a, errA := s.Mutate(t.Context())
	b, errB := with.Mutate(t.Context())
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

// Mutation stops between two mutants where its context has ended.
func TestMutateStopsAtTheEndOfItsContext(t *testing.T) {
	s := &qualifytest.Suite{Rules: &qualify.RuleSet{Name: "r", HandRaise: []qualify.Raise{{ID: "a", When: "answers.wants_contact"}}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if m, err := s.Mutate(ctx); m != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", m, err)
	}
}
