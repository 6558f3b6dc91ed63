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
		`{"name": "n", "scoring": {"stays_ready_at": 5}}`:                    `give "ready_at" too`,
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": 5}}`:     "5 is above ready_at, 4",
		`{"name": "n", "scoring": {"ready_at": 4, "stays_ready_at": -1e13}}`: "trillion",
	} {
		_, err := qualify.CompileJSON("r.json", []byte(text), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
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
