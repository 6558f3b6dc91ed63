package audit

import (
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A Horizon turns what became of leads into a question that can be answered of
// each of them: did it reach the target within a number of days of the decision, if
// sales worked it?
//
// Age alone decides which leads count: those decided at least Days before
// CutOff, whenever something happened to them and whether it did. Younger ones
// count in no rate, for of these the quick successes are known first.
//
// Of those that count, a lead that reached the target within Days hits, also if
// nobody worked it. One that was lost, reached the target later, or was worked
// and still open Days after the decision, does not. What became of the others is
// unknown: nobody worked them, nobody looked them up late enough, or they
// reached the target at an instant that is not known.
type Horizon struct {
	// Days are of 24 hours, and the last instant is within: 1 to MaxHorizonDays. 0: there
	// is no horizon, and outcomes are taken as they stand.
	Days int `json:"days,omitempty"`
	// CutOff is the instant up to which outcomes were looked up. Later ones are
	// not seen.
	CutOff time.Time `json:"cut_off,omitzero"`
}

// MaxHorizonDays is the longest horizon, a hundred years.
const MaxHorizonDays = 36_525

// set tells whether there is a horizon.
func (h *Horizon) set() bool { return h.Days > 0 && h.Days <= MaxHorizonDays && !h.CutOff.IsZero() }

func (h *Horizon) equal(g *Horizon) bool { return h.Days == g.Days && h.CutOff.Equal(g.CutOff) }

// Ages count the leads of an audit with a horizon by why they count or do not,
// for the audit's target.
type Ages struct {
	// OldEnough are the leads that count, TooYoung those decided less than the
	// horizon before the cut-off.
	OldEnough int `json:"old_enough"`
	TooYoung  int `json:"too_young"`
	// Before are those that had reached the target before the decision, and are
	// left out. Undated are those decided as of no instant, left out too.
	Before  int `json:"before,omitempty"`
	Undated int `json:"undated,omitempty"`
	// Of OldEnough: Late reached the target after the horizon and are no hits.
	Late int `json:"late,omitempty"`
	// Of OldEnough, what became of these is unknown: nobody worked them,
	// nobody looked them up late enough, or nobody knows when they reached the
	// target.
	Unworked    int `json:"unworked,omitempty"`
	NotFollowed int `json:"not_followed,omitempty"`
	NoInstant   int `json:"no_instant,omitempty"`
}

func (a *Ages) add(b Ages) {
	a.OldEnough += b.OldEnough
	a.TooYoung += b.TooYoung
	a.Before += b.Before
	a.Undated += b.Undated
	a.Late += b.Late
	a.Unworked += b.Unworked
	a.NotFollowed += b.NotFollowed
	a.NoInstant += b.NoInstant
}

// A state is how a lead counts.
type state uint8

const (
	open    state = iota // in no rate: too young, left out, or not known yet
	hit                  // reached the target
	miss                 // did not
	unknown              // counts, but what became of it is not known
)

// plainState is the state without a horizon.
func plainState(target qualify.Opt[bool]) state {
	switch {
	case !target.Known:
		return open
	case target.Value:
		return hit
	}
	return miss
}

func countOf(s state) Count {
	return Count{Leads: 1, Known: one(s == hit || s == miss), Hits: one(s == hit), Unknown: one(s == unknown)}
}

const day = 24 * time.Hour

// read is the state of a lead decided at asOf, of a settled outcome. Ages says
// why; it is nil where nobody asks.
func (h *Horizon) read(asOf time.Time, o *Outcome, target Target, ages *Ages) state {
	value, at := target.of(o), target.at(o)
	if !h.set() {
		return plainState(value)
	}
	if ages == nil {
		ages = &Ages{}
	}
	end := asOf.Add(time.Duration(h.Days) * day)
	if at.After(h.CutOff) {
		value.Known = false // not yet
	}
	reached := value.Known && value.Value
	switch {
	case asOf.IsZero():
		ages.Undated++
		return open
	case reached && !at.IsZero() && at.Before(asOf):
		ages.Before++
		return open
	case end.After(h.CutOff):
		ages.TooYoung++
		return open
	}
	ages.OldEnough++
	if reached && !at.IsZero() && !at.After(end) {
		return hit
	}
	if reached && !at.IsZero() {
		ages.Late++
	}
	looked := o.LookedUpAt
	if looked.IsZero() || looked.After(h.CutOff) {
		looked = h.CutOff
	}
	switch {
	case o.Worked.Known && !o.Worked.Value, !o.Worked.Known && !value.Known:
		ages.Unworked++
		return unknown
	case reached && at.IsZero():
		ages.NoInstant++
		return unknown
	case !value.Known && looked.Before(end):
		ages.NotFollowed++
		return unknown
	}
	return miss
}
