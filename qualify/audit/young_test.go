package audit_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// seeds is how often to simulate: 500 times where the published figures are
// wanted.
func seeds() int { return testkit.Amount(2, 30, 500) }

// least is the number of times out of n that something with chance p reaches
// but for once in a thousand.
func least(n int, p float64) int { return n - most(n, 1-p) }

func most(n int, p float64) int {
	sum, term := 0.0, 1.0
	for range n {
		term *= 1 - p
	}
	for k := 0; ; k++ {
		if sum += term; sum >= 0.999 {
			return k
		}
		term *= float64(n-k) / float64(k+1) * p / (1 - p)
	}
}

// Two years of leads of which one in five is won after 10 to 40 days and the
// others are given up after 60 to 120. Rates and the curve are right at the end,
// and a source of the last 70 days without effect has no verdict.
func TestYoungLeads(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {"rules": [{"id": "new", "when": "source == 'new'", "points": 5}]}}`)
	old, fresh := e.Decide(&qualify.Lead{ID: "1"}, asOf), e.Decide(&qualify.Lead{ID: "1", Source: "new"}, asOf)
	for _, partial := range []bool{false, true} {
		rates, curves, middles, verdicts := 0, 0, 0, 0
		months, covered := 0, 0
		n := seeds()
		for seed := range n {
			r := rand.New(rand.NewPCG(uint64(seed+1), 24))
			cutOff := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			a := audit.New(rs)
			a.Horizon = audit.Horizon{Days: 60, CutOff: cutOff}
			const day = 24 * time.Hour
			for range 24_000 {
				age := time.Duration(r.Int64N(int64(730 * day)))
				d := &old
				if age < 70*day && r.IntN(2) == 0 {
					d = &fresh
				}
				d.AsOf = cutOff.Add(-age)
				o := audit.Outcome{Worked: qualify.Known(true)}
				won := r.IntN(5) == 0
				delay := 60*day + time.Duration(r.Int64N(int64(60*day)))
				if won {
					delay = 10*day + time.Duration(r.Int64N(int64(30*day)))
				}
				if delay <= age {
					o.Won, o.ClosedAt = qualify.Known(won), d.AsOf.Add(delay)
				}
				if partial && !won && r.IntN(4) == 0 { // losers are looked up less
					o.Won, o.LookedUpAt = qualify.Opt[bool]{}, d.AsOf.Add(time.Duration(r.Int64N(int64(age)+1)))
				}
				a.Add(d, o)
			}
			report := a.Report(rs)
			rates += one(report.Rate.Low <= 0.2 && 0.2 <= report.Rate.High)
			for _, m := range report.Months {
				if m.Rate.Of >= 500 { // old enough, and not by a few days
					months++
					covered += one(m.Rate.Low <= 0.2 && 0.2 <= m.Rate.High)
				}
			}
			last := report.Curve[len(report.Curve)-1]
			curves += one(last.Low <= 0.2 && 0.2 <= last.High)
			for _, p := range report.Curve {
				if p.Day == 25 {
					middles += one(p.Low <= 0.1 && 0.1 <= p.High)
				}
			}
			v := report.Rules[0].Lift.Verdict
			verdicts += one(v == audit.Better || v == audit.Worse)
		}
		t.Logf("losers looked up less: %v: of %d the rate covers in %d, the curve at its end in %d and on day 25 in %d (want %d); verdicts on the source in %d (at most %d)",
			partial, n, rates, curves, middles, least(n, 0.95), verdicts, most(n, 0.05))
		t.Logf("of %d months that count the rate covers in %d (want %d)", months, covered, least(months, 0.95))
		if months < 20*n || covered < least(months, 0.95) {
			t.Errorf("of %d months the rate covers in %d", months, covered)
		}
		if rates < least(n, 0.95) || verdicts > most(n, 0.05) {
			t.Error("rates do not cover, or a source without effect has a verdict")
		}
		if curves < least(n, 0.95) || middles < least(n, 0.95) {
			t.Error("the curve does not cover")
		}
	}
}

// Rule a doubles the chance, rule b makes it six-fold, each alone makes ready,
// and only ready leads are called. Leads that meet a are lost more often than
// the other leads called; a is better for all that.
func TestSelection(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "facts": {"custom.a": {"type": "bool"}, "custom.b": {"type": "bool"}}, "scoring": {"ready_at": 10, "rules": [
		{"id": "a", "when": "custom.a", "points": 10}, {"id": "b", "when": "custom.b", "points": 10}]}}`)
	var kinds [4]qualify.Decision
	for i := range kinds {
		kinds[i] = e.Decide(&qualify.Lead{ID: "1", Custom: map[string]any{"a": i&1 > 0, "b": i&2 > 0}}, asOf)
	}
	cutOff := asOf.AddDate(0, 0, 90)
	worse, anyway, n := 0, 0, seeds()
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed+1), 25))
		a := audit.New(rs)
		a.Horizon = audit.Horizon{Days: 60, CutOff: cutOff}
		for range 20_000 {
			i := one(r.IntN(10) < 3) + 2*one(r.IntN(10) < 3)
			p := []float64{0.03, 0.06, 0.18, 0.36}[i]
			o := audit.Outcome{Worked: qualify.Known(i > 0)}
			if i > 0 {
				o.Won, o.ClosedAt = qualify.Known(r.Float64() < p), asOf.AddDate(0, 0, 10)
			}
			a.Add(&kinds[i], o)
		}
		report := a.Report(rs)
		wrong := false
		for _, row := range report.Rules {
			wrong = wrong || row.Lift.Verdict == audit.Worse || row.Anyway == nil || row.Anyway.Lift.Verdict == audit.Worse || row.Backwards
		}
		row := report.Rules[0]
		worse += one(wrong)
		anyway += one(row.Anyway != nil && row.Anyway.Lift.Verdict == audit.Better)
		if seed == 0 {
			t.Logf("a: %v %s; called anyway %v %s; like points %+v; telling %+v", row.Lift, row.Lift.Verdict, row.Anyway.Lift, row.Anyway.Lift.Verdict, row.Like, row.Telling)
		}
	}
	t.Logf("of %d: a or b is worse or backwards in %d, a is better among leads called anyway in %d (want %d)", n, worse, anyway, n*95/100)
	if worse > 0 || anyway < n*95/100 {
		t.Errorf("of %d: a or b is worse or backwards in %d, a is better among leads called anyway in %d", n, worse, anyway)
	}
}
