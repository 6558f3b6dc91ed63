package lint

import (
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
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

// most points of one rule, as a card bounds them.
const mostPoints = 1_000_000_000_000_000

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
			low, high, values := eachPoints(r.Rule)
			s := step{always(), low, high, values}
			if r.each.cases.Met.Empty() && (strict || !r.each.reported) {
				s = step{when: always(), values: []int64{0}}
			}
			x.steps = append(x.steps, s)
		case !r.num.IsZero():
			x.steps = append(x.steps, step{when: always(), low: clamp(r.Min), high: max(clamp(r.Min), clamp(r.Max))})
		case len(r.tiers) > 0:
			for i, c := range r.tiers {
				p := clamp(&r.Tiers[i].Points)
				x.steps = append(x.steps, step{of(c, strict), p, p, []int64{p}})
			}
		default:
			p := clamp(r.Points)
			x.steps = append(x.steps, step{x.gate, p, p, []int64{p}})
			x.gate = nil
		}
		out = append(out, x)
	}
	return out
}

func clamp(p *scoring.Points) int64 {
	if p == nil {
		return 0
	}
	return max(-mostPoints, min(int64(*p), mostPoints))
}

// maxMatches are played through to find out what an each rule can be worth.
const maxMatches = 2000

// eachPoints bounds what an each rule is worth, and lists what it may be worth
// where its matches do not fade.
func eachPoints(r *scoring.Rule) (low, high int64, values []int64) {
	p := clamp(r.Points)
	if p == 0 {
		return 0, 0, []int64{0}
	}
	reach := int64(mostPoints)
	switch batches := batchesOf(r); {
	case r.Limit <= 0 || batches < 0:
	case r.Decay == nil || int64(r.Limit)*batches > maxMatches:
		// Count times points, if that is below the bound.
		if n := int64(r.Limit) * batches; n/batches == int64(r.Limit) && n <= mostPoints/max(p, -p) {
			reach = n * max(p, -p)
		}
	default:
		ages := make([]scorecard.Age, 0, int64(r.Limit)*batches)
		for i := range batches {
			for range r.Limit {
				ages = append(ages, scorecard.Age(i)*scorecard.AgeOfDays(r.PerDays))
			}
		}
		reach = max(worth(r, ages), -worth(r, ages))
		if d := r.Decay; d.Kind == scoring.HalfLife && !d.Stepped && r.PerDays%max(1, d.Days) != 0 {
			reach += int64(len(ages)) // only whole half-lives are exact
		}
	}
	if n := reach / max(p, -p); r.Decay == nil && reach < mostPoints && n <= 200 {
		for i := range n + 1 {
			values = append(values, i*p)
		}
	}
	if p < 0 {
		return -reach, 0, values
	}
	return 0, reach, values
}

// batchesOf is how often the limit of a rule can be used up by matches that
// are worth something; -1 for any number of times.
func batchesOf(r *scoring.Rule) int64 {
	if r.PerDays <= 0 {
		return 1
	}
	window := int64(r.WithinDays)
	if life, ends := lifeOf(r); ends && (window == 0 || life < window) {
		window = life
	}
	if window == 0 {
		return -1
	}
	return window/int64(r.PerDays) + 1
}

// worth is what an each rule gives for matches of some ages.
func worth(r *scoring.Rule, ages []scorecard.Age) int64 {
	alone := *r
	alone.Group = ""
	card := scorecard.NewCard(&scoring.Model{Rules: []scoring.Rule{alone}})
	var s scoring.Score
	card.Open(&s)
	card.Each(&s, 0, truth.Met, ages)
	card.Close(&s)
	return int64(s.Points)
}

// lifeOf is the age in thousandths of a day from which on a match of the rule
// is worth nothing. ends is false where there is none, or for a half-life none
// within a hundred years.
func lifeOf(r *scoring.Rule) (life int64, ends bool) {
	if r.Decay == nil || clamp(r.Points) == 0 {
		return 0, false
	}
	if d := r.Decay; d.Kind == scoring.Linear {
		if d.Rate == nil || *d.Rate <= 0 {
			return 0, false
		}
		rate, every := int64(min(*d.Rate, scoring.MaxRate)), int64(d.EveryDays)
		if d.Stepped {
			return (1000 + rate - 1) / rate * every, true
		}
		return (1000*every + rate - 1) / rate, true
	}
	alone := *r
	alone.WithinDays, alone.Limit, alone.PerDays = 0, 0, 0
	dead := func(age int64) bool {
		return worth(&alone, []scorecard.Age{scorecard.AgeOfDays(scoring.Days(age))}) == 0
	}
	low, high := int64(0), int64(scoring.MaxDays)
	if !dead(high) {
		return 0, false
	}
	for low < high { // worth falls with age, so what is dead stays so
		middle := (low + high) / 2
		if dead(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return high, true
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
		if total > most/int64(icp.One) {
			return nil, 0, false
		}
		x := item{must: must && c.Required}
		for j, s := range l.steps {
			share := int64(icp.One)
			if len(c.Tiers) > 0 {
				share = shareOf(&c.Tiers[j])
			}
			v := weight * share
			x.steps = append(x.steps, step{of(s, strict), v, v, []int64{v}})
		}
		list = append(list, x)
	}
	return list, total, true
}

func weightOf(c *icp.Criterion) int64 {
	if c.Weight == nil {
		return int64(icp.One)
	}
	return int64(max(0, min(*c.Weight, icp.MaxWeight)))
}

func shareOf(t *icp.Tier) int64 {
	if t.Share == nil {
		return int64(icp.One)
	}
	return int64(*t.Share)
}

// goodAt is the share from which on a fit is good, in thousandths.
func (k *checker) goodAt() int64 {
	if k.rs.ICP == nil || k.rs.ICP.GoodAt == nil {
		return int64(icp.One)
	}
	return int64(*k.rs.ICP.GoodAt)
}
