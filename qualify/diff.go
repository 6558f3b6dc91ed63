package qualify

import (
	"fmt"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Change says how one decision about a lead differs from an earlier one. It
// is plain data, holds no lead values but ids, and can be logged and stored.
// The zero Change is none.
type Change struct {
	// From and To are the instants of the two decisions.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// RuleSet says that the two fingerprints differ: what follows may be the
	// rules' doing rather than the lead's.
	RuleSet bool `json:"rule_set,omitempty"`
	// Detail is that of the decision that says less. What it lacks is not compared:
	// where it is not Whole, that nothing is listed does not mean that nothing differs.
	Detail Detail `json:"detail,omitempty"`
	// Steps are the answers that differ, in the order status, quadrant, fit,
	// grade, readiness, band, cell, experiment, arm, team, action, route, owner, roster.
	Steps []ChangedStep `json:"steps,omitempty"`
	// Outcomes are the conditions that differ: screening, criteria, raises and
	// items of checklists, in the order of the later decision; then those that
	// only the earlier one has. Rules are under Parts. Where Detail is Brief, a BANT and
	// checklists are among them by their verdicts, in the place of their items.
	Outcomes []ChangedOutcome `json:"outcomes,omitempty"`
	// Points is the change of the score: after less before.
	Points scoring.Column `json:"points,omitzero"`
	// Parts are the rules and clips whose worth or outcome differs. Their
	// Points add up to the Points of the Change in each column, exactly, unless
	// Detail is Brief: then they are groups, as these count, and clips alone.
	Parts []ChangedPart `json:"parts,omitempty"`
	// Ask are the questions that came, went, or weigh otherwise, in the order of
	// the later decision; then those that only the earlier one has.
	Ask []ChangedQuestion `json:"ask,omitempty"`
}

// A ChangedStep is an answer that differs; "" is none.
type ChangedStep struct {
	// Of is status, quadrant, fit, grade, readiness, band, cell, team, action,
	// route, owner, roster, experiment or arm.
	Of     string `json:"of"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// A ChangedOutcome is a condition that came to something else. Where a
// decision does not have the condition, its outcome is "".
type ChangedOutcome struct {
	// Place is screening.ID, icp.ID, hand_raise.ID, bant.budget or
	// checklists.ID.ITEM; of a verdict bant or checklists.ID.
	Place  string `json:"place"`
	Before string `json:"before"` // met, unmet, unknown or ""
	After  string `json:"after"`
}

// A ChangedPart is a rule, a clip or a group that is worth something else.
type ChangedPart struct {
	// Place is scoring.ID for a rule, scoring.groups.ID.clip and scoring.clip; of a
	// group scoring.groups.ID.
	Place string `json:"place"`
	// Before and After are the worth, zero where a decision does not list it.
	Before scoring.Column `json:"before"`
	After  scoring.Column `json:"after"`
	// Points is After less Before.
	Points scoring.Column `json:"points"`
	// Matches is the change of the number of activities that count.
	Matches int `json:"matches,omitempty"`
	// Cause is what the two decisions show of the reason.
	Cause Cause `json:"cause"`
}

// A ChangedQuestion is a question that came, went, or weighs otherwise.
type ChangedQuestion struct {
	Person string `json:"person,omitempty"` // as Question.Person
	Path   string `json:"path"`
	// Before and After are decisive, for_record, open for a question that is
	// neither, and "" where it is not asked.
	Before string `json:"before"`
	After  string `json:"after"`
}

// Cause is why a rule or a clip is worth something else, as far as two
// decisions show it. Decisions hold no lead values, so that it is the simplest
// reading and not a proof.
type Cause string

// The causes, in the order in which they are tried.
const (
	// CauseRuleSet is another rule set.
	CauseRuleSet Cause = "rule_set"
	// CauseClip is a clip, or a group, that follows the sum of its rules.
	CauseClip Cause = "clip"
	// CauseActivities are more matches than before.
	CauseActivities Cause = "activities"
	// CauseExpired are fewer matches than before: some grew too old.
	CauseExpired Cause = "expired"
	// CauseDecay are as many matches as before, worth less.
	CauseDecay Cause = "decay"
	// CauseLearned is a rule that was unknown and is no more.
	CauseLearned Cause = "learned"
	// CauseForgotten is a rule that was known and is no more.
	CauseForgotten Cause = "forgotten"
	// CauseOther is a known outcome that became another: a fact has another
	// value, or a condition asks for the time.
	CauseOther Cause = "other"
)

// Diff says what differs from before to after, rule by rule and clip by clip.
// Both are only read; nil is the zero Decision, from which everything differs.
// The lists of the result are nil where nothing differs. Of decisions of unlike
// detail it compares what both say; see Change.Detail. Decisions about two
// leads are an error.
func Diff(before, after *Decision) (Change, error) {
	if before == nil {
		before = &Decision{}
	}
	if after == nil {
		after = &Decision{}
	}
	if before.LeadID != after.LeadID && !before.AsOf.IsZero() && !after.AsOf.IsZero() {
		return Change{}, fmt.Errorf("qualify: lead %q before and lead %q after: a difference is that of one lead", before.LeadID, after.LeadID)
	}
	detail := max(before.Detail, after.Detail)
	before, after = before.shortened(detail), after.shortened(detail)
	c := Change{
		Detail: detail,
		From:   before.AsOf, To: after.AsOf, RuleSet: before.Fingerprint != after.Fingerprint,
		Points: after.Score.Column.Sub(before.Score.Column),
	}
	c.step("status", string(before.Status), string(after.Status))
	c.step("quadrant", string(before.Quadrant), string(after.Quadrant))
	c.step("fit", string(before.Fit.Verdict), string(after.Fit.Verdict))
	c.step("grade", before.Fit.Grade, after.Fit.Grade)
	c.step("readiness", string(before.Readiness.Verdict), string(after.Readiness.Verdict))
	c.step("band", before.Score.Band, after.Score.Band)
	c.step("cell", before.Cell, after.Cell)
	c.step("experiment", before.Experiment.ID, after.Experiment.ID)
	c.step("arm", before.Experiment.Arm, after.Experiment.Arm)
	c.owner(&before.Owner, &after.Owner)
	c.outcomes(before, after)
	c.parts(before, after)
	c.questions(before.Ask, after.Ask)
	return c, nil
}

// Empty tells that nothing but the instant differs of what was compared; see Detail.
func (c *Change) Empty() bool {
	return !c.RuleSet && c.Points == (scoring.Column{}) && len(c.Steps) == 0 && len(c.Outcomes) == 0 && len(c.Parts) == 0 && len(c.Ask) == 0
}

func (c *Change) step(of, before, after string) {
	if before != after {
		c.Steps = append(c.Steps, ChangedStep{of, before, after})
	}
}

func (c *Change) owner(before, after *matrix.Owner) {
	c.step("team", before.Team, after.Team)
	c.step("action", before.Action, after.Action)
	c.step("route", before.Route, after.Route)
	c.step("owner", before.ID, after.ID)
	c.step("roster", before.Roster, after.Roster)
}

// outcomes compares the conditions that a decision lists.
func (c *Change) outcomes(before, after *Decision) {
	was, is := outcomesOf(before), outcomesOf(after)
	index := make(map[string]int, len(was))
	for i, o := range was {
		index[o.Place] = i
	}
	for _, o := range is {
		if i, ok := index[o.Place]; ok {
			o.Before = was[i].After
			delete(index, o.Place)
		}
		if o.Before != o.After {
			c.Outcomes = append(c.Outcomes, o)
		}
	}
	for _, o := range was {
		if _, only := index[o.Place]; only {
			c.Outcomes = append(c.Outcomes, ChangedOutcome{Place: o.Place, Before: o.After})
		}
	}
}

// outcomesOf lists the conditions of a decision, their outcomes under After. A
// raise is listed where it is raised only.
func outcomesOf(d *Decision) []ChangedOutcome {
	var out []ChangedOutcome
	add := func(place string, t truth.Truth) {
		out = append(out, ChangedOutcome{Place: place, After: t.String()})
	}
	for _, s := range d.Screening {
		add("screening."+s.ID, s.Outcome)
	}
	for _, r := range d.Fit.Criteria {
		add("icp."+r.ID, r.Outcome)
	}
	for _, id := range d.Readiness.Raised {
		add("hand_raise."+id, truth.Met)
	}
	items := func(place string, of []bant.ItemOutcome) {
		for _, item := range of {
			add(place+item.ID, item.Outcome)
		}
	}
	verdict := func(place string, v bant.Verdict) {
		if v != "" && d.Detail >= Brief { // else it follows from the items
			add(place, v.Truth())
		}
	}
	items("bant.", d.BANT.Items)
	verdict("bant", d.BANT.Verdict)
	for i := range d.Checklists {
		l := &d.Checklists[i]
		items("checklists."+l.ID+".", l.Items)
		verdict("checklists."+l.ID, l.Verdict)
	}
	return out
}

// term is a rule, a clip or a group of a score.
type term struct {
	place   string
	worth   scoring.Column
	outcome truth.Truth
	matches int
	clip    bool // or a group
}

// termKey tells terms apart, whatever the ids of rules are.
type termKey struct {
	place string
	clip  bool
}

func (t *term) key() termKey { return termKey{t.place, t.clip} }

// termsOf lists what adds up to a score: rules, the clips of groups, the clip
// of the total. Of a brief decision, which has no rules, it lists groups too.
func termsOf(d *Decision) []term {
	s := &d.Score
	out := make([]term, 0, len(s.Rules)+len(s.Groups)+1)
	for i := range s.Rules {
		r := &s.Rules[i]
		out = append(out, term{"scoring." + r.ID, r.Column, r.Outcome, r.Matches, false})
	}
	for i := range s.Groups {
		place := "scoring.groups." + s.Groups[i].ID
		if d.Detail >= Brief {
			out = append(out, term{place: place, worth: s.Groups[i].Column, clip: true})
		}
		out = append(out, term{place: place + ".clip", worth: s.Groups[i].Clip, clip: true})
	}
	return append(out, term{place: "scoring.clip", worth: s.Clip, clip: true})
}

func (c *Change) parts(before, after *Decision) {
	was, is := termsOf(before), termsOf(after)
	index := make(map[termKey]*term, len(was))
	for i := range was {
		index[was[i].key()] = &was[i]
	}
	absent := func(p *term) *term { return &term{place: p.place, outcome: truth.Unmet, clip: p.clip} }
	for i := range is {
		old := index[is[i].key()]
		if old == nil {
			old = absent(&is[i])
		}
		delete(index, is[i].key())
		c.part(old, &is[i])
	}
	for i := range was {
		if _, only := index[was[i].key()]; only {
			c.part(&was[i], absent(&was[i]))
		}
	}
}

func (c *Change) part(old, now *term) {
	if *old == *now {
		return
	}
	c.Parts = append(c.Parts, ChangedPart{
		Place: now.place, Before: old.worth, After: now.worth, Points: now.worth.Sub(old.worth),
		Matches: now.matches - old.matches, Cause: c.cause(old, now),
	})
}

func (c *Change) cause(old, now *term) Cause {
	switch {
	case c.RuleSet:
		return CauseRuleSet
	case now.clip:
		return CauseClip
	case now.matches > old.matches:
		return CauseActivities
	case now.matches < old.matches:
		return CauseExpired
	case old.outcome == truth.Unknown && now.outcome != truth.Unknown:
		return CauseLearned
	case old.outcome != truth.Unknown && now.outcome == truth.Unknown:
		return CauseForgotten
	case now.matches > 0 && magnitude(now.worth) < magnitude(old.worth):
		return CauseDecay
	case now.matches > 0:
		return CauseActivities // as many, but younger
	}
	return CauseOther
}

func magnitude(c scoring.Column) scoring.Points { return max(c.Low, c.High, -c.Low, -c.High) }

// questions compares what is asked.
func (c *Change) questions(before, after []Question) {
	type fact struct{ person, path string }
	was := make(map[fact]string, len(before))
	for i := range before {
		was[fact{before[i].Person, before[i].Path}] = weight(&before[i])
	}
	for i := range after {
		f := fact{after[i].Person, after[i].Path}
		if is := weight(&after[i]); was[f] != is {
			c.Ask = append(c.Ask, ChangedQuestion{f.person, f.path, was[f], is})
		}
		delete(was, f)
	}
	for i := range before {
		f := fact{before[i].Person, before[i].Path}
		if said, only := was[f]; only {
			c.Ask = append(c.Ask, ChangedQuestion{f.person, f.path, said, ""})
			delete(was, f)
		}
	}
}

func weight(q *Question) string {
	switch {
	case q.Decisive:
		return "decisive"
	case q.ForRecord:
		return "for_record"
	}
	return "open"
}
