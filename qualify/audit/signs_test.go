package audit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

const signsText = `{"name": "x", "facts": {"custom.t": {"type": "string"}, "custom.m": {"type": "number"}, "custom.c": {"type": "bool"},
	"custom.a": {"type": "bool"}, "custom.b": {"type": "bool"}, "custom.n": {"type": "number"}}, "scoring": {"rules": [
	{"id": "a", "when": "custom.a", "points": 5},
	{"id": "b", "when": "custom.b", "points": 5},
	{"id": "ladder", "tiers": [{"when": "custom.n >= 70", "points": 5}, {"when": "custom.n >= 40", "points": 4}, {"when": "custom.n >= 38", "points": 3}, {"when": "custom.n >= 10", "points": 1}]},
	{"id": "gated", "when": "custom.b", "tiers": [{"when": "custom.n >= 60", "points": 5}, {"when": "custom.n >= 20", "points": 4}]},
	{"id": "visit", "each": ".type == 'visit'", "points": 1},
	{"id": "computed", "compute": "custom.n / 10", "min": 0, "max": 10},
	{"id": "negative", "compute": "-custom.n / 10", "min": -10, "max": 0}]}}`

// related are leads whose facts and outcome all follow from a few hidden
// numbers, so that rules go together; some facts are unknown, and that tells too.
func related(seed uint64, n int, at time.Time) []Example {
	r := rand.New(rand.NewPCG(seed, 72))
	load := make([]float64, 12)
	for i := range load {
		load[i] = r.NormFloat64()
	}
	missing := []float64{0, 0.01, 0.3}[r.IntN(3)]
	var out []Example
	for i := range n {
		hidden := r.NormFloat64()
		f := load[0]*hidden - 1
		yes := func(k int) bool { return load[k]*hidden+r.NormFloat64() > 0.5 }
		l := &qualify.Lead{ID: fmt.Sprint(i), Person: qualify.Person{Name: fmt.Sprint("n", i)}, Custom: map[string]any{}}
		put := func(name string, effect float64, v any) {
			if r.Float64() < missing {
				f += load[11]
				return
			}
			l.Custom[name] = v
			f += effect
		}
		a, b, c := yes(1), yes(2), yes(3)
		put("a", 0.7*load[4]*float64(one(a)), a)
		put("b", 0.7*load[5]*float64(one(b)), b)
		put("c", 0.7*load[6]*float64(one(c)), c)
		x := max(0, min(int(40+25*(load[7]*hidden+r.NormFloat64())), 99))
		put("n", load[8]*float64(x)/50, x)
		m := max(0, min(int(40+25*(load[1]*hidden+r.NormFloat64())), 99))
		put("m", load[9]*float64(m%40)/30, m)
		k := max(0, min(int(1.5+load[2]*hidden+r.NormFloat64()), 3))
		put("t", 0.5*load[k], []string{"p", "q", "r", "s"}[k])
		for range max(0, min(int(1+load[10]*hidden+r.NormFloat64()), 4)) {
			l.Activities = append(l.Activities, qualify.Activity{Type: "visit", At: at})
		}
		out = append(out, Example{Lead: l, AsOf: at, Outcome: Outcome{Won: qualify.Known(r.Float64() < logistic(f))}})
	}
	return out
}

// A part of a rule, and whether a lead meets it, as far as known.
type testedPart struct {
	rule, name string
	of         func(l *qualify.Lead) (met, known bool)
}

func testedParts() []testedPart {
	number := func(name string, from, to int) func(l *qualify.Lead) (bool, bool) {
		return func(l *qualify.Lead) (bool, bool) {
			v, known := l.Custom[name].(int)
			return known && v >= from && v < to, known
		}
	}
	flag := func(name string, want bool) func(l *qualify.Lead) (bool, bool) {
		return func(l *qualify.Lead) (bool, bool) {
			v, known := l.Custom[name].(bool)
			return known && v == want, known
		}
	}
	and := func(x, y func(l *qualify.Lead) (bool, bool)) func(l *qualify.Lead) (bool, bool) {
		return func(l *qualify.Lead) (bool, bool) {
			a, knownA := x(l)
			b, knownB := y(l)
			return a && b, knownA && (knownB || !a)
		}
	}
	visits := func(l *qualify.Lead) (bool, bool) { return len(l.Activities) > 0, true }
	// What is computed is 0 for 0.
	out := []testedPart{
		{"a", "", flag("a", true)}, {"b", "", flag("b", true)},
		{"ladder", "70", number("n", 70, 100)}, {"ladder", "40", number("n", 40, 70)}, {"ladder", "38", number("n", 38, 40)}, {"ladder", "10", number("n", 10, 38)},
		{"gated", "60", and(flag("b", true), number("n", 60, 100))}, {"gated", "20", and(flag("b", true), number("n", 20, 60))},
		{"visit", "", visits}, {"computed", "", number("n", 1, 100)}, {"negative", "", number("n", 1, 100)},
		{"custom_c", "true", flag("c", true)}, {"custom_c", "false", flag("c", false)},
	}
	for _, text := range []string{"p", "q", "r", "s"} {
		out = append(out, testedPart{"custom_t", text, func(l *qualify.Lead) (bool, bool) {
			v, known := l.Custom["t"].(string)
			return v == text, known
		}})
	}
	return out
}

