package peerbench

import (
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// An Evaluator applies rules to leads, and makes no more than a Result of
// them. It belongs to one goroutine.
type Evaluator interface {
	// Evaluate fills r, which must have been made for the same rules.
	Evaluate(lead *qualify.Lead, asOf time.Time, r *Result) error
}

// A Result is the totals, and which rules are met.
type Result struct {
	Fit, Engagement int      // whole points
	Met             []uint64 // bit i%64 of word i/64 is rule i

	rules []Rule
}

// NewResult makes a Result for rules, which it keeps.
func NewResult(rules []Rule) *Result {
	return &Result{Met: make([]uint64, (len(rules)+63)/64), rules: rules}
}

// Reset makes no rule met.
func (r *Result) Reset() {
	r.Fit, r.Engagement = 0, 0
	clear(r.Met)
}

// Meet records that rule i is met.
func (r *Result) Meet(i int) {
	r.Met[i/64] |= 1 << (i % 64)
	if r.rules[i].Part == Engagement {
		r.Engagement += r.rules[i].Points
	} else {
		r.Fit += r.rules[i].Points
	}
}
