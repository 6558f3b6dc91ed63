package audit_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/scoring"
)

// The chance rises, falls in the middle and rises again: free tiers follow it,
// monotone ones do not, and what that costs is said.
func TestMonotoneTiers(t *testing.T) {
	const text = `{"name": "x", "facts": {"custom.n": {"type": "number"}, "source": {}}, "scoring": {}}`
	wave := func(n int) float64 { return 0.2 + 0.005*float64(n) + 0.18*math.Sin(float64(n)/8) }
	for seed := range uint64(testkit.Amount(1, 4, 20)) {
		for _, direction := range []audit.Direction{audit.Up, audit.Down} {
			list := drawn(3000, seed+1, func(n int) float64 {
				if direction == audit.Down {
					n = 99 - n
				}
				return wave(n)
			})
			along := func(o *audit.SuggestOptions) (*audit.Suggestion, []scoring.Points) {
				s := suggest(t, text, list, o)
				points := pointsAlong(t, s.RuleSet)
				if direction == audit.Down {
					slices.Reverse(points)
				}
				return s, points
			}
			if s, points := along(&audit.SuggestOptions{Penalty: 1}); s.MonotoneCost != 0 || slices.IsSorted(points) {
				t.Errorf("seed %d, free: cost %v, points %v", seed, s.MonotoneCost, points)
			}
			s, points := along(&audit.SuggestOptions{Penalty: 1, Monotone: map[string]audit.Direction{"custom.n": direction}})
			if !slices.IsSorted(points) || points[0] == points[99] || !(s.MonotoneCost > 0.001) {
				t.Errorf("seed %d, %s: cost %v, points %v", seed, direction, s.MonotoneCost, points)
			}
		}
	}
}

// pointsAlong are the points of custom.n from 0 to 99.
func pointsAlong(t *testing.T, rs *qualify.RuleSet) []scoring.Points {
	t.Helper()
	only := &scoring.Model{}
	for _, r := range rs.Scoring.Rules {
		if strings.HasPrefix(r.ID, "custom_n") {
			only.Rules = append(only.Rules, r)
		}
	}
	_, e := compiled(t, &qualify.RuleSet{Name: "x", Facts: rs.Facts, Scoring: only, Readiness: qualify.HandRaiseOnly})
	var out []scoring.Points
	for n := range 100 {
		d := e.Decide(&qualify.Lead{Custom: map[string]any{"n": n}}, asOf)
		out = append(out, d.Score.Points)
	}
	return out
}
