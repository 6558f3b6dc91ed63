package qualify_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// laidOver is a rule set with a patch over it.
func laidOver(t testing.TB, base *qualify.RuleSet, patch string) *qualify.RuleSet {
	t.Helper()
	rs, err := qualify.Overlay(base, []byte(patch))
	if err != nil {
		t.Fatalf("%s: %v", patch, err)
	}
	return rs
}

const revised = `{
  "name": "revised", "note": "a", "texts": "folded",
  "facts": {"custom.seats": {"type": "number", "doc": "licences"}, "company.employees": {"stale_days": 365, "ask": "How many?"}, "custom.plan": {"type": "string", "default": "free"}},
  "lists": {"rivals": ["a.example", "b.example"]},
  "tables": {"tiers": {"type": "string", "rows": {"DE": "x"}}},
  "define": {"big": "company.employees > 500"},
  "screening": [{"id": "rival", "when": "domain_in(company.domain, lists.rivals)"}, {"id": "lost", "when": "source == 'lost'"}],
  "icp": {"criteria": [{"id": "size", "when": "big"}, {"id": "land", "when": "lookup('tiers', person.country) == 'x'", "weight": 2}], "good_at": 0.5, "grades": [{"name": "A", "min": 0.5}]},
  "bant": {"need": {"when": "answers.need != 'none'"}, "budget": {"when": "answers.budget > 0"}},
  "checklists": [{"id": "champ", "items": [{"id": "money", "when": "answers.budget > 0"}, {"id": "pain", "when": "answers.need != 'none'"}], "qualified_at": 1}],
  "scoring": {"groups": [{"id": "web", "max": 40}], "rules": [{"id": "visit", "group": "web", "each": ".type == 'visit'", "points": 5}, {"id": "seats", "when": "custom.seats > 5", "points": 20}],
    "max": 100, "ready_at": 40, "stays_ready_at": 30, "bands": [{"name": "1", "min": 50}]},
  "hand_raise": [{"id": "demo", "when": "answers.wants_contact"}],
  "matrix": {"poor_fit_ready": {"action": "call"}},
  "routes": [{"id": "north", "when": "person.region == 'n'", "team": "sales", "owners": [{"id": "ann"}, {"id": "bo"}]}, {"id": "rest", "team": "sales", "roster": "inside"}]
}`

