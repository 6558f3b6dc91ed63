package lifecycle

import "slices"

// A Stage is where a lead stands between first contact and sale. In JSON, and as the Stage of a
// qualify.Lead, it is the text of the constant. "" counts as StageLead.
type Stage string

// The stages. The first six lead from raw lead to customer in this order; the
// others stand beside them.
const (
	StageLead         Stage = "lead"         // raw: not qualified yet; a lead that leaves this stage never returns to it
	StageMQL          Stage = "mql"          // marketing qualified: the rules say it fits and is ready
	StageSAL          Stage = "sal"          // sales accepted
	StageSQL          Stage = "sql"          // sales qualified, or asked for contact
	StageOpportunity  Stage = "opportunity"  // a deal is being worked on
	StageCustomer     Stage = "customer"     // bought
	StageRecycled     Stage = "recycled"     // back with marketing; may become an MQL again
	StageDisqualified Stage = "disqualified" // will not become a customer
	StageLost         Stage = "lost"         // the deal was lost
)

// Stages returns all stages, in the order of the constants.
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

// in tells whether s is one of the stages.
func (s Stage) in(some ...Stage) bool { return slices.Contains(some, s.named()) }

// height is how far a stage is from StageLead, which is 0, on the way to
// StageCustomer; it is -1 for the stages beside that.
func (s Stage) height() int {
	return slices.Index([]Stage{StageLead, StageMQL, StageSAL, StageSQL, StageOpportunity, StageCustomer}, s.named())
}
