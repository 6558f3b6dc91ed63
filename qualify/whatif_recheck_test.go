package qualify_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// judgment is what RecheckAt watches.
type judgment struct {
	quadrant matrix.Quadrant
	status   matrix.Status
	band     string
	owner    matrix.Owner
}

func standingOf(d *qualify.Decision) judgment {
	return judgment{d.Quadrant, d.Status, d.Score.Band, d.Owner}
}

// timedRules are random rules that are about the time in every way there is.
func timedRules(g *generate.Generator) *qualify.RuleSet {
	r := g.Rand()
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	days := func() string { return pick("0", "0.25", "1", "3.5", "7", "14.2", "30", "45", "90.001", "365") }
	types := func() string { return pick("page_view", "webinar", "purchase", "demo_request", "email") }
	conditions := []func() string{
		func() string {
			return fmt.Sprintf("any(activities, .type == %q and .days_ago %s %s)", types(), pick("<", "<=", ">", ">=", "=="), days())
		},
		func() string {
			return fmt.Sprintf("count(activities, .days_ago %s %s) %s %d", pick("<", "<="), days(), pick(">=", "<", "=="), r.IntN(4))
		},
		func() string { return fmt.Sprintf("created_days_ago %s %s", pick("<", "<=", ">", ">="), days()) },
		func() string { return fmt.Sprintf("idle_days in %s..%d", days(), 10+r.IntN(100)) },
		func() string {
			return fmt.Sprintf("now %s date(%q)", pick("<", ">=", ">"), pick("2026-11-30", "2027-03-01 12:00:00"))
		},
		func() string {
			return fmt.Sprintf("custom.renewal - now %s duration(%q)", pick("<", ">="), pick("240h", "90m", "1000h"))
		},
		func() string {
			return fmt.Sprintf("any(activities, now - .at %s duration(%q))", pick("<=", ">"), pick("240h", "720h0.5s"))
		},
		func() string {
			return fmt.Sprintf("sum(filter(activities, .days_ago <= %s), .value) > %d", days(), r.IntN(60))
		},
		func() string { return fmt.Sprintf("floor(idle_days / 7) %s %d", pick("==", ">="), r.IntN(6)) },
		func() string { return fmt.Sprintf("(created_days_ago ?? %s) > idle_days + %s", days(), days()) },
		func() string {
			return fmt.Sprintf("(created_days_ago > %s ? idle_days : 2 * idle_days) >= %s", days(), days())
		},
		func() string { return fmt.Sprintf("min(map(activities, .days_ago)) >= %s", days()) },
		func() string {
			return fmt.Sprintf("max(map(filter(activities, .days_ago < %s), .value)) in [10, 50, 99.75]", days())
		},
		func() string { return "company.employees >= 50" },
		func() string { return g.Condition(2) },
	}
	var condition func() string
	condition = func() string {
		c := conditions[r.IntN(len(conditions))]()
		switch r.IntN(6) {
		case 0:
			return "(" + c + ") and (" + condition() + ")"
		case 1:
			return "(" + c + ") or (" + condition() + ")"
		case 2:
			return "not (" + c + ")"
		}
		return c
	}
	points := func(from ...scoring.Points) *scoring.Points { return new(from[r.IntN(len(from))]) }
	rs := &qualify.RuleSet{
		Name: "timed", Facts: map[string]qualify.Fact{"custom.renewal": {Type: "time"}, "custom.seats": {Type: "number"}, "custom.plan": {Type: "string"}, "custom.licence": {Type: "bool"}, "custom.tags": {Type: "strings"}},
		Lists:       map[string][]string{"rivals": {"rival.example"}, "long": {"go", "vp"}},
		Tables:      generate.Tables(),
		WhenUnknown: qualify.UnknownPolicy(pick("", "open", "unmet")),
	}
	maps.Copy(rs.Facts, generate.ActivityFacts())
	for i := range r.IntN(3) {
		rs.Screening = append(rs.Screening, qualify.Step{ID: fmt.Sprint("step", i), When: "(" + condition() + ") and (" + condition() + ")", Status: matrix.Status(pick("", "excluded")), UnlessHandRaised: r.IntN(2) == 0})
	}
	if r.IntN(2) == 0 {
		rs.ICP = &icp.Profile{GoodAt: new(icp.Share(0.5)), Grades: []icp.Grade{{Name: "A", Min: 0.7}, {Name: "B", Min: 0.3}}}
		for i := range 1 + r.IntN(3) {
			rs.ICP.Criteria = append(rs.ICP.Criteria, icp.Criterion{ID: fmt.Sprint("c", i), When: condition(), Required: r.IntN(4) == 0})
		}
	}
	if r.IntN(2) == 0 {
		rs.HandRaise = append(rs.HandRaise, qualify.Raise{ID: "raise", When: condition()})
	}
	for i := range r.IntN(3) {
		when := condition()
		if r.IntN(2) == 0 {
			results := []string{
				"score.points > 7", "score.points in 2..6.5", "score.points == nil", "score.points < idle_days", "score.band in ['1', '3']", "score.band == ''",
				"readiness.verdict == 'ready'", "hand_raised", "quadrant == 'undetermined'", "status != 'mql'", "(readiness.verdict ?? 'open') == 'open'",
			}
			if rs.ICP != nil {
				results = append(results, "fit.share >= 0.5", "fit.grade == 'A'", "fit.grade == ''", "fit.grade == nil", "cell in ['A1', 'B2', '']", "cell == nil", "fit.verdict == 'good'")
			}
			when = pick(results...) + pick("", " and ", " or ")
			if strings.HasSuffix(when, " ") {
				when += "(" + condition() + ")"
			}
		}
		rs.Routes = append(rs.Routes, matrix.Route{ID: fmt.Sprint("r", i), Team: pick(matrix.Sales, matrix.Marketing), When: when, Owners: []matrix.Candidate{{ID: "ana"}, {ID: "bo"}}})
	}
	m := &scoring.Model{ReadyAt: points(5, 12, 20.5), Bands: []scoring.Band{{Name: "1", Min: 15}, {Name: "2", Min: 7}, {Name: "3", Min: -3}}}
	if r.IntN(2) == 0 {
		m.Groups = []scoring.Group{{ID: "g", Min: new(scoring.Points(0)), Max: points(10, 20), ReadyAt: points(1, 4)}}
	}
	for i := range 1 + r.IntN(5) {
		rule := scoring.Rule{ID: fmt.Sprint("rule", i), Points: points(1, 5, 8, -3, 12.345)}
		if m.Groups != nil && r.IntN(2) == 0 {
			rule.Group = "g"
		}
		switch r.IntN(6) {
		case 0:
			rule.When = condition()
		case 1:
			rule.Points, rule.Tiers = nil, []scoring.Tier{{When: condition(), Points: 9}, {When: condition(), Points: 4}, {When: condition(), Points: -1}}
		case 2:
			rule.Points, rule.Min, rule.Max = nil, new(scoring.Points(-20)), new(scoring.Points(15))
			rule.Compute = pick("-2 * floor(idle_days / 7)", "10 - created_days_ago", "count(activities, .days_ago <= 30)", "20 / (1 + idle_days)", "abs(created_days_ago - 40) / 10", "sum(activities, .value / (1 + .days_ago))")
		default:
			rule.Each = pick(".value >= 0", ".type != 'email'", ".days_ago <= 60", "now - .at > duration('24h')")
			if r.IntN(2) == 0 {
				rule.Limit = 1 + r.IntN(3)
				rule.PerDays = []scoring.Days{0, 1, 7, 0.5}[r.IntN(4)]
			}
			if r.IntN(2) == 0 {
				rule.WithinDays = []scoring.Days{7, 30, 60.5}[r.IntN(3)]
			}
			if r.IntN(3) == 0 {
				rule.When = condition()
			}
			switch r.IntN(4) {
			case 0, 1:
				rule.Decay = &scoring.Decay{Kind: scoring.Linear, Rate: new([]scoring.Rate{0.5, 1, 0.25}[r.IntN(3)]), EveryDays: []scoring.Days{30, 7}[r.IntN(2)], Stepped: r.IntN(3) == 0}
			case 2:
				rule.Decay = &scoring.Decay{Kind: scoring.HalfLife, Days: []scoring.Days{10, 45}[r.IntN(2)], Stepped: r.IntN(3) == 0}
			}
		}
		m.Rules = append(m.Rules, rule)
	}
	rs.Scoring = m
	return rs
}

