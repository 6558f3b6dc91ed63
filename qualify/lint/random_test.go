package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// probes is a rule set whose screening steps are the conditions of a checker,
// so that a decision shows what each comes to.
func probes(t *testing.T, k *checker) *qualify.Engine {
	t.Helper()
	rs := vocabulary.Bare(k.rs)
	for i, c := range k.conditions {
		text := c.text
		if c.each {
			text = "any(activities, " + text + "\n)"
		}
		rs.Screening = append(rs.Screening, qualify.Step{ID: fmt.Sprint("c", i), When: text})
	}
	engine, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// ofResults tells whether a condition of a route or an experiment is about what was decided, so that
// no screening step can show what it comes to.
func ofResults(k *checker, c *condition) bool {
	if !strings.HasPrefix(c.path, "routes[") && !strings.HasPrefix(c.path, "experiments[") {
		return false
	}
	rs := vocabulary.Bare(k.rs)
	rs.Screening = []qualify.Step{{ID: "c", When: c.text}}
	_, err := qualify.Compile(rs, nil)
	return err != nil
}

// guided are leads made to meet and to fail each condition, and those that the
// search for verdicts comes by.
func guided(k *checker, g *generate.Generator, n int) []*qualify.Lead {
	moves := k.moves()
	var out []*qualify.Lead
	for range n {
		var lead *qualify.Lead
		switch g.Rand().IntN(3) {
		case 0:
			lead = k.newLead()
		case 1:
			lead = g.Lead()
		default:
			lead = clone(k.starts()[1])
		}
		for range 1 + g.Rand().IntN(6) {
			moves[g.Rand().IntN(len(moves))](lead)
		}
		out = append(out, lead)
	}
	return out
}

// What is proven of conditions holds of random leads: a set that is empty has
// no lead in it, alone and together with others.
func TestCasesHoldForRandomLeads(t *testing.T) {
	shown := 0
	for seed := range uint64(testkit.Amount(12, 80, 2000)) {
		g := generate.New(seed, generate.Options{})
		k, err := newChecker(t.Context(), g.RuleSet(), nil)
		if err != nil {
			t.Fatal(err)
		}
		k.conditions = slices.DeleteFunc(k.conditions, func(c *condition) bool { return ofResults(k, c) })
		n := len(k.conditions)
		if n == 0 {
			continue
		}
		d := probes(t, k).NewDecider()
		var claims []string
		type pair struct {
			what string
			i, j int
			bad  func(a, b truth.Truth) bool
		}
		var pairs []pair
		for i, c := range k.conditions {
			if c.each {
				if c.cases.Met.Empty() {
					pairs = append(pairs, pair{"never matches", i, i, func(a, _ truth.Truth) bool { return a == truth.Met }})
				}
				continue
			}
			x := c.cases
			for _, one := range []struct {
				what  string
				empty bool
				bad   func(a, _ truth.Truth) bool
			}{
				{"never met", x.Met.Empty(), func(a, _ truth.Truth) bool { return a == truth.Met }},
				{"never unmet", x.Unmet.Empty(), func(a, _ truth.Truth) bool { return a == truth.Unmet }},
				{"always met", x.NotMet.Empty(), func(a, _ truth.Truth) bool { return a != truth.Met }},
				{"always unmet", x.NotUnmet.Empty(), func(a, _ truth.Truth) bool { return a != truth.Unmet }},
			} {
				if one.empty {
					pairs = append(pairs, pair{one.what, i, i, one.bad})
				}
			}
			for j, other := range k.conditions[:i] {
				if other.each {
					continue
				}
				y := other.cases
				if k.a.And(x.Met, y.Met).Empty() {
					pairs = append(pairs, pair{"exclude", i, j, func(a, b truth.Truth) bool { return a == truth.Met && b == truth.Met }})
				}
				if k.a.And(x.Met, y.NotMet).Empty() {
					pairs = append(pairs, pair{"implies", i, j, func(a, b truth.Truth) bool { return a == truth.Met && b != truth.Met }})
				}
				if k.a.And(x.Unmet, y.NotUnmet).Empty() {
					pairs = append(pairs, pair{"fails with", i, j, func(a, b truth.Truth) bool { return a == truth.Unmet && b != truth.Unmet }})
				}
				if k.a.And(x.NotUnmet, y.Unmet).Empty() {
					pairs = append(pairs, pair{"keeps from failing", i, j, func(a, b truth.Truth) bool { return a != truth.Unmet && b == truth.Unmet }})
				}
			}
		}
		shown += len(pairs)
		leads := guided(k, g, 60)
		for range 60 {
			leads = append(leads, g.Lead())
		}
		for _, lead := range leads {
			outcomes := d.Decide(lead, generate.AsOf).Screening
			if seed%2 == 0 {
				outcomes = d.Decide(lead, asOf()).Screening
			}
			for _, p := range pairs {
				if a, b := outcomes[p.i].Outcome, outcomes[p.j].Outcome; p.bad(a, b) {
					claims = append(claims, fmt.Sprintf("%s:\n  %v: %s\n  %v: %s", p.what, a, k.conditions[p.i].text, b, k.conditions[p.j].text))
				}
			}
		}
		if len(claims) > 0 {
			t.Fatalf("seed %d: %d claims do not hold, the first of them: %s", seed, len(claims), claims[0])
		}
	}
	if shown < testkit.Amount(50, 500, 500) {
		t.Errorf("only %d claims", shown)
	}
	t.Logf("%d claims", shown)
}

// What is called unreachable is never reached, by random leads, by leads made
// to meet what the rules ask for, and by a search for it; a lead that is given
// reaches what it was asked for.
func TestVerdictsHoldForRandomRuleSets(t *testing.T) {
	rules := testkit.Amount(3, 16, 1000)
	perRules := 100
	decided, unreachable, reached, open := 0, 0, 0, 0
	for seed := range uint64(rules) {
		g := generate.New(1_000_000+seed, generate.Options{})
		rs := g.RuleSet()
		k, err := newChecker(t.Context(), rs, &Options{Steps: testkit.Amount(20_000, 200_000, 0)})
		if err != nil {
			t.Fatal(err)
		}
		r := k.reach()
		var impossible []Result
		why := map[Result]string{}
		for _, target := range k.targets() {
			a := k.answer(r, target)
			switch {
			case a.Unreachable != "":
				impossible = append(impossible, target)
				why[target] = a.Unreachable
				unreachable++
				if target.Quadrant != "" || target.Status != "" || seed%8 == 0 {
					if lead := k.search(target); lead != nil {
						t.Fatalf("seed %d: %+v is called unreachable: %s; a search reaches it", seed, target, a.Unreachable)
					}
				}
			case a.Lead != nil:
				reached++
				d := k.engine.Decide(a.Lead, a.AsOf)
				if !target.Reached(&d) {
					t.Fatalf("seed %d: the witness of %+v does not reach it: %+v", seed, target, d)
				}
			default:
				open++
			}
		}
		d := k.engine.NewDecider()
		leads := guided(k, g, perRules/2)
		for range perRules / 2 {
			leads = append(leads, g.Lead())
		}
		for i, lead := range leads {
			decided++
			at := generate.AsOf
			if i%2 == 0 {
				at = asOf()
			}
			decision := d.Decide(lead, at)
			for _, target := range impossible {
				if target.Reached(decision) {
					t.Fatalf("seed %d: %+v is called unreachable: %s; lead %d reaches it", seed, target, why[target], i)
				}
			}
		}
	}
	t.Logf("%d leads; of the verdicts %d reached, %d unreachable, %d open", decided, reached, unreachable, open)
	if min(unreachable, reached) < testkit.Amount(5, 50, 50) {
		t.Errorf("%d verdicts unreachable, %d reached", unreachable, reached)
	}
}

// What Check says of random rule sets' thresholds, tiers and routes holds too:
// a band or a grade that nobody can have is nobody's.
func TestFindingsHoldForRandomRuleSets(t *testing.T) {
	for seed := range uint64(testkit.Amount(6, 25, 2000)) {
		g := generate.New(2_000_000+seed, generate.Options{})
		rs := g.RuleSet()
		k, err := newChecker(t.Context(), rs, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = k.check(t.Context())
		var leads []*qualify.Lead
		for range 30 {
			leads = append(leads, g.Lead())
		}
		leads = append(leads, guided(k, g, 30)...)
		for _, f := range k.findings {
			if f.Witness != nil {
				c := conditionAt(k, f.Witness.Path)
				if have, ok := k.outcome(c, f.Witness.Lead); !ok || have != f.Witness.Outcome {
					t.Errorf("seed %d: %s: the witness comes out %v", seed, f.String(), have)
				}
			}
			for _, lead := range leads {
				d := k.engine.Decide(lead, asOf())
				if bad := contradictedBy(&f, rs, &d); bad != "" {
					t.Fatalf("seed %d: %s: %s", seed, f.String(), bad)
				}
			}
		}
	}
}

func conditionAt(k *checker, path string) *condition {
	for _, c := range k.conditions {
		if c.path == path {
			return c
		}
	}
	return nil
}

// contradictedBy says how a decision shows that a finding is wrong.
func contradictedBy(f *Finding, rs *qualify.RuleSet, d *qualify.Decision) string {
	var i, j int
	at := func(format string, into ...any) bool {
		n, _ := fmt.Sscanf(f.Path, format, into...)
		return n == len(into)
	}
	switch f.Code {
	case CodeBandUnreachable:
		if at("scoring.bands[%d]", &i) && d.Score.Band == rs.Scoring.Bands[i].Name {
			return "a lead has band " + d.Score.Band
		}
	case CodeGradeUnreachable:
		if at("icp.grades[%d]", &i) && d.Fit.Grade == rs.ICP.Grades[i].Name {
			return "a lead has grade " + d.Fit.Grade
		}
	case CodeRouteUnreachable:
		if at("routes[%d]", &i) && d.Owner.Route == rs.Routes[i].ID {
			return "a lead takes route " + d.Owner.Route
		}
	case CodeStepHidden:
		if at("screening[%d]", &i) {
			for j = range i {
				if d.Screening[j].Outcome == truth.Met && !d.Screening[j].Lifted {
					return ""
				}
			}
			if d.Screening[i].Outcome == truth.Met && !d.Screening[i].Lifted {
				return "the step removes a lead"
			}
		}
	case CodeTierHidden:
		if at("scoring.rules[%d].tiers[%d]", &i, &j) {
			tiers := rs.Scoring.Rules[i].Tiers
			for _, r := range d.Score.Rules {
				if r.ID == rs.Scoring.Rules[i].ID && r.Low == r.High && r.Outcome == truth.Met && r.Points == tiers[j].Points && tiers[j].Points != tiers[max(0, j-1)].Points {
					return "a lead has the points of the tier"
				}
			}
		}
	case CodeThresholdUnreachable:
		if f.Path == "scoring.ready_at" && d.Readiness.Verdict == qualify.Ready && !d.Readiness.HandRaised {
			return "a lead is ready by score"
		}
	case CodeThresholdAlways:
		if f.Path == "scoring.ready_at" && d.Score.Low < *rs.Scoring.ReadyAt {
			return fmt.Sprintf("a lead has %v points", d.Score.Low)
		}
	}
	return ""
}
