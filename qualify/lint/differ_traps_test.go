package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// TestDifferIsNotFooled has pairs of rule sets that decide some lead differently
// for a reason that stands elsewhere than in the parts that look alike.
func TestDifferIsNotFooled(t *testing.T) {
	for name, c := range map[string]struct{ old, new string }{
		"a step that removes all is lifted by a raised hand": {
			`{"name": "r", "screening": [{"id": "a", "when": "source == nil or source != nil", "reason": "r", "unless_hand_raised": true},
				{"id": "b", "when": "company.domain == 'rival.example'", "reason": "r"}],
				"hand_raise": [{"id": "h", "when": "person.consent"}]}`,
			`{"name": "r", "screening": [{"id": "a", "when": "source == nil or source != nil", "reason": "r", "unless_hand_raised": true}],
				"hand_raise": [{"id": "h", "when": "person.consent"}]}`,
		},
		"a folded fact with an enum is written otherwise": {
			`{"name": "r", "texts": "folded", "facts": {"custom.plan": {"type": "string", "enum": ["Team"]}}, "hand_raise": [{"id": "h", "when": "custom.plan matches '^T'"}]}`,
			`{"name": "r", "texts": "folded", "facts": {"custom.plan": {"type": "string", "enum": ["Team"]}}, "hand_raise": [{"id": "h", "when": "custom.plan == 'team'"}]}`,
		},
		"the stages decide who stays ready": {
			`{"name": "r", "facts": {"stage": {"enum": ["lead", "mql", "sal", "sql", "opportunity", "partner"]}},
				"scoring": {"rules": [{"id": "a", "when": "person.consent", "points": 10}], "ready_at": 20, "stays_ready_at": 5}}`,
			`{"name": "r", "facts": {"stage": {"enum": ["lead", "mql", "sal", "sql", "opportunity"]}},
				"scoring": {"rules": [{"id": "a", "when": "person.consent", "points": 10}], "ready_at": 20, "stays_ready_at": 5}}`,
		},
		"a table has another row": {
			`{"name": "r", "tables": {"t": {"type": "bool", "rows": {"DE": true}}}, "hand_raise": [{"id": "h", "when": "lookup('t', person.country)"}]}`,
			`{"name": "r", "tables": {"t": {"type": "bool", "rows": {"AT": true}}}, "hand_raise": [{"id": "h", "when": "lookup('t', person.country)"}]}`,
		},
		"a custom field of activities has a default": {
			`{"name": "r", "facts": {"activities.custom.paid": {"type": "bool"}}, "hand_raise": [{"id": "h", "when": "any(activities, .custom.paid)"}]}`,
			`{"name": "r", "facts": {"activities.custom.paid": {"type": "bool", "default": true}}, "hand_raise": [{"id": "h", "when": "any(activities, .custom.paid)"}]}`,
		},
		"a fact is too old": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.country == 'DE'"}]}}`,
			`{"name": "r", "facts": {"person.country": {"stale_days": 30}}, "icp": {"criteria": [{"id": "a", "when": "person.country == 'DE'"}]}}`,
		},
		"an absent fact is known": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}]}}`,
			`{"name": "r", "facts": {"person.consent": {"default": false}}, "icp": {"criteria": [{"id": "a", "when": "person.consent"}]}}`,
		},
		"a fact alone is folded": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.country == 'DE'"}]}}`,
			`{"name": "r", "facts": {"person.country": {"fold": true}}, "icp": {"criteria": [{"id": "a", "when": "person.country == 'DE'"}]}}`,
		},
		"those who asked go elsewhere": {
			`{"name": "r", "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`,
			`{"name": "r", "hand_raise": [{"id": "h", "when": "answers.wants_contact"}], "matrix": {"good_fit_raised": {"team": "partners"}}}`,
		},
		"an owner has another weight": {
			`{"name": "r", "routes": [{"id": "a", "team": "marketing", "owners": [{"id": "ana"}, {"id": "bo"}]}]}`,
			`{"name": "r", "routes": [{"id": "a", "team": "marketing", "owners": [{"id": "ana"}, {"id": "bo", "weight": 9}]}]}`,
		},
		"an owner in place of a roster": {
			`{"name": "r", "routes": [{"id": "a", "team": "marketing", "owners": [{"id": "inside"}]}]}`,
			`{"name": "r", "routes": [{"id": "a", "team": "marketing", "roster": "inside"}]}`,
		},
		"unknown is unmet": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}]}}`,
			`{"name": "r", "when_unknown": "unmet", "icp": {"criteria": [{"id": "a", "when": "person.consent"}]}}`,
		},
		"a denial is unknown where its operand is": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "company.employees >= 50 or company.employees < 50"}]}}`,
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "true or company.employees < 50"}]}}`,
		},
		"a list of dates ends a second earlier": {
			`{"name": "r", "hand_raise": [{"id": "h", "when": "now < date('2026-03-01T00:00:00Z')"}]}`,
			`{"name": "r", "hand_raise": [{"id": "h", "when": "now <= date('2026-02-28T23:59:59Z')"}]}`,
		},
		"days pass as of another instant": {
			`{"name": "r", "hand_raise": [{"id": "h", "when": "now >= date('2031-01-01')"}]}`,
			`{"name": "r", "hand_raise": [{"id": "h", "when": "now >= date('2032-01-01')"}]}`,
		},
		"a route goes by a grade": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}], "good_at": 0, "grades": [{"name": "A", "min": 0.5}]},
				"routes": [{"id": "a", "when": "fit.grade == 'A'", "team": "marketing", "owners": [{"id": "ana"}]}]}`,
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}], "good_at": 0, "grades": [{"name": "A", "min": 0}]},
				"routes": [{"id": "a", "when": "fit.grade == 'A'", "team": "marketing", "owners": [{"id": "ana"}]}]}`,
		},
		"an item behind one that is never met together with it": {
			`{"name": "r", "bant": {"budget": {"when": "answers.budget >= 10"}, "need": {"when": "answers.budget >= 20"}, "qualified_at": 2, "gate": true},
				"scoring": {"rules": [{"id": "a", "when": "person.consent", "points": 10}], "ready_at": 10}}`,
			`{"name": "r", "bant": {"budget": {"when": "answers.budget >= 10"}, "need": {"when": "answers.budget >= 30"}, "qualified_at": 2, "gate": true},
				"scoring": {"rules": [{"id": "a", "when": "person.consent", "points": 10}], "ready_at": 10}}`,
		},
		"a tier behind one that may be unknown": {
			`{"name": "r", "scoring": {"rules": [{"id": "a", "tiers": [{"when": "answers.budget >= 10 and person.consent", "points": 10}, {"when": "answers.budget >= 10", "points": 5}]}]}}`,
			`{"name": "r", "scoring": {"rules": [{"id": "a", "tiers": [{"when": "answers.budget >= 10 and person.consent", "points": 10}, {"when": "answers.budget >= 10 and not person.consent", "points": 5}]}]}}`,
		},
		"a share that is reached just so": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}, {"id": "b", "when": "source == 'x'"}], "good_at": 0.5}}`,
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}, {"id": "b", "when": "source == 'x'"}], "good_at": 0.501}}`,
		},
		"a route takes those without a grade": {
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}], "grades": [{"name": "A", "min": 1}]},
				"routes": [{"id": "a", "when": "fit.grade == ''", "team": "marketing", "owners": [{"id": "ana"}]}]}`,
			`{"name": "r", "icp": {"criteria": [{"id": "a", "when": "person.consent"}], "grades": [{"name": "A", "min": 1}]}}`,
		},
		"the window of an each": {
			`{"name": "r", "scoring": {"rules": [{"id": "a", "each": ".type == 'x'", "points": 5, "within_days": 30}]}}`,
			`{"name": "r", "scoring": {"rules": [{"id": "a", "each": ".type == 'x' and .days_ago < 30", "points": 5}]}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			old, now := parsed(t, c.old), parsed(t, c.new)
			d, err := lint.Differ(t.Context(), old, now, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d.Same {
				t.Fatal("proven to be the same")
			}
			if d.Lead == nil {
				t.Fatalf("cannot tell: %s", inJSON(t, d.Doubts))
			}
			confirm(t, old, now, &d)
		})
	}
}

func parsed(t *testing.T, text string) *qualify.RuleSet {
	t.Helper()
	e, err := qualify.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e.RuleSet()
}

// What a rule set says of tables and fields of activities has a lead that shows
// it, be it one row of thousands.
func TestDifferShowsRowsAndEnums(t *testing.T) {
	rows := func(changed string) string {
		var b strings.Builder
		for i := range 3000 {
			fmt.Fprintf(&b, `"company%d.example": "ana", `, i)
		}
		return `{"type": "string", "rows": {` + b.String() + changed + `}}`
	}
	const enum = `{"name": "r", "facts": {"activities.custom.f": {"type": "string", "enum": [%s]}}, "hand_raise": [{"id": "h", "when": "any(activities, .custom.f != '')"}]}`
	const byFact = `{"name": "r", "tables": {"named": %s}, "hand_raise": [{"id": "h", "when": "lookup('named', company.domain) == 'bo'"}]}`
	const byField = `{"name": "r", "texts": "folded", "tables": {"named": %s}, "hand_raise": [{"id": "h", "when": "any(activities, lookup('named', .campaign) == 'bo')"}]}`
	for name, c := range map[string][2]string{
		"an enum of activities":   {fmt.Sprintf(enum, `"a"`), fmt.Sprintf(enum, `"a", "b"`)},
		"a row that changes":      {fmt.Sprintf(byFact, rows(`"shore.example": "eva"`)), fmt.Sprintf(byFact, rows(`"shore.example": "bo"`))},
		"a row that is new":       {fmt.Sprintf(byFact, rows(`"a": "ana"`)), fmt.Sprintf(byFact, rows(`"a": "ana", "b": "bo"`))},
		"a row by a field":        {fmt.Sprintf(byField, rows(`"Autumn": "eva"`)), fmt.Sprintf(byField, rows(`"Autumn": "bo"`))},
		"what all other keys are": {fmt.Sprintf(byFact, `{"type": "string", "rows": {"a": "ana"}}`), fmt.Sprintf(byFact, `{"type": "string", "rows": {"a": "ana"}, "default": "bo"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			old, now := parsed(t, c[0]), parsed(t, c[1])
			d, err := lint.Differ(t.Context(), old, now, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d.Lead == nil {
				t.Fatalf("same %t, doubts %v", d.Same, d.Doubts)
			}
			confirm(t, old, now, &d)
		})
	}
}
