package lint

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// wish is a way to reach a target: what fit, readiness, raised hand and
// screening have to come to. "" and nil may be anything.
type wish struct {
	fit     icp.Verdict
	ready   qualify.ReadinessVerdict
	raised  *bool
	removed *bool
	target  Result
}

// wishes are the ways in which a decision may be as the target says.
func (k *checker) wishes(t Result) []wish {
	yes, no := new(true), new(false)
	base := []wish{{target: t}}
	each := func(list []wish, change ...func(*wish)) []wish {
		var out []wish
		for _, w := range list {
			for _, c := range change {
				next := w
				c(&next)
				out = append(out, next)
			}
		}
		return out
	}
	fit := func(v icp.Verdict) func(*wish) { return func(w *wish) { w.fit = v } }
	ready := func(v qualify.ReadinessVerdict) func(*wish) { return func(w *wish) { w.ready = v } }
	poor := []func(*wish){fit(icp.Poor)}
	not := []func(*wish){ready(qualify.NotReady)}
	if k.rs.WhenUnknown == qualify.UnknownUnmet {
		poor = append(poor, fit(icp.Undecided))
		not = append(not, ready(qualify.ReadinessUnknown))
	}
	switch t.Quadrant {
	case matrix.GoodFitReady:
		base = each(base, func(w *wish) { w.fit, w.ready = icp.Good, qualify.Ready })
	case matrix.GoodFitNotReady:
		base = each(each(base, fit(icp.Good)), not...)
	case matrix.PoorFitReady:
		base = each(each(base, poor...), ready(qualify.Ready))
	case matrix.PoorFitNotReady:
		base = each(each(base, poor...), not...)
	case matrix.Undetermined:
		base = each(base, fit(icp.Undecided), ready(qualify.ReadinessUnknown))
	}
	switch t.Status {
	case "":
	case matrix.StatusDisqualified, matrix.StatusExcluded:
		base = each(base, func(w *wish) { w.removed = yes })
	case matrix.StatusSQL:
		base = each(base, func(w *wish) { w.removed, w.raised, w.fit, w.ready = no, yes, icp.Good, qualify.Ready })
	case matrix.StatusMQL:
		base = each(base, func(w *wish) { w.removed, w.raised, w.fit, w.ready = no, no, icp.Good, qualify.Ready })
	case matrix.StatusResearch:
		base = each(each(base, func(w *wish) { w.removed, w.ready = no, qualify.Ready }), fit(icp.Undecided), fit(icp.Poor))
	default:
		base = each(each(base, func(w *wish) { w.removed = no }), append(not, ready(qualify.ReadinessUnknown))...)
	}
	return base
}

// Bounds of a search. A decision takes time by the parts of all expressions, so
// that their product is bounded, and the number of decisions within limits.
const (
	maxRounds     = 24
	leastSearched = 2000
	mostSearched  = 60_000
	searchedParts = 200_000_000
	maxMoves      = 3000
)

// move changes a lead.
type move func(*qualify.Lead)

// search climbs from leads of which nothing is known towards the target, by
// steps that make a condition met or unmet at once. It returns a lead that was
// decided to reach it, or nil.
func (k *checker) search(t Result) *qualify.Lead {
	moves := k.moves()
	d := k.engine.NewDecider()
	parts := 1
	for _, c := range k.conditions {
		parts += int(c.node.Size)
	}
	left := max(leastSearched, min(searchedParts/parts, mostSearched))
	left = min(left, k.options.Steps/100)
	for _, w := range k.wishes(t) {
		for _, start := range k.starts() {
			if lead := k.climb(d, &w, start, moves, &left); lead != nil {
				return lead
			}
		}
	}
	return nil
}

// climb takes the best move of each round until none is any better.
func (k *checker) climb(d *qualify.Decider, w *wish, lead *qualify.Lead, moves []move, left *int) *qualify.Lead {
	far := func(l *qualify.Lead) (float64, bool) {
		*left--
		decision := d.Decide(l, asOf())
		return k.distance(w, decision), w.target.Reached(decision)
	}
	here, reached := far(lead)
	for range maxRounds {
		if reached {
			return lead
		}
		best, at := (*qualify.Lead)(nil), here
		for _, m := range moves {
			if *left < 0 {
				return nil
			}
			next := clone(lead)
			m(next)
			there, done := far(next)
			if done {
				return next
			}
			if there < at {
				best, at = next, there
			}
		}
		if best == nil {
			return nil
		}
		lead, here = best, at
	}
	return nil
}

// starts are leads to climb from: nothing known, and everything that is tested
// known and not met.
func (k *checker) starts() []*qualify.Lead {
	full := k.newLead()
	for _, c := range k.conditions {
		if !c.each {
			for _, picks := range k.a.Picks(c.cases.Unmet, 1) {
				k.apply(full, known(picks))
			}
		}
	}
	full.Activities = nil
	return []*qualify.Lead{k.newLead(), full}
}

// known leaves out what makes a fact unknown.
func known(picks []cases.Pick) []cases.Pick {
	return slices.DeleteFunc(picks, func(p cases.Pick) bool { return p.Unknown })
}

