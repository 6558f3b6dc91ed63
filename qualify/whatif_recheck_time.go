package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// clock is what in a rule set depends on the time. It is made when it is first
// asked for, as most programs never do, and not changed after.
type timeDependence struct {
	criteria *bounds.TimeDependence
	conds    []bool // by number: the condition does
	nums     []bool
	eaches   []bool
	rules    []bool // by index: the rule's worth does
	timed    []int  // the indices of those rules
	still    bool   // nothing does
}

// ruleTiming are the parts of a rule by which its worth changes with the time.
type ruleTiming struct {
	points    int64
	tiers     []int64
	low, high int64 // of a computed rule
	limit     int
	per       scorecard.Age // length of the span that the limit is about, 0: all
	within    scorecard.Age // 0: no window
	fades     bool
	fadesAt   scorecard.Age // the age at which nothing is left, 0: never
}

// timings are of the rules, in order.
func (e *Engine) timings() []ruleTiming {
	e.timingOnce.Do(func() {
		e.timingMade = make([]ruleTiming, len(e.rules))
		for i := range e.timingMade {
			e.timingMade[i] = newRuleTiming(&e.source.Scoring.Rules[i])
		}
	})
	return e.timingMade
}

func newRuleTiming(r *scoring.Rule) ruleTiming {
	t := ruleTiming{within: scorecard.AgeOfDays(r.WithinDays), limit: r.Limit, per: scorecard.AgeOfDays(r.PerDays), fades: r.Decay != nil}
	if r.Points != nil {
		t.points = milli.Nearest(*r.Points)
	}
	if r.Min != nil && r.Max != nil {
		t.low, t.high = milli.Nearest(*r.Min), milli.Nearest(*r.Max)
	}
	for _, tier := range r.Tiers {
		t.tiers = append(t.tiers, milli.Nearest(tier.Points))
	}
	if d := r.Decay; d != nil && d.Kind == scoring.Linear && d.Rate != nil && *d.Rate > 0 {
		t.fadesAt = scorecard.Age(float64(scorecard.AgeOfDays(d.EveryDays)) * 1000 / float64(milli.Nearest(*d.Rate)))
	}
	return t
}

// clock is the engine's.
func (e *Engine) timeDependence() *timeDependence {
	e.timeOnce.Do(func() { e.timeMade = newTimeDependence(e) })
	return e.timeMade
}

func newTimeDependence(e *Engine) *timeDependence {
	ages := make([]bool, len(e.slots))
	for i := range e.slots {
		ages[i] = e.slots[i].role.derived() || e.slots[i].role == heldByPeople
	}
	c := &timeDependence{criteria: bounds.NewTimeDependence(e.program, ages, e.of.personalTimes()), rules: make([]bool, len(e.rules))}
	c.conds = marked(len(e.program.Conds()), c.criteria.Conds)
	c.nums = marked(len(e.rules), c.criteria.Nums)
	c.eaches = marked(len(e.rules), c.criteria.Eaches)
	for i := range e.rules {
		if c.rules[i] = c.changes(e, i); c.rules[i] {
			c.timed = append(c.timed, i)
		}
	}
	c.still = len(c.criteria.Conds) == 0 && len(c.criteria.Results) == 0 && len(c.timed) == 0
	return c
}

// marked is a set as a slice of n.
func marked[T ~int](n int, in []T) []bool {
	out := make([]bool, n)
	for _, i := range in {
		out[i] = true
	}
	return out
}

// changes tells whether a rule's worth depends on the time. A limit over a span
// makes it so too: ages are rounded to a microsecond, so that which of two
// matches counts that are as far apart as the span may depend on the instant.
func (c *timeDependence) changes(e *Engine, i int) bool {
	r, t := &e.rules[i], &e.timings()[i]
	if r.gate != noCond && c.conds[r.gate] {
		return true
	}
	switch r.form {
	case byWhen:
		return c.conds[r.cond]
	case byTiers:
		return slices.ContainsFunc(r.tiers, func(cond criteria.Cond) bool { return c.conds[cond] })
	case byEach:
		return c.eaches[r.each] || t.fades || t.within > 0 || t.per > 0
	}
	return c.nums[r.num]
}
