package audit

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

// An Audit counts decisions and what became of the leads. The zero Audit is
// empty and ready for use; New makes one that also knows the rule set's scale.
//
// Its memory is bounded, however many decisions it is fed. It is plain data
// that round-trips through JSON, so that it can be stored and gone on with. An
// Audit belongs to one goroutine at a time; give each worker one and Merge
// them.
type Audit struct {
	// Target is what scores and rules are measured by; "" is TargetWon. Set it before
	// the first Add.
	Target Target `json:"target,omitempty"`
	// Horizon is the time within which leads are to reach the target, and the
	// instant up to which outcomes were looked up. Set it before the first Add.
	// The zero Horizon takes outcomes as they stand, which flatters whatever is
	// young; see Horizon.
	Horizon Horizon `json:"horizon,omitzero"`
	// Scale is the rule set's; New sets it. Without it leads that are called
	// anyway are not compared. Set it before the first Add.
	Scale *Scale `json:"scale,omitempty"`
	// Group are the roles in the buying group of accounts; NewForAccounts sets them.
	// Without them nothing is counted by role. Set it before the first AddAccount.
	Group []GroupRole `json:"group,omitempty"`
	// From and To are the earliest and the latest instant of the decisions, in
	// UTC; zero where there are none.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// RuleSets counts decisions by the rule set's fingerprint.
	RuleSets Table[Count] `json:"rule_sets,omitzero"`

	// Brief are decisions of which nothing else counts anything: of Detail
	// [qualify.Brief], which do not say what rules came to. Unasked are those with less
	// detail than [qualify.Whole], of which Facts does not know what was missing. A
	// report warns of both.
	Brief   int `json:"brief,omitempty"`
	Unasked int `json:"unasked,omitempty"`

	// All counts every lead, the tables the leads of a group. Months are
	// "2026-11", by the decision's instant in UTC.
	All Tally `json:"all"`
	// Ages says of the leads why they count or do not; it is zero without a
	// horizon.
	Ages Ages `json:"ages,omitzero"`
	// Judged are the leads of which it is known when sales accepted them or sent
	// them back. With a horizon and none of these, nothing says of any lead
	// whether it was accepted in time, and a report says so of no lead.
	Judged int `json:"judged,omitempty"`
	// Delays count by how long leads took, Speed by whether sales had answered
	// them 5 minutes, an hour and a day after they were handed over.
	Delays   Delays       `json:"delays,omitempty"`
	Speed    []Landmark   `json:"speed,omitempty"`
	Sources  Table[Tally] `json:"sources,omitzero"`
	Segments Table[Tally] `json:"segments,omitzero"`
	Stages   Table[Tally] `json:"stages,omitzero"`
	Months   Table[Month] `json:"months,omitzero"`
	// Engaged counts accounts by how many of their people earned points under a rule
	// of the account's that counts activities (by_member): "0", "1", "2", "3" and
	// "4 or more".
	Engaged Table[Tally] `json:"engaged,omitzero"`
	// Experiments count the leads that are in each, by id and arm, as a Trial of
	// each does.
	Experiments Table[Arms] `json:"experiments,omitzero"`
	// Reasons counts the leads that sales sent back or lost, by the reason
	// given.
	Reasons Table[Count] `json:"reasons,omitzero"`
	// Removed counts the leads that screening removed, by the step that did.
	Removed Table[Count] `json:"removed,omitzero"`
	// Steps counts the outcomes of screening's steps for all leads.
	Steps Table[PartCount] `json:"steps,omitzero"`

	// Everything below counts the leads that screening left only.

	// Remaining counts them all, Ready those of them whose points make them ready.
	Remaining Count `json:"remaining"`
	Ready     Count `json:"ready,omitzero"`
	// Quadrants and Cells count them by quadrant and by cell ("B2").
	Quadrants Table[Tally] `json:"quadrants,omitzero"`
	Cells     Table[Count] `json:"cells,omitzero"`
	// Rules, Criteria, Items and Raises count the outcomes of scoring rules,
	// criteria of the profile, items of BANT and the checklists (bant.budget,
	// checklists.ID.ITEM) and hand raises, by id; Routes the leads routed by
	// each.
	Rules    Table[PartCount] `json:"rules,omitzero"`
	Criteria Table[PartCount] `json:"criteria,omitzero"`
	Items    Table[PartCount] `json:"items,omitzero"`
	Raises   Table[PartCount] `json:"raises,omitzero"`
	Routes   Table[Count]     `json:"routes,omitzero"`
	// Roles counts accounts by whether somebody has a role, by the role's id.
	Roles Table[PartCount] `json:"roles,omitzero"`
	// Facts counts missing facts by path, Issues the leads with an issue by its
	// code.
	Facts  Table[FactCount] `json:"facts,omitzero"`
	Issues Table[Count]     `json:"issues,omitzero"`
	// Layers count those that are in an experiment by action and propensity.
	Layers Table[LayerCount] `json:"layers,omitzero"`
	// Scores counts by points.
	Scores Histogram `json:"scores,omitzero"`
}

