package audit

import (
	"cmp"
	"slices"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A Report is what an audit says about a rule set. It is plain data and holds
// all that WriteText and WriteHTML show.
type Report struct {
	// RuleSet and Version are the audited rule set's, "" where none was given.
	RuleSet string `json:"rule_set,omitempty"`
	Version string `json:"version,omitempty"`
	// Accounts says that what counts are accounts: each of its leads is one.
	Accounts bool `json:"accounts,omitempty"`
	// Target is what rates and lifts are about.
	Target Target `json:"target"`
	// From and To are the earliest and the latest instant of the decisions.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Horizon is the time within which leads were to reach the target, zero
	// where outcomes were taken as they stand; Ages says why leads count or not.
	Horizon Horizon `json:"horizon,omitzero"`
	Ages    Ages    `json:"ages,omitzero"`
	// Warnings are what a reader should know first.
	Warnings []string `json:"warnings,omitempty"`

	// All is everything; Rate its share that reached the target, MQLToSQL and
	// SQLToWon the steps on the way there.
	All      Tally `json:"all"`
	Rate     Rate  `json:"rate"`
	MQLToSQL Rate  `json:"mql_to_sql"`
	SQLToWon Rate  `json:"sql_to_won"`

	// Weighted is the rate had all leads been worked that screening left, by what
	// chance had sales work; nil where there was no experiment.
	Weighted *WeightedRate `json:"weighted,omitempty"`
	// Curve is the share of leads that has reached the target by each day. It
	// uses the young leads too, and stands on newer leads behaving as older ones
	// did. It ends where fewer than ten leads were left to look at.
	Curve []CurvePoint `json:"curve,omitempty"`
	// Experiments are those that leads are in, in the rule set's order, each as a
	// Trial of it reports.
	Experiments []TrialReport `json:"experiments,omitempty"`
	// Speed sets how fast sales answered against outcomes.
	Speed []SpeedRow `json:"speed,omitempty"`

	Funnel    []FunnelStep   `json:"funnel"`
	Screening []ScreeningRow `json:"screening,omitempty"`
	// SegmentsBy is what segments are, such as "company.industry", for whoever
	// made them to say; "" is left open.
	SegmentsBy string `json:"segments_by,omitempty"`
	// Sources, Segments and Stages are by number of leads.
	Sources  []GroupRow `json:"sources,omitempty"`
	Segments []GroupRow `json:"segments,omitempty"`
	Stages   []GroupRow `json:"stages,omitempty"`
	// Reasons are why sales sent leads back or lost them, the most frequent
	// first.
	Reasons []NamedCount `json:"reasons,omitempty"`
	// Quadrants are all five, in the order of the matrix.
	Quadrants []GroupRow   `json:"quadrants"`
	Cells     []NamedCount `json:"cells,omitempty"`

	// Score is nil where no lead has points.
	Score *ScoreReport `json:"score,omitempty"`
	// Rules, Criteria, Items and HandRaises are in the rule set's order.
	Rules      []PartRow `json:"rules,omitempty"`
	Criteria   []PartRow `json:"criteria,omitempty"`
	Items      []PartRow `json:"items,omitempty"`
	HandRaises []PartRow `json:"hand_raises,omitempty"`
	// Roles compare accounts in which somebody has a role with those in which nobody
	// has, in the order of the roles. Engaged are accounts by how many people earned
	// points, from none to many.
	Roles   []PartRow  `json:"roles,omitempty"`
	Engaged []GroupRow `json:"engaged,omitempty"`
	// Never are the parts that no lead met, as scoring.ID, icp.ID,
	// screening.ID, hand_raise.ID, bant.budget, checklists.ID.ITEM and
	// routes.ID. They are known only if the rule set is.
	Never []string `json:"never,omitempty"`
	// Facts are the missing ones, those that would have decided most first.
	Facts  []FactRow    `json:"facts,omitempty"`
	Issues []NamedCount `json:"issues,omitempty"`
	Months []MonthRow   `json:"months,omitempty"`
}

// A ScoreReport has outcomes by points, for the leads that screening left and
// whose target is known.
type ScoreReport struct {
	// ReadyAt is the rule set's, nil where it is not known.
	ReadyAt *scoring.Points `json:"ready_at,omitempty"`
	// AUC is nil where no lead hit or none did not.
	AUC *AUC `json:"auc,omitempty"`
	// TopFifth is the share of all hits found in the fifth of the leads with
	// the most points.
	TopFifth    float64      `json:"top_fifth"`
	Deciles     []Decile     `json:"deciles,omitempty"`
	Reliability *Reliability `json:"reliability,omitempty"`
	// Chance says whether the chance that the rule set gives holds; nil where it
	// gives none, or decisions of several rule sets are mixed.
	Chance *SaidChance `json:"chance,omitempty"`
	// Width is the width of the histogram's buckets where there were too many
	// amounts to keep all apart; then leads within one count as having the same
	// points. 0 where everything is exact.
	Width scoring.Points `json:"width,omitempty"`
}

// A NamedCount is a group of leads.
type NamedCount struct {
	Name  string `json:"name"`
	Count Count  `json:"count"`
	// Share is that of the group's leads among those counted there.
	Share float64 `json:"share"`
	Rate  Rate    `json:"rate"`
}

// A GroupRow is a group of leads by how far they came.
type GroupRow struct {
	Name  string `json:"name"`
	Tally Tally  `json:"tally"`
	// Share is that of the group's leads among all.
	Share float64 `json:"share"`
	// PoorFit is the share of poor fit among those that screening left.
	PoorFit  Rate `json:"poor_fit"`
	MQLToSQL Rate `json:"mql_to_sql"`
	SQLToWon Rate `json:"sql_to_won"`
	// Rate is that of the target.
	Rate Rate `json:"rate"`
}

// Report summarises the audit. A rule set gives the order and the names, and
// tells which parts no lead met; nil is allowed. The report shares no memory
// with either.
func (a *Audit) Report(rs *qualify.RuleSet) *Report {
	r, fingerprint := a.summary(rs), ""
	if rs != nil {
		r.RuleSet, r.Version = rs.Name, rs.Version
		if e, err := qualify.Compile(rs, nil); err == nil {
			fingerprint = e.Fingerprint()
		}
	}
	return a.judged(r, fingerprint)
}

// summary is the report without the rule set's name and without what may be believed.
func (a *Audit) summary(rs *qualify.RuleSet) *Report {
	all := a.read(a.All)
	r := &Report{
		Target: a.Target.or(), From: a.From, To: a.To,
		Horizon: a.Horizon, Ages: a.Ages, Curve: a.Delays.curve(), Weighted: a.weighted(), Experiments: a.experiments(rs), Speed: a.speed(),
		All: all, Rate: all.Count(a.Target).Rate(), MQLToSQL: all.MQLToSQL(), SQLToWon: all.SQLToWon(),
		Funnel: a.funnel(), Screening: a.screening(rs),
		Sources: a.groups(&a.Sources), Segments: a.groups(&a.Segments), Stages: a.groups(&a.Stages),
		Reasons: counts(&a.Reasons), Cells: counts(&a.Cells), Issues: counts(&a.Issues),
		Score: a.score(rs),
		Rules: a.rows(&a.Rules, ruleParts(rs)), Criteria: a.rows(&a.Criteria, criterionParts(rs)),
		Items: a.rows(&a.Items, itemParts(rs)), HandRaises: a.rows(&a.Raises, raiseParts(rs)),
		Never: a.never(rs), Facts: a.facts(rs), Months: a.months(),
	}
	for _, q := range quadrants {
		t := a.Quadrants.get(string(q))
		r.Quadrants = append(r.Quadrants, a.group(string(q), &t))
	}
	slices.SortFunc(r.Cells, func(x, y NamedCount) int { return cmp.Compare(x.Name, y.Name) })
	return r
}

// judged is the report with what may be believed. The rule set that it is of has a
// fingerprint, "" where that is not known.
func (a *Audit) judged(r *Report, fingerprint string) *Report {
	r.judge()
	r.Warnings = a.warnings(r, fingerprint)
	return r
}

// quadrants are all, in the order of the matrix.
var quadrants = [...]matrix.Quadrant{
	matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined,
}

// score is nil where no lead has points.
func (a *Audit) score(rs *qualify.RuleSet) *ScoreReport {
	if b := a.Scores.Buckets; len(b) == 0 || len(b) == 1 && a.Scores.bucket(0).Leads > 0 {
		return nil
	}
	s := &ScoreReport{
		AUC: a.Scores.AUC(), TopFifth: a.Scores.TopFifth(), Deciles: a.Scores.Deciles(),
		Reliability: a.Scores.Reliability(), Width: a.Scores.Width,
	}
	if rs != nil && rs.Scoring != nil && rs.Scoring.ReadyAt != nil {
		s.ReadyAt = new(*rs.Scoring.ReadyAt)
	}
	if rs != nil && rs.Scoring != nil && rs.Scoring.Chance != nil && s.Reliability != nil && len(a.RuleSets.Entries) == 1 {
		s.Chance = a.Scores.said(rs.Scoring.Chance, s.Reliability.Steps)
	}
	return s
}

// read is a tally as a report reads it.
func (a *Audit) read(t Tally) Tally {
	if a.Horizon.set() && a.Judged == 0 {
		return t.unjudged()
	}
	return t
}

func (a *Audit) group(name string, counted *Tally) GroupRow {
	t := a.read(*counted)
	return GroupRow{
		Name: name, Tally: t, Share: share(t.Leads, a.All.Leads), PoorFit: t.PoorFitRate(),
		MQLToSQL: t.MQLToSQL(), SQLToWon: t.SQLToWon(), Rate: t.Count(a.Target).Rate(),
	}
}

// groups are a table's, the largest first. A table with nothing but NoGroup is
// left out.
func (a *Audit) groups(t *Table[Tally]) []GroupRow {
	var rows []GroupRow
	for i := range t.Entries {
		rows = append(rows, a.group(t.Entries[i].Name, &t.Entries[i].Value))
	}
	if len(rows) == 1 && rows[0].Name == NoGroup {
		return nil
	}
	slices.SortStableFunc(rows, func(x, y GroupRow) int { return cmp.Compare(y.Tally.Leads, x.Tally.Leads) })
	if t.Other != nil {
		rows = append(rows, a.group(OtherGroup, t.Other))
	}
	return rows
}

// counts are a table's, the largest first.
func counts(t *Table[Count]) []NamedCount {
	var rows []NamedCount
	total := 0
	row := func(name string, c Count) {
		rows = append(rows, NamedCount{Name: name, Count: c, Rate: c.Rate()})
		total += c.Leads
	}
	for _, e := range t.Entries {
		row(e.Name, e.Value)
	}
	slices.SortStableFunc(rows, func(x, y NamedCount) int { return cmp.Compare(y.Count.Leads, x.Count.Leads) })
	if t.Other != nil {
		row(OtherGroup, *t.Other)
	}
	for i := range rows {
		rows[i].Share = share(rows[i].Count.Leads, total)
	}
	return rows
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