// timedLead is a random lead, at times with activities that are dated later or
// at odd nanoseconds.
func timedLead(g *generate.Generator) *qualify.Lead {
	l, r := g.Lead(), g.Rand()
	for i := range l.Activities {
		a := &l.Activities[i]
		switch {
		case a.At.IsZero():
		case r.IntN(8) == 0:
			a.At = generate.AsOf.Add(time.Duration(r.Int64N(int64(100 * 24 * time.Hour))))
		case r.IntN(3) == 0:
			a.At = a.At.Add(-time.Duration(r.Int64N(int64(24 * time.Hour))))
		}
	}
	return l
}

// recheckCase checks one answer of RecheckAt against stepping, and tells
// whether there is a change and whether the answer is its exact instant.
func recheckCase(t *testing.T, e *qualify.Engine, d *qualify.Decider, l *qualify.Lead, r *rand.Rand, byHour bool) (changes, exact bool) {
	asOf := generate.AsOf
	at, ok := recheckAt(t, e, l, asOf)
	base := standingOf(d.Decide(l, asOf))
	same := func(now time.Time) bool {
		return standingOf(d.Decide(l, now)) == base
	}
	check := func(now time.Time) {
		if now = now.Truncate(time.Second); now.After(asOf) && (!ok || now.Before(at)) && !same(now) {
			t.Errorf("changed at %v; RecheckAt says %v, %v", now, at, ok)
		}
	}
	const day = 24 * time.Hour
	if byHour {
		for h := time.Hour; h <= 60*day && !t.Failed(); h += time.Hour {
			check(asOf.Add(h))
		}
	}
	for range 40 {
		check(asOf.Add(time.Duration(r.Int64N(24*1000)) * time.Hour))
	}
	for _, days := range []float64{0, 0.25, 1, 3.5, 7, 14, 14.2, 30, 45, 60, 60.5, 90, 90.001, 180, 365} {
		for i := range l.Activities {
			edge := l.Activities[i].At.Add(time.Duration(days * float64(day)))
			check(edge)
			check(edge.Add(time.Second))
			check(edge.Add(-time.Second))
		}
		if !l.CreatedAt.IsZero() {
			check(l.CreatedAt.Add(time.Duration(days * float64(day))))
			check(l.CreatedAt.Add(time.Duration(days*float64(day)) + time.Second))
		}
	}
	if !ok {
		return false, true
	}
	if !at.After(asOf) || at.Nanosecond() != 0 {
		t.Errorf("RecheckAt says %v, which is no whole second after %v", at, asOf)
	}
	check(at.Add(-time.Second))
	return true, !same(at)
}

