package audit

import (
	"errors"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// An Audit counts decisions and what became of the leads. The zero Audit is
// empty and ready for use.
//
// Its memory is bounded, however many decisions it is fed. It is plain data
// that round-trips through JSON, so that it can be stored and gone on with. An
// Audit belongs to one goroutine at a time; give each worker one and Merge
// them.
type Audit struct {
	// Target is what scores and rules are measured by; "" is Won. Set it before
	// the first Add.
	Target Target `json:"target,omitempty"`
	// From and To are the earliest and the latest instant of the decisions, in
	// UTC; zero where there are none.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// RuleSets counts decisions by the rule set's fingerprint.
	RuleSets Table[Count] `json:"rule_sets,omitzero"`

	// All counts every lead, the tables the leads of a group. Months are
	// "2026-11", by the decision's instant in UTC.
	All      Tally        `json:"all"`
	Sources  Table[Tally] `json:"sources,omitzero"`
	Segments Table[Tally] `json:"segments,omitzero"`
	Stages   Table[Tally] `json:"stages,omitzero"`
	Months   Table[Month] `json:"months,omitzero"`
	// Reasons counts the leads that sales sent back or lost, by the reason
	// given.
	Reasons Table[Count] `json:"reasons,omitzero"`
	// Removed counts the leads that screening removed, by the step that did.
	Removed Table[Count] `json:"removed,omitzero"`
	// Steps counts the outcomes of screening's steps for all leads.
	Steps Table[PartCount] `json:"steps,omitzero"`

	// Everything below counts the leads that screening left only.

	// Rest counts them all.
	Rest Count `json:"rest"`
	// Quadrants and Cells count them by quadrant and by cell ("B2").
	Quadrants Table[Tally] `json:"quadrants,omitzero"`
	Cells     Table[Count] `json:"cells,omitzero"`
	// Rules, Criteria, Items and Raises count the outcomes of scoring rules,
	// criteria of the profile, items of BANT and the checklists (bant.budget,
	// checklists.ID.ITEM) and hand raises, by id; Routes the leads routed by
	// each.
	Rules    Table[RuleCount] `json:"rules,omitzero"`
	Criteria Table[PartCount] `json:"criteria,omitzero"`
	Items    Table[PartCount] `json:"items,omitzero"`
	Raises   Table[PartCount] `json:"raises,omitzero"`
	Routes   Table[Count]     `json:"routes,omitzero"`
	// Facts counts missing facts by path, Issues the leads with an issue by its
	// code.
	Facts  Table[FactCount] `json:"facts,omitzero"`
	Issues Table[Count]     `json:"issues,omitzero"`
	// Scores counts by points.
	Scores Histogram `json:"scores,omitzero"`
}

// A Month is what an Audit counts of one month.
type Month struct {
	Tally Tally `json:"tally"`
	// Scores counts by points, more coarsely than the audit's.
	Scores Histogram `json:"scores,omitzero"`
}

func (m *Month) add(n Month) {
	m.Tally.add(n.Tally)
	m.Scores.merge(&n.Scores, maxMonthBuckets)
}

// Add counts a decision and what became of the lead. It keeps neither. Count
// each lead once; of several decisions about it, take the one whose worth is
// asked for, such as that at hand-over.
//
// Parts of rule sets are told apart by id, so an audit over several versions of
// a rule set takes parts with one id for the same. The report says where
// versions are mixed.
func (a *Audit) Add(d *qualify.Decision, outcome Outcome) {
	o := outcome.settled()
	target := a.Target.of(&o)
	var count Count
	count.note(target)
	tally := tallyOf(d, &o)

	if !d.AsOf.IsZero() {
		at := d.AsOf.UTC()
		a.span(at, at)
	}
	at(&a.RuleSets, MaxGroups, d.Fingerprint).add(count)
	a.All.add(tally)
	at(&a.Sources, MaxGroups, named(o.Source)).add(tally)
	at(&a.Segments, MaxGroups, named(o.Segment)).add(tally)
	at(&a.Stages, MaxGroups, named(o.Stage)).add(tally)
	month := at(&a.Months, MaxGroups, monthOf(d.AsOf))
	month.Tally.add(tally)
	if o.Reason != "" {
		at(&a.Reasons, MaxGroups, o.Reason).add(count)
	}
	for i := range d.Screening {
		a.part(&a.Steps, d.Screening[i].ID, d.Screening[i].Outcome, count)
	}
	if removed(d) {
		at(&a.Removed, MaxParts, removedBy(d)).add(count)
		return
	}
	a.Rest.add(count)
	at(&a.Quadrants, MaxGroups, string(d.Quadrant)).add(tally)
	if d.Cell != "" {
		at(&a.Cells, MaxGroups, d.Cell).add(count)
	}
	for i := range d.Score.Rules {
		a.rule(&d.Score.Rules[i], count)
	}
	for i := range d.Fit.Criteria {
		a.part(&a.Criteria, d.Fit.Criteria[i].ID, d.Fit.Criteria[i].Outcome, count)
	}
	a.items(d, count)
	for _, id := range d.Readiness.Raised {
		a.part(&a.Raises, id, truth.Met, count)
	}
	if d.Owner.Route != "" {
		at(&a.Routes, MaxParts, d.Owner.Route).add(count)
	}
	for i := range d.Ask {
		fact := at(&a.Facts, MaxGroups, d.Ask[i].Path)
		fact.Missing.add(count)
		if d.Ask[i].Decisive {
			fact.Decisive.add(count)
		}
	}
	a.issues(d, count)
	a.Scores.note(d.Score.Points, target, maxBuckets)
	month.Scores.note(d.Score.Points, target, maxMonthBuckets)
}

func (a *Audit) part(t *Table[PartCount], id string, outcome truth.Truth, count Count) {
	switch outcome {
	case truth.Met:
		at(t, MaxParts, id).Met.add(count)
	case truth.Unknown:
		at(t, MaxParts, id).Unknown.add(count)
	}
}

func (a *Audit) rule(r *scoring.RuleScore, count Count) {
	c := at(&a.Rules, MaxParts, r.ID)
	switch r.Outcome {
	case truth.Met:
		c.Met.add(count)
		c.Worth.count(r.Points, count, maxWorths)
	case truth.Unknown:
		c.Unknown.add(count)
	}
}

// items counts BANT's items and those of the checklists.
func (a *Audit) items(d *qualify.Decision, count Count) {
	for i := range d.BANT.Items {
		a.part(&a.Items, "bant."+d.BANT.Items[i].ID, d.BANT.Items[i].Outcome, count)
	}
	for i := range d.Checklists {
		list := &d.Checklists[i]
		for j := range list.Items {
			a.part(&a.Items, "checklists."+list.ID+"."+list.Items[j].ID, list.Items[j].Outcome, count)
		}
	}
}

// issues counts the lead once for every code.
func (a *Audit) issues(d *qualify.Decision, count Count) {
	for i := range d.Issues {
		first := true
		for j := range i {
			first = first && d.Issues[j].Code != d.Issues[i].Code
		}
		if first {
			at(&a.Issues, MaxGroups, string(d.Issues[i].Code)).add(count)
		}
	}
}

// removedBy is the step that removed the lead: the first met one that no raised
// hand lifted.
func removedBy(d *qualify.Decision) string {
	for i := range d.Screening {
		if s := &d.Screening[i]; s.Outcome == truth.Met && !s.Lifted {
			return s.ID
		}
	}
	return Unnamed
}

func named(group string) string {
	if group == "" {
		return Unnamed
	}
	return group
}

func monthOf(at time.Time) string {
	if at.IsZero() {
		return Unnamed
	}
	at = at.UTC()
	return fmt.Sprintf("%04d-%02d", at.Year(), int(at.Month()))
}

// span widens the time that the audit covers.
func (a *Audit) span(from, to time.Time) {
	if a.From.IsZero() || from.Before(a.From) {
		a.From = from
	}
	if to.After(a.To) {
		a.To = to
	}
}

// ErrTarget is the error of merging audits that measure different things.
var ErrTarget = errors.New("audit: merged audits must have one target")

// Merge adds what another audit counted, and leaves it as it is. Merging the
// audits of parts, in any order, gives the audit of the whole, exactly. The
// error is ErrTarget, where the two have different targets; then nothing is
// merged.
func (a *Audit) Merge(b *Audit) error {
	if a.Target.or() != b.Target.or() {
		return ErrTarget
	}
	if !b.From.IsZero() {
		a.span(b.From, b.To)
	}
	a.All.add(b.All)
	a.Rest.add(b.Rest)
	merge(&a.RuleSets, &b.RuleSets, MaxGroups)
	merge(&a.Sources, &b.Sources, MaxGroups)
	merge(&a.Segments, &b.Segments, MaxGroups)
	merge(&a.Stages, &b.Stages, MaxGroups)
	merge(&a.Months, &b.Months, MaxGroups)
	merge(&a.Reasons, &b.Reasons, MaxGroups)
	merge(&a.Removed, &b.Removed, MaxParts)
	merge(&a.Steps, &b.Steps, MaxParts)
	merge(&a.Quadrants, &b.Quadrants, MaxGroups)
	merge(&a.Cells, &b.Cells, MaxGroups)
	merge(&a.Rules, &b.Rules, MaxParts)
	merge(&a.Criteria, &b.Criteria, MaxParts)
	merge(&a.Items, &b.Items, MaxParts)
	merge(&a.Raises, &b.Raises, MaxParts)
	merge(&a.Routes, &b.Routes, MaxParts)
	merge(&a.Facts, &b.Facts, MaxGroups)
	merge(&a.Issues, &b.Issues, MaxGroups)
	a.Scores.merge(&b.Scores, maxBuckets)
	return nil
}