// New returns an empty audit of a rule set's decisions, ready for use. A Target
// and a Horizon are yet to be set, where they are not the zero ones.
func New(rs *qualify.RuleSet) *Audit { return &Audit{Scale: ScaleOf(rs)} }

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
// each lead once; of several decisions about a lead, take the one to be
// measured, such as the one at hand-over.
//
// Parts of rule sets are identified by id, so an audit of several versions of a
// rule set counts parts with the same id together. The report warns where
// versions are mixed, and where decisions say too little: audit whole ones.
func (a *Audit) Add(d *qualify.Decision, outcome Outcome) { a.add(d, outcome, nil) }

// add counts a decision, which is the account's where there is one.
func (a *Audit) add(d *qualify.Decision, outcome Outcome, of *account.Decision) {
	if d.Detail >= qualify.Brief {
		a.Brief++
		return
	}
	a.Unasked += one(d.Detail != qualify.Whole)
	o := outcome.settled()
	target, accepted, won := a.states(d.AsOf, &o)
	count := countOf(target)
	tally := tallyOf(d, accepted, won)
	a.Judged += one(o.Accepted.Known && !o.JudgedAt.IsZero())
	a.Delays.note(&a.Horizon, d.AsOf, &o, a.Target)
	a.landmark(d.AsOf, &o, count)

	if !d.AsOf.IsZero() {
		at := d.AsOf.UTC()
		a.span(at, at)
	}
	groupAt(&a.RuleSets, MaxGroups, d.Fingerprint).add(count)
	a.All.add(tally)
	groupAt(&a.Sources, MaxGroups, named(o.Source)).add(tally)
	groupAt(&a.Segments, MaxGroups, named(o.Segment)).add(tally)
	groupAt(&a.Stages, MaxGroups, named(o.Stage)).add(tally)
	if of != nil {
		groupAt(&a.Engaged, MaxGroups, engaged(of)).add(tally)
	}
	month := groupAt(&a.Months, MaxGroups, monthOf(d.AsOf))
	month.Tally.add(tally)
	if x := assigned(d, &o); x.ID != "" {
		groupAt(&a.Experiments, MaxGroups, x.ID).count(d, x, &o, &a.Horizon, a.Target)
	}
	if o.Reason != "" {
		groupAt(&a.Reasons, MaxGroups, o.Reason).add(count)
	}
	for i := range d.Screening {
		step(&a.Steps, d.Screening[i].ID, d.Screening[i].Outcome, count)
	}
	if removed(d) {
		groupAt(&a.Removed, MaxParts, removedBy(d)).add(count)
		return
	}
	a.Remaining.add(count)
	groupAt(&a.Quadrants, MaxGroups, string(d.Quadrant)).add(tally)
	if d.Cell != "" {
		groupAt(&a.Cells, MaxGroups, d.Cell).add(count)
	}
	name, explored := layer(d, &o, count)
	if name != "" {
		groupAt(&a.Layers, maxLayers, name).add(explored)
	}
	a.parts(d, of, count, name, explored)
	if d.Owner.Route != "" {
		groupAt(&a.Routes, MaxParts, d.Owner.Route).add(count)
	}
	for i := range d.Ask {
		fact := groupAt(&a.Facts, MaxGroups, d.Ask[i].Path)
		fact.Missing.add(count)
		if d.Ask[i].Decisive {
			fact.Decisive.add(count)
		}
	}
	a.issues(d, count)
	a.Scores.count(d.Score.Points, count, maxBuckets)
	month.Scores.count(d.Score.Points, count, maxMonthBuckets)
}

