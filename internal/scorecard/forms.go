package scorecard

import (
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// When enters a rule that has a When and nothing else.
func (c *Card) When(s *scoring.Score, rule int, outcome truth.Truth) {
	if outcome != truth.Met {
		r := &c.rules[rule]
		c.enter(s, r, outcome, gated(outcome, r.points, r.points), 0)
		return
	}
	w := &c.whens[rule]
	s.Rules = append(s.Rules, w.entry)
	add(s, w.group, w.entry.Points)
}

// WhenMet enters rules, each as When does with Met, in ascending order.
func (c *Card) WhenMet(s *scoring.Score, rules []int32) {
	at := len(s.Rules)
	s.Rules = slices.Grow(s.Rules, len(rules))[:at+len(rules)]
	entries := s.Rules[at:]
	// Rules of one group stand together as a rule, so a group's points are
	// added up before they are entered.
	group, points := -1, scoring.Points(0)
	for i, rule := range rules {
		w := &c.whens[rule]
		entries[i] = w.entry
		if w.group != group {
			add(s, group, points)
			group, points = w.group, 0
		}
		points += w.entry.Points
	}
	add(s, group, points)
}

// add enters points that are certain into the sum of a group, or of no group
// where it is -1.
func add(s *scoring.Score, group int, points scoring.Points) {
	sum := &s.Column
	if group >= 0 {
		sum = &s.Groups[group].Column
	}
	sum.Points += points
	sum.Low += points
	sum.High += points
}

// Tiers enters a rule with tiers: the first met tier counts, and the range
// spans the tiers still possible. The gate is the outcome of the rule's When,
// Met where it has none; the truth values are those of the tiers, in order, and
// fewer of them panic. Neither is kept or changed.
func (c *Card) Tiers(s *scoring.Score, rule int, gate truth.Truth, tiers []truth.Truth) {
	r := &c.rules[rule]
	outcome, low, high := truth.Unmet, mostPoints, -mostPoints
	for i, p := range r.tiers {
		if tiers[i] == truth.Unmet {
			continue
		}
		low, high, outcome = min(low, p), max(high, p), tiers[i]
		if outcome == truth.Met {
			break
		}
	}
	if outcome != truth.Met {
		low, high = min(low, 0), max(high, 0) // perhaps no tier at all
	}
	c.enter(s, r, gate.And(outcome), gated(gate, low, high), 0)
}

// Each enters a rule with an Each, given the ages of the activities that match,
// in any order. The gate is as for Tiers.
//
// Those older than the window do not count. Of the others, newest first, one
// counts if fewer than Limit of those that count already are less than PerDays
// younger. Each takes n log n steps with a limit, n without one, and may
// reorder ages; it does not keep them.
func (c *Card) Each(s *scoring.Score, rule int, gate truth.Truth, ages []Age) {
	r := &c.rules[rule]
	if gate == truth.Unmet {
		return
	}
	if r.limit > 0 {
		slices.Sort(ages)
	}
	var sum scoring.Points
	n := 0
	for i, age := range ages {
		if r.within > 0 && age > r.within {
			continue
		}
		if r.limit > 0 {
			// The matches that count stand in front, ascending. The limit is
			// used up where the limit-th newest of them is near.
			if n >= r.limit && (r.per == 0 || age-ages[n-r.limit] < r.per) {
				continue
			}
			ages[n], ages[i] = age, ages[n]
		}
		n++
		// All have one sign, so stopping at the bound loses nothing but what
		// is beyond it.
		sum = within(sum+r.decay.of(r.points, age), r.most)
	}
	c.enter(s, r, gate.And(truth.Of(n > 0)), gated(gate, sum, sum), n)
}

// Compute enters a rule with a Compute, given its value in points, or that it
// is not known. The gate is as for Tiers.
func (c *Card) Compute(s *scoring.Score, rule int, gate truth.Truth, value float64, known bool) {
	r := &c.rules[rule]
	outcome, low, high := truth.Unknown, r.min, max(r.min, r.max)
	if known {
		low = max(low, min(Round(value), high))
		high = low
		outcome = truth.Of(low != 0)
	}
	c.enter(s, r, gate.And(outcome), gated(gate, low, high), 0)
}

// Enter enters a rule of any form whose outcome and worth were found already,
// perhaps as a bound of what they may be, clipped to what a card lets the rule
// be worth. Of an unmet rule nothing is entered.
func (c *Card) Enter(s *scoring.Score, rule int, outcome truth.Truth, worth scoring.Column) {
	r := &c.rules[rule]
	c.enter(s, r, outcome, scoring.Column{
		Points: within(worth.Points, r.most), Low: within(worth.Low, r.most), High: within(worth.High, r.most),
	}, 0)
}

// gated is the worth of a rule from low to high behind a gate that is not
// unmet.
func gated(gate truth.Truth, low, high scoring.Points) scoring.Column {
	if gate == truth.Unknown {
		low, high = min(low, 0), max(high, 0)
	}
	return span(low, high)
}
