package scorecard

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Card is a Model prepared for scoring: defaults filled in, groups resolved,
// amounts in thousandths. It is immutable and safe for concurrent use by
// multiple goroutines; each needs a Sheet of its own.
//
// A score is made by Open, then one call for every rule that is not unmet, in
// ascending order and by the rule's form - When, Tiers, Each or Compute - and
// Close. Rules are given by their index in the model, and an index out of
// range panics. None of these allocate once the sheet's slices are long
// enough.
type Card struct {
	groups []group
	rules  []rule
	whens  []when              // by rule
	met    []scoring.RuleScore // by rule, of one that is met and has a When and nothing else
	total  group
	stays  group // total with StaysReadyAt for ReadyAt
	bands  []scoring.Band
}

// A Sheet is where a Card adds up. Its zero value is ready to use, and it may
// be used again; then it allocates nothing. One goroutine at a time.
type Sheet struct {
	// Brief leaves the list of rules empty.
	Brief bool

	score  *scoring.Score
	total  Column
	groups []Column
}

// Column is a [scoring.Column] in thousandths of a point.
type Column struct{ Points, Low, High int64 }

// exactly is the column of an amount that is known.
func exactly(v int64) Column { return Column{v, v, v} }

// span is the column of an amount from low to high.
func span(low, high int64) Column {
	return Column{Points: min(max(0, low), high), Low: low, High: high}
}

func (c Column) plus(d Column) Column {
	return Column{c.Points + d.Points, c.Low + d.Low, c.High + d.High}
}

func (c Column) minus(d Column) Column {
	return Column{c.Points - d.Points, c.Low - d.Low, c.High - d.High}
}

// within is c with each amount within [-most, most].
func (c Column) within(most int64) Column {
	return Column{within(c.Points, most), within(c.Low, most), within(c.High, most)}
}

// InThousandths is c in thousandths.
func InThousandths(c scoring.Column) Column {
	return Column{milli.Nearest(c.Points), milli.Nearest(c.Low), milli.Nearest(c.High)}
}

// InPoints is c in points.
func (c Column) InPoints() scoring.Column {
	points := milli.Float[scoring.Points](c.Points)
	if c.Low == c.Points && c.High == c.Points { // as most are, and divisions cost
		return scoring.Column{Points: points, Low: points, High: points}
	}
	return scoring.Column{Points: points, Low: milli.Float[scoring.Points](c.Low), High: milli.Float[scoring.Points](c.High)}
}

// when is what a rule that is a met condition adds. It is apart from rule to
// keep the commonest entry short and its memory together.
type when struct {
	points int64
	group  int
}

// group is a Group prepared, or the total.
type group struct {
	id       string
	min, max int64
	ready    scoring.Points
	hasReady bool
}

// rule is a Rule prepared, with its amounts in thousandths.
type rule struct {
	id     string
	group  int // index, -1 for none
	points int64
	most   int64 // of the worth's magnitude
	*form
}

// form is what only rules have that are more than a condition, which most are not;
// those share an empty one.
type form struct {
	min, max    int64
	tiers       []int64
	limit       int
	per, within Age // 0: none
	decay       fading
}

// most bounds the magnitude of every amount that enters a score, in
// thousandths: a trillion points.
const most int64 = milli.Max

// NewCard prepares a model, copying what it needs. It reports no errors: a
// group that does not exist is none, amounts are taken as their nearest
// thousandth and beyond a billion points as that much, lengths beyond MaxDays
// as that, negative limits and lengths as none, and of a Min above a Max the
// Min counts.
//
// The magnitude of what a rule is worth is at most a trillion points divided by
// the number of rules, so that no sum is beyond a trillion, or as much as it is
// worth once where that is more.
func NewCard(m *scoring.Model) *Card {
	c := &Card{
		groups: make([]group, len(m.Groups)),
		rules:  make([]rule, len(m.Rules)),
		whens:  make([]when, len(m.Rules)),
		met:    make([]scoring.RuleScore, len(m.Rules)),
		bands:  slices.Clone(m.Bands),
	}
	c.total = newGroup("", m.Min, m.Max, m.ReadyAt)
	c.stays = c.total
	if m.StaysReadyAt != nil && c.total.hasReady {
		c.stays.ready = min(c.total.ready, *m.StaysReadyAt)
	}
	index := make(map[string]int, len(m.Groups))
	for i := range m.Groups {
		g := &m.Groups[i]
		c.groups[i] = newGroup(g.ID, g.Min, g.Max, g.ReadyAt)
		index[g.ID] = i
	}
	none := &form{}
	each := most / int64(max(1, len(m.Rules)))
	for i := range m.Rules {
		r := newRule(&m.Rules[i], none, index, each)
		c.rules[i] = r
		c.whens[i] = when{r.points, r.group}
		c.met[i] = scoring.RuleScore{ID: r.id, Outcome: truth.Met, Column: exactly(r.points).InPoints()}
	}
	return c
}

func newGroup(id string, low, high, ready *scoring.Points) group {
	g := group{id: id, min: math.MinInt64, max: math.MaxInt64}
	if low != nil {
		g.min = amount(low)
	}
	if high != nil {
		g.max = amount(high)
	}
	if ready != nil {
		g.ready, g.hasReady = *ready, true
	}
	return g
}

