package qualify_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

func compiled(t testing.TB, text string) *qualify.Engine {
	t.Helper()
	e, err := qualify.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The parts of a change add up to it exactly, whatever happened in between:
// time, new activities, facts learned and forgotten, another rule set.
func TestDiffAddsUp(t *testing.T) {
	var other *qualify.Engine
	parts := 0
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		if other == nil {
			other = w.e
		}
		r := w.g.Rand()
		for i, l := range w.leads {
			before := w.e.Decide(l, generate.AsOf)
			e, now, lead := w.e, generate.AsOf, l
			if r.IntN(2) == 0 {
				now = now.Add(time.Duration(r.IntN(2000)) * time.Hour)
			}
			switch r.IntN(3) {
			case 0:
				e = other
			case 1:
				lead = w.leads[(i+1)%len(w.leads)]
			}
			after := e.Decide(lead, now)
			after.LeadID = before.LeadID // as if the lead had become another
			c := difference(t, &before, &after)
			var sum scoring.Column
			for _, p := range c.Parts {
				parts++
				sum = sum.Add(p.Points)
				if p.Before.Add(p.Points) != p.After {
					t.Errorf("%s: %v and %v make %v", p.Place, p.Before, p.Points, p.After)
				}
			}
			if sum != c.Points || before.Score.Add(c.Points) != after.Score.Column {
				t.Errorf("the parts make %v, the change is %v from %v to %v", sum, c.Points, before.Score.Column, after.Score.Column)
			}
			if c.RuleSet != (e.Fingerprint() != w.e.Fingerprint()) {
				t.Errorf("another rule set: %v", c.RuleSet)
			}
			same := difference(t, &after, &after)
			if !same.Empty() || same.Points != (scoring.Column{}) {
				t.Errorf("a decision differs from itself: %+v", same)
			}
			var read qualify.Change
			data, err := json.Marshal(c)
			if err == nil {
				err = json.Unmarshal(data, &read)
			}
			if diff := cmp.Diff(c, read); err != nil || diff != "" {
				t.Errorf("%v, JSON changes a Change: %s", err, diff)
			}
		}
		if other != w.e && r.IntN(5) == 0 {
			other = w.e
		}
	})
	if parts == 0 {
		t.Error("no part differs anywhere")
	}
}

const diffRules = `{
  "name": "diff",
  "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]},
  "scoring": {
    "groups": [{"id": "web", "max": 10}],
    "rules": [
      {"id": "visit", "group": "web", "each": ".type == 'visit'", "points": 6, "within_days": 30},
      {"id": "webinar", "each": ".type == 'webinar'", "points": 10, "decay": {"kind": "linear", "rate": 0.5, "every_days": 10}},
      {"id": "seats", "when": "custom.seats >= 10", "points": 5}
    ],
    "ready_at": 20
  },
  "facts": {"custom.seats": {"type": "number"}}
}`

func TestDiffCauses(t *testing.T) {
	e := compiled(t, diffRules)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	type causes map[string]qualify.Cause
	for _, c := range []struct {
		name   string
		change func(l *qualify.Lead)
		days   int
		seats  any // before
		want   causes
	}{
		{"nothing", func(*qualify.Lead) {}, 0, nil, causes{}},
		{"a day", func(*qualify.Lead) {}, 1, nil, causes{"scoring.webinar": qualify.CauseDecay}},
		{"three days", func(*qualify.Lead) {}, 3, nil, causes{"scoring.webinar": qualify.CauseDecay, "scoring.visit": qualify.CauseExpired}},
		{"a visit", func(l *qualify.Lead) { l.Activities = append(l.Activities, qualify.Activity{Type: "visit", At: now}) }, 0, nil,
			causes{"scoring.visit": qualify.CauseActivities, "scoring.groups.web.clip": qualify.CauseClip}},
		{"as many, but younger", func(l *qualify.Lead) { l.Activities[1].At = ago(2) }, 0, nil, causes{"scoring.webinar": qualify.CauseActivities}},
		{"seats", func(l *qualify.Lead) { l.Custom = map[string]any{"seats": 12} }, 0, nil, causes{"scoring.seats": qualify.CauseLearned}},
		{"fewer seats", func(l *qualify.Lead) { l.Custom["seats"] = 2 }, 0, 12, causes{"scoring.seats": qualify.CauseOther}},
		{"no seats", func(l *qualify.Lead) { delete(l.Custom, "seats") }, 0, 12, causes{"scoring.seats": qualify.CauseForgotten}},
	} {
		l := qualify.Lead{ID: "1", Activities: []qualify.Activity{{Type: "visit", At: ago(28)}, {Type: "webinar", At: ago(4)}}}
		if c.seats != nil {
			l.Custom = map[string]any{"seats": c.seats}
		}
		before := e.Decide(&l, now)
		c.change(&l)
		after := e.Decide(&l, now.AddDate(0, 0, c.days))
		have := causes{}
		for _, p := range difference(t, &before, &after).Parts {
			have[p.Place] = p.Cause
		}
		if diff := cmp.Diff(c.want, have); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestDiffSteps(t *testing.T) {
	e := compiled(t, diffRules)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	l := qualify.Lead{ID: "1", Custom: map[string]any{"seats": 1}}
	before := e.Decide(&l, now)
	l.Company.Employees = qualify.Number(60)
	l.Activities = []qualify.Activity{{Type: "webinar", At: now}, {Type: "webinar", At: now}}
	after := e.Decide(&l, now)
	c := difference(t, &before, &after)
	want := []qualify.ChangedStep{
		{Of: "status", Before: "nurture", After: "mql"},
		{Of: "quadrant", Before: "undetermined", After: "good_fit_ready"},
		{Of: "fit", Before: "unknown", After: "good"},
		{Of: "readiness", Before: "not_ready", After: "ready"},
		{Of: "team", Before: "marketing", After: "sales"},
		{Of: "action", Before: "enrich", After: "call"},
	}
	if diff := cmp.Diff(want, c.Steps); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]qualify.ChangedOutcome{{Place: "icp.size", Before: "unknown", After: "met"}}, c.Outcomes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]qualify.ChangedQuestion{{Path: "company.employees", Before: "decisive"}}, c.Ask); diff != "" {
		t.Error(diff)
	}
	if back := difference(t, &after, &before); len(back.Ask) != 1 || back.Ask[0].Before != "" || back.Ask[0].After != "decisive" {
		t.Errorf("asked again: %+v", back.Ask)
	}
	// A condition that only one of the rule sets has.
	without := compiled(t, `{"name": "none", "scoring": {}}`).Decide(&l, now)
	c = difference(t, &after, &without)
	if diff := cmp.Diff([]qualify.ChangedOutcome{{Place: "icp.size", Before: "met"}}, c.Outcomes); diff != "" {
		t.Error(diff)
	}
	for _, p := range c.Parts {
		if p.Cause != qualify.CauseRuleSet {
			t.Errorf("%s: %s", p.Place, p.Cause)
		}
	}
	if c := difference(t, nil, nil); !c.Empty() {
		t.Errorf("nothing and nothing differ: %+v", c)
	}
}
