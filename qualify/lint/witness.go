package lint

import (
	"context"
	"errors"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A Result is what is to become of a lead. Fields that are "" may be anything; what is
// given must hold together.
type Result struct {
	Quadrant matrix.Quadrant `json:"quadrant,omitempty"`
	Status   matrix.Status   `json:"status,omitempty"`
	Grade    string          `json:"grade,omitempty"`
	Band     string          `json:"band,omitempty"`
}

// Reached tells whether a decision is what t says.
func (t *Result) Reached(d *qualify.Decision) bool {
	return (t.Quadrant == "" || t.Quadrant == d.Quadrant) && (t.Status == "" || t.Status == d.Status) &&
		(t.Grade == "" || t.Grade == d.Fit.Grade) && (t.Band == "" || t.Band == d.Score.Band)
}

// An Answer is what LeadFor found out about a Result: a lead that reaches it,
// or the reason why none does. Both are empty where it cannot tell.
type Answer struct {
	Result Result `json:"result"`
	// Lead reaches Result when it is decided as of AsOf. It was decided
	// before it was given.
	Lead *qualify.Lead `json:"lead,omitempty"`
	AsOf time.Time     `json:"as_of,omitzero"`
	// Unreachable says why no lead reaches it, whatever the instant.
	Unreachable string `json:"unreachable,omitempty"`
}

// ErrNoResult is returned for a Result that says nothing.
var ErrNoResult = errors.New("lint: the result names no quadrant, status, grade or band")

// LeadFor looks for a lead that reaches a verdict, or for the reason why none
// can. It may find neither: a rule set can hide what it takes in conditions
// that are beyond analysis. The search is bounded by Options.Steps and comes to
// the same end on every machine. The error is that of qualify.Compile, the
// context's, or ErrNoResult.
func LeadFor(ctx context.Context, rs *qualify.RuleSet, target Result, options *Options) (Answer, error) {
	a := Answer{Result: target}
	if target == (Result{}) {
		return a, ErrNoResult
	}
	k, err := newChecker(ctx, rs, options)
	if err != nil {
		return a, err
	}
	a = k.answer(k.reach(), target)
	return a, ctx.Err()
}

// Verdicts answers for every quadrant and status, and every grade and band of
// the rule set, in this order.
func Verdicts(ctx context.Context, rs *qualify.RuleSet, options *Options) ([]Answer, error) {
	k, err := newChecker(ctx, rs, options)
	if err != nil {
		return nil, err
	}
	r := k.reach()
	var out []Answer
	for _, t := range k.targets() {
		out = append(out, k.answer(r, t))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (k *checker) answer(r *reach, t Result) Answer {
	a := Answer{Result: t, Unreachable: r.target(&t)}
	if a.Unreachable == "" {
		if lead := k.search(t); lead != nil {
			a.Lead, a.AsOf = lead, asOf()
		}
	}
	return a
}

// targets are all single verdicts.
func (k *checker) targets() []Result {
	var out []Result
	for _, q := range []matrix.Quadrant{matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined} {
		out = append(out, Result{Quadrant: q})
	}
	for _, s := range []matrix.Status{matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch, matrix.StatusDisqualified, matrix.StatusExcluded} {
		out = append(out, Result{Status: s})
	}
	if k.rs.ICP != nil {
		for _, g := range k.rs.ICP.Grades {
			out = append(out, Result{Grade: g.Name})
		}
	}
	if k.rs.Scoring != nil {
		for _, b := range k.rs.Scoring.Bands {
			out = append(out, Result{Band: b.Name})
		}
	}
	return out
}
