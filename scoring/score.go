package scoring

import (
	"encoding/json"

	"github.com/leadqual/leadqual/qualify/truth"
)

// A Score is the outcome of a model for one lead: the part "score" of a
// decision. It holds nothing of the lead.
type Score struct {
	// Scored tells that there is a model. It is not written; whatever is read
	// from JSON is scored.
	Scored bool `json:"-"`
	// Column is the total after all clips.
	Column
	// Band is the step that low and high both reach; empty where they differ
	// or reach none.
	Band string `json:"band,omitempty"`
	// Chance is what so many points are worth, ChanceLow and ChanceHigh what Low and
	// High are: the chance that such a lead is won, 0.0001 to 0.9999. 0, and absent
	// in JSON, where the model says nothing of it.
	Chance     float64 `json:"chance,omitempty"`
	ChanceLow  float64 `json:"chance_low,omitempty"`
	ChanceHigh float64 `json:"chance_high,omitempty"`
	// Rules are those that are met or unknown, in the model's order. The
	// others are worth nothing.
	Rules []RuleScore `json:"rules,omitempty"`
	// Groups are all of the model's, in its order.
	Groups []GroupScore `json:"groups,omitempty"`
	// Clip is what the model's Min and Max added to the sum.
	Clip Column `json:"clip"`
}

// IsZero tells whether there is no model, and nothing in the score. In JSON such
// a score is left out of a decision; one of 0 points is not.
func (s Score) IsZero() bool {
	return !s.Scored && s.Column == (Column{}) && s.Clip == (Column{}) && s.Band == "" && len(s.Rules) == 0 && len(s.Groups) == 0
}

// UnmarshalJSON reads a score as encoding/json would. null leaves s as it was.
func (s *Score) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	type plain Score // without this method
	if err := json.Unmarshal(data, (*plain)(s)); err != nil {
		return err
	}
	s.Scored = true
	return nil
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
