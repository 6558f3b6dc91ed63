package qualify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// Worked values of other products' published algorithms, each expressed as a
// rule set of this one.

var vectorTime = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func decideVector(t *testing.T, rs *qualify.RuleSet, l qualify.Lead) qualify.Decision {
	t.Helper()
	rs.Name, l.ID = "vector", "L"
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e.Decide(&l, vectorTime)
}

// Salesforce's Account Engagement grades a prospect on a ladder in thirds of a
// letter. It starts at D; a criterion moves it up by its steps where it
// matches, down where it does not, and not at all where it is unknown.
func TestPardotGrade(t *testing.T) {
	ladder := []string{"F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+"}
	for _, x := range []struct {
		steps []int // of the criteria, negative for one that does not match, 0 for one unknown
		grade string
	}{
		{[]int{1}, "D+"},
		{[]int{2}, "C-"},
		{[]int{3}, "C"},
		{[]int{2, 2, 2, 2, 2}, "A+"},
		{[]int{-3}, "F"},
		{[]int{3, -1}, "C-"},
		{nil, "D"},
		{[]int{3, 0, -1}, "C-"},
	} {
		m := &scoring.Model{Min: new(scoring.Points(0)), Max: new(scoring.Points(12))}
		m.Rules = []scoring.Rule{{ID: "start", When: "true", Points: new(scoring.Points(2))}}
		rs := &qualify.RuleSet{Scoring: m, Facts: map[string]qualify.Fact{}}
		l := qualify.Lead{Custom: map[string]any{}}
		for i, step := range x.steps {
			fact, size := fmt.Sprintf("c%d", i), scoring.Points(max(step, -step))
			rs.Facts["custom."+fact] = qualify.Fact{Type: "bool"}
			m.Rules = append(m.Rules,
				scoring.Rule{ID: fact + " matches", When: "custom." + fact, Points: new(size)},
				scoring.Rule{ID: fact + " does not", When: "not custom." + fact, Points: new(-size)})
			if step != 0 {
				l.Custom[fact] = step > 0
			}
		}
		for i := len(ladder) - 1; i >= 0; i-- {
			m.Bands = append(m.Bands, scoring.Band{Name: ladder[i], Min: scoring.Points(i)})
		}
		d := decideVector(t, rs, l)
		if have := ladder[int(d.Score.Points)]; have != x.grade || d.Score.Band != x.grade {
			t.Errorf("%v: %s, band %q, want %s", x.steps, have, d.Score.Band, x.grade)
		}
	}
}

// Oracle's Eloqua adds up weight times points of the value of each field: as a
// score with tiers, and as the share of a profile.
func TestEloquaProfileScore(t *testing.T) {
	type value struct {
		name   string
		points int64 // of 100
	}
	fields := []struct {
		name   string
		weight int64 // percent
		values []value
	}{
		{"title", 30, []value{{"VP", 100}, {"Director", 50}}},
		{"industry", 30, []value{{"Software", 100}, {"Pharma", 100}}},
		{"revenue", 25, []value{{"1bn", 100}, {"100m", 20}}},
		{"competitor", 15, []value{{"Competitor 2", 80}, {"none", 0}}},
	}
	rs := &qualify.RuleSet{Facts: map[string]qualify.Fact{}, ICP: &icp.Profile{}, Scoring: &scoring.Model{}}
	for _, f := range fields {
		rs.Facts["custom."+f.name] = qualify.Fact{Type: "string"}
		r, c := scoring.Rule{ID: f.name}, icp.Criterion{ID: f.name, Weight: new(icp.Weight(f.weight))}
		for _, v := range f.values {
			when := fmt.Sprintf("custom.%s == %q", f.name, v.name)
			r.Tiers = append(r.Tiers, scoring.Tier{When: when, Points: scoring.Points(f.weight*v.points) / 100})
			c.Tiers = append(c.Tiers, icp.Tier{When: when, Share: new(icp.Share(v.points) / 100)})
		}
		rs.Scoring.Rules, rs.ICP.Criteria = append(rs.Scoring.Rules, r), append(rs.ICP.Criteria, c)
	}
	for _, x := range []struct {
		lead map[string]any
		want scoring.Points
	}{
		{map[string]any{"title": "VP", "industry": "Software", "revenue": "1bn", "competitor": "Competitor 2"}, 97},
		{map[string]any{"title": "Director", "industry": "Pharma", "revenue": "100m", "competitor": "none"}, 50},
	} {
		d := decideVector(t, rs, qualify.Lead{Custom: x.lead})
		if d.Score.Points != x.want || d.Score.Low != d.Score.High {
			t.Errorf("%v: %+v, want %v", x.lead, d.Score.Column, x.want)
		}
		if share := float64(x.want) / 100; d.Fit.Share != share || d.Fit.High != share {
			t.Errorf("%v: a share of %v to %v, want %v", x.lead, d.Fit.Share, d.Fit.High, share)
		}
	}
}

