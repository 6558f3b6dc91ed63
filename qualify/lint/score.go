package lint

import (
	"fmt"
	"math"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// clip is a group, or the whole of the score, with what its rules come to.
type clip struct {
	path, name string
	min, max   int64
	ready      *scoring.Points
	rules      []int       // by index
	raw        milli.Range // together, before the clip
	apart      milli.Range // apart, before the clip
	sums       []int64     // before the clip; nil: too many
}

func (c *clip) bound(x int64) int64 { return max(c.min, min(x, c.max)) }

func (c *clip) clipped(a milli.Range) milli.Range { return a.Clip(c.min, c.max) }

// score is what the points can come to.
type score struct {
	items  []item
	groups []*clip // those of the model, and last the rules without one
	total  *clip   // with the sums of the groups as its raw
}

// score sums up the model.
func (k *checker) score(strict bool) *score {
	m := k.rs.Scoring
	s := &score{items: k.pointItems(strict)}
	bound := func(p *scoring.Points, without int64) int64 {
		if p == nil {
			return without
		}
		return clamp(p)
	}
	newClip := func(path, name string, low, high, ready *scoring.Points) *clip {
		return &clip{path: path, name: name, min: bound(low, math.MinInt64), max: bound(high, math.MaxInt64), ready: ready}
	}
	index := map[string]int{}
	for i := range m.Groups {
		g := &m.Groups[i]
		index[g.ID] = i
		s.groups = append(s.groups, newClip(fmt.Sprintf("scoring.groups[%d]", i), fmt.Sprintf("group %q", g.ID), g.Min, g.Max, g.ReadyAt))
	}
	s.groups = append(s.groups, newClip("", "", nil, nil, nil))
	for i, r := range k.rules {
		g := len(m.Groups)
		if r.Group != "" {
			g = index[r.Group]
		}
		s.groups[g].rules = append(s.groups[g].rules, i)
	}
	s.total = newClip("scoring", "the score", m.Min, m.Max, m.ReadyAt)
	s.total.sums = []int64{0}
	for _, g := range s.groups {
		var own []item
		for _, i := range g.rules {
			own = append(own, s.items[i])
			s.total.rules = append(s.total.rules, i)
		}
		g.raw, _ = k.together(own)
		g.apart = apart(own)
		g.sums, _ = sums(own)
		t := s.total
		t.raw = t.raw.Plus(g.clipped(g.raw))
		t.apart = t.apart.Plus(g.clipped(g.apart))
		t.sums = addSums(t.sums, g)
	}
	return s
}

// addSums adds every clipped sum of a group; nil where they are too many.
func addSums(list []int64, g *clip) []int64 {
	if list == nil || g.sums == nil {
		return nil
	}
	own := make([]int64, len(g.sums))
	for i, x := range g.sums {
		own[i] = g.bound(x)
	}
	out, ok := combine(list, own)
	if !ok {
		return nil
	}
	return out
}

func (k *checker) checkScoring() {
	m := k.rs.Scoring
	if m == nil || len(m.Rules) == 0 {
		return
	}
	k.checkWindows()
	k.checkNoPoints()
	s := k.score(false)
	k.checkClips(s)
	for _, g := range s.groups {
		if g.ready != nil {
			k.checkReadyAt(s, g, g.clipped(g.raw), g.clipped(g.apart))
		}
	}
	if s.total.ready != nil {
		k.checkReadyAt(s, s.total, s.total.clipped(s.total.raw), s.total.clipped(s.total.apart))
	}
	k.checkBands(s)
}

// checkReadyAt holds a threshold against what can be reached, and against what
// everybody has.
func (k *checker) checkReadyAt(s *score, c *clip, reach, always milli.Range) {
	ready := milli.Nearest(*c.ready)
	switch {
	case reach.High < ready:
		k.report(Finding{
			Code: CodeThresholdUnreachable, Severity: Error, Path: c.path + ".ready_at",
			Message: fmt.Sprintf("%s is ready at %v points and can never have more than %v, so that no score makes a lead ready; lower \"ready_at\", or give more points", c.name, *c.ready, points(reach.High)),
			Proof:   k.whyNoMore(s, c, reach.High),
		})
	case always.Low >= ready:
		k.report(Finding{
			Code: CodeThresholdAlways, Severity: Warning, Path: c.path + ".ready_at",
			Message: fmt.Sprintf("%s is ready at %v points, and every lead has %v at least; raise \"ready_at\", or leave it out", c.name, *c.ready, points(always.Low)),
			Proof:   fmt.Sprintf("without any rule met, %s has %v points, and no rule takes it below %v", c.name, points(c.bound(0)), *c.ready),
		})
	}
}

// whyNoMore says where the greatest number of points comes from.
func (k *checker) whyNoMore(s *score, c *clip, high int64) string {
	if c.max == high && c.raw.High > high {
		return fmt.Sprintf("\"max\" of %s clips what its rules give to %v", c.name, points(high))
	}
	var parts []string
	rulesOf := func(c *clip) {
		for _, i := range c.rules {
			switch a := s.items[i].amounts(); {
			case a.High >= milli.Unbounded:
				parts = append(parts, k.rules[i].ID+" without a limit")
			case a.High > 0:
				parts = append(parts, fmt.Sprintf("%s %v", k.rules[i].ID, points(a.High)))
			}
		}
	}
	if c == s.total {
		for _, g := range s.groups {
			if g.raw.High > g.max {
				parts = append(parts, fmt.Sprintf("%s %v by its \"max\"", g.name, points(g.max)))
				continue
			}
			rulesOf(g)
		}
	} else {
		rulesOf(c)
	}
	const shown = 8
	if len(parts) == 0 {
		return "no rule gives points"
	}
	if len(parts) > shown {
		parts = append(parts[:shown], "...")
	}
	return "at most, of rules that exclude each other only one: " + strings.Join(parts, ", ")
}

// bandReason says why nobody can have a band; "" where somebody may.
func (k *checker) bandReason(i int, s *score) string {
	bands := k.rs.Scoring.Bands
	low := milli.Nearest(bands[i].Min)
	reach := s.total.clipped(s.total.raw)
	if reach.High < low {
		return fmt.Sprintf("no lead has more than %v points", points(reach.High))
	}
	if i > 0 {
		high := milli.Nearest(bands[i-1].Min)
		if reach.Low >= high {
			return fmt.Sprintf("no lead has less than %v points", points(reach.Low))
		}
		if !s.total.reaches(low, high) {
			return fmt.Sprintf("no sum of the points is from %v up to %v", bands[i].Min, bands[i-1].Min)
		}
	} else if !s.total.reaches(low, math.MaxInt64) {
		return fmt.Sprintf("no sum of the points is %v or more", bands[i].Min)
	}
	return ""
}

// reaches tells whether some sum, clipped, may be at least low and below high.
func (c *clip) reaches(low, high int64) bool {
	if c.sums == nil {
		return true
	}
	for _, x := range c.sums {
		if x = c.bound(x); x >= low && x < high {
			return true
		}
	}
	return false
}

func (k *checker) checkBands(s *score) {
	for i, b := range k.rs.Scoring.Bands {
		if reason := k.bandReason(i, s); reason != "" {
			k.report(Finding{
				Code: CodeBandUnreachable, Severity: Warning, Path: fmt.Sprintf("scoring.bands[%d]", i), Proof: reason,
				Message: fmt.Sprintf("nobody can have band %q; move its \"min\" or the one above, or leave it out", b.Name),
			})
		}
	}
}

// checkClips finds rules whose points a clip takes away.
func (k *checker) checkClips(s *score) {
	last := len(s.groups) - 1 // the rules without a group
	var groups milli.Range
	for _, g := range s.groups[:last] {
		k.checkClip(s, g, g.rules, milli.Range{})
		groups = groups.Plus(g.clipped(g.apart))
	}
	// What a group clips is not the rule's alone any more.
	k.checkClip(s, s.total, s.groups[last].rules, groups)
}

// checkClip looks at some rules under a clip, beside what else is added.
func (k *checker) checkClip(s *score, c *clip, rules []int, beside milli.Range) {
	if c.min == math.MinInt64 && c.max == math.MaxInt64 {
		return
	}
	after := make([]milli.Range, len(rules)+1) // sums of the rules from each on
	for n := len(rules) - 1; n >= 0; n-- {
		after[n] = after[n+1].Plus(s.items[rules[n]].amounts())
	}
	for n, i := range rules {
		own := s.items[i].amounts()
		if own.Low != own.High {
			k.checkHidden(c, i, own, beside.Plus(after[n+1]))
		}
		beside = beside.Plus(own)
	}
}

// bounded writes an end of a range of points.
func bounded(v int64) string {
	if v >= milli.Unbounded || v <= -milli.Unbounded {
		return "any number"
	}
	return points(v).String()
}

// checkHidden looks at one rule beside the others under its clip, which come
// to something from others.Low to others.High.
func (k *checker) checkHidden(c *clip, i int, own, others milli.Range) {
	r := k.rules[i]
	path, once := r.path, own
	switch {
	case r.each != nil: // that many matches meet a limit is what limits are for
		path, once = path+".points", milli.Range{Low: min(0, clamp(r.Points)), High: max(0, clamp(r.Points))}
	case r.Points != nil:
		path += ".points"
	case len(r.tiers) > 0:
		path += ".tiers"
	case r.num != nil: // its own min and max are limits too
		path, once = path+".compute", milli.Range{}
	}
	f := Finding{Code: CodePointsHidden, Severity: Warning, Path: path}
	switch {
	case own.Low >= 0 && (others.Low >= c.max || milli.Add(others.High, own.High) <= c.min),
		own.High <= 0 && (others.High <= c.min || milli.Add(others.Low, own.Low) >= c.max):
		f.Message = fmt.Sprintf("the limits of %s hide the rule: with or without it, the sum is the same; widen them, or leave the rule out", c.name)
		f.Proof = fmt.Sprintf("the other rules come to %s up to %s, and the limits are %s", bounded(others.Low), bounded(others.High), c.limits())
	case c.max < math.MaxInt64 && once.High > 0 && milli.Add(others.Low, once.High) > c.max:
		f.Message = fmt.Sprintf("the rule gives %v points, and %s has a \"max\" of %v, which hides a part of them from every lead; raise \"max\", or give fewer points", points(once.High), c.name, points(c.max))
		f.Proof = fmt.Sprintf("even with the least that the other rules come to, %v, the sum is above %v", points(others.Low), points(c.max))
	case c.min > math.MinInt64 && once.Low < 0 && milli.Add(others.High, once.Low) < c.min:
		f.Message = fmt.Sprintf("the rule takes %v points, and %s has a \"min\" of %v, which hides a part of that from every lead; lower \"min\", or take fewer points", points(-once.Low), c.name, points(c.min))
		f.Proof = fmt.Sprintf("even with the most that the other rules come to, %v, the sum is below %v", points(others.High), points(c.min))
	default:
		return
	}
	k.report(f)
}

// limits writes a clip's bounds.
func (c *clip) limits() string {
	var parts []string
	if c.min > math.MinInt64 {
		parts = append(parts, fmt.Sprintf("\"min\" %v", points(c.min)))
	}
	if c.max < math.MaxInt64 {
		parts = append(parts, fmt.Sprintf("\"max\" %v", points(c.max)))
	}
	return strings.Join(parts, ", ")
}

// checkWindows finds windows that end after a match's points have faded to
// nothing.
func (k *checker) checkWindows() {
	for _, r := range k.rules {
		if r.each == nil || r.Decay == nil {
			continue
		}
		life, ends := scorecard.Life(r.Rule)
		if !ends {
			continue
		}
		path, text, window := r.path+".within_days", "", float64(r.WithinDays)
		if r.WithinDays == 0 {
			path, text, window = r.each.path, r.Each, k.oldest(r.each)
		}
		if window <= float64(life) || math.IsInf(window, 0) {
			continue
		}
		k.report(Finding{
			Code: CodeWindowBeyondDecay, Severity: Warning, Path: path, Text: text,
			Message: fmt.Sprintf("the window is %v days, and after %v days a match is worth nothing any more, though it still counts as one; shorten the window, or let the points fade more slowly", scoring.Days(window), life),
			Proof:   fmt.Sprintf("%v points at an age of %v days are 0 after rounding", *r.Points, life),
		})
	}
}

// oldest is the greatest age in days of an activity that a predicate matches,
// infinite where there is no bound.
func (k *checker) oldest(c *condition) float64 {
	age := math.Inf(1)
	walk(c.node, func(n *criteria.Node) {
		if n.Op == criteria.OpField && n.Level == 0 && n.Path() == "days_ago" {
			age = k.a.Most(c.cases.Met, n)
		}
	})
	return age
}

// checkNoPoints finds rules that are worth nothing in any case.
func (k *checker) checkNoPoints() {
	for _, r := range k.rules {
		nothing := false
		switch {
		case len(r.tiers) > 0:
			nothing = true
			for _, t := range r.Tiers {
				nothing = nothing && t.Points == 0
			}
		case r.num != nil:
			nothing = *r.Min == 0 && *r.Max == 0
		default:
			nothing = *r.Points == 0
		}
		if nothing {
			k.report(Finding{
				Code: CodeNoPoints, Severity: Info, Path: r.path,
				Message: "the rule is worth 0 points, whatever the lead did; give it points, or leave it out",
			})
		}
	}
}
