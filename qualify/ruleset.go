package qualify

import (
	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// Format is the version of the rule-set format that this package reads and
// writes.
const Format = 1

// A RuleSet says how leads are qualified. It is plain data: write it as a Go
// literal and Compile it, or make an Engine of JSON with CompileJSON. Everything except Name is
// optional, and an absent part says nothing: without ICP every lead fits,
// without Scoring only a hand raise makes a lead ready.
type RuleSet struct {
	// Format is the version of the format. Absent (0 in Go) is the newest.
	Format int `json:"format,omitempty" zero:"format 0 is not known; this is format 1"`
	// Name is repeated in every decision.
	Name string `json:"name"`
	// Version is the author's; it is repeated in every decision.
	Version string `json:"version,omitempty"`
	// Note is for the reader and changes nothing, here and wherever else it
	// stands.
	Note string `json:"note,omitempty"`
	// Facts declares custom facts, under custom.NAME, and says more about any
	// fact, by its path.
	Facts map[string]Fact `json:"facts,omitempty"`
	// Texts says how texts are compared; "" is TextsExact. A fact's Fold says it
	// for that one.
	Texts TextPolicy `json:"texts,omitempty"`
	// Vendors are where facts can be bought. They change no decision.
	Vendors []Vendor `json:"vendors,omitempty"`
	// Tables give values by key, for lookup in expressions.
	Tables map[string]LookupTable `json:"tables,omitempty"`
	// Lists are lists of texts for expressions to use as lists.NAME.
	Lists map[string][]string `json:"lists,omitempty"`
	// Define names expressions for others to use. A name means its text in
	// brackets.
	Define map[string]string `json:"define,omitempty"`
	// Screening steps are tried in order; the first that is met removes the
	// lead.
	Screening []Step `json:"screening,omitempty"`
	// ICP is the ideal customer profile, which judges fit.
	ICP *icp.Profile `json:"icp,omitempty"`
	// BANT is assessed for the record, and gates readiness by score if it says
	// so.
	BANT *bant.BANT `json:"bant,omitempty"`
	// Checklists are assessed for the record, and gate like BANT.
	Checklists []bant.Checklist `json:"checklists,omitempty"`
	// Scoring adds up what the lead did and is.
	Scoring *scoring.Model `json:"scoring,omitempty"`
	// HandRaise are the ways to ask for contact. An unknown one is not raised.
	HandRaise []Raise `json:"hand_raise,omitempty"`
	// Readiness says what makes a lead ready; "" is ScoreOrHandRaise.
	Readiness ReadinessPolicy `json:"readiness,omitempty"`
	// WhenUnknown says what unknown criteria count for quadrant, status and
	// owner; "" is UnknownOpen.
	WhenUnknown UnknownPolicy `json:"when_unknown,omitempty"`
	// Matrix overrides team and action of cells.
	Matrix matrix.Grid `json:"matrix,omitempty"`
	// Routes share out the leads of the teams.
	Routes []matrix.Route `json:"routes,omitempty"`
	// Experiments give some leads by chance another team or action. A lead that is
	// not removed and has an id is in the first that is met, and in one arm of it.
	Experiments []matrix.Experiment `json:"experiments,omitempty"`
}

// Gates are the checklists that hold back who is ready by score, BANT first
// and with the id "bant". They are copies.
func (rs *RuleSet) Gates() []bant.Checklist {
	var gates []bant.Checklist
	if rs.BANT != nil && rs.BANT.Gate {
		l := rs.BANT.Checklist()
		l.ID, l.Name = "bant", "BANT"
		gates = append(gates, l)
	}
	for _, l := range rs.Checklists {
		if l.Gate {
			gates = append(gates, l)
		}
	}
	return gates
}

// A Fact declares a custom fact or says more about any other.
type Fact struct {
	// Type is "bool", "number", "string", "time" or "strings". A custom fact and
	// a custom field of activities must have one; for others it may be repeated.
	Type string `json:"type,omitempty"`
	// Doc is for the reader.
	Doc string `json:"doc,omitempty"`
	// Ask is the question that a person would put to the lead. It is repeated
	// in decisions that miss the fact.
	Ask string `json:"ask,omitempty"`
	// Enum lists the values that a text may have. Any other is unknown and
	// reported as an Issue. Nil allows all; an empty list is a mistake.
	Enum []string `json:"enum,omitempty"`
	// Default is what the fact counts as where the lead has nothing of it: a
	// bool, a number, a text or a list of texts, as the fact's type. A value of
	// another kind, outside the enum or too old does not fall back on it. nil is
	// none; facts of type time, counts of days and stage have none, and
	// answers.wants_contact none but false.
	Default any `json:"default,omitempty"`
	// StaleDays is the number of days after which a value is too old, counted
	// from Lead.Seen; it is unknown then. What Seen does not date is never too
	// old. Absent (0 in Go) is no limit. Facts of type time, counts of days and stage have
	// none.
	StaleDays float64 `json:"stale_days,omitempty" zero:"0 days would be too old at once; give a number above 0, or leave the key out for no limit"`
	// Fold says whether comparisons of the fact are blind to case and to blanks at
	// its ends; nil leaves it to the rule set's Texts. Facts of type string and
	// strings only.
	Fold *bool `json:"fold,omitempty"`
	// Actionable says that somebody can change the fact, for the tools that
	// propose changes. It changes no decision.
	Actionable bool `json:"actionable,omitempty"`
	// KnownAfter names what has to happen before the fact can be known, such
	// as "contact", for the tools that learn from outcomes. It changes no
	// decision.
	KnownAfter string `json:"known_after,omitempty"`
	// Prior gives the odds of the values that the fact may have while it is
	// missing, by the value's text: {"true": 1, "false": 3}. Only their
	// proportions count. It ranks questions in Engine.Ask and changes no
	// decision. Facts of type time and strings, created_days_ago and idle_days
	// have none. Empty is not known.
	Prior map[string]float64 `json:"prior,omitempty"`
	Note  string             `json:"note,omitempty"`
}

// A Step is a condition that removes leads.
type Step struct {
	ID   string `json:"id"`             // unique among the steps
	Name string `json:"name,omitempty"` // for display
	// When it is met, the lead is removed. Unknown removes nobody.
	When string `json:"when"`
	// Reason is for people.
	Reason string `json:"reason,omitempty"`
	// Status is matrix.StatusDisqualified or matrix.StatusExcluded; "" is the
	// former.
	Status matrix.Status `json:"status,omitempty"`
	// UnlessHandRaised keeps the lead where a hand is raised that counts.
	UnlessHandRaised bool   `json:"unless_hand_raised,omitempty"`
	Note             string `json:"note,omitempty"`
}

// A Raise is a way in which leads ask for contact.
type Raise struct {
	ID   string `json:"id"`             // unique among the raises
	Name string `json:"name,omitempty"` // for display
	// When it is met, the hand is raised. Unknown raises none, and is not asked
	// about: who asks for contact acts. So answers.wants_contact raises none
	// where nobody knows whether it was said after the lead's reset, of which
	// full explanations tell that show the lead's values, nor where it is stale.
	When string `json:"when"`
	Note string `json:"note,omitempty"`
}

// A ReadinessPolicy says what makes a lead ready.
type ReadinessPolicy string

// The policies.
const (
	// ScoreOrHandRaise is the default: enough points, or a hand raised.
	ScoreOrHandRaise ReadinessPolicy = "score_or_hand_raise"
	// HandRaiseOnly makes nobody ready who did not ask.
	HandRaiseOnly ReadinessPolicy = "hand_raise"
	// ScoreOnly does not look at hand raises.
	ScoreOnly ReadinessPolicy = "score"
)

// An UnknownPolicy says what unknown criteria count for.
type UnknownPolicy string

// The policies. Verdicts, ranges, questions and certainty are honest with
// either.
const (
	// UnknownOpen is the default: what is unknown leaves the lead undetermined.
	UnknownOpen UnknownPolicy = "open"
	// UnknownUnmet takes unknown criteria as unmet for quadrant, status and owner.
	UnknownUnmet UnknownPolicy = "unmet"
)
