package peerbench

import (
	"fmt"
	"slices"
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

// decider is what leadqual and the hand-written code have in common.
type decider interface {
	Decide(lead *qualify.Lead, asOf time.Time) *qualify.Decision
}

// trio is what makes whole decisions.
type trio struct {
	engine  *qualify.Engine
	hand    *Hand
	checked *HandChecked
}

func deciders(n int) (*trio, error) {
	rules := Rules(n)
	rs := RuleSet(rules)
	engine, err := qualify.Compile(rs, nil)
	if err != nil {
		return nil, err
	}
	return &trio{engine, NewHand(rules, rs.Name, engine.Fingerprint()), NewHandChecked(rules, rs.Name, engine.Fingerprint())}, nil
}

// trioNames are the names that named knows.
var trioNames = []string{"leadqual", "hand", "handchecked"}

func (t *trio) named(name string) decider {
	switch name {
	case "hand":
		return t.hand
	case "handchecked":
		return t.checked
	}
	return t.deciding(qualify.Whole)
}

// deciding is a Decider whose decisions say so much.
func (t *trio) deciding(detail qualify.Detail) *qualify.Decider {
	d := t.engine.NewDecider()
	d.Detail = detail
	return d
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

// decisionsAgree tells where leadqual, or the code that checks, differs from
// hand.
func decisionsAgree(n int, name string, leads []qualify.Lead) error {
	t, err := deciders(n)
	if err != nil {
		return err
	}
	d := t.named(name)
	for i := range leads {
		got, want := d.Decide(&leads[i], AsOf), t.hand.Decide(&leads[i], AsOf)
		if !sameDecision(got, want) {
			return fmt.Errorf("lead %d (-hand +%s):\n%s", i, name, cmp.Diff(want.Clone(), got.Clone()))
		}
	}
	return nil
}

// asChecked is a decision as HandChecked makes it: without questions, and with
// issues without words.
func asChecked(d *qualify.Decision) qualify.Decision {
	c := d.Clone()
	c.Ask, c.Detail = nil, qualify.Whole
	for i := range c.Issues {
		c.Issues[i].Message = ""
	}
	return c
}

// checkedAgrees tells where leadqual, with questions and without, differs from the
// code that checks, on leads that hand does not take.
func checkedAgrees(n int, leads []qualify.Lead, asOf time.Time) error {
	t, err := deciders(n)
	if err != nil {
		return err
	}
	for _, d := range []*qualify.Decider{t.deciding(qualify.Whole), t.deciding(qualify.NoQuestions)} {
		for i := range leads {
			got, want := asChecked(d.Decide(&leads[i], asOf)), asChecked(t.checked.Decide(&leads[i], asOf))
			if !sameDecision(&got, &want) {
				return fmt.Errorf("lead %d, %v (-handchecked +leadqual):\n%s", i, d.Detail, cmp.Diff(want, got))
			}
		}
	}
	return nil
}

// briefAgrees tells where a brief decision differs from what hand makes of a lead.
func briefAgrees(n int, leads []qualify.Lead) error {
	t, err := deciders(n)
	if err != nil {
		return err
	}
	d := t.deciding(qualify.Brief)
	for i := range leads {
		got, want := d.Decide(&leads[i], AsOf).Clone(), t.hand.Decide(&leads[i], AsOf).Clone()
		want.Detail, want.Score.Rules, want.Screening = qualify.Brief, nil, got.Screening
		if !sameDecision(&got, &want) {
			return fmt.Errorf("lead %d, brief (-hand +leadqual):\n%s", i, cmp.Diff(want, got))
		}
	}
	return nil
}

// ResultsAgree tells where an evaluator differs from the hand-written code.
func ResultsAgree(n int, leads []qualify.Lead, construct func([]Rule) (Evaluator, error)) error {
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
	r.Reset()
	i := 0
	for _, s := range d.Score.Rules {
		for r.rules[i].ID != s.ID {
			i++
		}
		r.Meet(i)
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

// agree compares an engine with the code by hand on as many leads as it takes in
// reasonable time.
func agree(n int, engine string, leads []qualify.Lead) error {
	for _, e := range evaluators {
		if e.name != engine {
			continue
		}
		if most := e.leads[slices.Index(sizes, n)]; most > 0 {
			leads = leads[:min(most, len(leads))]
		}
		return ResultsAgree(n, leads, e.make)
	}
	return decisionsAgree(n, engine, leads)
}
