package lint

import (
	"context"
	"math/rand/v2"

	"github.com/leadqual/leadqual/qualify"
)

// search looks for a lead that is decided differently: leads on which parts in
// doubt may differ, and steps from there that make conditions of either rule set
// met or unmet.
func (d *differ) search(ctx context.Context) *qualify.Lead {
	before, after := d.old.engine.NewDecider(), d.new.engine.NewDecider()
	left := d.options.Leads
	tried := func(lead *qualify.Lead) bool {
		left--
		return d.differs(before.Decide(lead, asOf()), after.Decide(lead, asOf()))
	}
	moves := d.old.moves()
	moves = append(moves, d.new.moves()...)
	starts := append(d.old.starts(), d.new.starts()...)
	var apart []move
	for _, set := range d.apart {
		for _, picks := range d.a.Picks(set, 8) {
			apart = append(apart, func(l *qualify.Lead) { d.new.apply(l, picks) })
		}
	}
	for _, start := range starts {
		if tried(start) {
			return start
		}
		for _, m := range apart {
			lead := clone(start)
			m(lead)
			if tried(lead) {
				return lead
			}
		}
	}
	// The seed is fixed, so that the answer is the same every time.
	r := rand.New(rand.NewPCG(1, 2))
	for round := 0; left > 0 && ctx.Err() == nil; round++ {
		lead := clone(starts[r.IntN(len(starts))])
		for range 1 + r.IntN(12) {
			moves[r.IntN(len(moves))](lead)
			if len(apart) > 0 && r.IntN(2) == 0 {
				apart[r.IntN(len(apart))](lead)
			}
			if len(lead.Activities) > 2000 {
				break
			}
			if tried(lead) {
				return lead
			}
		}
	}
	return nil
}

// least is the lead with everything left out that does not matter: it is decided
// differently still.
func (d *differ) least(lead *qualify.Lead) *qualify.Lead {
	before, after := d.old.engine.NewDecider(), d.new.engine.NewDecider()
	differ := func(l *qualify.Lead) bool { return d.differs(before.Decide(l, asOf()), after.Decide(l, asOf())) }
	out := clone(lead)
	_, old := d.old.uses()
	_, now := d.new.uses()
	for _, paths := range [][]string{sortedKeys(old), sortedKeys(now)} {
		for _, path := range paths {
			next := clone(out)
			if d.new.setFact(next, path, nil); differ(next) {
				out = next
			}
		}
	}
	for step := max(1, len(out.Activities)/2); len(out.Activities) > 0; step /= 2 {
		for at := 0; at+step <= len(out.Activities); {
			next := clone(out)
			next.Activities = append(next.Activities[:at], next.Activities[at+step:]...)
			if differ(next) {
				out = next
			} else {
				at += step
			}
		}
		if step <= 1 {
			break
		}
	}
	return out
}
