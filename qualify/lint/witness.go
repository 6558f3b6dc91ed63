package lint

import (
	"errors"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A Target is a verdict to reach. Fields that are "" may be anything; what is
// given must hold together.
type Target struct {
	Quadrant matrix.Quadrant `json:"quadrant,omitempty"`
	Status   matrix.Status   `json:"status,omitempty"`
	Grade    string          `json:"grade,omitempty"`
	Band     string          `json:"band,omitempty"`
}

// Reached tells whether a decision is as the target says.
func (t *Target) Reached(d *qualify.Decision) bool {
	return (t.Quadrant == "" || t.Quadrant == d.Quadrant) && (t.Status == "" || t.Status == d.Status) &&
		(t.Grade == "" || t.Grade == d.Fit.Grade) && (t.Band == "" || t.Band == d.Score.Band)
}

// An Answer is what Witness found out about a target: a lead that reaches it,
// or the reason why none does. Both are empty where it cannot tell.
type Answer struct {
	Target Target `json:"target"`
	// Lead reaches the target when it is decided as of AsOf. It was decided
	// before it was given.
	Lead *qualify.Lead `json:"lead,omitempty"`
	AsOf time.Time     `json:"as_of,omitzero"`
	// Unreachable says why no lead reaches the target, whatever the instant.
	Unreachable string `json:"unreachable,omitempty"`
}

// ErrNoTarget is returned for a target that says nothing.
var ErrNoTarget = errors.New("lint: the target names no quadrant, status, grade or band")

// Witness looks for a lead that reaches a verdict, or for the reason why none
// can. It may find neither: a rule set can hide what it takes in conditions
// that are beyond analysis. The search is bounded by Options.Steps and comes to
// the same end on every machine. The error is that of qualify.Compile, or
// ErrNoTarget.
func Witness(rs *qualify.RuleSet, target Target, options *Options) (Answer, error) {
	a := Answer{Target: target}
	if target == (Target{}) {
		return a, ErrNoTarget
	}
	k, err := newChecker(rs, options)
	if err != nil {
		return a, err
	}
	return k.answer(k.reach(), target), nil
}

// Verdicts answers for every quadrant and status, and every grade and band of
// the rule set, in this order.
func Verdicts(rs *qualify.RuleSet, options *Options) ([]Answer, error) {
	k, err := newChecker(rs, options)
	if err != nil {
		return nil, err
	}
	r := k.reach()
	var out []Answer
	for _, t := range k.targets() {
		out = append(out, k.answer(r, t))
	}
	return out, nil
}

func (k *checker) answer(r *reach, t Target) Answer {
	a := Answer{Target: t, Unreachable: r.target(&t)}
	if a.Unreachable == "" {
		if lead := k.search(t); lead != nil {
			a.Lead, a.AsOf = lead, asOf()
		}
	}
	return a
}

// targets are all single verdicts.
func (k *checker) targets() []Target {
	var out []Target
	for _, q := range []matrix.Quadrant{matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined} {
		out = append(out, Target{Quadrant: q})
	}
	for _, s := range []matrix.Status{matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch, matrix.StatusDisqualified, matrix.StatusExcluded} {
		out = append(out, Target{Status: s})
	}
	if k.rs.ICP != nil {
		for _, g := range k.rs.ICP.Grades {
			out = append(out, Target{Grade: g.Name})
		}
	}
	if k.rs.Scoring != nil {
		for _, b := range k.rs.Scoring.Bands {
			out = append(out, Target{Band: b.Name})
		}
	}
	return out
}
