package main

import (
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/tools/peerbench"
)

// Nothing is measured that does not agree with the code by hand.
func TestAgrees(t *testing.T) {
	for _, size := range sizes {
		if err := peerbench.ResultsAgree(size.rules, peerbench.Leads10k()[:size.leads/10], New); err != nil {
			t.Errorf("%d rules: %v", size.rules, err)
		}
	}
}

// A wrong rule is seen.
func TestDifferenceIsSeen(t *testing.T) {
	wrong := func(rules []peerbench.Rule) (peerbench.Evaluator, error) {
		rules = slices.Clone(rules)
		rules[33].Number++
		return New(rules)
	}
	if err := peerbench.ResultsAgree(40, peerbench.Leads10k()[:200], wrong); err == nil {
		t.Error("another number in a rule: not seen")
	}
}
