package scorecard

import (
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
)

// When enters a rule that has a When and nothing else. Like the other forms, it
// returns what the rule is worth.
func (c *Card) When(s *Sheet, rule int, outcome truth.Truth) Column {
	if outcome != truth.Met {
		r := &c.rules[rule]
		return c.enter(s, r, outcome, gated(outcome, r.points, r.points), 0)
	}
	w := &c.whens[rule]
	if !s.Brief {
		s.score.Rules = append(s.score.Rules, c.met[rule])
	}
	s.add(w.group, w.points)
	return exactly(w.points)
}

// Rewhen gives a rule that has a When and nothing else, and was entered with another
// outcome, this one in the sums.
func (c *Card) Rewhen(s *Sheet, rule int, was, is truth.Truth) {
	worth := func(outcome truth.Truth) Column {
		if outcome == truth.Unmet {
			return Column{}
		}
		return gated(outcome, c.whens[rule].points, c.whens[rule].points)
	}
	sum := s.sum(c.whens[rule].group)
	*sum = sum.minus(worth(was)).plus(worth(is))
}

// Withdraw takes what a rule was worth out of the sums.
func (c *Card) Withdraw(s *Sheet, rule int, worth Column) {
	sum := s.sum(c.rules[rule].group)
	*sum = sum.minus(worth)
}

// WhenMet enters rules, each as When does with Met, in ascending order.
func (c *Card) WhenMet(s *Sheet, rules []int32) {
	if out := s.score; !s.Brief {
		at := len(out.Rules)
		out.Rules = slices.Grow(out.Rules, len(rules))[:at+len(rules)]
		for i, rule := range rules {
			out.Rules[at+i] = c.met[rule]
		}
	}
	// Rules of one group stand together as a rule, so a group's points are
	// added up before they are entered.
	group, points := -1, int64(0)
	for _, rule := range rules {
		w := c.whens[rule]
		if w.group != group {
			s.add(group, points)
			group, points = w.group, 0
		}
		points += w.points
	}
	s.add(group, points)
}

// add enters points that are certain into the sum of a group, or of no group
// where it is -1.
func (s *Sheet) add(group int, points int64) {
	sum := s.sum(group)
	*sum = sum.plus(exactly(points))
}

// Tiers enters a rule with tiers: the first met tier counts, and the range
// spans the tiers still possible. The gate is the outcome of the rule's When,
// Met where it has none; the truth values are those of the tiers, in order, and
// fewer of them panic. Neither is kept or changed.
func (c *Card) Tiers(s *Sheet, rule int, gate truth.Truth, tiers []truth.Truth) Column {
	r := &c.rules[rule]
	outcome, low, high := truth.Unmet, most, -most
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
	return c.enter(s, r, gate.And(outcome), gated(gate, low, high), 0)
}

// Each enters a rule with an Each, given the ages of the activities that match,
// in any order. The gate is as for Tiers.
//
// Those older than the window do not count. Of the others, newest first, one
// counts if fewer than Limit of those that count already are less than PerDays
// younger. Each takes n log n steps with a limit, n without one, and may
// reorder ages; it does not keep them.
func (c *Card) Each(s *Sheet, rule int, gate truth.Truth, ages []Age) Column {
	r := &c.rules[rule]
	if gate == truth.Unmet {
		return Column{}
	}
	if r.limit > 0 {
		slices.Sort(ages)
	}
	var sum int64
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
	return c.enter(s, r, gate.And(truth.Of(n > 0)), gated(gate, sum, sum), n)
}

// Compute enters a rule with a Compute, given its value in points, or that it
// is not known. The gate is as for Tiers.
func (c *Card) Compute(s *Sheet, rule int, gate truth.Truth, value float64, known bool) Column {
	r := &c.rules[rule]
	outcome, low, high := truth.Unknown, r.min, max(r.min, r.max)
	if known {
		low = max(low, min(Round(value), high))
		high = low
		outcome = truth.Of(low != 0)
	}
	return c.enter(s, r, gate.And(outcome), gated(gate, low, high), 0)
}

// Enter enters a rule of any form whose outcome and worth were found already,
// perhaps as a bound of what they may be, clipped to what a card lets the rule
// be worth. Of an unmet rule nothing is entered.
func (c *Card) Enter(s *Sheet, rule int, outcome truth.Truth, worth Column) Column {
	r := &c.rules[rule]
	return c.enter(s, r, outcome, worth.within(r.most), 0)
}

// gated is the worth of a rule from low to high behind a gate that is not
// unmet.
func gated(gate truth.Truth, low, high int64) Column {
	if gate == truth.Unknown {
		low, high = min(low, 0), max(high, 0)
	}
	return span(low, high)
}
