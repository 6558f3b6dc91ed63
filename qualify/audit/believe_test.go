package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/audit"
)

// every is a report with a part for every comparison that a belief can come from,
// named after it.
func every(target audit.Target) *audit.Report {
	r := &audit.Report{Target: target}
	row := func(id string, met, unmet audit.Count, change func(p *audit.PartRow)) {
		p := audit.PartRow{ID: id, Met: met, Unmet: unmet, MetRate: met.Rate(), UnmetRate: unmet.Rate(), Lift: audit.LiftOf(met, unmet)}
		if change != nil {
			change(&p)
		}
		r.Rules = append(r.Rules, p)
	}
	known := func(n, hits int) audit.Count { return audit.Count{Leads: n, Known: n, Hits: hits} }
	half := func(n, hits int) audit.Count {
		return audit.Count{Leads: n, Known: n / 2, Hits: hits, Unknown: n - n/2}
	}
	verdict := func(v audit.LiftVerdict) func(*audit.PartRow) {
		return func(p *audit.PartRow) { p.Lift.Verdict = v }
	}
	anyway := func(v audit.LiftVerdict) func(*audit.PartRow) {
		return func(p *audit.PartRow) {
			met, unmet := known(100, 40), known(200, 40)
			p.Anyway = &audit.AnywayRow{Met: met, Unmet: unmet, MetRate: met.Rate(), UnmetRate: unmet.Rate(), Lift: audit.LiftOf(met, unmet)}
			p.Anyway.Lift.Verdict = v
		}
	}
	explored := func(v audit.LiftVerdict) func(*audit.PartRow) {
		return func(p *audit.PartRow) {
			p.Explored = &audit.Lift{Lift: 1.4, Low: 1.2, High: 1.6, Verdict: v}
			p.Telling = nil
		}
	}
	row("better", known(1000, 300), known(1000, 200), verdict(audit.Better))
	row("backwards", known(1000, 200), known(1000, 300), func(p *audit.PartRow) { p.Lift.Verdict, p.Sign, p.Backwards = audit.Worse, 1, true })
	row("worse", known(1000, 200), known(1000, 300), verdict(audit.Worse))
	row("better-anyway", half(1000, 100), half(1000, 100), anyway(audit.Better))
	row("worse-explored", half(1000, 100), half(1000, 100), explored(audit.Worse))
	row("likely-better", known(1000, 240), known(1000, 200), nil)
	row("likely-worse", known(1000, 200), known(1000, 240), nil)
	row("likely-better-anyway", half(1000, 100), half(1000, 100), anyway(audit.LikelyBetter))
	row("likely-worse-explored", half(1000, 100), half(1000, 100), explored(audit.LikelyWorse))
	row("no-difference", known(9000, 1800), known(9000, 1810), nil)
	row("too-few-worked", half(2000, 200), half(4000, 400), func(p *audit.PartRow) { p.Telling = &audit.Telling{Leads: 3000, Share: 0.4} })
	row("too-few-worked-at-all", half(200, 20), half(400, 40), func(p *audit.PartRow) { p.Telling = &audit.Telling{Leads: 300, Share: 1} })
	row("wide", known(100, 11), known(300, 30), nil)
	row("small", known(7, 1), known(900, 30), nil)
	row("never-met", audit.Count{}, known(900, 30), nil)
	row("always-met", known(900, 30), audit.Count{}, nil)
	row("all-won", known(60, 60), known(60, 60), nil)
	row("none-won", known(60, 0), known(60, 0), nil)
	return r
}

// Every verdict has a sentence that reads well of either target.
func TestBeliefsGolden(t *testing.T) {
	var b strings.Builder
	for _, target := range []audit.Target{audit.TargetWon, audit.TargetAccepted} {
		fmt.Fprintf(&b, "%s\n", target)
		for _, x := range every(target).Beliefs() {
			fmt.Fprintf(&b, "%s\t%s: %s.\n", x.Kind, x.Part, x.Sentence)
		}
	}
	testkit.Golden(t, "testdata/beliefs.txt", b.String())
}
