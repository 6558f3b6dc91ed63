package audit_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/scoring"
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

// history is 26 months from January 2024 on of leads decided at instants of their
// own; lead gives points and the chance of being won within 30 days by the month,
// 0 to 25. The others are lost.
func history26(t testing.TB, seed uint64, leads int, lead func(r *rand.Rand, month int) (points int, chance float64)) *audit.Report {
	t.Helper()
	rs, decide := scored(t)
	r := rand.New(rand.NewPCG(seed, 1))
	a := audit.New(rs)
	a.Horizon = audit.Horizon{Days: 30, CutOff: monthStart(27)}
	for i := range leads {
		month := i % 26
		from := monthStart(month)
		at := from.Add(time.Duration(r.Int64N(int64(monthStart(month + 1).Sub(from)))))
		points, chance := lead(r, month)
		a.Add(decide(points, at), audit.Outcome{
			Worked: qualify.Known(true), Won: qualify.Known(r.Float64() < chance),
			ClosedAt: at.Add(time.Duration(r.Int64N(int64(30 * 24 * time.Hour)))),
		})
	}
	return a.Report(rs)
}

func monthStart(month int) time.Time {
	return time.Date(2024, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC)
}

func monthName(month int) string { return monthStart(month).Format("2006-01") }

// The rate rises from 3 to 63 % in one month, and points rise too: one alarm for
// each, in that month, whichever it is. By chance another month has one as well in
// three reports of a thousand.
func TestDriftBeginsOnce(t *testing.T) {
	reports, others := 0, 0
	for month := 3; month < 24; month += testkit.Amount(10, 4, 1) {
		for seed := range uint64(testkit.Amount(1, 2, 20)) {
			report := history26(t, 100*uint64(month)+seed, 41_188, func(r *rand.Rand, at int) (int, float64) {
				if at < month {
					return r.IntN(60), 0.03
				}
				return 20 + r.IntN(70), 0.63
			})
			if a := report.Ages; a.OldEnough != 41_188 {
				t.Fatalf("%+v", a)
			}
			points, rate := drifts(report)
			want := monthName(month)
			if !reflect.DeepEqual(points, []string{want}) || !slices.Contains(rate, want) {
				t.Errorf("a step in %s, seed %d: points %s, rate %s", want, seed, points, rate)
			}
			reports, others = reports+1, others+one(len(rate) != 1)
			if w := report.Warnings; len(w) != 1+len(rate) || w[0] != fmt.Sprintf("From %s on leads score differently than before.", want) ||
				len(rate) == 1 && !strings.HasPrefix(w[1], fmt.Sprintf("From %s on another share of leads is won than before: ", want)) {
				t.Errorf("%q", w)
			}
		}
	}
	t.Logf("of %d reports of one step %d have another alarm", reports, others)
	if others > most(reports, 0.003) {
		t.Errorf("of %d reports of one step %d have another alarm, want at most %d", reports, others, most(reports, 0.003))
	}
}

// The rate alone moves: points are left alone, and the other way round.
func TestDriftOfOneAlone(t *testing.T) {
	for seed := range uint64(testkit.Amount(1, 3, 20)) {
		points, rate := drifts(history26(t, seed+1, 41_188, func(r *rand.Rand, at int) (int, float64) {
			return r.IntN(60), []float64{0.03, 0.63}[one(at >= 14)]
		}))
		if len(points) > 0 || !reflect.DeepEqual(rate, []string{"2025-03"}) {
			t.Errorf("the rate moves in 2025-03: points %s, rate %s", points, rate)
		}
		points, rate = drifts(history26(t, seed+1, 41_188, func(r *rand.Rand, at int) (int, float64) {
			return r.IntN(60) + 20*one(at >= 14), 0.03
		}))
		if len(rate) > 0 || !reflect.DeepEqual(points, []string{"2025-03"}) {
			t.Errorf("points move in 2025-03: points %s, rate %s", points, rate)
		}
	}
}

// Points and rate rise from month to month for a year: none of the alarms is
// before it begins or more than a month after it ends, and the first comes soon.
func TestDriftThatIsGradual(t *testing.T) {
	for seed := range uint64(testkit.Amount(1, 3, 20)) {
		report := history26(t, seed+1, 41_188, func(r *rand.Rand, at int) (int, float64) {
			step := min(12, max(0, at-8)) // from October 2024 to September 2025
			return r.IntN(60) + 3*step, 0.03 + 0.05*float64(step)
		})
		points, rate := drifts(report)
		t.Logf("points %s, rate %s", points, rate)
		for what, alarms := range map[string][]string{"points": points, "rate": rate} {
			if len(alarms) < 2 || alarms[0] < monthName(9) || alarms[0] > monthName(11) || alarms[len(alarms)-1] > monthName(21) {
				t.Errorf("seed %d: %s drift from %s to %s: %s", seed+1, what, monthName(9), monthName(20), alarms)
			}
		}
	}
}