// Each kind of change is one edit with the name of what changed.
func TestRevisionNamesEachChange(t *testing.T) {
	old := compiled(t, revised).RuleSet()
	for _, c := range []struct {
		patch string
		want  []qualify.Edit
	}{
		{`{"note": "b", "name": "other", "version": "2", "facts": {"custom.seats": {"doc": "seats", "ask": "How many seats?"}}, "readiness": "score_or_hand_raise"}`, nil},
		{`{"checklists": [{"id": "champ", "items": [{"id": "money", "name": "Money"}]}], "bant": {"qualified_at": 2}, "icp": {"criteria": [{"id": "size", "weight": 1}]}}`, nil},
		{`{"lists": {"unused": ["a"]}, "define": {"idle": "idle_days > 5"}, "tables": {"t": {"type": "bool"}}, "facts": {"custom.new": {"type": "bool", "default": true}}, "scoring": {"groups": [{"id": "mail"}]}}`, nil},
		{`{"scoring": {"ready_at": 35}}`, []qualify.Edit{{"scoring.ready_at", "scoring.ready_at", "40 -> 35"}}},
		{`{"scoring": {"stays_ready_at": null}}`, []qualify.Edit{{"scoring.stays_ready_at", "scoring.stays_ready_at", "30 -> none"}}},
		{`{"scoring": {"stays_ready_in": ["sql"]}}`, []qualify.Edit{{"scoring.stays_ready_in", "scoring.stays_ready_in", `none -> ["sql"]`}}},
		{`{"scoring": {"max": 90, "min": 0}}`, []qualify.Edit{{"scoring.min", "scoring.min", "none -> 0"}, {"scoring.max", "scoring.max", "100 -> 90"}}},
		{`{"scoring": {"groups": [{"id": "web", "max": 30, "ready_at": 5}]}}`, []qualify.Edit{{"scoring.groups.web.max", "scoring.groups.web.max", "40 -> 30"}, {"scoring.groups.web.ready_at", "scoring.groups.web.ready_at", "none -> 5"}}},
		{`{"scoring": {"groups": [{"id": "mail", "max": 5}]}}`, []qualify.Edit{{"scoring.groups.mail.max", "scoring.groups.mail.max", "none -> 5"}}},
		{`{"scoring": {"bands": [{"name": "1", "min": 60}]}}`, []qualify.Edit{{"scoring.bands", "scoring.bands", "changed"}}},
		{`{"scoring": {"rules": [{"id": "visit", "points": 8, "limit": 3}, {"id": "seats", "drop": true}, {"id": "plan", "when": "custom.plan == 'pro'", "points": 5}]}}`, []qualify.Edit{
			{"scoring.visit", "scoring.rules", "points 5 -> 8, limit none -> 3"}, {"scoring.seats", "scoring.rules", "dropped"}, {"scoring.plan", "scoring.rules", "added"}}},
		{`{"scoring": {"rules": [{"id": "visit", "decay": {"kind": "half_life", "days": 30}}]}}`, []qualify.Edit{{"scoring.visit", "scoring.rules", "decay"}}},
		{`{"icp": {"good_at": null}}`, []qualify.Edit{{"icp.good_at", "icp.good_at", "0.5 -> 1"}}},
		{`{"icp": {"criteria": [{"id": "size", "required": true}]}}`, []qualify.Edit{{"icp.size", "icp.criteria", "required false -> true"}}},
		{`{"icp": null, "bant": null}`, []qualify.Edit{{"icp", "icp", "dropped"}, {"bant", "bant", "dropped"}}},
		{`{"bant": {"gate": true, "qualified_at": 1}}`, []qualify.Edit{{"bant.qualified_at", "bant.qualified_at", "2 -> 1"}, {"bant.gate", "bant.gate", "false -> true"}}},
		{`{"bant": {"need": null}}`, []qualify.Edit{{"bant.need", "bant.need", "dropped"}}},
		{`{"checklists": [{"id": "champ", "gate": true, "items": [{"id": "pain", "drop": true}]}]}`, []qualify.Edit{{"checklists.champ.pain", "checklists.champ.items", "dropped"}, {"checklists.champ.gate", "checklists.champ.gate", "false -> true"}}},
		{`{"facts": {"company.employees": {"stale_days": 30}}}`, []qualify.Edit{{"facts.company.employees.stale_days", "facts.company.employees.stale_days", "365 -> 30"}}},
		{`{"facts": {"custom.plan": {"default": "pro"}, "answers.wants_contact": {"default": false}}}`, []qualify.Edit{{"facts.answers.wants_contact.default", "facts.answers.wants_contact.default", "none -> false"}, {"facts.custom.plan.default", "facts.custom.plan.default", "free -> pro"}}},
		{`{"texts": "exact", "when_unknown": "unmet", "readiness": "score"}`, []qualify.Edit{{"texts", "texts", "folded -> none"}, {"readiness", "readiness", "score_or_hand_raise -> score"}, {"when_unknown", "when_unknown", "open -> unmet"}}},
		{`{"facts": {"source": {"fold": false}}}`, []qualify.Edit{{"facts.source.fold", "facts.source.fold", "none -> false"}}},
		{`{"lists": {"rivals": ["c.example"]}}`, []qualify.Edit{{"lists.rivals", "lists", `["a.example","b.example"] -> ["c.example"]`}}},
		{`{"tables": {"tiers": {"rows": {"DE": "y"}}}}`, []qualify.Edit{{"tables.tiers", "tables", "rows"}}},
		{`{"define": {"big": "company.employees > 50"}}`, []qualify.Edit{{"define.big", "define", "company.employees > 500 -> company.employees > 50"}}},
		{`{"screening": [{"id": "lost", "unless_hand_raised": true}]}`, []qualify.Edit{{"screening.lost", "screening", "unless_hand_raised false -> true"}}},
		{`{"screening": [{"id": "new", "when": "source == 'x'", "before": "lost"}]}`, []qualify.Edit{{"screening.new", "screening", "added"}}},
		{`{"hand_raise": [{"id": "demo", "drop": true}]}`, []qualify.Edit{{"hand_raise.demo", "hand_raise", "dropped"}}},
		{`{"matrix": {"poor_fit_ready": {"action": "research"}, "good_fit_ready": {"team": "presales"}}}`, []qualify.Edit{{"matrix.good_fit_ready", "matrix", "added"}, {"matrix.poor_fit_ready", "matrix", "action call -> research"}}},
		{`{"routes": [{"id": "north", "owners": [{"id": "bo", "weight": 2}]}, {"id": "rest", "roster": "outside"}]}`, []qualify.Edit{{"routes.north", "routes", "owners"}, {"routes.rest", "routes", "roster inside -> outside"}}},
	} {
		r := qualify.NewRevision(old, laidOver(t, old, c.patch))
		if diff := cmp.Diff(c.want, r.Edits); diff != "" {
			t.Errorf("%s: %s", c.patch, diff)
		}
	}
}

