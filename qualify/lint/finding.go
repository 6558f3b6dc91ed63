package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// The codes of findings. Codes, once released, stay.
const (
	CodeNeverMet             qualify.Code = "never_met"             // a condition that no lead can meet
	CodeAlwaysMet            qualify.Code = "always_met"            // a condition that no lead can fail
	CodeImplied              qualify.Code = "implied"               // met whenever another is
	CodeContradicts          qualify.Code = "contradicts"           // never met together with another
	CodeThresholdUnreachable qualify.Code = "threshold_unreachable" // more than can be had
	CodeThresholdAlways      qualify.Code = "threshold_always"      // no more than everybody has
	CodePointsHidden         qualify.Code = "points_hidden"         // points that a clip takes away
	CodeTierHidden           qualify.Code = "tier_hidden"           // a tier behind a broader one
	CodeStepHidden           qualify.Code = "step_hidden"           // a screening step behind a broader one
	CodeWindowBeyondDecay    qualify.Code = "window_beyond_decay"   // a window that ends after the points have faded
	CodeRouteUnreachable     qualify.Code = "route_unreachable"     // a route that no lead takes
	CodeNoRoute              qualify.Code = "no_route"              // leads of a team that take none of its routes
	CodeExperimentEmpty      qualify.Code = "experiment_empty"      // an experiment that no lead is in, or whose arms do the same
	CodeGradeUnreachable     qualify.Code = "grade_unreachable"     // a grade that nobody can have
	CodeBandUnreachable      qualify.Code = "band_unreachable"      // a band that nobody can have
	CodeWeightNoEffect       qualify.Code = "weight_no_effect"      // a weight that never changes verdict or grade
	CodeNoPoints             qualify.Code = "no_points"             // a rule worth nothing
	CodeDuplicateRule        qualify.Code = "duplicate_rule"        // two rules with one condition
	CodeGivesUp              qualify.Code = "gives_up"              // ?? or nil
	CodeNotAsked             qualify.Code = "not_asked"             // a fact that only the lead knows, and nobody asks for
	CodeMixedCase            qualify.Code = "mixed_case"            // a text compared in several cases of letters
	CodeWholeWord            qualify.Code = "whole_word"            // contains where a whole word is meant
	CodeBlanks               qualify.Code = "blanks"                // a text with blanks at its ends, which no value has
	CodeNoDomain             qualify.Code = "no_domain"             // a text among domains that is none
	CodeTextOrder            qualify.Code = "text_order"            // digits or words ordered as texts
	CodeLastDay              qualify.Code = "last_day"              // a date that is taken for its whole day, and is its beginning
	CodeLoosePattern         qualify.Code = "loose_pattern"         // a pattern that matches more than it seems to
	CodeForeignPattern       qualify.Code = "foreign_pattern"       // a pattern in slashes, as other languages write it
	CodeOfNone               qualify.Code = "of_none"               // the least or greatest of what a lead may have none of
	CodeSmallPoints          qualify.Code = "small_points"          // no rule is worth a whole point
	CodeRequiredAlwaysMet    qualify.Code = "required_always_met"   // required of leads that screening leaves, which all have it
	CodeFitRemoved           qualify.Code = "fit_removed"           // screening removes whoever fits
	CodeProtected            qualify.Code = "protected_attribute"   // decided by age, gender and the like
	CodeNoValue              qualify.Code = "no_value"              // a lookup compared with what its table never gives
	CodeRowUnreachable       qualify.Code = "row_unreachable"       // a row of a table that no value of an enum finds
	CodeRoleUnused           qualify.Code = "role_unused"           // a role that no item and no expression asks for
	CodeRoleUnreachable      qualify.Code = "role_unreachable"      // a role that nobody can have, as those before it are met
	CodeNeverSaid            qualify.Code = "never_said"            // a result of people compared with what it never is
	CodeUnused               qualify.Code = "unused"                // a list or definition that nothing names
	CodeNeverReady           qualify.Code = "never_ready"           // no way to become ready
	CodeIgnored              qualify.Code = "ignored"               // given, but not looked at by this policy
)

// Severity says how bad a finding is.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the rule set cannot mean this
	Warning Severity = "warning" // probably not what is meant
	Info    Severity = "info"    // worth a look
)

// rank orders severities from the worst.
func (s Severity) rank() int {
	switch s {
	case Error:
		return 0
	case Warning:
		return 1
	}
	return 2
}

// AtLeast tells whether s is as bad as t or worse. What is none of the
// severities is taken as Info.
func (s Severity) AtLeast(t Severity) bool { return s.rank() <= t.rank() }

// A Finding is something that a rule set should perhaps not say.
type Finding struct {
	// Code is the kind of finding, one of the Code constants.
	Code     qualify.Code `json:"code"`
	Severity Severity     `json:"severity"`
	// Path is where in the rule set: scoring.rules[2].when.
	Path string `json:"path"`
	// Message says what is wrong and what to change.
	Message string `json:"message"`
	// Text is the expression at Path; "" where there is none.
	Text string `json:"text,omitempty"`
	// Mend is what to write in Text, where the message knows it; nil is not known.
	Mend *qualify.Mend `json:"mend,omitempty"`
	// Proof says why the finding holds, where it rests on a proof.
	Proof string `json:"proof,omitempty"`
	// Witness is a lead that shows the finding, where there is one.
	Witness *Example `json:"witness,omitempty"`
	// File, Line and Column are where Path stands in the file, from 1, columns
	// in code points. Line is 0 where that is not known.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// An Example is a lead that shows a finding: decided as of AsOf, the condition
// at Path comes out as Outcome. It was decided before it was given.
type Example struct {
	// Shows says what the lead shows.
	Shows   string        `json:"shows"`
	Lead    *qualify.Lead `json:"lead"`
	AsOf    time.Time     `json:"as_of"`
	Path    string        `json:"path"`
	Outcome truth.Truth   `json:"outcome"`
}

// String is the finding on one line:
//
//	rules.json:12:15: error: scoring.ready_at: at most 40 points can be reached ... [threshold_unreachable]
func (f *Finding) String() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "%s:%d:%d: ", cmp.Or(f.File, "rules"), f.Line, f.Column)
	}
	fmt.Fprintf(&b, "%s: ", f.Severity)
	if f.Path != "" {
		fmt.Fprintf(&b, "%s: ", f.Path)
	}
	fmt.Fprintf(&b, "%s [%s]", f.Message, f.Code)
	return b.String()
}

// An Explanation is a reason to keep what a finding points at.
type Explanation struct {
	// Code and Path are those of the finding.
	Code qualify.Code `json:"code"`
	Path string       `json:"path"`
	// Why is for the reader; it must not be empty.
	Why string `json:"why"`
}

// Explain splits off the findings that have an explanation. Left are those
// without one, in their order, and stale the explanations that explain nothing
// or give no reason.
func Explain(findings []Finding, explanations []Explanation) (left []Finding, stale []Explanation) {
	used := make([]bool, len(explanations))
	for _, f := range findings {
		explained := false
		for i, e := range explanations {
			if e.Code == f.Code && e.Path == f.Path && e.Why != "" {
				used[i], explained = true, true
			}
		}
		if !explained {
			left = append(left, f)
		}
	}
	for i, e := range explanations {
		if !used[i] {
			stale = append(stale, e)
		}
	}
	return left, stale
}

// sortFindings orders by file and place in it where that is known, then by the
// worst first. What is equal keeps its order, which is that of the rule set.
func sortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), a.Severity.rank()-b.Severity.rank())
	})
}
