package audit_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// scored makes decisions with the points that it is given.
func scored(t testing.TB) (*qualify.RuleSet, func(points int, at time.Time) *qualify.Decision) {
	rs, e := rules(t, `{"name": "x", "facts": {"custom.n": {"type": "number"}}, "scoring": {"rules": [{"id": "n", "compute": "custom.n", "min": 0, "max": 100}]}}`)
	d := e.NewDecider()
	return rs, func(points int, at time.Time) *qualify.Decision {
		return d.Decide(&qualify.Lead{ID: "1", Custom: map[string]any{"n": points}}, at)
	}
}

// drifts are the months from which on points and rate differ.
func drifts(r *audit.Report) (points, rate []string) {
	for _, m := range r.Months {
		if m.PointsDrift {
			points = append(points, m.Month)
		}
		if m.RateDrift {
			rate = append(rate, m.Month)
		}
	}
	return points, rate
}

// A step is one alarm, in the month that it begins in.
func TestDriftBeginsOnce(t *testing.T) {
	rs, decide := scored(t)
	for month := 3; month < 24; month += testkit.Amount(21, 4, 4) {
		r := rand.New(rand.NewPCG(uint64(month), 1))
		var a audit.Audit
		for i := range 26 * 1584 {
			at := time.Date(2024, time.Month(1+i%26), 2+i/26%27, 1, 0, 0, 0, time.UTC)
			points, rate := r.IntN(60), 3
			if i%26 >= month {
				points, rate = 20+r.IntN(70), 63
			}
			a.Add(decide(points, at), audit.Outcome{Won: qualify.Known(r.IntN(100) < rate)})
		}
		report := a.Report(rs)
		points, rate := drifts(report)
		want := []string{time.Date(2024, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")}
		if !reflect.DeepEqual(points, want) || !reflect.DeepEqual(rate, want) {
			t.Errorf("a step in %s: points %s, rate %s", want, points, rate)
		}
		if w := report.Warnings; len(w) != 2 || w[0] != fmt.Sprintf("From %s on leads score differently than before.", want[0]) {
			t.Errorf("%q", w)
		}
	}
}

// Months of few leads without a change are left alone.
func TestDriftOfFewLeads(t *testing.T) {
	rs, decide := scored(t)
	reports := testkit.Amount(5, 80, 80)
	for _, leads := range []int{20, 35, 50, 100} {
		for _, spread := range []int{3, 7, 100} {
			alarms, months := 0, 0
			for seed := range reports {
				r := rand.New(rand.NewPCG(uint64(seed+1), uint64(leads)))
				var a audit.Audit
				for month := range 24 {
					for range leads {
						at := time.Date(2024, time.Month(1+month), 3, 0, 0, 0, 0, time.UTC)
						a.Add(decide(r.IntN(spread), at), audit.Outcome{Won: qualify.Known(r.IntN(5) == 0)})
					}
				}
				points, rate := drifts(a.Report(rs))
				alarms += len(points) + len(rate)
				months += 24
			}
			t.Logf("%d leads, %d scores: %d alarms in %d months", leads, spread, alarms, months)
			if alarms*50 > months {
				t.Errorf("%d leads a month, %d scores: %d alarms in %d months", leads, spread, alarms, months)
			}
		}
	}
}
