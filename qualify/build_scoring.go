package qualify

import (
	"fmt"
	"math"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// maxNear bounds the groups among which a misspelt one is looked for.
const maxNear = 200

func (b *build) scoring() {
	m := b.rs.Scoring
	if m == nil {
		return
	}
	b.clip("scoring", m.Min, m.Max)
	groups := make([]string, len(m.Groups))
	for i, g := range m.Groups {
		at := fmt.Sprintf("scoring.groups[%d]", i)
		b.clip(at, g.Min, g.Max)
		groups[i] = g.ID
		b.e.groupReadyAt = append(b.e.groupReadyAt, g.ReadyAt)
	}
	known := make(map[string]bool, len(groups))
	for _, g := range groups {
		known[g] = true
	}
	b.e.rules = make([]scoreRule, 0, len(m.Rules))
	for i := range m.Rules {
		r, at := &m.Rules[i], fmt.Sprintf("scoring.rules[%d]", i)
		if r.Group != "" && !known[r.Group] && !b.full() {
			b.fail(at+".group", CodeUnknownID, "there is no group %q%s", r.Group, nearest.Quoted(r.Group, groups[:min(len(groups), maxNear)]))
		}
		b.e.rules = append(b.e.rules, b.rule(at, r))
	}
	for i, band := range m.Bands {
		at := fmt.Sprintf("scoring.bands[%d].min", i)
		if i > 0 && band.Min >= m.Bands[i-1].Min {
			b.fail(at, CodeBadOrder, "give bands highest first: %v is not below %v", band.Min, m.Bands[i-1].Min)
		}
		b.e.bands, b.e.bandNames = append(b.e.bands, band.Min), append(b.e.bandNames, band.Name)
	}
	if c := m.Chance; c != nil {
		if !(math.Abs(c.Intercept) <= 1000) {
			b.fail("scoring.chance.intercept", CodeOutOfRange, "an intercept is between -1000 and 1000")
		}
		if !(c.Slope > 0 && c.Slope <= 1000) {
			b.fail("scoring.chance.slope", CodeOutOfRange, "a slope is above 0 and at most 1000: more points are a greater chance")
		}
		b.e.chance = c
	}
	b.sums(m)
	b.e.card = scorecard.NewCard(m)
	b.orderRules()
	b.staysReady(m)
}

// orderRules prepares finding the rules that are not unmet by their condition.
func (b *build) orderRules() {
	e := b.e
	for i := range e.rules {
		r := &e.rules[i]
		if r.form != byWhen {
			e.otherRules = append(e.otherRules, i)
			if r.form == byEach {
				e.eachRules = append(e.eachRules, i)
			}
			continue
		}
		e.locate(&e.whenBits, r.cond, i)
		e.sumBits.Put(e.card, i, int(r.cond))
	}
}

// locate gives the condition of a part a bit.
func (e *Engine) locate(bits *[]uint64, cond criteria.Cond, part int) {
	c := int(cond)
	for len(e.partOf) <= c {
		e.partOf = append(e.partOf, 0)
	}
	e.partOf[c] = int32(part)
	for len(*bits) <= c/64 {
		*bits = append(*bits, 0)
	}
	(*bits)[c/64] |= 1 << (c % 64)
}

// sums refuses a model whose rules may come to more than scores can hold
// exactly. Rules with an Each and no bound are bounded by the card.
func (b *build) sums(m *scoring.Model) {
	total := int64(0)
	for i := range m.Rules {
		if r := scorecard.RuleRange(&m.Rules[i]); r.Low > -milli.Unbounded && r.High < milli.Unbounded {
			total = milli.Add(total, max(-r.Low, r.High))
		}
	}
	for i := range m.Groups {
		total = milli.Add(total, max(magnitudeOf(m.Groups[i].Min), magnitudeOf(m.Groups[i].Max)))
	}
	if total > milli.Max {
		b.fail("scoring.rules", CodeOutOfRange, "the points of all rules together may come to more than a trillion; give fewer points, or a \"limit\"")
	}
}

func magnitudeOf(p *scoring.Points) int64 {
	if p == nil {
		return 0
	}
	v := milli.Nearest(*p)
	return max(v, -v)
}

func (b *build) clip(at string, low, high *scoring.Points) {
	if low != nil && high != nil && *low > *high {
		b.fail(at+".min", CodeOutOfRange, "min %v is above max %v", *low, *high)
	}
}

// rule compiles a rule by its form and refuses what has no meaning in it.
func (b *build) rule(at string, r *scoring.Rule) scoreRule {
	plan := scoreRule{id: r.ID, place: "scoring." + r.ID, gate: noCond}
	refuse := func(given bool, key, why string) {
		if given {
			b.fail(at+"."+key, CodeNotAllowed, "%q %s", key, why)
		}
	}
	form := "when"
	switch {
	case r.Each != "":
		form = "each"
	case r.Compute != "":
		form = "compute"
	case len(r.Tiers) > 0:
		form = "tiers"
	}
	refuse(form == "each" && r.Compute != "", "compute", `does not go together with "each"`)
	refuse(form != "tiers" && len(r.Tiers) > 0, "tiers", fmt.Sprintf("does not go together with %q", form))
	refuse(form == "compute" && r.Points != nil, "points", `does not go together with "compute"`)
	refuse(form == "tiers" && r.Points != nil, "points", "stands in each of the tiers")
	if form != "each" {
		const only = `belongs to a rule with "each"`
		refuse(r.Limit != 0, "limit", only)
		refuse(r.PerDays != 0, "per_days", only)
		refuse(r.LimitBy != "", "limit_by", only)
		refuse(r.WithinDays != 0, "within_days", only)
		refuse(r.Decay != nil, "decay", only)
	}
	if form != "compute" {
		const only = `belongs to a rule with "compute"; a group clips other rules`
		refuse(r.Min != nil, "min", only)
		refuse(r.Max != nil, "max", only)
	}
	switch form {
	case "when":
		plan.form = byWhen
		if r.Points == nil {
			b.fail(at, CodeRequired, `give it "points"`)
		}
		if r.When == "" {
			b.fail(at, CodeRequired, `give it a "when", "tiers", "each" or "compute"`)
			return plan
		}
		plan.cond = b.cond(at+".when", r.When)
		return plan
	case "tiers":
		plan.form = byTiers
		for j, t := range r.Tiers {
			path := fmt.Sprintf("%s.tiers[%d]", at, j)
			plan.tiers = append(plan.tiers, b.cond(path+".when", t.When))
			if j > 0 && t.Points > r.Tiers[j-1].Points {
				b.fail(path+".points", CodeBadOrder, "give tiers highest first: %v is above %v", t.Points, r.Tiers[j-1].Points)
			}
		}
	case "each":
		plan.form = byEach
		plan.each, plan.apart = b.each(at, r), r.LimitBy == scoring.ByMember
	case "compute":
		plan.form = byCompute
		if r.Min == nil || r.Max == nil {
			b.fail(at, CodeRequired, `"compute" needs "min" and "max", so that its range is known`)
		}
		b.clip(at, r.Min, r.Max)
		if !b.full() {
			n, problems := b.c.Num(r.Compute)
			b.failText(at+".compute", r.Compute, problems)
			b.texts[at+".compute"] = compiledText{"compute", int(n)}
			plan.num = n
		}
	}
	plan.gate = b.gate(at+".when", r.When)
	return plan
}

func (b *build) each(at string, r *scoring.Rule) criteria.Each {
	if r.Points == nil {
		b.fail(at, CodeRequired, `give it "points"`)
	}
	if r.Limit < 0 {
		b.fail(at+".limit", CodeOutOfRange, "a limit is 1 or more")
	}
	if r.PerDays != 0 && r.Limit == 0 {
		b.fail(at, CodeRequired, `"per_days" says how long a "limit" holds; give one`)
	}
	b.limitBy(at, r)
	b.days(at+".per_days", r.PerDays)
	b.days(at+".within_days", r.WithinDays)
	if d := r.Decay; d != nil {
		b.decay(at+".decay", d)
	}
	if b.full() {
		return 0
	}
	e, problems := b.c.Each(r.Each)
	b.failText(at+".each", r.Each, problems)
	b.texts[at+".each"] = compiledText{"each", int(e)}
	return e
}

func (b *build) days(path string, d scoring.Days) {
	if d < 0 || d > scoring.MaxDays {
		b.fail(path, CodeOutOfRange, "%v days is not between 0.001 and %v", d, scoring.MaxDays)
	}
}

func (b *build) decay(at string, d *scoring.Decay) {
	word(b, at+".kind", d.Kind, scoring.Linear, scoring.HalfLife)
	b.days(at+".every_days", d.EveryDays)
	b.days(at+".days", d.Days)
	switch d.Kind {
	case scoring.Linear:
		if d.EveryDays == 0 {
			b.fail(at, CodeRequired, `give linear decay "every_days"`)
		}
		if d.Rate == nil {
			b.fail(at, CodeRequired, `give linear decay a "rate"`)
		} else if *d.Rate <= 0 || *d.Rate > scoring.MaxRate {
			b.fail(at+".rate", CodeOutOfRange, "%v is not above 0 and at most %v%s; 0.5 loses a half in every_days, and what loses nothing has no decay", *d.Rate, scoring.MaxRate, ofHundred(float64(*d.Rate)))
		}
		if d.Days != 0 {
			b.fail(at+".days", CodeNotAllowed, `"days" belongs to half_life; linear decay has "every_days"`)
		}
	case scoring.HalfLife:
		if d.Days == 0 {
			b.fail(at, CodeRequired, `give half_life decay "days"`)
		}
		if d.Rate != nil {
			b.fail(at+".rate", CodeNotAllowed, `"rate" belongs to linear decay`)
		}
		if d.EveryDays != 0 {
			b.fail(at+".every_days", CodeNotAllowed, `"every_days" belongs to linear decay`)
		}
	}
}
