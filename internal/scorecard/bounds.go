package scorecard

import (
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// RuleRange bounds what a rule is worth, in thousandths of a point, whatever
// the lead: its points where it is met, and 0 where it is not.
func RuleRange(r *scoring.Rule) milli.Range {
	span := milli.Range{}
	switch {
	case r.Compute != "":
		low := amount(r.Min)
		bounds := milli.Range{Low: low, High: max(low, amount(r.Max))}
		if r.When == "" {
			return bounds
		}
		return span.With(bounds) // an unmet gate makes it 0
	case len(r.Tiers) > 0:
		for _, t := range r.Tiers {
			span = span.With(milli.Exactly(amount(&t.Points)))
		}
		return span
	case r.Each != "":
		return EachRange(r)
	}
	return span.With(milli.Exactly(amount(r.Points)))
}

// maxMatches are played through to find out what an each rule can be worth.
const maxMatches = 2000

// EachRange bounds what a rule with an Each is worth.
func EachRange(r *scoring.Rule) milli.Range {
	p := amount(r.Points)
	n := MostMatches(r)
	if p == 0 || n < 0 || r.Decay == nil || n > maxMatches {
		return milli.Times(p, n)
	}
	// The most is worth a lead that did as much as the limit allows at once,
	// now and whenever the span of the limit begins anew.
	ages := make([]Age, 0, n)
	for len(ages) < int(n) {
		age := Age(len(ages)/r.Limit) * AgeOfDays(r.PerDays)
		ages = append(ages, age)
	}
	best := WorthOfMatches(r, ages)
	if d := r.Decay; d.Kind == scoring.HalfLife && !d.Stepped && milli.Nearest(r.PerDays)%max(1, milli.Nearest(d.Days)) != 0 {
		if best += n; p < 0 { // only whole half-lives are exact
			best -= 2 * n
		}
	}
	return milli.Range{Low: min(best, 0), High: max(best, 0)}
}

// MostMatches is how many matches of a rule with an Each can be worth points at
// once, or -1 where there is no bound.
func MostMatches(r *scoring.Rule) int64 {
	if r.Limit <= 0 || r.LimitBy != "" { // of as many people as there are
		return -1
	}
	limit, spans := int64(r.Limit), int64(1)
	if r.PerDays > 0 {
		window := milli.Nearest(r.WithinDays)
		if life, ends := life(r); ends && (window == 0 || life < window) {
			window = life
		}
		if window == 0 {
			return -1
		}
		// The window, ends included, falls into so many half-open spans.
		spans = window/max(1, milli.Nearest(r.PerDays)) + 1
	}
	if limit > milli.Unbounded/spans {
		return -1
	}
	return limit * spans
}

// WorthOfMatches is what a rule with an Each gives for matches of some ages,
// which it may reorder, in thousandths and before any clip of a group.
func WorthOfMatches(r *scoring.Rule, ages []Age) int64 {
	alone := *r
	alone.Group = ""
	card := NewCard(&scoring.Model{Rules: []scoring.Rule{alone}})
	var (
		s   Sheet
		out scoring.Score
	)
	card.Open(&s, &out)
	return card.Each(&s, 0, truth.Met, ages).Points
}

// Life is the age from which on a match of a rule with an Each is worth
// nothing. ends is false where there is none, or for a half-life none within a
// hundred years.
func Life(r *scoring.Rule) (at scoring.Days, ends bool) {
	v, ends := life(r)
	return milli.Float[scoring.Days](v), ends
}

// life is Life in thousandths.
func life(r *scoring.Rule) (at int64, ends bool) {
	if r.Decay == nil || amount(r.Points) == 0 {
		return 0, false
	}
	if d := r.Decay; d.Kind == scoring.Linear {
		if d.Rate == nil || *d.Rate <= 0 {
			return 0, false
		}
		rate, every := milli.Nearest(min(*d.Rate, scoring.MaxRate)), milli.Nearest(d.EveryDays)
		if d.Stepped {
			return (1000 + rate - 1) / rate * every, true
		}
		return (1000*every + rate - 1) / rate, true
	}
	alone := *r
	alone.WithinDays, alone.Limit, alone.PerDays = 0, 0, 0
	dead := func(age int64) bool { return WorthOfMatches(&alone, []Age{Age(age) * microsPerMilliday}) == 0 }
	low, high := int64(0), milli.Nearest(scoring.MaxDays)
	if !dead(high) {
		return 0, false
	}
	for low < high { // worth falls with age, so what is dead stays so
		if middle := (low + high) / 2; dead(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return high, true
}