// Where nearly all leads have one score, those that come to have another are
// seen, on either side, and a report is JSON.
func TestDriftFromOneScore(t *testing.T) {
	for name, draw := range map[string]func(*rand.Rand, bool) int{
		"all at 50, then more":        func(r *rand.Rand, late bool) int { return 50 + 20*one(late && r.IntN(2) == 0) },
		"all at 50, then less":        func(r *rand.Rand, late bool) int { return 50 - 20*one(late && r.IntN(2) == 0) },
		"19 of 20 at 50, then all up": func(r *rand.Rand, late bool) int { return 50 - 50*one(r.IntN(20) == 0) + 30*one(late) },
		"19 of 20 at 50, then half up": func(r *rand.Rand, late bool) int {
			return 50 - 50*one(r.IntN(20) == 0) + 30*one(late && r.IntN(2) == 0)
		},
	} {
		report := history26(t, 1, 26*200, func(r *rand.Rand, at int) (int, float64) { return draw(r, at >= 16), 0.2 })
		if points, rate := drifts(report); !reflect.DeepEqual(points, []string{monthName(16)}) || len(rate) > 0 {
			t.Errorf("%s: points %s, rate %s", name, points, rate)
		}
	}
	same := history26(t, 1, 26*200, func(*rand.Rand, int) (int, float64) { return 50, 0.2 })
	if points, rate := drifts(same); len(points)+len(rate) > 0 {
		t.Errorf("nothing changes: points %s, rate %s", points, rate)
	}
	if _, err := json.Marshal(same); err != nil {
		t.Error(err)
	}
}

// Of months of few leads without a change at most one in fifty is taken for one,
// however points are spread.
func TestDriftOfFewLeads(t *testing.T) {
	spreads := []struct {
		name string
		draw func(*rand.Rand) int
	}{
		{"3 scores", func(r *rand.Rand) int { return r.IntN(3) }},
		{"7 scores", func(r *rand.Rand) int { return r.IntN(7) }},
		{"100 scores", func(r *rand.Rand) int { return r.IntN(100) }},
		{"19 of 20 at 0", func(r *rand.Rand) int { return 50 * one(r.IntN(20) == 0) }},
		{"4 of 5 at 0", func(r *rand.Rand) int { return r.IntN(100) * one(r.IntN(5) == 0) }},
		{"all at 50", func(*rand.Rand) int { return 50 }},
		{"19 of 20 at 50", func(r *rand.Rand) int { return 50 - 50*one(r.IntN(20) == 0) }},
		{"18 of 20 at 50", func(r *rand.Rand) int { return 30 + []int{20, 40, 0}[max(0, r.IntN(20)-17)] }},
		{"most near 0", func(r *rand.Rand) int { return int(min(100, r.ExpFloat64()*10)) }},
	}
	reports := testkit.Amount(4, 40, 400)
	for _, leads := range []int{20, 35, 50, 70, 100} {
		for i, s := range spreads {
			points, rate, months := 0, 0, 0
			for seed := range reports {
				report := history26(t, uint64(seed+1), 26*leads, func(r *rand.Rand, _ int) (int, float64) {
					return s.draw(r), []float64{0.2, 0.03}[i%2]
				})
				p, q := drifts(report)
				points, rate = points+len(p), rate+len(q)
				for _, m := range report.Months {
					months += one(m.PSILimit > 0)
				}
			}
			t.Logf("%d leads, %s: of %d months points drift in %d (%.2f %%), the rate in %d (%.2f %%)", leads, s.name,
				months, points, 100*float64(points)/float64(months), rate, 100*float64(rate)/float64(months))
			if points+rate > most(months, 0.02) || testkit.Long() && 50*(points+rate) > months {
				t.Errorf("%d leads a month, %s: %d alarms in %d months", leads, s.name, points+rate, months)
			}
		}
	}
}

// Months before which nearly all leads scored alike have no limit, and the report
// can be written in every form.
func TestMonthsAlikeInOneGroup(t *testing.T) {
	var a audit.Audit
	for i := range 900 {
		d := &qualify.Decision{AsOf: asOf.AddDate(0, i/300, 0)}
		d.Score.Points = scoring.Points(min(1, i%30))
		a.Add(d, audit.Outcome{Won: qualify.Known(i%5 == 0)})
	}
	r := a.Report(nil)
	for _, m := range r.Months {
		if math.IsInf(m.PSILimit, 0) || m.PointsDrift {
			t.Errorf("%+v", m)
		}
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}
