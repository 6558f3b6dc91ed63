package lint

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// world is a rule set over so few facts that every lead that can be told apart
// is decided.
type world struct {
	rs    *qualify.RuleSet
	leads []*qualify.Lead
}

// sizeTest is a condition on one fact.
func sizeTest(r *rand.Rand) string {
	a, b := 10*r.IntN(5), 10*r.IntN(5)
	switch r.IntN(4) {
	case 0:
		return fmt.Sprintf("company.employees >= %d", a)
	case 1:
		return fmt.Sprintf("company.employees < %d", a)
	case 2:
		return fmt.Sprintf("company.employees in %d..%d", a, b)
	}
	return fmt.Sprintf("company.employees == %d or company.employees > %d", a, b)
}

// anyTest is a condition on the facts of a world.
func anyTest(r *rand.Rand) string {
	switch r.IntN(8) {
	case 0:
		return "custom.a"
	case 1:
		return "not custom.b"
	case 2:
		return "person.region == '" + []string{"EMEA", "APAC", "AMER"}[r.IntN(3)] + "'"
	case 3:
		return "custom.a and " + sizeTest(r)
	}
	return sizeTest(r)
}

func newWorld(seed uint64) *world {
	r := rand.New(rand.NewPCG(seed, 7))
	rs := &qualify.RuleSet{
		Name: "world", Facts: map[string]qualify.Fact{"custom.a": {Type: "bool"}, "custom.b": {Type: "bool"}},
		ICP: &icp.Profile{GoodAt: new(icp.Share(r.IntN(11)) / 10)}, Scoring: &scoring.Model{},
	}
	amount := func(from, to int) *scoring.Points {
		return new(scoring.Points(from + 5*r.IntN((to-from)/5+1)))
	}
	for i := range 1 + r.IntN(3) {
		c := icp.Criterion{ID: fmt.Sprint("c", i), Required: r.IntN(3) == 0, Weight: new(icp.Weight(r.IntN(4)))}
		if r.IntN(3) == 0 {
			c.Tiers = []icp.Tier{{When: anyTest(r), Share: new(icp.Share(0.8))}, {When: anyTest(r), Share: new(icp.Share(0.3))}}
		} else {
			c.When = anyTest(r)
		}
		rs.ICP.Criteria = append(rs.ICP.Criteria, c)
	}
	m := rs.Scoring
	m.Groups = []scoring.Group{{ID: "g"}}
	for _, at := range []**scoring.Points{&m.Groups[0].Min, &m.Min} {
		if r.IntN(2) == 0 {
			*at = amount(-20, 0)
		}
	}
	for _, at := range []**scoring.Points{&m.Groups[0].Max, &m.Max} {
		if r.IntN(2) == 0 {
			*at = amount(5, 30)
		}
	}
	for i := range 1 + r.IntN(4) {
		rule := scoring.Rule{ID: fmt.Sprint("r", i), Group: []string{"", "g"}[r.IntN(2)]}
		if r.IntN(3) == 0 {
			high := amount(0, 20)
			rule.Tiers = []scoring.Tier{{When: anyTest(r), Points: *high}, {When: anyTest(r), Points: *high - scoring.Points(10)}}
			if r.IntN(2) == 0 {
				rule.When = anyTest(r)
			}
		} else {
			rule.When, rule.Points = anyTest(r), amount(-15, 20)
		}
		m.Rules = append(m.Rules, rule)
	}
	m.ReadyAt = amount(0, 40)
	if r.IntN(2) == 0 {
		m.Groups[0].ReadyAt = amount(-5, 20)
	}
	for i, low := range []int{30, 15, 5, 0} {
		if r.IntN(3) > 0 {
			m.Bands = append(m.Bands, scoring.Band{Name: fmt.Sprint(i), Min: scoring.Points(low)})
		}
	}
	for i, low := range []icp.Share{0.9, 0.6, 0.3, 0} {
		if r.IntN(3) > 0 {
			rs.ICP.Grades = append(rs.ICP.Grades, icp.Grade{Name: fmt.Sprint(i), Min: low})
		}
	}
	return &world{rs, everyLead()}
}

// everyLead has every value that the tests tell apart, and every hole.
func everyLead() []*qualify.Lead {
	sizes := []qualify.Opt[float64]{{}}
	for i := -1; i < 9; i++ {
		sizes = append(sizes, qualify.Known(5*float64(i)))
	}
	sizes = append(sizes, qualify.Known(1000.0))
	flags := []any{nil, true, false}
	var out []*qualify.Lead
	for _, size := range sizes {
		for _, region := range []string{"", "EMEA", "APAC", "AMER", "other"} {
			for _, a := range flags {
				for _, b := range flags {
					l := &qualify.Lead{ID: "L-1", Company: qualify.Company{Employees: size}, Person: qualify.Person{Region: region}, Custom: map[string]any{}}
					if a != nil {
						l.Custom["a"] = a
					}
					if b != nil {
						l.Custom["b"] = b
					}
					out = append(out, l)
				}
			}
		}
	}
	return out
}

