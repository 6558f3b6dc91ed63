package lint_test

import (
	"encoding/json"
	"testing"

	"github.com/leadqual/leadqual/qualify/lint"
)

// What Differ shows has nothing that does not matter, and plain values.
func TestDifferShowsLittle(t *testing.T) {
	for _, c := range []struct{ name, old, new, lead string }{
		{
			"a threshold among other rules",
			`{"name": "r", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}, {"id": "title", "when": "has_word(person.job_title, 'vp')"}], "good_at": 0.5},
				"scoring": {"rules": [{"id": "visits", "when": "count(activities, .type == 'page_view') >= 3", "points": 10}, {"id": "budget", "when": "answers.budget > 0.3", "points": 5}]}}`,
			`{"name": "r", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}, {"id": "title", "when": "has_word(person.job_title, 'vp')"}], "good_at": 0.5},
				"scoring": {"rules": [{"id": "visits", "when": "count(activities, .type == 'page_view') >= 3", "points": 10}, {"id": "budget", "when": "answers.budget >= 0.3", "points": 5}]}}`,
			`{"id":"L-1","answers":{"budget":0.3}}`,
		},
		{
			"a count",
			`{"name": "r", "hand_raise": [{"id": "a", "when": "count(activities, .type == 'call' and .days_ago <= 30) >= 3"}]}`,
			`{"name": "r", "hand_raise": [{"id": "a", "when": "count(activities, .type == 'call' and .days_ago <= 30) >= 2"}]}`,
			`{"id":"L-1","activities":[{"type":"call","at":"2026-01-15T12:00:00Z"},{"type":"call","at":"2026-01-15T12:00:00Z"}]}`,
		},
		{
			"a window",
			`{"name": "r", "hand_raise": [{"id": "a", "when": "any(activities, .type == 'call' and .days_ago <= 30)"}]}`,
			`{"name": "r", "hand_raise": [{"id": "a", "when": "any(activities, .type == 'call' and .days_ago < 30)"}]}`,
			`{"id":"L-1","activities":[{"type":"call","at":"2025-12-16T12:00:00Z"}]}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := lint.Differ(t.Context(), parsed(t, c.old), parsed(t, c.new), nil)
			if err != nil || d.Lead == nil {
				t.Fatal(err, d.Doubts)
			}
			if have, _ := json.Marshal(d.Lead); string(have) != c.lead {
				t.Errorf("have %s\nwant %s", have, c.lead)
			}
		})
	}
}
