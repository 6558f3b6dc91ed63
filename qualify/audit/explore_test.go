package audit_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

const selectionText = `{"name": "x", "facts": {"custom.a": {"type": "bool"}, "custom.b": {"type": "bool"}}, "scoring": {"ready_at": 10, "rules": [
	{"id": "a", "when": "custom.a", "points": 10}, {"id": "b", "when": "custom.b", "points": 10}]}}`

// selectionKinds are decisions of leads with and without a and b, and the chance
// of each to be won if worked.
func selectionKinds(e *qualify.Engine) (kinds [4]qualify.Decision, chance [4]float64) {
	for i := range kinds {
		kinds[i] = e.Decide(&qualify.Lead{ID: "1", Custom: map[string]any{"a": i&1 > 0, "b": i&2 > 0}}, asOf)
	}
	return kinds, [4]float64{0.03, 0.06, 0.18, 0.36}
}

// Of 1,000 leads 300 are ready and all called, and of the others chance has a
// tenth called: each of these stands for ten.
func TestPropensityVector(t *testing.T) {
	rs, e := rules(t, selectionText)
	kinds, _ := selectionKinds(e)
	a := audit.New(rs)
	a.Horizon = audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 90)}
	for i := range 1000 {
		o := audit.Outcome{Experiment: matrix.Assignment{ID: "explore", Arm: "rules", Share: 0.9, Propensity: 1}}
		d, won := &kinds[3], i < 60
		if i%10 == 9 {
			o.Experiment.Arm, o.Experiment.Share = "explore", 0.1
		}
		if i >= 300 {
			d, won = &kinds[0], i < 304
			explored := i < 370
			o.Experiment = matrix.Assignment{ID: "explore", Arm: "rules", Share: 0.9, Propensity: 0.9}
			if o.Worked = qualify.Known(explored); explored {
				o.Experiment = matrix.Assignment{ID: "explore", Arm: "explore", Share: 0.1, Propensity: 0.1}
			}
		} else {
			o.Worked = qualify.Known(true)
		}
		c := *d
		if o.Worked.Value {
			c.Owner.Team, c.Owner.Action = "sales", "call"
			o.Won, o.ClosedAt = qualify.Known(won), asOf.AddDate(0, 0, 9)
		}
		a.Add(&c, o)
	}
	w := a.Report(rs).Weighted
	if w == nil || math.Abs(w.Rate-0.1) > 1e-12 || math.Abs(w.Low-0.07272720) > 1e-8 || math.Abs(w.High-0.15841788) > 1e-8 || w.Leads != 1000 || w.Looked != 370 {
		t.Errorf("%+v", w)
	}
	// Explored and not worked: still unknown.
	o := audit.Outcome{Worked: qualify.Known(false), Experiment: matrix.Assignment{ID: "explore", Arm: "explore", Share: 0.1, Propensity: 0.1}}
	c := kinds[0]
	c.Owner.Team, c.Owner.Action = "sales", "call"
	for range 20 {
		a.Add(&c, o)
	}
	if v := a.Report(rs).Weighted; !(v.Low < w.Low && v.High > w.High+0.1) {
		t.Errorf("twenty that nobody worked: %+v, before %+v", v, w)
	}
}

// With a tenth of the others explored the rate of all is right, and both rules
// are seen to be better.
func TestSelectionExplored(t *testing.T) {
	rs, e := rules(t, selectionText)
	kinds, chance := selectionKinds(e)
	var called [4]qualify.Decision
	for i := range kinds {
		called[i] = kinds[i]
		called[i].Owner.Team, called[i].Owner.Action = "sales", "call"
	}
	truth := 0.49*chance[0] + 0.21*(chance[1]+chance[2]) + 0.09*chance[3]
	covers, n := 0, seeds()
	better := map[string]int{}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed+1), 26))
		a := audit.New(rs)
		a.Horizon = audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 90)}
		for range 20_000 {
			i := one(r.IntN(10) < 3) + 2*one(r.IntN(10) < 3)
			explore := r.IntN(10) == 0
			x := matrix.Assignment{ID: "x", Arm: []string{"rules", "explore"}[one(explore)], Share: []matrix.Share{0.9, 0.1}[one(explore)], Propensity: 1}
			if i == 0 {
				x.Propensity = x.Share
			}
			o := audit.Outcome{Worked: qualify.Known(i > 0 || explore), Experiment: x}
			d := &kinds[i]
			if o.Worked.Value {
				d = &called[i]
				o.Won, o.ClosedAt = qualify.Known(r.Float64() < chance[i]), asOf.AddDate(0, 0, 10)
			}
			a.Add(d, o)
		}
		report := a.Report(rs)
		covers += one(report.Weighted.Low <= truth && truth <= report.Weighted.High)
		for _, row := range report.Rules {
			better[row.ID] += one(row.Explored != nil && row.Explored.Verdict == audit.Better)
			if row.Backwards || row.Lift.Verdict == audit.Worse {
				t.Errorf("%s is worse: %+v", row.ID, row)
			}
		}
		if seed == 0 {
			t.Logf("rate %v, as worked %v; a %v, b %v", report.Weighted, report.Rate, report.Rules[0].Explored, report.Rules[1].Explored)
		}
	}
	t.Logf("of %d: the rate covers %.4f in %d (want %d), a is better in %d, b in %d (want %d)", n, truth, covers, least(n, 0.95), better["a"], better["b"], n*95/100)
	if covers < least(n, 0.95) || better["a"] < n*95/100 || better["b"] < n*95/100 {
		t.Errorf("of %d: the rate covers in %d, a is better in %d, b in %d", n, covers, better["a"], better["b"])
	}
}
