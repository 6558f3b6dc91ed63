package peerbench

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// sizes are the numbers of rules that everything is tested and measured at.
var sizes = []int{40, 400, 4000}

// evaluators are the engines that make a Result.
var evaluators = []struct {
	name string
	make func([]Rule) (Evaluator, error)
	// leads is how many are compared at each of the sizes; 0 is all.
	leads [3]int
}{
	{"handbits", NewHandBits, [3]int{}},
	{"expr", NewExpr, [3]int{0, 2000, 100}},
	{"cel", NewCEL, [3]int{0, 2000, 100}},
	{"govaluate", NewGovaluate, [3]int{0, 2000, 100}},
}

// leads10k are the leads of the benchmark.
var leads10k = sync.OnceValue(func() []qualify.Lead { return Leads(10_000) })

// decider is what leadqual and the hand-written code have in common.
type decider interface {
	Decide(lead *qualify.Lead, asOf time.Time) *qualify.Decision
}

// deciders makes the two that make whole decisions.
func deciders(n int) (engine *qualify.Engine, hand *Hand, err error) {
	rules := Rules(n)
	rs := RuleSet(rules)
	engine, err = qualify.Compile(rs, nil)
	if err != nil {
		return nil, nil, err
	}
	return engine, NewHand(rules, rs.Name, engine.Fingerprint()), nil
}

// sameDecision compares decisions whole, with lists that are empty taken as
// nil. The long lists are compared before the rest, which is many times faster.
func sameDecision(a, b *qualify.Decision) bool {
	if !slices.Equal(a.Screening, b.Screening) || !slices.Equal(a.Score.Rules, b.Score.Rules) {
		return false
	}
	restA, restB := *a, *b
	restA.Screening, restA.Score.Rules, restB.Screening, restB.Score.Rules = nil, nil, nil, nil
	return cmp.Equal(restA.Clone(), restB.Clone())
}

// decisionsAgree tells where leadqual and the hand-written code differ.
func decisionsAgree(n int, leads []qualify.Lead) error {
	engine, hand, err := deciders(n)
	if err != nil {
		return err
	}
	d := engine.NewDecider()
	for i := range leads {
		got, want := d.Decide(&leads[i], AsOf), hand.Decide(&leads[i], AsOf)
		if !sameDecision(got, want) {
			return fmt.Errorf("lead %d (-hand +leadqual):\n%s", i, cmp.Diff(want.Clone(), got.Clone()))
		}
	}
	return nil
}

// resultsAgree tells where an evaluator differs from the hand-written code.
func resultsAgree(n int, leads []qualify.Lead, construct func([]Rule) (Evaluator, error)) error {
	rules := Rules(n)
	x, err := construct(rules)
	if err != nil {
		return err
	}
	hand := NewHand(rules, "", "")
	got, want := NewResult(rules), NewResult(rules)
	for i := range leads {
		if err := x.Evaluate(&leads[i], AsOf, got); err != nil {
			return fmt.Errorf("lead %d: %w", i, err)
		}
		want.of(hand.Decide(&leads[i], AsOf))
		if got.Fit != want.Fit || got.Engagement != want.Engagement || !slices.Equal(got.Met, want.Met) {
			return fmt.Errorf("lead %d: fit %d, engagement %d, want %d, %d; rules that differ: %v",
				i, got.Fit, got.Engagement, want.Fit, want.Engagement, differing(got, want))
		}
	}
	return nil
}

// of is what a decision comes to.
func (r *Result) of(d *qualify.Decision) {
	r.reset()
	i := 0
	for _, s := range d.Score.Rules {
		for r.rules[i].ID != s.ID {
			i++
		}
		r.meet(i)
	}
}

func differing(a, b *Result) (texts []string) {
	for i := range a.rules {
		if (a.Met[i/64]^b.Met[i/64])>>(i%64)&1 == 1 {
			texts = append(texts, a.rules[i].Text)
		}
	}
	return texts
}

// verdicts holds the outcome of every comparison that was asked for, by rules
// and engine, as a func() error that compares at its first call.
var verdicts sync.Map

// agree compares an engine at one of the sizes, once however often it is
// asked.
func agree(n int, engine string) error {
	verdict, _ := verdicts.LoadOrStore(fmt.Sprint(n, engine), sync.OnceValue(func() error {
		leads := leads10k()
		for _, e := range evaluators {
			if e.name != engine {
				continue
			}
			if most := e.leads[slices.Index(sizes, n)]; most > 0 {
				leads = leads[:most]
			}
			return resultsAgree(n, leads, e.make)
		}
		return decisionsAgree(n, leads)
	}))
	return verdict.(func() error)()
}

// Every engine agrees with the hand-written code at every size: leadqual with
// its decisions, whole, the others with totals and rules that are met.
func TestEnginesAgree(t *testing.T) {
	for _, n := range sizes {
		names := []string{"leadqual"}
		for _, e := range evaluators {
			names = append(names, e.name)
		}
		for _, name := range names {
			t.Run(fmt.Sprintf("rules=%d/%s", n, name), func(t *testing.T) {
				if err := agree(n, name); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// A difference in any part of a decision, or in any bit, is seen.
func TestDifferencesAreSeen(t *testing.T) {
	_, hand, err := deciders(40)
	if err != nil {
		t.Fatal(err)
	}
	lead := &leads10k()[0]
	for name, change := range map[string]func(*qualify.Decision){
		"id":        func(d *qualify.Decision) { d.LeadID = "other" },
		"instant":   func(d *qualify.Decision) { d.AsOf = d.AsOf.Add(1) },
		"certain":   func(d *qualify.Decision) { d.Certain = false },
		"owner":     func(d *qualify.Decision) { d.Owner.Action += "x" },
		"screening": func(d *qualify.Decision) { d.Screening[3].Lifted = true },
		"a rule":    func(d *qualify.Decision) { d.Score.Rules[1].High++ },
		"no rule":   func(d *qualify.Decision) { d.Score.Rules = d.Score.Rules[1:] },
		"group":     func(d *qualify.Decision) { d.Score.Groups[1].Clip.Low++ },
		"ask":       func(d *qualify.Decision) { d.Ask = append(d.Ask, qualify.Question{Path: "source"}) },
	} {
		want := hand.Decide(lead, AsOf).Clone()
		got := want.Clone()
		if !sameDecision(&got, &want) {
			t.Fatal("a clone differs")
		}
		if change(&got); sameDecision(&got, &want) {
			t.Errorf("%s: not seen", name)
		}
	}
	wrong := func(rules []Rule) (Evaluator, error) {
		rules = slices.Clone(rules)
		rules[35].Number++
		return NewHandBits(rules)
	}
	if err := resultsAgree(40, leads10k(), wrong); err == nil {
		t.Error("another number in a rule: not seen")
	}
}
