package qualify

import (
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// reach bounds the worth of every rule, group and of the total.
func (o *outline) reach(m *scoring.Model) {
	o.groups = make([]GroupInfo, len(m.Groups))
	index := make(map[string]int, len(m.Groups))
	for i, g := range m.Groups {
		o.groups[i] = GroupInfo{ID: g.ID, ScoreInfo: ScoreInfo{Sum: exactly(0)}}
		index[g.ID] = i
	}
	total := exactly(0)
	for i := range m.Rules {
		r := &m.Rules[i]
		bounds := ruleRange(r)
		o.rules = append(o.rules, bounds)
		if r.Group == "" {
			total = total.plus(bounds)
			continue
		}
		g := &o.groups[index[r.Group]]
		g.Rules = append(g.Rules, r.ID)
		g.Sum = g.Sum.plus(bounds)
	}
	for i, g := range m.Groups {
		o.groups[i].Points = o.groups[i].Sum.clipped(g.Min, g.Max)
		total = total.plus(o.groups[i].Points)
	}
	o.score = ScoreInfo{Sum: total, Points: total.clipped(m.Min, m.Max)}
}

// ruleRange bounds what a rule of any lead is worth.
func ruleRange(r *scoring.Rule) Range {
	span := exactly(0)
	switch {
	case r.Compute != "":
		bounds := Range{Low: copied(r.Min), High: copied(r.Max)}
		if r.When == "" {
			return bounds
		}
		return span.with(bounds) // an unmet gate makes it 0
	case len(r.Tiers) > 0:
		for _, t := range r.Tiers {
			span = span.with(exactly(t.Points))
		}
	case r.Points == nil || *r.Points == 0:
	case r.Each == "":
		span = span.with(exactly(*r.Points))
	default:
		span = span.with(times(*r.Points, mostMatches(r)))
	}
	return span
}

// mostMatches is how many matches of a rule can be worth points at once, or -1
// where there is no bound.
func mostMatches(r *scoring.Rule) int64 {
	const most = int64(milli.Max)
	limit := int64(r.Limit)
	if limit == 0 || limit > most {
		return -1
	}
	if r.PerDays == 0 {
		return limit
	}
	window := r.WithinDays
	if d := r.Decay; d != nil && d.Kind == scoring.Linear && d.Rate != nil && *d.Rate > 0 {
		// After 1/rate periods nothing is left, with steps as without.
		life := d.EveryDays * scoring.Days((1000+*d.Rate-1) / *d.Rate)
		if window == 0 || life < window {
			window = life
		}
	}
	if window == 0 {
		return -1
	}
	// The window, ends included, falls into so many half-open spans.
	spans := int64(window/r.PerDays) + 1
	if limit > most/spans {
		return -1
	}
	return limit * spans
}

// times is the range of p counted n times; with -1 it has no bound.
func times(p scoring.Points, n int64) Range {
	if magnitude := max(p, -p); n < 0 || n > int64(milli.Max/magnitude) {
		if p < 0 {
			return Range{High: new(scoring.Points)}
		}
		return Range{Low: new(scoring.Points)}
	}
	return exactly(p * scoring.Points(n))
}

func exactly(p scoring.Points) Range { return Range{Low: new(p), High: new(p)} }

// with is the smallest range that holds both.
func (r Range) with(q Range) Range {
	out := Range{}
	if r.Low != nil && q.Low != nil {
		out.Low = new(min(*r.Low, *q.Low))
	}
	if r.High != nil && q.High != nil {
		out.High = new(max(*r.High, *q.High))
	}
	return out
}

// plus is the range of a sum.
func (r Range) plus(q Range) Range {
	add := func(a, b *scoring.Points) *scoring.Points {
		if a == nil || b == nil {
			return nil
		}
		sum := *a + *b
		if sum > milli.Max || sum < -milli.Max {
			return nil
		}
		return &sum
	}
	return Range{Low: add(r.Low, q.Low), High: add(r.High, q.High)}
}

// clipped is the range after a clip, of which nil does not.
func (r Range) clipped(low, high *scoring.Points) Range {
	clip := func(p, without *scoring.Points) *scoring.Points {
		if p == nil {
			return copied(without)
		}
		v := *p
		if high != nil {
			v = min(v, *high)
		}
		if low != nil {
			v = max(v, *low)
		}
		return &v
	}
	return Range{Low: clip(r.Low, low), High: clip(r.High, high)}
}

func (r Range) clone() Range { return Range{Low: copied(r.Low), High: copied(r.High)} }

func (s ScoreInfo) clone() ScoreInfo {
	return ScoreInfo{Sum: s.Sum.clone(), Points: s.Points.clone()}
}
