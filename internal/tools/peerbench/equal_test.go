package peerbench

import (
	"fmt"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// Every engine agrees with the hand-written code at every size: leadqual with
// its decisions, whole, the others with totals and rules that are met.
func TestEnginesAgree(t *testing.T) {
	for _, n := range sizes {
		names := []string{"leadqual", "handchecked"}
		for _, e := range evaluators {
			names = append(names, e.name)
		}
		for _, name := range names {
			t.Run(fmt.Sprintf("rules=%d/%s", n, name), func(t *testing.T) {
				if err := agree(n, name, Leads10k()); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// A difference in any part of a decision, or in any bit, is seen.
func TestDifferencesAreSeen(t *testing.T) {
	three, err := deciders(40)
	if err != nil {
		t.Fatal(err)
	}
	hand := three.hand
	lead := &Leads10k()[0]
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
	if err := ResultsAgree(40, Leads10k(), wrong); err == nil {
		t.Error("another number in a rule: not seen")
	}
}
