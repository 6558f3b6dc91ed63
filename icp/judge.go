package icp

import (
	"math"
	"math/bits"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify/truth"
)

// one is the whole of a share, and the weight that counts once, in thousandths.
const one = 1000

// Judge sets *fit to the outcome of p, reusing the memory of fit.Criteria.
//
// The truth values are those of the conditions in order, p.Conditions() of
// them: for a criterion with tiers one for each tier, for any other one. Fewer
// of them panic. Judge keeps and changes neither p nor truths, and allocates
// nothing once fit.Criteria is long enough.
func (p *Profile) Judge(truths []truth.Truth, fit *Fit) {
	fit.Criteria = fit.Criteria[:0]
	total, low, high, required := p.sums(truths, fit)
	p.conclude(fit, total, low, high, required)
}

// JudgeBriefly is Judge without the list of criteria.
func (p *Profile) JudgeBriefly(truths []truth.Truth, fit *Fit) {
	fit.Criteria = fit.Criteria[:0]
	total, low, high, required := p.sums(truths, nil)
	p.conclude(fit, total, low, high, required)
}

// conclude fills in all but the list of criteria.
func (p *Profile) conclude(fit *Fit, total uint64, low, high wide, required truth.Truth) {
	reached := truth.Unknown
	switch at := wideOf(total, or(p.GoodAt, one, 0, math.MaxInt64)); {
	case !low.less(at):
		reached = truth.Met
	case high.less(at):
		reached = truth.Unmet
	}
	whole := wideOf(total, one).float()
	fit.Verdict = verdicts[required.And(reached)]
	fit.Low, fit.High = low.float()/whole, high.float()/whole
	fit.Share = fit.Low
	fit.Grade = ""
	if name, known := (GradeRange{required, p.step(total, low), p.step(total, high)}).Name(p); known {
		fit.Grade = name
	}
}

// A GradeRange is what is known of a lead's grade.
type GradeRange struct {
	// Required tells whether all required criteria are met: without, there is no
	// grade.
	Required truth.Truth
	// Low and High are the indices in Profile.Grades of those that the least and
	// the greatest possible share reach, len(Profile.Grades) for none.
	Low, High int
}

// GradeRange finds it by the truth values that Judge takes.
func (p *Profile) GradeRange(truths []truth.Truth) GradeRange {
	total, low, high, required := p.sums(truths, nil)
	return GradeRange{required, p.step(total, low), p.step(total, high)}
}

// Name is the grade of a profile where it is known, "" for none.
func (r GradeRange) Name(p *Profile) (name string, known bool) {
	switch {
	case r.Required == truth.Unmet || r.High >= len(p.Grades):
		return "", true
	case r.Required == truth.Unknown || r.Low != r.High:
		return "", false
	}
	return p.Grades[r.High].Name, true
}

// sums goes through the criteria: the total of the weights, the least and the
// greatest sum of weight times share, and whether all required criteria are met.
// It lists them in fit, if that is not nil.
func (p *Profile) sums(truths []truth.Truth, fit *Fit) (total uint64, low, high wide, required truth.Truth) {
	required = truth.Met
	for i := range p.Criteria {
		c := &p.Criteria[i]
		n := max(1, len(c.Tiers))
		outcome, least, most := c.judge(truths[:n])
		truths = truths[n:]
		weight := or(c.Weight, one, 0, milli.MaxAmount)
		total += uint64(weight)
		low = low.add(product(weight, least))
		high = high.add(product(weight, most))
		if c.Required {
			required = required.And(outcome)
		}
		if fit != nil {
			fit.Criteria = append(fit.Criteria, CriterionFit{ID: c.ID, Outcome: outcome, Weight: milli.Float[Weight](weight), Share: milli.Float[Share](least)})
		}
	}
	if total == 0 {
		// Nothing was asked for, so nothing is missing: 1 of 1.
		total, low, high = 1, product(1, one), product(1, one)
	}
	return total, low, high, required
}

// judge returns the outcome of a criterion and the least and greatest share
// that are possible.
func (c *Criterion) judge(truths []truth.Truth) (outcome truth.Truth, least, most int64) {
	if len(c.Tiers) == 0 {
		switch truths[0] {
		case truth.Met:
			return truth.Met, one, one
		case truth.Unmet:
			return truth.Unmet, 0, 0
		}
		return truth.Unknown, 0, one
	}
	outcome, least, most = truth.Unmet, one, 0
	for i := range c.Tiers {
		if truths[i] == truth.Unmet {
			continue
		}
		share := or(c.Tiers[i].Share, one, 0, one)
		least, most = min(least, share), max(most, share)
		outcome = truths[i]
		if outcome == truth.Met {
			return outcome, least, most
		}
	}
	return outcome, 0, most
}

// step is the index of the first grade that a sum reaches, or the number of
// grades where it reaches none.
func (p *Profile) step(total uint64, sum wide) int {
	for i := range p.Grades {
		if !sum.less(wideOf(total, max(0, milli.Nearest(p.Grades[i].Min)))) {
			return i
		}
	}
	return len(p.Grades)
}

// wide is an unsigned integer of 128 bits. A weight is at most 1e12 and a share
// 1e3 thousandths, so that a sum of their products would leave 64 bits at
// some ten thousand criteria; here it cannot.
type wide struct{ hi, lo uint64 }

// product is weight times share, neither of them negative.
func product(weight, share int64) wide { return wideOf(uint64(weight), share) }

// wideOf is total times share, which is not negative.
func wideOf(total uint64, share int64) wide {
	hi, lo := bits.Mul64(total, uint64(share))
	return wide{hi, lo}
}

func (a wide) add(b wide) wide {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return wide{hi, lo}
}

func (a wide) less(b wide) bool {
	return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo
}

// float is a as a float64, with the same bits on every processor.
func (a wide) float() float64 { return float64(float64(a.hi)*(1<<64)) + float64(a.lo) }
