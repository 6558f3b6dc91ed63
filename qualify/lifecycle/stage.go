package lifecycle

import "slices"

// A Stage is where a lead stands in its life. In JSON, and as the Stage of a
// qualify.Lead, it is the text of the constant. "" counts as StageLead.
type Stage string

// The stages. The first six are the way up, the others stand beside it.
const (
	StageLead         Stage = "lead"         // raw: nothing has come of it yet; left once and for all
	StageMQL          Stage = "mql"          // marketing qualified: the rules say it fits and is ready
	StageSAL          Stage = "sal"          // sales accepted
	StageSQL          Stage = "sql"          // sales qualified, or asked for contact
	StageOpportunity  Stage = "opportunity"  // a deal is being worked on
	StageCustomer     Stage = "customer"     // bought
	StageRecycled     Stage = "recycled"     // back with marketing; may become an MQL again
	StageDisqualified Stage = "disqualified" // no customer for us
	StageLost         Stage = "lost"         // the deal was lost
)

// Stages returns all stages, the way up first.
func Stages() []Stage {
	return []Stage{StageLead, StageMQL, StageSAL, StageSQL, StageOpportunity, StageCustomer,
		StageRecycled, StageDisqualified, StageLost}
}

// named is s with "" read as StageLead.
func (s Stage) named() Stage {
	if s == "" {
		return StageLead
	}
	return s
}

// in tells whether s is one of some stages.
func (s Stage) in(some ...Stage) bool { return slices.Contains(some, s.named()) }

// height is how far up a stage stands: StageLead is 0, and what stands beside
// the way up is -1.
func (s Stage) height() int {
	return slices.Index([]Stage{StageLead, StageMQL, StageSAL, StageSQL, StageOpportunity, StageCustomer}, s.named())
}
