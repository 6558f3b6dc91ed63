package qualify

import (
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A RuleCredits says who earned the points of a rule that counts activities.
type RuleCredits struct {
	Rule    string
	Members []Credit
}

// A Credit is the points that a person's activities are worth to a rule.
type Credit struct {
	// Member is the person's id, "" where nobody knows who did it.
	Member string `json:"member"`
	// Thousandths are the points in thousandths.
	Thousandths int64 `json:"-"`
}

// eachAt enters what a rule that counts activities is worth at an instant.
func (a *around) eachAt(d *Decider, sheet *scorecard.Sheet, i int, gate truth.Truth, matches []int32, now time.Time) (worth scorecard.Column, n int) {
	visible := d.frame.Activities()
	a.matches = a.matches[:0]
	for _, m := range matches {
		a.matches = append(a.matches, scorecard.Match{Age: scorecard.AgeOf(now, visible[m].At), Member: d.frame.MemberOf(int(m))})
	}
	a.earned = slices.Grow(a.earned[:0], len(a.matches))[:len(a.matches)]
	return d.e.card.EachOf(sheet, i, gate, a.matches, d.e.rules[i].apart, a.earned)
}

// scoreEach enters a rule that counts the activities of an account's people, notes
// who earned its points, and returns what it is worth.
func (a *around) scoreEach(d *Decider, sheet *scorecard.Sheet, i int, gate truth.Truth, matches []int32) scorecard.Column {
	worth, n := a.eachAt(d, sheet, i, gate, matches, d.asOf)
	if gate != truth.Met || n == 0 || !d.crediting {
		return worth
	}
	if cap(a.credits) > len(a.credits) {
		a.credits = a.credits[:len(a.credits)+1]
	} else {
		a.credits = append(a.credits, RuleCredits{})
	}
	c := &a.credits[len(a.credits)-1]
	c.Rule, c.Members = d.e.rules[i].id, c.Members[:0]
	a.credited = slices.Grow(a.credited[:0], len(a.people)+1)[:len(a.people)+1]
	clear(a.credited)
	for j, m := range a.matches[:n] {
		at := &a.credited[m.Member+1]
		if *at == 0 {
			id := ""
			if m.Member >= 0 {
				id = a.people[m.Member].ID
			}
			c.Members = append(c.Members, Credit{Member: id})
			*at = int32(len(c.Members))
		}
		c.Members[*at-1].Thousandths += a.earned[j]
	}
	slices.SortFunc(c.Members, func(x, y Credit) int { return strings.Compare(x.Member, y.Member) })
	return worth
}
