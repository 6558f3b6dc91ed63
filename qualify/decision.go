package qualify

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Decision is what a rule set makes of a lead at one instant, with the
// reasons. It is plain data and holds nothing of the lead but ids, so that it
// can be logged and stored.
//
// Lists stand in the rule set's order. In a decision from Engine.Decide they
// are nil exactly where they are empty, and belong to the caller.
type Decision struct {
	// LeadID is the lead's id, "" where it has none.
	LeadID string `json:"lead_id"`
	// RuleSet and Version are the rule set's name and version.
	RuleSet string `json:"rule_set"`
	Version string `json:"version,omitempty"`
	// Fingerprint tells rule sets apart that may decide differently; see
	// Engine.Fingerprint.
	Fingerprint string `json:"fingerprint"`
	// AsOf is the instant that the decision is made for, in UTC.
	AsOf time.Time `json:"as_of"`
	// Detail is how much the decision says: whether lists that are empty have nothing
	// in them, or were left out.
	Detail Detail `json:"detail,omitempty"`
	// Status is what the decision makes of the lead.
	Status matrix.Status `json:"status"`
	// Quadrant is given for a removed lead too, for the record.
	Quadrant matrix.Quadrant `json:"quadrant"`
	// Certain says that no value of the missing facts could change quadrant,
	// status and team - for a removed lead its status - unless it raises a
	// hand or the rules use ?? or nil. Nor would one put the lead into an arm of an
	// experiment that gives another team. False proves nothing.
	Certain bool `json:"certain"`
	// Cell is grade and band together, "B2"; "" where one is missing.
	Cell string `json:"cell,omitempty"`
	// Owner is zero for a removed lead and where there is no instant.
	Owner matrix.Owner `json:"owner,omitzero"`
	// Experiment is the arm that chance put the lead into, zero where it is in no
	// experiment.
	Experiment matrix.Assignment `json:"experiment,omitzero"`
	// Screening are the outcomes of all steps, also behind the one that removed
	// the lead.
	Screening []StepOutcome `json:"screening,omitempty"`
	Fit       icp.Fit       `json:"fit"`
	Readiness Readiness     `json:"readiness"`
	// Score is zero, and absent in JSON, where the rule set has no scoring.
	Score scoring.Score `json:"score,omitzero"`
	// BANT is zero where the rule set has none.
	BANT       bant.BANTAssessment `json:"bant,omitzero"`
	Checklists []bant.Assessment   `json:"checklists,omitempty"`
	// Ask are the missing facts behind every outcome that is unknown, and after
	// them those behind the unknown worth of what is met, for a tier before the
	// one that is: decisive ones first, then in the rule set's order.
	Ask    []Question `json:"ask,omitempty"`
	Issues []Issue    `json:"issues,omitempty"`
}

// A StepOutcome is the outcome of a screening step.
type StepOutcome struct {
	ID      string      `json:"id"`
	Outcome truth.Truth `json:"outcome"`
	// Lifted says that a raised hand keeps the lead although the step is met.
	Lifted bool `json:"lifted,omitempty"`
}

// Readiness is whether the lead is ready to talk to sales.
type Readiness struct {
	Verdict ReadinessVerdict `json:"verdict"`
	// HandRaised says that a raise that the policy counts is met.
	HandRaised bool `json:"hand_raised"`
	// Raised are the ids of those raises.
	Raised []string `json:"raised,omitempty"`
}

// ReadinessVerdict is the answer to whether a lead is ready.
type ReadinessVerdict string

// The verdicts.
const (
	Ready            ReadinessVerdict = "ready"
	NotReady         ReadinessVerdict = "not_ready"
	ReadinessUnknown ReadinessVerdict = "unknown"
)

func readinessOf(t truth.Truth) ReadinessVerdict {
	switch t {
	case truth.Met:
		return Ready
	case truth.Unmet:
		return NotReady
	}
	return ReadinessUnknown
}

// A Question is a fact that is missing and would settle something.
type Question struct {
	// Person is the id of the person of an account whom the fact is about; "" is
	// the lead, or the account itself.
	Person string `json:"person,omitempty"`
	// Path is the fact's name in expressions; created_at stands for
	// created_days_ago and idle_days.
	Path string `json:"path"`
	// For names the unknown outcomes that rest on the fact: screening.ID,
	// icp.ID, bant.budget, checklists.ID.ITEM, scoring.ID, routes.ID,
	// experiments.ID.
	For []string `json:"for"`
	// Decisive says that some value of this fact alone makes quadrant, status,
	// team or owner another. True is proven, false is not.
	Decisive bool `json:"decisive,omitempty"`
	// ForRecord says that only the record needs the answer: no quadrant,
	// status, team, owner or screening depends on it, whatever the other
	// missing facts turn out to be. True is proven, false is not.
	ForRecord bool `json:"for_record,omitempty"`
	// Why says why a fact is unknown that the lead has: "stale", which is WhyStale,
	// or the code of the Issue about it. "" is missing.
	Why string `json:"why,omitempty"`
	// Question is the fact's Ask.
	Question string `json:"question,omitempty"`
}

// WhyStale is what Question.Why says of a fact that was last seen too long ago.
const WhyStale = "stale"

// An Issue is something wrong with a lead's data. It never stops a decision:
// what is wrong counts as unknown.
type Issue struct {
	Code IssueCode `json:"code"`
	// Path is where: a fact's path, activities[3], or the rule that has no
	// finite value or meets an address without a domain.
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// IssueCode is the kind of an Issue. Codes, once released, stay.
type IssueCode string

// The codes.
const (
	WrongKind          IssueCode = "wrong_kind"   // a custom value of another kind than declared
	NotInEnum          IssueCode = "not_in_enum"  // a text that its declaration does not list
	NotFinite          IssueCode = "not_finite"   // NaN, an infinity, or a calculation without a finite value
	NoDomain           IssueCode = "no_domain"    // email_domain or is_free_email of a text without an @
	LaterThanAsOf      IssueCode = "in_future"    // an instant later than the one decided for
	ConflictingRecords IssueCode = "conflict"     // records of one lead that say different things
	BadActivity        IssueCode = "bad_activity" // an activity without type or instant
	RepeatedID         IssueCode = "duplicate_id" // a person of an account with the id of another
	NoID               IssueCode = "no_id"        // no lead id, so no owner
	NoAsOf             IssueCode = "no_as_of"     // no instant to decide for, or one outside of the years 0 to 9999
)

// Clone returns a copy that shares no memory with d. Empty lists become nil.
func (d *Decision) Clone() Decision {
	c := *d
	c.Screening = cloned(d.Screening)
	c.Fit.Criteria = cloned(d.Fit.Criteria)
	c.Readiness.Raised = cloned(d.Readiness.Raised)
	c.Score.Rules = cloned(d.Score.Rules)
	c.Score.Groups = cloned(d.Score.Groups)
	c.BANT.Items = cloned(d.BANT.Items)
	c.Checklists = cloned(d.Checklists)
	for i := range c.Checklists {
		c.Checklists[i].Items = cloned(c.Checklists[i].Items)
	}
	c.Ask = cloned(d.Ask)
	for i := range c.Ask {
		c.Ask[i].For = cloned(c.Ask[i].For)
	}
	c.Issues = cloned(d.Issues)
	return c
}

func cloned[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return slices.Clone(s)
}
