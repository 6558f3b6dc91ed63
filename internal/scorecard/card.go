package scorecard

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Card is a Model prepared for scoring: defaults filled in, groups resolved.
// It is immutable and safe for concurrent use by multiple goroutines; each
// needs a Score of its own.
//
// A score is made by Open, then one call for every rule that is not unmet, in
// ascending order and by the rule's form - When, Tiers, Each or Compute - and
// Close. Rules are given by their index in the model, and an index out of
// range panics. None of these allocate once the score's slices are long
// enough.
type Card struct {
	groups []group
	rules  []rule
	whens  []when // by rule
	total  group
	stays  group // total with StaysReadyAt for ReadyAt
	bands  []scoring.Band
}

// when is what a rule that is a met condition enters. It is apart from rule to
// keep the commonest entry short and its memory together.
type when struct {
	entry scoring.RuleScore
	group int
}

// group is a Group prepared, or the total.
type group struct {
	id       string
	min, max scoring.Points
	ready    scoring.Points
	hasReady bool
}

// rule is a Rule prepared.
type rule struct {
	id          string
	group       int // index, -1 for none
	points      scoring.Points
	most        scoring.Points // of the worth's magnitude
	min, max    scoring.Points
	tiers       []scoring.Points
	limit       int
	per, within Age // 0: none
	decay       fading
}

// NewCard prepares a model, copying what it needs. It reports no errors: a
// group that does not exist is none, amounts beyond a trillion points and
// lengths beyond MaxDays are taken as that much, negative limits and lengths
// as none, and of a Min above a Max the Min counts.
//
// The magnitude of a rule's worth and of a group's clip is at most a trillion
// points or, where a model has more than 4,610 rules and groups together, 4.6
// quadrillion points divided by their number. So no sum can
// overflow, and all columns add up whatever the model.
func NewCard(m *scoring.Model) *Card {
	c := &Card{
		groups: make([]group, len(m.Groups)),
		rules:  make([]rule, len(m.Rules)),
		whens:  make([]when, len(m.Rules)),
		bands:  slices.Clone(m.Bands),
	}
	most := min(mostPoints, scoring.Points(1<<62)/scoring.Points(len(m.Groups)+len(m.Rules)+1))
	c.total = newGroup("", m.Min, m.Max, m.ReadyAt, mostPoints)
	c.stays = c.total
	if m.StaysReadyAt != nil && c.total.hasReady {
		c.stays.ready = min(c.total.ready, *m.StaysReadyAt)
	}
	index := make(map[string]int, len(m.Groups))
	for i := range m.Groups {
		g := &m.Groups[i]
		c.groups[i] = newGroup(g.ID, g.Min, g.Max, g.ReadyAt, most)
		index[g.ID] = i
	}
	for i := range m.Rules {
		r := newRule(&m.Rules[i], index, most)
		c.rules[i] = r
		c.whens[i] = when{scoring.RuleScore{ID: r.id, Outcome: truth.Met, Column: scoring.Column{Points: r.points, Low: r.points, High: r.points}}, r.group}
	}
	return c
}

func newGroup(id string, low, high, ready *scoring.Points, most scoring.Points) group {
	g := group{id: id, min: math.MinInt64, max: math.MaxInt64}
	if low != nil {
		g.min = worthOf(low, most)
	}
	if high != nil {
		g.max = worthOf(high, most)
	}
	if ready != nil {
		g.ready, g.hasReady = *ready, true
	}
	return g
}

func newRule(r *scoring.Rule, groups map[string]int, most scoring.Points) rule {
	p := rule{
		id: r.ID, group: -1, points: worthOf(r.Points, most), most: most,
		min: worthOf(r.Min, most), max: worthOf(r.Max, most),
		limit: max(0, r.Limit), per: bounded(r.PerDays), within: bounded(r.WithinDays),
		decay: newFading(r.Decay),
	}
	if i, ok := groups[r.Group]; ok {
		p.group = i
	}
	for i := range r.Tiers {
		p.tiers = append(p.tiers, within(r.Tiers[i].Points, most))
	}
	return p
}

// worthOf is *p within [-most, most], or 0 where p is nil.
func worthOf(p *scoring.Points, most scoring.Points) scoring.Points {
	if p == nil {
		return 0
	}
	return within(*p, most)
}

// within is p within [-most, most].
func within(p, most scoring.Points) scoring.Points { return max(-most, min(p, most)) }