// A rule set that is not there says nothing.
func TestRevisionOfNone(t *testing.T) {
	if r := qualify.NewRevision(nil, nil); len(r.Edits) != 0 || r.With() == nil {
		t.Errorf("%+v", r.Edits)
	}
	rs := compiled(t, revised).RuleSet()
	r := qualify.NewRevision(nil, rs)
	if !slices.Contains(r.Edits, qualify.Edit{Place: "scoring", List: "scoring", What: "added"}) {
		t.Errorf("%+v", r.Edits)
	}
}

func ExampleNewRevision() {
	const text = `{"name": "shop", "scoring": {"ready_at": 40, "rules": [{"id": "visits", "each": ".type == 'visit'", "points": 10}]}}`
	engine, err := qualify.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	old := engine.RuleSet()
	proposed, err := qualify.Overlay(old, []byte(`{"scoring": {"ready_at": 35, "rules": [{"id": "visits", "points": 12, "limit": 3}]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	revision := qualify.NewRevision(old, proposed)
	for i, edit := range revision.Edits {
		fmt.Printf("%d %s: %s\n", i, edit.Place, edit.What)
	}
	// The old rules with the other threshold alone.
	fmt.Println(*revision.With(1).Scoring.ReadyAt, *revision.With(1).Scoring.Rules[0].Points)
	// Output:
	// 0 scoring.visits: points 10 -> 12, limit none -> 3
	// 1 scoring.ready_at: 40 -> 35
	// 35 10
}

func TestRevisionNamesAnotherOrder(t *testing.T) {
	old := compiled(t, revised).RuleSet()
	now := compiled(t, revised).RuleSet()
	now.Routes[0], now.Routes[1] = now.Routes[1], now.Routes[0]
	now.Scoring.Rules[0], now.Scoring.Rules[1] = now.Scoring.Rules[1], now.Scoring.Rules[0] // which changes nothing
	r := qualify.NewRevision(old, now)
	if diff := cmp.Diff([]qualify.Edit{{"order of routes", "routes", "moved"}}, r.Edits); diff != "" {
		t.Fatal(diff)
	}
	if is := r.With(0).Routes; is[0].ID != "rest" || is[1].ID != "north" {
		t.Errorf("%+v", is)
	}
}

// Without edits a mixture decides as the old rule set, with all as the new one:
// also of two that have nothing to do with one another.
func TestRevisionGoesFromOldToNew(t *testing.T) {
	var other *world
	edits := 0
	worlds(t, generate.Options{}, 30, func(t *testing.T, w *world) {
		old := w
		if other != nil {
			old = other
		}
		other = w
		r := qualify.NewRevision(old.rules, w.rules)
		all := make([]int, len(r.Edits))
		for i := range all {
			all[i] = i
		}
		edits += len(all)
		for _, c := range []struct {
			want *qualify.Engine
			with []int
		}{{old.e, nil}, {w.e, all}} {
			e, err := qualify.Compile(r.With(c.with...), nil)
			if err != nil {
				t.Fatalf("with %d of %d edits: %v", len(c.with), len(all), err)
			}
			for _, l := range w.leads {
				if want, is := settled(c.want.Decide(l, generate.AsOf)), settled(e.Decide(l, generate.AsOf)); want != is {
					t.Fatalf("with %d of %d edits: %s\nwant %s", len(c.with), len(all), is, want)
				}
			}
		}
		if same := qualify.NewRevision(w.rules, w.e.RuleSet()).Edits; len(same) > 0 {
			t.Errorf("from itself: %+v", same)
		}
	})
	if edits == 0 {
		t.Error("nothing differs anywhere")
	}
}

// settled is what a decision says of a lead, in words that can be compared.
func settled(d qualify.Decision) string {
	text, err := json.Marshal([]any{d.Status, d.Quadrant, d.Owner, d.Cell, d.Certain, d.Score.Column, d.Fit.Share, d.Readiness.Verdict, d.BANT.Verdict})
	if err != nil {
		panic(err)
	}
	return string(text)
}
