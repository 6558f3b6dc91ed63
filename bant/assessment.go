package bant

import "github.com/leadqual/leadqual/qualify/truth"

// Verdict says whether a checklist qualifies a lead.
type Verdict string

// The verdicts. Undecided means that a missing fact could make it either.
const (
	Qualified   Verdict = "qualified"
	Unqualified Verdict = "unqualified"
	Undecided   Verdict = "unknown"
)

// Truth is Met for Qualified, Unmet for Unqualified, and Unknown for all else.
func (v Verdict) Truth() truth.Truth {
	switch v {
	case Qualified:
		return truth.Met
	case Unqualified:
		return truth.Unmet
	}
	return truth.Unknown
}

// An Assessment is the outcome of a checklist for one lead. It holds nothing
// of the lead.
type Assessment struct {
	// ID is the checklist's; a BANT has none.
	ID string `json:"id,omitempty"`
	// Met counts the items that are met.
	Met int `json:"met"`
	// Verdict is what every value of the missing facts would give.
	Verdict Verdict `json:"verdict"`
	// Items are the checklist's, in its order.
	Items []ItemOutcome `json:"items,omitempty"`
}

// An ItemOutcome is the outcome of one item.
type ItemOutcome struct {
	ID      string      `json:"id"`
	Outcome truth.Truth `json:"outcome"`
}
