package qualify

import (
	"math"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// bound bounds the worth of every group and of the total, and returns that of every
// rule.
func (d *Description) bound(m *scoring.Model) (rules []Range) {
	d.Groups = append(d.Groups, make([]GroupInfo, len(m.Groups))...)
	sums := make([]milli.Range, len(m.Groups))
	index := make(map[string]int, len(m.Groups))
	for i, g := range m.Groups {
		d.Groups[i].ID = g.ID
		index[g.ID] = i
	}
	var total milli.Range
	for i := range m.Rules {
		r := &m.Rules[i]
		worth := scorecard.RuleRange(r)
		rules = append(rules, rangeOf(worth))
		if r.Group == "" {
			total = total.Plus(worth)
			continue
		}
		g := index[r.Group]
		d.Groups[g].Rules = append(d.Groups[g].Rules, r.ID)
		sums[g] = sums[g].Plus(worth)
	}
	for i, g := range m.Groups {
		points := clipped(sums[i], g.Min, g.Max)
		d.Groups[i].ScoreInfo = ScoreInfo{Sum: rangeOf(sums[i]), Points: rangeOf(points)}
		total = total.Plus(points)
	}
	d.Score = ScoreInfo{Sum: rangeOf(total), Points: rangeOf(clipped(total, m.Min, m.Max))}
	return rules
}

// clipped is a range after a clip, of which nil does not.
func clipped(r milli.Range, low, high *scoring.Points) milli.Range {
	least, most := int64(math.MinInt64), int64(math.MaxInt64)
	if low != nil {
		least = milli.Nearest(*low)
	}
	if high != nil {
		most = milli.Nearest(*high)
	}
	return r.Clip(least, most)
}

// rangeOf is a range as descriptions have it: nil for what is beyond a trillion
// points.
func rangeOf(r milli.Range) Range {
	end := func(v int64) *scoring.Points {
		if v > milli.Max || v < -milli.Max {
			return nil
		}
		return new(milli.Float[scoring.Points](v))
	}
	return Range{Low: end(r.Low), High: end(r.High)}
}