// What lint says of a small world is held against all its leads. Where a claim
// could be made and is not, that is counted: reasoning that never says anything
// would be right too.
func TestAgainstEveryLead(t *testing.T) {
	made, missed := 0, 0
	for seed := range uint64(testkit.Amount(6, 100, 5000)) {
		w := newWorld(seed)
		k, err := newChecker(t.Context(), w.rs, nil)
		if err != nil {
			t.Fatal(err)
		}
		var decisions []qualify.Decision
		for _, l := range w.leads {
			decisions = append(decisions, k.engine.Decide(l, asOf()))
		}
		r := k.reach()
		for _, target := range k.targets() {
			reason := r.target(&target)
			reached := slices.ContainsFunc(decisions, func(d qualify.Decision) bool { return target.Reached(&d) })
			switch {
			case reached && reason != "":
				t.Errorf("seed %d: %+v is called unreachable (%s), and is reached", seed, target, reason)
			case reason != "":
				made++
			case !reached:
				missed++
			}
		}
		_, _ = k.check(t.Context())
		for _, f := range k.findings {
			made++
			if bad := w.denies(&f, k, decisions); bad != "" {
				t.Errorf("seed %d: %s: %s", seed, f.String(), bad)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d claims made, %d missed", made, missed)
	if made < 5*missed {
		t.Errorf("%d claims made, and %d that could have been are not", made, missed)
	}
}

// denies says how the leads of a world show that a finding is wrong.
func (w *world) denies(f *Finding, k *checker, decisions []qualify.Decision) string {
	for i := range decisions {
		if bad := contradictedBy(f, w.rs, &decisions[i]); bad != "" {
			return bad
		}
	}
	var i int
	switch f.Code {
	case CodeWeightNoEffect:
		if _, err := fmt.Sscanf(f.Path, "icp.criteria[%d]", &i); err != nil {
			return err.Error()
		}
		return w.changes(decisions, func(rs *qualify.RuleSet) {
			p := *rs.ICP
			p.Criteria = slices.Clone(p.Criteria)
			// The total stays, so that nothing but the outcome is another.
			p.Criteria[i].When, p.Criteria[i].Tiers = "false", nil
			rs.ICP = &p
		}, func(a, b *qualify.Decision) bool { return a.Fit.Verdict == b.Fit.Verdict && a.Fit.Grade == b.Fit.Grade })
	case CodePointsHidden:
		if _, err := fmt.Sscanf(f.Path, "scoring.rules[%d]", &i); err != nil {
			return err.Error()
		}
		own := k.score(false).items[i].amounts()
		return w.clipped(k, i, own)
	case CodeThresholdAlways:
		for _, d := range decisions {
			if f.Path == "icp.good_at" && d.Fit.Verdict != icp.Good {
				return "a lead is no good fit"
			}
			if f.Path == "scoring.groups[0].ready_at" && d.Score.Groups[0].Low < *w.rs.Scoring.Groups[0].ReadyAt {
				return "a lead has fewer points in the group"
			}
		}
	case CodeThresholdUnreachable:
		for _, d := range decisions {
			if f.Path == "icp.good_at" && d.Fit.Verdict == icp.Good {
				return "a lead is a good fit"
			}
			if f.Path == "scoring.groups[0].ready_at" && d.Score.Groups[0].Low >= *w.rs.Scoring.Groups[0].ReadyAt {
				return "a lead has as many points in the group"
			}
		}
	}
	return ""
}

// changes says that a change of the rule set makes another decision of a lead.
func (w *world) changes(decisions []qualify.Decision, change func(*qualify.RuleSet), same func(a, b *qualify.Decision) bool) string {
	rs := *w.rs
	change(&rs)
	e, err := qualify.Compile(&rs, nil)
	if err != nil {
		return err.Error()
	}
	for i, l := range w.leads {
		if d := e.Decide(l, asOf()); !same(&d, &decisions[i]) {
			return fmt.Sprintf("it changes %v %q to %v %q", decisions[i].Fit.Verdict, decisions[i].Fit.Grade, d.Fit.Verdict, d.Fit.Grade)
		}
	}
	return ""
}

// clipped says that for some lead all that the rule is worth at most, or at
// least, counts: that its points are not hidden.
func (w *world) clipped(k *checker, i int, own milli.Range) string {
	rs := *w.rs
	m := *rs.Scoring
	m.Rules = slices.Clone(m.Rules)
	without := m.Rules[i]
	without.When, without.Tiers, without.Points = "false", nil, new(scoring.Points(0))
	m.Rules[i] = without
	rs.Scoring = &m
	e, err := qualify.Compile(&rs, nil)
	if err != nil {
		return err.Error()
	}
	sum := func(d *qualify.Decision) scoring.Points {
		if without.Group == "" {
			return d.Score.Points
		}
		return d.Score.Groups[0].Points
	}
	for _, l := range w.leads {
		with, none := k.engine.Decide(l, asOf()), e.Decide(l, asOf())
		switch diff := milli.Nearest(sum(&with)) - milli.Nearest(sum(&none)); {
		case own.High > 0 && own.Low == 0 && diff == own.High, own.Low < 0 && own.High == 0 && diff == own.Low:
			return fmt.Sprintf("the rule counts %v for a lead", points(diff))
		}
	}
	return ""
}

// Of rules about a single fact, the bounds are exact.
func TestTogetherIsExactForOneFact(t *testing.T) {
	leads := everyLead()
	for seed := range uint64(testkit.Amount(30, 150, 1000)) {
		r := rand.New(rand.NewPCG(seed, 9))
		rs := &qualify.RuleSet{Name: "one", Scoring: &scoring.Model{ReadyAt: new(scoring.Points(0))}}
		for i := range 1 + r.IntN(5) {
			rs.Scoring.Rules = append(rs.Scoring.Rules, scoring.Rule{ID: fmt.Sprint("r", i), When: sizeTest(r), Points: new(scoring.Points(r.IntN(20)))})
		}
		k, err := newChecker(t.Context(), rs, nil)
		if err != nil {
			t.Fatal(err)
		}
		best := scoring.Points(0)
		for _, l := range leads {
			best = max(best, k.engine.Decide(l, asOf()).Score.Low)
		}
		if got, ok := k.together(k.pointItems(true)); !ok || got.High != milli.Nearest(best) {
			t.Errorf("seed %d: at most %v, want %v", seed, points(got.High), best)
		}
	}
}