// HubSpot lets an event's points fall by a rate per period from the event's own
// date; MadKudu lets them fall to nothing over a lifespan.
func TestLinearDecayVectors(t *testing.T) {
	for _, x := range []struct {
		name   string
		points scoring.Points
		rate   scoring.Rate
		every  scoring.Days
		age    float64
		want   scoring.Points
	}{
		{"HubSpot, new", 10, 0.5, 30, 0, 10},
		{"HubSpot, one period", 10, 0.5, 30, 30, 5},
		{"HubSpot, half a period", 10, 0.5, 30, 15, 7.5},
		{"HubSpot, gone", 10, 0.5, 30, 60, 0},
		{"HubSpot, long gone", 10, 0.5, 30, 900, 0},
		{"MadKudu", 9, 1, 90, 3, 8.7},
	} {
		rs := &qualify.RuleSet{Scoring: &scoring.Model{Rules: []scoring.Rule{{
			ID: "event", Each: ".type == 'event'", Points: new(x.points),
			Decay: &scoring.Decay{Kind: scoring.Linear, Rate: new(x.rate), EveryDays: x.every},
		}}}}
		at := vectorTime.Add(-time.Duration(x.age * float64(24*time.Hour)))
		d := decideVector(t, rs, qualify.Lead{Activities: []qualify.Activity{{Type: "event", At: at}}})
		if d.Score.Points != x.want {
			t.Errorf("%s: %v, want %v", x.name, d.Score.Points, x.want)
		}
	}
}

// Kleene's tables, with the operands either way round.
func TestKleeneVectors(t *testing.T) {
	const m, u, f = truth.Met, truth.Unknown, truth.Unmet
	rs := &qualify.RuleSet{
		Facts: map[string]qualify.Fact{"custom.a": {Type: "bool"}, "custom.b": {Type: "bool"}},
		Checklists: []bant.Checklist{{ID: "kleene", Items: []bant.Item{
			{ID: "and", When: "custom.a and custom.b"}, {ID: "or", When: "custom.a or custom.b"}, {ID: "not", When: "not custom.a"},
		}}},
	}
	for _, x := range []struct{ a, b, and, or truth.Truth }{
		{m, m, m, m}, {m, u, u, m}, {m, f, f, m}, {u, u, u, u}, {u, f, f, u}, {f, f, f, f},
	} {
		for _, swap := range []bool{false, true} {
			lead := qualify.Lead{Custom: map[string]any{}}
			a, b := x.a, x.b
			if swap {
				a, b = b, a
			}
			for name, v := range map[string]truth.Truth{"a": a, "b": b} {
				if v != u {
					lead.Custom[name] = v == m
				}
			}
			d := decideVector(t, rs, lead)
			want := []bant.ItemOutcome{{ID: "and", Outcome: x.and}, {ID: "or", Outcome: x.or}, {ID: "not", Outcome: a.Not()}}
			for i, have := range d.Checklists[0].Items {
				if have != want[i] {
					t.Errorf("%v, %v: %+v, want %+v", a, b, have, want[i])
				}
			}
		}
	}
}
