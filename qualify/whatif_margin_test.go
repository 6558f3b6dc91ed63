package qualify_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

const marginRules = `{
  "name": "margin",
  "facts": {"custom.points": {"type": "number"}, "custom.extra": {"type": "bool"}},
  "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50", "required": true}, {"id": "vp", "when": "person.seniority == 'vp'"}], "good_at": 0.6},
  "bant": {"budget": {"when": "answers.budget > 0"}, "need": {"when": "answers.need == 'yes'"}},
  "checklists": [{"id": "list", "items": [{"id": "a", "when": "answers.budget > 0"}, {"id": "b", "when": "answers.need == 'yes'"}], "qualified_at": 1}],
  "scoring": {
    "groups": [{"id": "web", "ready_at": 4}, {"id": "plain"}],
    "rules": [
      {"id": "points", "compute": "custom.points", "min": -100, "max": 100},
      {"id": "extra", "group": "web", "when": "custom.extra", "points": 5}
    ],
    "ready_at": 40, "stays_ready_at": 30,
    "bands": [{"name": "1", "min": 50}, {"name": "2", "min": 20}]
  }
}`

func TestMargin(t *testing.T) {
	e := compiled(t, marginRules)
	l := qualify.Lead{ID: "1", Stage: "lead", Company: qualify.Company{Employees: qualify.Number(10)}, Answers: qualify.Answers{Budget: qualify.Number(5)}, Custom: map[string]any{"points": 36}}
	d := e.Decide(&l, generate.AsOf)
	want := qualify.Margin{
		Fit: &qualify.FitMargin{GoodAt: 0.6, Low: -0.6, High: -0.1, Required: []string{"size"}},
		Ready: &qualify.ReadyMargin{
			Total:  scoring.Column{Points: -4, Low: -4, High: 1},
			Stays:  &scoring.Column{Points: 6, Low: 6, High: 11},
			Groups: []qualify.GroupMargin{{ID: "web", Column: scoring.Column{Points: -4, Low: -4, High: 1}}},
		},
		Band:       &qualify.BandMargin{Up: 14, Above: "1", Down: 16},
		BANT:       &qualify.ItemMargin{Met: -1, Possible: 0},
		Checklists: []qualify.ItemMargin{{ID: "list", Met: 0, Possible: 1}},
	}
	if diff := cmp.Diff(want, e.Margin(&d), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		points float64
		want   qualify.BandMargin
	}{
		{60, qualify.BandMargin{Down: 10}},
		{50, qualify.BandMargin{}},
		{49.999, qualify.BandMargin{Up: 0.001, Above: "1", Down: 29.999}},
		{20, qualify.BandMargin{Up: 30, Above: "1"}},
		{-3, qualify.BandMargin{Up: 23, Above: "2", Down: -23}},
	} {
		l.Custom["points"] = c.points
		d := e.Decide(&l, generate.AsOf)
		if diff := cmp.Diff(&c.want, e.Margin(&d).Band); diff != "" {
			t.Errorf("%v points: %s", c.points, diff)
		}
	}
	other := compiled(t, `{"name": "other", "hand_raise": [{"id": "asked", "when": "answers.wants_contact"}]}`)
	if m := other.Margin(&d); cmp.Diff(m, qualify.Margin{}) != "" {
		t.Errorf("a decision of another rule set has the margin %+v", m)
	}
	empty := other.Decide(&l, generate.AsOf)
	if m := other.Margin(&empty); cmp.Diff(m, qualify.Margin{}) != "" {
		t.Errorf("no rules have the margin %+v", m)
	}
	if m := e.Margin(nil); cmp.Diff(m, qualify.Margin{}) != "" {
		t.Errorf("no decision has the margin %+v", m)
	}
}

// The signs of margins say what the verdicts say.
func TestMarginsAgreeWithVerdicts(t *testing.T) {
	seen, ready := 0, 0
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, generate.AsOf)
			m := w.e.Margin(&d)
			if m.Fit != nil {
				seen++
				low := m.Fit.Low >= -1e-12 && len(m.Fit.Required) == 0
				if low != (d.Fit.Verdict == icp.Good) {
					t.Errorf("fit %v with the margin %+v", d.Fit, m.Fit)
				}
			}
			if m.BANT != nil && (m.BANT.Met >= 0) != (d.BANT.Verdict == "qualified") || m.BANT != nil && (m.BANT.Possible < 0) != (d.BANT.Verdict == "unqualified") {
				t.Errorf("BANT %v with the margin %+v", d.BANT, m.BANT)
			}
			gates := w.rules.BANT != nil && w.rules.BANT.Gate || slices.ContainsFunc(w.rules.Checklists, func(l bant.Checklist) bool { return l.Gate })
			if m.Ready != nil && m.Ready.Stays == nil && !gates && w.rules.Readiness == qualify.ScoreOnly {
				ready++
				low, high := m.Ready.Total.Low >= 0, m.Ready.Total.High >= 0
				for _, g := range m.Ready.Groups {
					low, high = low && g.Low >= 0, high && g.High >= 0
				}
				if low != (d.Readiness.Verdict == qualify.Ready) || high == (d.Readiness.Verdict == qualify.NotReady) {
					t.Errorf("%s with the margin %+v", d.Readiness.Verdict, m.Ready)
				}
			}
			if b := m.Band; b != nil && b.Up < 0 {
				t.Errorf("%v points with the margin %+v", d.Score.Points, b)
			}
		}
	})
	if seen == 0 || ready == 0 && !testing.Short() {
		t.Errorf("%d decisions with a profile, %d ready by the score alone: the test has lost its teeth", seen, ready)
	}
}