// RecheckAt is never later than the first change, and almost always exact. The
// environment variable LEADQUAL_LONG makes it a million cases.
func TestOracleRecheck(t *testing.T) {
	worlds, leads := testkit.Amount(8, 400, 40_000), 25
	changes, exact, cases := 0, 0, 0
	for seed := *firstSeed; seed < *firstSeed+uint64(worlds) && !t.Failed(); seed++ {
		g := generate.New(seed, generate.Options{})
		var rs *qualify.RuleSet
		if seed%4 == 0 {
			rs = g.RuleSet()
		} else {
			rs = timedRules(g)
		}
		e, err := qualify.Compile(rs, nil)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		d := e.NewDecider()
		for i := range leads {
			l := timedLead(g)
			changed, was := recheckCase(t, e, d, l, g.Rand(), i == 0 && seed%4 == 1)
			cases++
			if changed {
				changes++
				if was {
					exact++
				}
			}
			if t.Failed() {
				t.Logf("seed %d, lead %d: %+v", seed, i, l)
				break
			}
		}
	}
	t.Logf("%d cases from seed %d: %d change, %d of them at exactly the instant", cases, *firstSeed, changes, exact)
	if changes*3 < cases {
		t.Errorf("only %d of %d leads change: the test has lost its teeth", changes, cases)
	}
	if exact*100 < changes*99 {
		t.Errorf("only %d of %d instants are exact", exact, changes)
	}
}