// Whatever goes together with whatever, by what is written no part whose leads
// were won more often gets them fewer points than leads get that are known not
// to meet it, or fewer than none; and the other way round.
func TestSignsOfWhatIsWritten(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	signs, against, tested := 0, 0, map[string]int{}
	for seed := range uint64(testkit.Amount(8, 40, 400)) {
		for _, direction := range []Direction{"", Up} {
			engine, err := qualify.CompileJSON("x", []byte(signsText), nil)
			if err != nil {
				t.Fatal(err)
			}
			rs := engine.RuleSet()
			o := &SuggestOptions{Penalty: 1, Facts: []string{"custom.t", "custom.m", "custom.c"}, Range: []int{100, 20}[seed%2]}
			if direction != "" {
				o.Monotone = map[string]Direction{"custom.m": direction}
			}
			examples := related(seed, 1500, at)
			s := &suggester{rs: rs, options: o.filled(), out: &Suggestion{}}
			if err := s.prepare(examples); err != nil {
				t.Fatal(err)
			}
			p, err := s.propose(func(*sample) bool { return true })
			if err != nil {
				t.Fatal(err)
			}
			points := map[string][]float64{}
			for _, rule := range p.rules {
				got, err := s.scores(&scoring.Model{Rules: []scoring.Rule{rule}})
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range got {
					points[rule.ID] = append(points[rule.ID], float64(x))
				}
			}
			for _, part := range testedParts() {
				got := points[part.rule]
				if got == nil {
					continue
				}
				var with, without Count
				sum, others := 0.0, 0.0
				for i := range s.leads {
					met, known := part.of(s.leads[i].lead)
					switch {
					case met:
						with.note(s.leads[i].target)
						sum += got[i]
					case known:
						without.note(s.leads[i].target)
						others += got[i]
					}
				}
				sign := float64(signOf(with, without))
				if sign == 0 || with.Leads < s.options.MinLeads {
					continue
				}
				signs++
				tested[part.rule]++
				mean, than := sum/float64(with.Leads), others/float64(without.Leads)
				if sign*(mean-than) < -1e-9 {
					t.Errorf("seed %d %s: %s %s is %v, the others get %.3f and those with it %.3f", seed, direction, part.rule, part.name, sign, than, mean)
				}
				if sign > 0 && mean < 0 {
					t.Errorf("seed %d %s: %s %s is better and gets %.3f", seed, direction, part.rule, part.name, mean)
				}
			}
			if p.signsCost > 1e-6 {
				against++
			}
			if direction != "" {
				rising(t, p.rules, rs)
			}
		}
	}
	t.Logf("%d signs held, by rule %v; in %d proposals at a cost", signs, tested, against)
	if len(tested) < 7 || against == 0 {
		t.Error("too little was tested")
	}
}

// rising holds the tiers of custom.m to Monotone.
func rising(t *testing.T, rules []scoring.Rule, rs *qualify.RuleSet) {
	t.Helper()
	only := &scoring.Model{}
	for _, r := range rules {
		if strings.HasPrefix(r.ID, "custom_m") {
			only.Rules = append(only.Rules, r)
		}
	}
	e, err := qualify.Compile(&qualify.RuleSet{Name: "x", Facts: rs.Facts, Scoring: only, Readiness: qualify.HandRaiseOnly}, nil)
	if err != nil {
		t.Fatal(err)
	}
	before := scoring.Points(-1e9)
	for m := range 100 {
		d := e.Decide(&qualify.Lead{Custom: map[string]any{"m": m}}, time.Time{})
		if d.Score.Points < before {
			t.Errorf("%d for %d, after %v: %+v", m, m, before, only.Rules)
		}
		before = d.Score.Points
	}
}