// Open starts a score: it empties s, keeping its memory, and lists the groups.
func (c *Card) Open(s *scoring.Score) {
	s.Column, s.Clip, s.Band = scoring.Column{}, scoring.Column{}, ""
	s.Rules, s.Groups = s.Rules[:0], s.Groups[:0]
	for i := range c.groups {
		s.Groups = append(s.Groups, scoring.GroupScore{ID: c.groups[i].id})
	}
}

// enter lists and adds a rule, unless it is unmet and so worth nothing.
func (c *Card) enter(s *scoring.Score, r *rule, outcome truth.Truth, worth scoring.Column, matches int) {
	if outcome == truth.Unmet {
		return
	}
	s.Rules = append(s.Rules, scoring.RuleScore{ID: r.id, Outcome: outcome, Column: worth, Matches: matches})
	// Until Close, the columns of score and groups hold the sums of the rules.
	sum := &s.Column
	if r.group >= 0 {
		sum = &s.Groups[r.group].Column
	}
	*sum = sum.Add(worth)
}

// Close finishes a score: it clips the groups and the total, and finds the
// band.
func (c *Card) Close(s *scoring.Score) {
	for i := range c.groups {
		g := &s.Groups[i]
		g.Column, g.Clip = c.groups[i].clip(g.Column)
		s.Column = s.Column.Add(g.Column)
	}
	s.Column, s.Clip = c.total.clip(s.Column)
	if step := c.step(s.Low); step == c.step(s.High) && step < len(c.bands) {
		s.Band = c.bands[step].Name
	}
}

// clip returns the clipped sum and what the clip added.
func (g *group) clip(sum scoring.Column) (clipped, clip scoring.Column) {
	clipped = scoring.Column{Points: g.nearest(sum.Points), Low: g.nearest(sum.Low), High: g.nearest(sum.High)}
	return clipped, sub(clipped, sum)
}

func (g *group) nearest(p scoring.Points) scoring.Points { return max(g.min, min(p, g.max)) }

// step is the index of the first band that p reaches, or the number of bands
// where it reaches none.
func (c *Card) step(p scoring.Points) int {
	for i := range c.bands {
		if p >= c.bands[i].Min {
			return i
		}
	}
	return len(c.bands)
}

// Ready says whether a closed score makes the lead ready: the total and every
// group must reach their ReadyAt. It is Unknown where missing facts could
// decide, and Unmet where the model has no ReadyAt for the total.
func (c *Card) Ready(s *scoring.Score) truth.Truth { return c.readyBy(&c.total, s) }

// Stays is Ready for a lead that sales has already: the total must reach
// StaysReadyAt instead. Where Ready is Met, Stays is.
func (c *Card) Stays(s *scoring.Score) truth.Truth { return c.readyBy(&c.stays, s) }

func (c *Card) readyBy(total *group, s *scoring.Score) truth.Truth {
	if !total.hasReady {
		return truth.Unmet
	}
	ready := total.reached(s.Column)
	for i := range c.groups {
		if c.groups[i].hasReady {
			ready = ready.And(c.groups[i].reached(s.Groups[i].Column))
		}
	}
	return ready
}

func (g *group) reached(c scoring.Column) truth.Truth {
	switch {
	case c.Low >= g.ready:
		return truth.Met
	case c.High < g.ready:
		return truth.Unmet
	}
	return truth.Unknown
}

// CouldDecide tells whether rules that move the sum by at most so many points
// could make Ready or Stays known, where it is Unknown. False is a proof: clips never
// make a change larger.
func (c *Card) CouldDecide(s *scoring.Score, by scoring.Points) bool {
	if !c.total.hasReady {
		return false
	}
	if s.Low+by >= c.stays.ready || s.High-by < c.total.ready {
		return true
	}
	for i := range c.groups {
		if g := &c.groups[i]; g.hasReady && s.Groups[i].High-by < g.ready {
			return true
		}
	}
	return false
}

// ReadyAsCounted is Ready by the points as they count now, which takes what is
// unknown as 0.
func (c *Card) ReadyAsCounted(s *scoring.Score) bool { return c.countingBy(&c.total, s) }

// StaysAsCounted is Stays by the points as they count now.
func (c *Card) StaysAsCounted(s *scoring.Score) bool { return c.countingBy(&c.stays, s) }

func (c *Card) countingBy(total *group, s *scoring.Score) bool {
	ready := total.hasReady && s.Points >= total.ready
	for i := range c.groups {
		if g := &c.groups[i]; g.hasReady && s.Groups[i].Points < g.ready {
			ready = false
		}
	}
	return ready
}
