package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Belief is a sentence on what a report lets believe of one part.
type Belief struct {
	// Kind is sure, likely, no_difference or cannot_tell.
	Kind string `json:"kind"`
	// Part is as in Report.Never: scoring.ID, icp.ID and so on; roles.ID of accounts. Name is what the
	// rule set calls it for display, "" where it does not.
	Part     string `json:"part"`
	Name     string `json:"name,omitempty"`
	Sentence string `json:"sentence"`
}

// The kinds of beliefs, the firmest first.
const (
	BeliefSure         = "sure"
	BeliefLikely       = "likely"
	BeliefNoDifference = "no_difference"
	BeliefCannotTell   = "cannot_tell"
)

// beliefKinds are all, the firmest first.
var beliefKinds = [...]string{BeliefSure, BeliefLikely, BeliefNoDifference, BeliefCannotTell}

// Beliefs are what may be believed of the parts, the firmest first, and of one
// kind those first that differ most for certain: of all that are called sure one
// in twenty is expected to be wrong. None of them says that
// the part is why.
func (r *Report) Beliefs() []Belief {
	type ranked struct {
		Belief
		least float64
	}
	var all []ranked
	for _, x := range r.parts() {
		for i := range x.rows {
			p := &x.rows[i]
			kind, sentence, least := p.belief(r.Target)
			all = append(all, ranked{Belief{kind, x.prefix + p.ID, p.Name, sentence}, least})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(slices.Index(beliefKinds[:], a.Kind)-slices.Index(beliefKinds[:], b.Kind), cmp.Compare(b.least, a.least))
	})
	var out []Belief
	for i := range all {
		out = append(out, all[i].Belief)
	}
	return out
}

// belief is what may be believed of a part, by the firmest of its comparisons, and
// the least by which it differs, 0 where that is not known to be anything.
func (p *PartRow) belief(target Target) (kind, sentence string, least float64) {
	type look struct {
		lift       *Lift
		met, unmet string
		among      string
	}
	looks := []look{{&p.Lift, short(p.MetRate), short(p.UnmetRate), ""}}
	if x := p.Explored; x != nil {
		looks = append(looks, look{x, "", "", ", going by those that chance had sales work"})
	}
	if x := p.Anyway; x != nil {
		looks = append(looks, look{&x.Lift, short(x.MetRate), short(x.UnmetRate), ", among leads that sales calls with it or without"})
	}
	say := func(l look, how string) string {
		rates := ""
		if l.met != "" {
			rates = fmt.Sprintf(": %s of them, %s of the others", l.met, l.unmet)
		}
		backwards := ""
		if p.Backwards {
			backwards = "; the rules take it for the opposite, which is backwards"
		}
		return fmt.Sprintf("leads that meet it were %s %s than the others%s%s%s", target, how, l.among, rates, backwards)
	}
	for _, l := range looks {
		switch l.lift.Verdict {
		case Better:
			return BeliefSure, say(l, "more often"), l.lift.least()
		case Worse:
			return BeliefSure, say(l, "less often"), l.lift.least()
		}
	}
	for _, l := range looks {
		switch l.lift.Verdict {
		case LikelyBetter:
			return BeliefLikely, say(l, "more often"), l.lift.least()
		case LikelyWorse:
			return BeliefLikely, say(l, "less often"), l.lift.least()
		}
	}
	if p.Lift.Verdict == NoDifference {
		return BeliefNoDifference, fmt.Sprintf("leads that meet it were %s about as often as all leads: %s of them, %s of the others; less than %.2f or more than %.2f times as often is excluded",
			target, short(p.MetRate), short(p.UnmetRate), p.Lift.ExcludesLow, p.Lift.ExcludesHigh), 0
	}
	return BeliefCannotTell, p.untold(target), 0
}

// least is by how many times the lift differs from 1 at least.
func (l *Lift) least() float64 {
	if l.High < 1 {
		return 1 / max(l.High, 1e-9)
	}
	return l.Low
}

// untold is why nothing can be told of the part, and what would tell.
func (p *PartRow) untold(target Target) string {
	met, unmet := p.Met.counting(), p.Unmet.counting()
	switch {
	case p.Met.Leads == 0:
		return "no lead meets it"
	case p.Unmet.Leads == 0:
		return "no lead is known not to meet it"
	case p.Telling != nil:
		return p.Telling.words()
	case min(met, unmet) < minSide:
		return fmt.Sprintf("too few leads count: %d meet it and %d do not, and either takes %d", met, unmet, minSide)
	}
	return fmt.Sprintf("leads that meet it may have been %s anything from %.2f to %.2f times as often as all leads; about %d leads like these would tell whether it makes a difference of a quarter",
		target, p.Lift.Low, p.Lift.High, p.enough())
}

// enough is about how many leads that count would tell whether the part makes a
// difference of a quarter, to two digits.
func (p *PartRow) enough() int {
	met, unmet := p.Met.counting(), p.Unmet.counting()
	return about(quarter(p.Met, p.Unmet) * float64(met+unmet) / float64(min(met, unmet)))
}

// about is a number rounded up to two digits.
func about(n float64) int {
	unit := 1
	for n >= 100 {
		n /= 10
		unit *= 10
	}
	return int(n+0.999) * unit
}

// beliefHeading is what stands above the beliefs of a kind.
func beliefHeading(kind string) string {
	switch kind {
	case BeliefSure:
		return "Sure: of all that is called so, one in twenty is expected to be wrong"
	case BeliefLikely:
		return "Likely, taken alone: of twenty that make no difference, one looks so by chance"
	case BeliefNoDifference:
		return "No difference that matters"
	}
	return "Cannot tell yet, and what would tell"
}

// sums says of how many parts what is believed.
func sums(beliefs []Belief) string {
	words := map[string]string{
		BeliefSure: "sure", BeliefLikely: "likely", BeliefNoDifference: "without a difference that matters", BeliefCannotTell: "that nobody can tell yet",
	}
	n := map[string]int{}
	for _, b := range beliefs {
		n[b.Kind]++
	}
	var counted []string
	for _, kind := range beliefKinds {
		if n[kind] > 0 {
			counted = append(counted, fmt.Sprintf("%d %s", n[kind], words[kind]))
		}
	}
	return fmt.Sprintf("%d parts of the rules: %s.", len(beliefs), strings.Join(counted, ", "))
}

// trialsHeading is what stands above what experiments let believe.
const trialsHeading = "By experiment: chance chose which leads got what, so the difference is what that did"

// beliefsOf are those of a kind.
func beliefsOf(all []Belief, kind string) []Belief {
	return slices.DeleteFunc(slices.Clone(all), func(b Belief) bool { return b.Kind != kind })
}
