package audit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// Facts of every kind become tiers, and what is proposed decides as it was
// fitted.
func TestTiersOfEveryKind(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	var list []audit.Example
	for i := range 2000 {
		l := &qualify.Lead{ID: fmt.Sprint(i), Custom: map[string]any{}}
		f := 0.0
		seats := r.IntN(50)
		switch i % 4 {
		case 0:
			l.Custom["seats"] = seats
		case 1:
			l.Custom["seats"] = uint8(seats)
		case 2:
			l.Custom["seats"] = json.Number(fmt.Sprint(seats))
		default:
			l.Custom["seats"] = "many" // of the wrong kind: unknown
			seats = 0
		}
		f += float64(seats)/15 - 1
		if r.IntN(2) == 0 {
			l.Company.Technologies = []string{"go", "go", "perl"}[:r.IntN(4)]
			if slices.Contains(l.Company.Technologies, "perl") {
				f--
			}
		}
		l.Custom["plan"] = []string{"free", `o"dd\`, "team", "Wolke ☁"}[r.IntN(4)]
		if l.Custom["plan"] == `o"dd\` {
			f += 2
		}
		for range r.IntN(4) {
			l.Activities = append(l.Activities, qualify.Activity{Type: "call", At: asOf})
			f += 0.7
		}
		l.Activities = append(l.Activities, qualify.Activity{Type: "later", At: asOf.AddDate(1, 0, 0)})
		list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(r.Float64() < 1/(1+math.Exp(-f)))}})
	}
	text := `{"name": "x", "facts": {"custom.seats": {"type": "number"}, "custom.plan": {"type": "string"}, "company.technologies": {}, "custom.when": {"type": "time"}},
		"scoring": {"rules": [
			{"id": "calls", "compute": "count(activities, .type == 'call')", "min": 0, "max": 10},
			{"id": "company_technologies_perl", "when": "source == 'x'", "points": 3}]}}`
	s := suggest(t, text, list, &audit.SuggestOptions{Activities: true, Penalty: 4})
	wholePoints(t, s.RuleSet)
	if s.MeanAUC < 0.7 {
		t.Errorf("mean AUC %.3f", s.MeanAUC)
	}
	compute := ruleOf(t, s.RuleSet, "calls")
	if !strings.HasSuffix(compute.Compute, " * (count(activities, .type == 'call'))") || *compute.Max <= 0 || *compute.Min != 0 {
		t.Errorf("compute %+v", compute)
	}
	if p := ruleOf(t, s.RuleSet, "company_technologies_perl_tiers"); len(p.Tiers) == 0 && p.When == "" {
		t.Errorf("perl %+v", p)
	}
	seats := ruleOf(t, s.RuleSet, "custom_seats")
	if len(seats.Tiers) < 3 || !strings.HasPrefix(seats.Tiers[0].When, "custom.seats >= ") {
		t.Errorf("seats %+v", seats.Tiers)
	}
	if plan := ruleOf(t, s.RuleSet, "custom_plan"); !strings.Contains(plan.When+fmt.Sprint(plan.Tiers), `o\"dd\\`) {
		t.Errorf("plan %+v", plan)
	}
	for _, r := range s.RuleSet.Scoring.Rules {
		if strings.Contains(r.ID, "later") {
			t.Errorf("learned from what has not happened yet: %+v", r)
		}
	}
	if !slices.ContainsFunc(s.Notes, func(n string) bool { return strings.HasPrefix(n, "No tiers were made of custom.when") }) {
		t.Errorf("%q", s.Notes)
	}
	// The proposal, compiled, reproduces the figures.
	_, e := compiled(t, s.RuleSet)
	var a audit.Audit
	for _, x := range list {
		d := e.Decide(x.Lead, x.AsOf)
		a.Add(&d, x.Outcome)
	}
	all := a.Report(s.RuleSet).Score.AUC.AUC
	if low, high := s.HeldOut.Proposed.AUC.AUC, s.Training.Proposed.AUC.AUC; all < min(low, high)-0.01 || all > max(low, high)+0.01 {
		t.Errorf("AUC %.3f over all, %.3f and %.3f by parts", all, low, high)
	}
}

// A rule that is often unknown gets a worth for unmet too, so that what is
// unknown, at 0, stands between.
func TestUnknownIsALevelOfItsOwn(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	var list []audit.Example
	for i := range 3000 {
		l := &qualify.Lead{ID: fmt.Sprint(i), CreatedAt: asOf.AddDate(0, 0, -i)}
		p := 0.4
		switch i % 3 {
		case 0:
			l.Source, p = "good", 0.7
		case 1:
			l.Source, p = "bad", 0.1
		}
		list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(r.Float64() < p)}})
	}
	s := suggest(t, `{"name": "x", "scoring": {"rules": [{"id": "good", "when": "source == 'good'", "points": 10}]}}`, list, nil)
	rule := ruleOf(t, s.RuleSet, "good")
	if len(rule.Tiers) != 2 || rule.When != "" || rule.Tiers[0].When != "source == 'good'" || rule.Tiers[0].Points <= 0 ||
		rule.Tiers[1].When != "not (source == 'good')" || rule.Tiers[1].Points >= 0 {
		t.Errorf("%+v", rule)
	}
	testkit.Golden(t, "testdata/suggest.txt", writeAll(t, func(b *bytes.Buffer) error { return s.WriteText(b) }))
}
