package scoring

import "github.com/leadqual/leadqual/qualify/truth"

// A Score is the outcome of a model for one lead: the part "score" of a
// decision. It holds nothing of the lead.
type Score struct {
	// Column is the total after all clips.
	Column
	// Band is the step that low and high both reach; empty where they differ
	// or reach none.
	Band string `json:"band,omitempty"`
	// Rules are those that are met or unknown, in the model's order. The
	// others are worth nothing.
	Rules []RuleScore `json:"rules,omitempty"`
	// Groups are all of the model's, in its order.
	Groups []GroupScore `json:"groups,omitempty"`
	// Clip is what the model's Min and Max added to the sum.
	Clip Column `json:"clip"`
}

// IsZero tells whether there is nothing in the score: no rule, no group, no
// points. In JSON such a score is left out of a decision.
func (s Score) IsZero() bool {
	return s.Column == (Column{}) && s.Clip == (Column{}) && s.Band == "" && len(s.Rules) == 0 && len(s.Groups) == 0
}

// A RuleScore is what a rule is worth.
type RuleScore struct {
	// ID is the rule's.
	ID string `json:"id"`
	// Outcome is the condition's, with tiers met if any is, with each met if
	// any match counts, and with compute met where it is worth points; and
	// never more than the gate's.
	Outcome truth.Truth `json:"outcome"`
	// Column is the rule's worth before any clip of a group.
	Column
	// Matches is the number of matches that count, after window and limit.
	Matches int `json:"matches,omitempty"`
}

// A GroupScore is what a group is worth.
type GroupScore struct {
	// ID is the group's.
	ID string `json:"id"`
	// Column is the group's worth after its clip.
	Column
	// Clip is what the group's Min and Max added to the sum of its rules.
	Clip Column `json:"clip"`
}
