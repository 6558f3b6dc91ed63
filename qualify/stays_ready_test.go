package qualify_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

// An explanation names the line that counted.
func TestExplainStaysReady(t *testing.T) {
	e := compiled(t, marginRules)
	for _, c := range []struct{ stage, want string }{
		{"mql", "score 39, needs 30 to stay with sales"},
		{"lead", "score 39, needs 40"},
		{"new", "score 39, needs 40; 30 are enough to stay with sales"},
	} {
		l := qualify.Lead{ID: "1", Stage: c.stage, Person: qualify.Person{Seniority: "vp"}, Company: qualify.Company{Employees: qualify.Number(60)},
			Custom: map[string]any{"points": 34, "extra": true}}
		d := e.Decide(&l, generate.AsOf)
		if text := explain.New(e).Explain(&d, nil); !strings.Contains(text, c.want) || c.stage != "new" && strings.Contains(text, "enough") {
			t.Errorf("stage %q: want %q in\n%s", c.stage, c.want, text)
		}
	}
}

// A lead near the line stays with sales until it falls below the lower one.
func TestStaysReady(t *testing.T) {
	e := compiled(t, marginRules)
	for _, c := range []struct {
		stage  string
		points float64
		want   qualify.ReadinessVerdict
		asked  bool
	}{
		{"lead", 39.999, qualify.NotReady, false},
		{"lead", 40, qualify.Ready, false},
		{"mql", 39.999, qualify.Ready, false},
		{"sal", 30, qualify.Ready, false},
		{"sql", 29.999, qualify.NotReady, false},
		{"opportunity", 30, qualify.Ready, false},
		{"customer", 39, qualify.NotReady, false},
		{"recycled", 39, qualify.NotReady, false},
		{"", 39.999, qualify.NotReady, false}, // a lead
		{"new", 40, qualify.Ready, false},     // not a stage
		{"new", 39, qualify.ReadinessUnknown, true},
		{"new", 29, qualify.NotReady, false},
	} {
		l := qualify.Lead{ID: "1", Stage: c.stage, Person: qualify.Person{Seniority: "vp"}, Company: qualify.Company{Employees: qualify.Number(60)},
			Custom: map[string]any{"points": c.points - 5, "extra": true}}
		d := e.Decide(&l, generate.AsOf)
		asked := slices.ContainsFunc(d.Ask, func(q qualify.Question) bool {
			return q.Path == "stage" && q.Why == "not_in_enum" && slices.Contains(q.For, "scoring.stays_ready_at") && q.Decisive
		})
		if d.Readiness.Verdict != c.want || asked != c.asked {
			t.Errorf("stage %q, %v points: %s, asked %v; want %s, %v", c.stage, c.points, d.Readiness.Verdict, asked, c.want, c.asked)
		}
		if d.Certain != (c.want != qualify.ReadinessUnknown) {
			t.Errorf("stage %q, %v points: certain is %v", c.stage, c.points, d.Certain)
		}
	}
}

func TestStaysReadyMistakes(t *testing.T) {
	for text, want := range map[string]string{
		`{"name": "n", "scoring": {"stays_ready_at": 5}}`:                                                                      `give "ready_at" too`,
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": 5}}`:                                                       "5 is not below ready_at, 4",
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": 4}}`:                                                       "4 is not below ready_at, 4",
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": -1e13}}`:                                                   "trillion",
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_in": ["mql"]}}`:                                                 `give "stays_ready_at" too`,
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": 3, "stays_ready_in": []}}`:                                 "list a stage",
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": 3, "stays_ready_in": ["mql", "opportunty"]}}`:              `no lead has the stage "opportunty"; did you mean "opportunity"?`,
		`{"name": "n", "facts": {"stage": {"enum": ["lead", "mql", "won"]}}, "scoring": {"ready_at": 4, "stays_ready_at": 3}}`: `the enum of stage has no "sal"; give "stays_ready_in"`,
	} {
		_, err := qualify.CompileJSON("r.json", []byte(text), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// A rule set with stages of its own says in which of them leads stay ready.
func TestStaysReadyIn(t *testing.T) {
	e := compiled(t, `{"name": "n", "texts": "folded", "facts": {"stage": {"enum": ["lead", "Working", "Won \\ 'back'"]}},
	  "scoring": {"ready_at": 10, "stays_ready_at": 5, "stays_ready_in": ["working", "won \\ 'back'"], "rules": [{"id": "w", "when": "true", "points": 7}]}}`)
	for stage, want := range map[string]qualify.ReadinessVerdict{
		"": qualify.NotReady, "lead": qualify.NotReady, "Working": qualify.Ready, " WORKING": qualify.Ready, `Won \ 'back'`: qualify.Ready, "mql": qualify.ReadinessUnknown,
	} {
		if d := e.Decide(&qualify.Lead{ID: "1", Stage: stage}, generate.AsOf); d.Readiness.Verdict != want {
			t.Errorf("stage %q: %s, want %s", stage, d.Readiness.Verdict, want)
		}
	}
}

// The lower line counts in RecheckAt too.
func TestStaysReadyUntil(t *testing.T) {
	e := compiled(t, `{"name": "n", "scoring": {"ready_at": 10, "stays_ready_at": 5, "rules": [
	  {"id": "w", "each": ".type == 'w'", "points": 12, "decay": {"kind": "linear", "rate": 1, "every_days": 12}}]}}`)
	l := qualify.Lead{ID: "1", Activities: []qualify.Activity{{Type: "w", At: generate.AsOf}}}
	for stage, days := range map[string]int{"lead": 2, "sal": 7} {
		l.Stage = stage
		at, ok := recheckAt(t, e, &l, generate.AsOf)
		// The worth is rounded, so that it falls below a whole number only half a
		// thousandth of a point later.
		want := generate.AsOf.AddDate(0, 0, days).Add(44 * time.Second)
		if !ok || !at.Equal(want) {
			t.Errorf("stage %s: %v, %v, want %v", stage, at, ok, want)
		}
	}
}
