package audit

import "fmt"

// A Belief is a sentence on what a report lets believe of one part.
type Belief struct {
	// Kind is sure, likely, no_difference or cannot_tell.
	Kind string `json:"kind"`
	// Part is as in Report.Never: scoring.ID, icp.ID and so on.
	Part     string `json:"part"`
	Sentence string `json:"sentence"`
}

// The kinds of beliefs, the firmest first.
const (
	BeliefSure         = "sure"
	BeliefLikely       = "likely"
	BeliefNoDifference = "no_difference"
	BeliefCannotTell   = "cannot_tell"
)

// Beliefs are what may be believed of the parts, the firmest first: of all that
// are called sure one in twenty is expected to be wrong.
func (r *Report) Beliefs() []Belief {
	var out []Belief
	for _, kind := range []string{BeliefSure, BeliefLikely, BeliefNoDifference, BeliefCannotTell} {
		for _, x := range []struct {
			prefix string
			rows   []PartRow
		}{{"scoring.", r.Rules}, {"icp.", r.Criteria}, {"", r.Items}, {"hand_raise.", r.HandRaises}} {
			for i := range x.rows {
				if b := x.rows[i].belief(r.Target); b.Kind == kind {
					b.Part = x.prefix + x.rows[i].ID
					out = append(out, b)
				}
			}
		}
	}
	return out
}

// belief is what may be believed of a part, by the firmest of its comparisons.
func (p *PartRow) belief(target Target) Belief {
	type look struct {
		lift       *Lift
		met, unmet string
		among      string
	}
	looks := []look{{&p.Lift, short(p.MetRate), short(p.UnmetRate), ""}}
	if x := p.Explored; x != nil {
		looks = append(looks, look{x, "", "", ", by those that chance had worked"})
	}
	if x := p.Anyway; x != nil {
		looks = append(looks, look{&x.Lift, short(x.MetRate), short(x.UnmetRate), ", among leads called anyway"})
	}
	say := func(l look, how string) string {
		rates := ""
		if l.met != "" {
			rates = fmt.Sprintf(": %s of them, %s of the others", l.met, l.unmet)
		}
		return fmt.Sprintf("leads that meet it were %s %s%s%s", target, how, l.among, rates)
	}
	for _, l := range looks {
		switch l.lift.Verdict {
		case Better:
			return Belief{BeliefSure, "", say(l, "more often")}
		case Worse:
			return Belief{BeliefSure, "", say(l, "less often")}
		}
	}
	for _, l := range looks {
		switch l.lift.Verdict {
		case LikelyBetter:
			return Belief{BeliefLikely, "", say(l, "more often, taken alone")}
		case LikelyWorse:
			return Belief{BeliefLikely, "", say(l, "less often, taken alone")}
		}
	}
	switch {
	case p.Lift.Verdict == NoDifference:
		return Belief{BeliefNoDifference, "", fmt.Sprintf("whether leads meet it makes no difference of a quarter or more: %s of them were %s, %s of the others", short(p.MetRate), target, short(p.UnmetRate))}
	case p.Telling != nil:
		return Belief{BeliefCannotTell, "", p.Telling.words()}
	case min(p.Met.counting(), p.Unmet.counting()) < minSide:
		return Belief{BeliefCannotTell, "", fmt.Sprintf("too few leads that count: %d meet it, %d do not", p.Met.counting(), p.Unmet.counting())}
	}
	return Belief{BeliefCannotTell, "", fmt.Sprintf("too little data: %d leads that meet it count, %d of the others", p.Met.counting(), p.Unmet.counting())}
}

// beliefHeading is what stands above the beliefs of a kind.
func beliefHeading(kind string) string {
	switch kind {
	case BeliefSure:
		return "Sure, among all that was compared"
	case BeliefLikely:
		return "Likely, taken alone; of twenty that make no difference one looks so"
	case BeliefNoDifference:
		return "No difference that matters"
	}
	return "Cannot tell yet, and what would tell"
}