func newRule(r *scoring.Rule, none *form, groups map[string]int, each int64) rule {
	p := rule{id: r.ID, group: -1, points: amount(r.Points), most: each, form: none}
	if i, ok := groups[r.Group]; ok {
		p.group = i
	}
	if r.Min != nil || r.Max != nil || len(r.Tiers) > 0 || r.Limit != 0 || r.PerDays != 0 || r.WithinDays != 0 || r.Decay != nil {
		p.form = newForm(r)
	}
	for _, v := range append([]int64{p.points, p.min, p.max}, p.tiers...) {
		p.most = max(p.most, v, -v)
	}
	return p
}

func newForm(r *scoring.Rule) *form {
	p := &form{
		min: amount(r.Min), max: amount(r.Max), limit: max(0, r.Limit), per: bounded(r.PerDays), within: bounded(r.WithinDays),
		decay: newFading(r.Decay), tiers: make([]int64, 0, len(r.Tiers)),
	}
	for i := range r.Tiers {
		p.tiers = append(p.tiers, amount(&r.Tiers[i].Points))
	}
	return p
}

// amount is *p in thousandths, within a billion points, or 0 where p is nil.
func amount(p *scoring.Points) int64 {
	if p == nil {
		return 0
	}
	return within(milli.Nearest(*p), milli.MaxAmount)
}

// within is v within [-most, most].
func within(v, most int64) int64 { return max(-most, min(v, most)) }

// Open starts a score: it empties out, keeping its memory, and lists the
// groups. The sheet writes to out until Close.
func (c *Card) Open(s *Sheet, out *scoring.Score) {
	s.score, s.total, s.groups = out, Column{}, s.groups[:0]
	out.Column, out.Clip, out.Band = scoring.Column{}, scoring.Column{}, ""
	out.Rules, out.Groups = out.Rules[:0], out.Groups[:0]
	for i := range c.groups {
		s.groups = append(s.groups, Column{})
		out.Groups = append(out.Groups, scoring.GroupScore{ID: c.groups[i].id})
	}
}

// GoOnFrom makes the sums those of another sheet of the same card, without its
// list of rules.
func (s *Sheet) GoOnFrom(t *Sheet) {
	s.Keep(t)
	s.score.Rules = s.score.Rules[:0]
}

// Keep keeps the sums of another sheet of the same card, to go on from.
func (s *Sheet) Keep(t *Sheet) {
	s.total, s.groups = t.total, append(s.groups[:0], t.groups...)
}

// enter lists and adds a rule, unless it is unmet and so worth nothing. It
// returns what the rule adds.
func (c *Card) enter(s *Sheet, r *rule, outcome truth.Truth, worth Column, matches int) Column {
	if outcome == truth.Unmet {
		return Column{}
	}
	if !s.Brief {
		s.score.Rules = append(s.score.Rules, scoring.RuleScore{ID: r.id, Outcome: outcome, Column: worth.InPoints(), Matches: matches})
	}
	sum := s.sum(r.group)
	*sum = sum.plus(worth)
	return worth
}

// sum is that of a group, or of the rules without one where it is -1.
func (s *Sheet) sum(group int) *Column {
	if group >= 0 {
		return &s.groups[group]
	}
	return &s.total
}

// Close finishes a score: it clips the groups and the total, and finds the
// band.
func (c *Card) Close(s *Sheet) {
	out, total := s.score, s.total
	for i := range c.groups {
		clipped := c.groups[i].clip(s.groups[i])
		out.Groups[i].Column, out.Groups[i].Clip = clipped.InPoints(), clipped.minus(s.groups[i]).InPoints()
		total = total.plus(clipped)
	}
	clipped := c.total.clip(total)
	out.Column, out.Clip, out.Band = clipped.InPoints(), clipped.minus(total).InPoints(), ""
	if step := c.step(out.Low); step == c.step(out.High) && step < len(c.bands) {
		out.Band = c.bands[step].Name
	}
}

// clip is the clipped sum.
func (g *group) clip(sum Column) Column {
	return Column{g.nearest(sum.Points), g.nearest(sum.Low), g.nearest(sum.High)}
}

func (g *group) nearest(v int64) int64 { return max(g.min, min(v, g.max)) }

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

// CouldDecide tells whether rules that move the sum by at most so many
// thousandths could make Ready or Stays known, where it is Unknown. False is a
// proof: clips never make a change larger.
func (c *Card) CouldDecide(s *scoring.Score, by int64) bool {
	if !c.total.hasReady {
		return false
	}
	raises := func(p scoring.Points, line scoring.Points) bool { return milli.Nearest(p)+by >= milli.Nearest(line) }
	lowers := func(p scoring.Points, line scoring.Points) bool { return milli.Nearest(p)-by < milli.Nearest(line) }
	if raises(s.Low, c.stays.ready) || lowers(s.High, c.total.ready) {
		return true
	}
	for i := range c.groups {
		if g := &c.groups[i]; g.hasReady && lowers(s.Groups[i].High, g.ready) {
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
