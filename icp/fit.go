package icp

import "github.com/leadqual/leadqual/qualify/truth"

// Verdict says whether a lead fits.
type Verdict string

// The verdicts. Undecided means that a missing fact could make it either.
const (
	Good      Verdict = "good"
	Poor      Verdict = "poor"
	Undecided Verdict = "unknown"
)

// verdicts are in the order of truth values.
var verdicts = [...]Verdict{truth.Unknown: Undecided, truth.Unmet: Poor, truth.Met: Good}

// Truth is Met for Good, Unmet for Poor, and Unknown for all else.
func (v Verdict) Truth() truth.Truth {
	switch v {
	case Good:
		return truth.Met
	case Poor:
		return truth.Unmet
	}
	return truth.Unknown
}

// A Fit is the outcome of a profile for one lead: the part "fit" of a
// decision. It holds nothing of the lead.
type Fit struct {
	// Verdict also heeds the required criteria, which the shares do not.
	Verdict Verdict `json:"verdict"`
	// Share is the met share of the total weight, from 0 to 1, with what is
	// unknown taken as unmet. It is the float64 nearest to the exact one and
	// for display: verdict and grade were found without it. It is 1 where
	// nothing has weight.
	Share float64 `json:"share"`
	// Low and High are the least and the greatest that the share can become
	// as unknown criteria become known. Low is always equal to Share.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Grade is the step that low and high both reach; empty where they
	// differ, where none is reached, or where a required criterion is not met.
	Grade string `json:"grade,omitempty"`
	// Criteria are the profile's, in its order.
	Criteria []CriterionFit `json:"criteria,omitempty"`
}

// A CriterionFit is the outcome of one criterion.
type CriterionFit struct {
	// ID is the criterion's.
	ID string `json:"id"`
	// Outcome of tiers is met if any is, unknown if none is and some is
	// unknown.
	Outcome truth.Truth `json:"outcome"`
	// Weight is the criterion's, the default filled in.
	Weight Weight `json:"weight"`
	// Share is the part of the weight that is certain to count: that of the
	// lowest tier still possible.
	Share Share `json:"share"`
}
