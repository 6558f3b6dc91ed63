package lint

import (
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// anything are the cases of a condition of which nothing is known.
func anything() *cases.Cases {
	all := cases.Everything()
	return &cases.Cases{Met: all, Unmet: all, NotMet: all, NotUnmet: all}
}

func always() *cases.Cases {
	return &cases.Cases{Met: cases.Everything(), NotUnmet: cases.Everything()}
}

// of are the cases of a condition. Unless strict, those of one that a finding
// calls never met, or always, are anything, so that one mistake is one finding.
func of(c *condition, strict bool) *cases.Cases {
	if c.reported && !strict {
		return anything()
	}
	return c.cases
}

// pointItems are the scoring rules as items, in order.
func (k *checker) pointItems(strict bool) []item {
	var out []item
	for _, r := range k.rules {
		x := item{}
		if r.when != nil {
			x.gate = of(r.when, strict)
		}
		switch {
		case r.each != nil:
			s := step{always(), scorecard.EachRange(r.Rule), eachValues(r.Rule)}
			if r.each.cases.Met.Empty() && (strict || !r.each.reported) {
				s = step{when: always(), values: []int64{0}}
			}
			x.steps = append(x.steps, s)
		case r.num != nil:
			x.steps = append(x.steps, step{when: always(), amount: milli.Range{Low: clamp(r.Min), High: max(clamp(r.Min), clamp(r.Max))}})
		case len(r.tiers) > 0:
			for i, c := range r.tiers {
				p := clamp(&r.Tiers[i].Points)
				x.steps = append(x.steps, step{of(c, strict), milli.Exactly(p), []int64{p}})
			}
		default:
			p := clamp(r.Points)
			x.steps = append(x.steps, step{x.gate, milli.Exactly(p), []int64{p}})
			x.gate = nil
		}
		out = append(out, x)
	}
	return out
}

// one is a whole share, and the weight of a criterion that states none, in
// thousandths.
const one int64 = 1000

// points and share are thousandths as messages show them.
func points(v int64) scoring.Points { return milli.Float[scoring.Points](v) }
func share(v int64) icp.Share       { return milli.Float[icp.Share](v) }

// clamp is an amount in thousandths, 0 where it is not stated.
func clamp(p *scoring.Points) int64 {
	if p == nil {
		return 0
	}
	return max(-milli.MaxAmount, min(milli.Nearest(*p), milli.MaxAmount))
}

// eachValues lists what an each rule may be worth where its matches do not
// fade; nil where they do, or are too many.
func eachValues(r *scoring.Rule) []int64 {
	p, n := clamp(r.Points), scorecard.MostMatches(r)
	switch {
	case p == 0:
		return []int64{0}
	case r.Decay != nil || n < 0 || n > 200:
		return nil
	}
	var values []int64
	for i := range n + 1 {
		values = append(values, i*p)
	}
	return values
}

// shareItems are the criteria as items whose amounts are weight times share.
// With must, only leads that meet all that is required are looked at. ok is
// false where the sums would be too great.
func (k *checker) shareItems(strict, must bool) (list []item, total int64, ok bool) {
	if k.rs.ICP == nil {
		return nil, 0, true
	}
	for i, l := range k.icp {
		c := &k.rs.ICP.Criteria[i]
		weight := weightOf(c)
		total += weight
		if total > milli.Unbounded/one {
			return nil, 0, false
		}
		x := item{must: must && c.Required}
		for j, s := range l.steps {
			part := one
			if len(c.Tiers) > 0 {
				part = shareOf(&c.Tiers[j])
			}
			v := weight * part
			x.steps = append(x.steps, step{of(s, strict), milli.Exactly(v), []int64{v}})
		}
		list = append(list, x)
	}
	return list, total, true
}

func weightOf(c *icp.Criterion) int64 {
	if c.Weight == nil {
		return one
	}
	return milli.Nearest(max(0, min(*c.Weight, icp.MaxWeight)))
}

func shareOf(t *icp.Tier) int64 {
	if t.Share == nil {
		return one
	}
	return milli.Nearest(*t.Share)
}

// goodAt is the share from which on a fit is good, in thousandths.
func (k *checker) goodAt() int64 {
	if k.rs.ICP == nil || k.rs.ICP.GoodAt == nil {
		return one
	}
	return milli.Nearest(*k.rs.ICP.GoodAt)
}