// states are how a lead counts for the target, as accepted and as won.
func (a *Audit) states(asOf time.Time, o *Outcome) (target, accepted, won state) {
	if a.Target == TargetAccepted {
		accepted = a.Horizon.read(asOf, o, TargetAccepted, &a.Ages)
		return accepted, accepted, a.Horizon.read(asOf, o, TargetWon, nil)
	}
	won = a.Horizon.read(asOf, o, TargetWon, &a.Ages)
	return won, a.Horizon.read(asOf, o, TargetAccepted, nil), won
}

func step(t *Table[PartCount], id string, outcome truth.Truth, count Count) {
	switch outcome {
	case truth.Met:
		groupAt(t, MaxParts, id).Met.add(count)
	case truth.Unknown:
		groupAt(t, MaxParts, id).Unknown.add(count)
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
			groupAt(&a.Issues, MaxGroups, string(d.Issues[i].Code)).add(count)
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
	return NoGroup
}

func named(group string) string {
	if group == "" {
		return NoGroup
	}
	return group
}

func monthOf(at time.Time) string {
	if at.IsZero() {
		return NoGroup
	}
	year, month, _ := at.UTC().Date()
	if year < 1000 || year > 9999 {
		return fmt.Sprintf("%04d-%02d", year, int(month))
	}
	digit := func(n int) byte { return byte('0' + n%10) } // as above, in a tenth of the time
	return string([]byte{digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-', digit(int(month) / 10), digit(int(month))})
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

// ErrQuestion is the error of merging audits that measure different things.
var ErrQuestion = errors.New("audit: merged audits must have one target, one horizon, one scale and the same roles")

// Merge adds what another audit counted, and leaves it as it is. Merging the
// audits of parts, in any order, gives the audit of the whole, exactly. The
// error is ErrQuestion, where the two have another target, horizon, scale or other
// roles; then nothing is merged.
func (a *Audit) Merge(b *Audit) error {
	if a.Target.or() != b.Target.or() || !a.Horizon.equal(&b.Horizon) || !reflect.DeepEqual(a.Scale, b.Scale) || !slices.Equal(a.Group, b.Group) {
		return ErrQuestion
	}
	if !b.From.IsZero() {
		a.span(b.From, b.To)
	}
	a.Brief += b.Brief
	a.Unasked += b.Unasked
	a.All.add(b.All)
	a.Ready.add(b.Ready)
	a.Ages.add(b.Ages)
	a.Judged += b.Judged
	a.Delays.merge(b.Delays)
	for i, x := range b.Speed {
		if len(a.Speed) <= i {
			a.Speed = append(a.Speed, Landmark{})
		}
		a.Speed[i].add(x)
	}
	a.Remaining.add(b.Remaining)
	merge(&a.RuleSets, &b.RuleSets, MaxGroups)
	merge(&a.Sources, &b.Sources, MaxGroups)
	merge(&a.Segments, &b.Segments, MaxGroups)
	merge(&a.Stages, &b.Stages, MaxGroups)
	merge(&a.Months, &b.Months, MaxGroups)
	merge(&a.Engaged, &b.Engaged, MaxGroups)
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
	merge(&a.Roles, &b.Roles, MaxParts)
	merge(&a.Experiments, &b.Experiments, MaxGroups)
	merge(&a.Facts, &b.Facts, MaxGroups)
	merge(&a.Issues, &b.Issues, MaxGroups)
	merge(&a.Layers, &b.Layers, maxLayers)
	a.Scores.merge(&b.Scores, maxBuckets)
	return nil
}