// moves are what may bring a lead nearer to a target.
func (k *checker) moves() []move {
	out := []move{
		func(l *qualify.Lead) { l.Activities = nil },
		func(l *qualify.Lead) { l.Activities = l.Activities[:max(0, len(l.Activities)-1)] },
	}
	for _, c := range k.conditions {
		if len(out) > maxMoves {
			break
		}
		if c.each {
			continue
		}
		for _, set := range []cases.Set{c.cases.Met, c.cases.Unmet} {
			for _, picks := range k.a.Picks(set, 4) {
				out = append(out, func(l *qualify.Lead) { k.apply(l, picks) })
			}
		}
	}
	for _, r := range k.rules {
		if r.each == nil || len(out) > maxMoves {
			continue
		}
		limit := max(1, min(r.Limit, 20))
		for _, picks := range k.a.Picks(r.each.cases.Met, 4) {
			out = append(out, func(l *qualify.Lead) { l.Activities = append(l.Activities, activities(picks, 1, 0)...) })
			out = append(out, func(l *qualify.Lead) { l.Activities = append(l.Activities, activities(picks, limit, 0)...) })
			if r.PerDays > 0 {
				out = append(out, func(l *qualify.Lead) {
					for i := range 4 {
						l.Activities = append(l.Activities, activities(picks, limit, float64(i)*float64(r.PerDays))...)
					}
				})
			}
		}
	}
	_, facts := k.uses()
	for _, path := range sortedKeys(facts) {
		out = append(out, func(l *qualify.Lead) { k.setFact(l, path, nil) })
	}
	return out
}

// distance says how far a decision is from a wish, 0 where it is as wished. It
// steers the search only.
func (k *checker) distance(w *wish, d *qualify.Decision) float64 {
	far := 0.0
	if w.removed != nil {
		removed := d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded
		if removed != *w.removed || *w.removed && w.target.Status != d.Status {
			far += 5
		}
		if !*w.removed {
			for _, s := range d.Screening {
				if s.Outcome == truth.Met && !s.Lifted {
					far++
				}
			}
		}
	}
	if w.raised != nil && *w.raised != d.Readiness.HandRaised {
		far += 2
	}
	if w.raised != nil && !*w.raised {
		far += float64(len(d.Readiness.Raised))
	}
	far += k.fitDistance(w, d)
	far += k.readyDistance(w, d)
	if w.target.Grade != "" && d.Fit.Grade != w.target.Grade {
		far += 1 + k.gradeDistance(w.target.Grade, d)
	}
	if w.target.Band != "" && d.Score.Band != w.target.Band {
		far += 1 + k.bandDistance(w.target.Band, d)
	}
	return far
}

func (k *checker) fitDistance(w *wish, d *qualify.Decision) float64 {
	if w.fit == "" || w.fit == d.Fit.Verdict {
		return 0
	}
	far := 2.0
	at := float64(k.goodAt()) / 1000
	for i, c := range d.Fit.Criteria {
		if !k.rs.ICP.Criteria[i].Required {
			continue
		}
		if w.fit == icp.Good && c.Outcome != truth.Met {
			far++
		}
	}
	switch w.fit {
	case icp.Good:
		far += max(0, at-d.Fit.Low)
	case icp.Poor:
		far += max(0, d.Fit.High-at)
	default:
		far += max(0, d.Fit.Low-at) + max(0, at-d.Fit.High)
	}
	return far
}

func (k *checker) readyDistance(w *wish, d *qualify.Decision) float64 {
	if w.ready == "" || w.ready == d.Readiness.Verdict {
		return 0
	}
	far := 2.0
	m := k.rs.Scoring
	if m == nil || m.ReadyAt == nil || d.Score.Groups == nil && len(m.Groups) > 0 {
		return far
	}
	gap := func(c scoring.Column, ready scoring.Points) float64 {
		scale := math.Abs(float64(ready)) + 1
		switch w.ready {
		case qualify.Ready:
			return max(0, float64(ready-c.Low)/scale)
		case qualify.NotReady:
			return max(0, float64(c.High-ready)/scale)
		}
		return max(0, float64(c.Low-ready)/scale) + max(0, float64(ready-c.High)/scale)
	}
	far += gap(d.Score.Column, *m.ReadyAt)
	for i, g := range m.Groups {
		if g.ReadyAt != nil {
			far += gap(d.Score.Groups[i].Column, *g.ReadyAt)
		}
	}
	if w.ready == qualify.Ready {
		if k.rs.BANT != nil && k.rs.BANT.Gate {
			far += 0.2 * float64(len(k.bant)-d.BANT.Met)
		}
		for i, l := range k.rs.Checklists {
			if l.Gate {
				far += 0.2 * float64(len(l.Items)-d.Checklists[i].Met)
			}
		}
	}
	return far
}

func (k *checker) gradeDistance(name string, d *qualify.Decision) float64 {
	far := 0.0
	for i, g := range k.rs.ICP.Grades {
		if g.Name != name {
			continue
		}
		far += max(0, float64(g.Min)-d.Fit.Low)
		if i > 0 {
			far += max(0, d.Fit.High-float64(k.rs.ICP.Grades[i-1].Min)+0.001)
		}
	}
	for i, c := range d.Fit.Criteria {
		if k.rs.ICP.Criteria[i].Required && c.Outcome != truth.Met {
			far++
		}
	}
	return far
}

func (k *checker) bandDistance(name string, d *qualify.Decision) float64 {
	far := 0.0
	bands := k.rs.Scoring.Bands
	for i, b := range bands {
		if b.Name != name {
			continue
		}
		far += max(0, float64(b.Min-d.Score.Low))
		if i > 0 {
			far += max(0, float64(d.Score.High-bands[i-1].Min)+0.001)
		}
	}
	return math.Log1p(far)
}
