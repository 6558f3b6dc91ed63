package scorecard

import (
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
)

// A Match is an activity that an Each matches, and who did it: an index of the
// people of an account in the order of their ids, -1 for nobody known.
type Match struct {
	Age    Age
	Member int
}

// EachOf is Each for the activities of an account's people. Matches of one age count
// in the order of members. Where apart is set the limit holds for each member apart.
// The counted matches come to the front of matches, and earned, which must be as
// long, gets what each is worth, in thousandths; these sum to the rule's points where
// the gate is met. They number n.
func (c *Card) EachOf(s *Sheet, rule int, gate truth.Truth, matches []Match, apart bool, earned []int64) (worth Column, n int) {
	r := &c.rules[rule]
	if gate == truth.Unmet {
		return Column{}, 0
	}
	seen := 0
	for _, m := range matches {
		if r.within == 0 || m.Age <= r.within {
			matches[seen] = m
			seen++
		}
	}
	matches = matches[:seen]
	if r.limit > 0 { // else all of them count, in whatever order
		slices.SortFunc(matches, func(a, b Match) int {
			byAge := 0
			switch {
			case a.Age < b.Age:
				byAge = -1
			case a.Age > b.Age:
				byAge = 1
			}
			if byMember := a.Member - b.Member; byAge == 0 || apart && byMember != 0 {
				return byMember
			}
			return byAge
		})
	}
	var sum int64
	first := 0 // of those that share a limit, among the counted
	for _, m := range matches {
		if apart && n > first && matches[n-1].Member != m.Member {
			first = n
		}
		if r.limit > 0 && n-first >= r.limit && (r.per == 0 || m.Age-matches[n-r.limit].Age < r.per) {
			continue
		}
		matches[n] = m
		before := sum
		sum = within(sum+r.decay.of(r.points, m.Age), r.most)
		earned[n] = sum - before
		n++
	}
	return c.enter(s, r, gate.And(truth.Of(n > 0)), gated(gate, sum, sum), n), n
}
