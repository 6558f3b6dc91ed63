package scoring_test

import (
	"testing"

	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

func TestScoreIsZero(t *testing.T) {
	one := scoring.Column{Points: 0.001}
	for _, c := range []struct {
		name string
		s    scoring.Score
		want bool
	}{
		{"the zero score", scoring.Score{}, true},
		{"lists that are empty but not nil", scoring.Score{Rules: []scoring.RuleScore{}, Groups: []scoring.GroupScore{}}, true},
		{"a model of 0 points", scoring.Score{Scored: true}, false},
		{"points", scoring.Score{Column: one}, false},
		{"a clip", scoring.Score{Clip: one}, false},
		{"a band", scoring.Score{Band: "1"}, false},
		{"a rule", scoring.Score{Rules: []scoring.RuleScore{{Outcome: truth.Met}}}, false},
		{"a group", scoring.Score{Groups: []scoring.GroupScore{{ID: "g"}}}, false},
	} {
		if have := c.s.IsZero(); have != c.want {
			t.Errorf("%s: IsZero is %v", c.name, have)
		}
	}
}
