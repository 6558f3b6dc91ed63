package bant

import (
	"encoding/json"

	"github.com/leadqual/leadqual/qualify/truth"
)

// The ids that a BANT's items have in its Checklist and its assessment, in
// their order there.
const (
	Budget    = "budget"
	Authority = "authority"
	Need      = "need"
	Timeline  = "timeline"
)

// BANT is the checklist of that name: the part "bant" of a rule set. An item
// that is nil is not given and does not count.
type BANT struct {
	Budget    *Item `json:"budget,omitempty"`
	Authority *Item `json:"authority,omitempty"`
	Need      *Item `json:"need,omitempty"`
	Timeline  *Item `json:"timeline,omitempty"`
	// QualifiedAt is the number of met items that qualifies, from 1 to the
	// number of those given. Absent (0 in Go) means all of them.
	QualifiedAt int `json:"qualified_at,omitempty" zero:"0 items would qualify everybody; give 1 or more, or leave the key out for all that are given"`
	// Gate lets a score alone make a lead ready only if BANT is qualified too.
	// This package does not act on it.
	Gate bool `json:"gate,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Checklist returns b as a checklist of the items given, in the order budget,
// authority, need, timeline and with these ids. It is a copy.
func (b *BANT) Checklist() Checklist {
	c := Checklist{QualifiedAt: b.QualifiedAt, Gate: b.Gate, Note: b.Note}
	for _, x := range []struct {
		id   string
		item *Item
	}{{Budget, b.Budget}, {Authority, b.Authority}, {Need, b.Need}, {Timeline, b.Timeline}} {
		if x.item != nil {
			item := *x.item
			item.ID = x.id
			c.Items = append(c.Items, item)
		}
	}
	return c
}

// A BANTAssessment is the assessment of a BANT: the part "bant" of a decision.
// It is an [Assessment], so that Checklist.Assess fills it by way of a
// conversion, with a JSON form of its own:
//
//	{"budget": "met", "need": "unknown", "met": 1, "verdict": "unknown"}
//
// Only the items given are in it, in the order of their ids. Items with any
// other id and the ID are not written.
type BANTAssessment Assessment

// flat is the JSON form of a BANTAssessment.
type flat struct {
	Budget    *truth.Truth `json:"budget,omitempty"`
	Authority *truth.Truth `json:"authority,omitempty"`
	Need      *truth.Truth `json:"need,omitempty"`
	Timeline  *truth.Truth `json:"timeline,omitempty"`
	Met       int          `json:"met"`
	Verdict   Verdict      `json:"verdict"`
}

// MarshalJSON writes the flat object.
func (a BANTAssessment) MarshalJSON() ([]byte, error) {
	f := flat{Met: a.Met, Verdict: a.Verdict}
	for i := range a.Items {
		outcome := &a.Items[i].Outcome
		switch a.Items[i].ID {
		case Budget:
			f.Budget = outcome
		case Authority:
			f.Authority = outcome
		case Need:
			f.Need = outcome
		case Timeline:
			f.Timeline = outcome
		}
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads the flat object into new memory. Keys that it does not
// know are ignored; null and errors leave a as it was.
func (a *BANTAssessment) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var f flat
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	read := BANTAssessment{Met: f.Met, Verdict: f.Verdict}
	for _, x := range []struct {
		id      string
		outcome *truth.Truth
	}{{Budget, f.Budget}, {Authority, f.Authority}, {Need, f.Need}, {Timeline, f.Timeline}} {
		if x.outcome != nil {
			read.Items = append(read.Items, ItemOutcome{ID: x.id, Outcome: *x.outcome})
		}
	}
	*a = read
	return nil
}
