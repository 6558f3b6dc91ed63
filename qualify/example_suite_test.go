package qualify_test

import (
	"fmt"
	"testing/fstest"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A host's tests say what its rules should make of typical leads. Errorf stands
// here for that of a *testing.T.
func Example_tests() {
	files := fstest.MapFS{"rules.json": {Data: []byte(`{
		"name": "school",
		"facts": {"custom.trial": {"type": "bool"}},
		"scoring": {
			"rules": [
				{"id": "trial", "when": "custom.trial", "points": 25},
				{"id": "webinar", "each": ".type == 'webinar'", "points": 8, "decay": {"kind": "half_life", "days": 30}}
			],
			"ready_at": 30, "bands": [{"name": "hot", "min": 30}, {"name": "cold", "min": 0}]
		}
	}`)}}
	Errorf := func(format string, args ...any) { fmt.Printf(format+"\n", args...) }

	engine, err := qualify.Load(files, "rules.json", nil)
	if err != nil {
		Errorf("%v", err)
		return
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	webinar := []qualify.Activity{{Type: "webinar", At: asOf.AddDate(0, 0, -30)}}
	for _, test := range []struct {
		name   string
		lead   qualify.Lead
		points scoring.Points
		band   string
	}{
		{"trial", qualify.Lead{ID: "a", Custom: map[string]any{"trial": true}}, scoring.Points(25), "cold"},
		{"trial and webinar", qualify.Lead{ID: "b", Custom: map[string]any{"trial": true}, Activities: webinar}, scoring.Points(29), "cold"},
		{"webinar, trial unknown", qualify.Lead{ID: "c", Activities: webinar}, scoring.Points(4), "cold"},
		{"nothing", qualify.Lead{ID: "d", Custom: map[string]any{"trial": false}}, scoring.Points(5), "cold"},
	} {
		d := engine.Decide(&test.lead, asOf)
		if d.Score.Points != test.points || d.Score.Band != test.band {
			Errorf("%s: %v points in band %q, want %v in %q", test.name, d.Score.Points, d.Score.Band, test.points, test.band)
		}
	}
	// Output:
	// nothing: 0 points in band "cold", want 5 in "cold"
}
