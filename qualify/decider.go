package qualify

import (
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Decider decides one lead after the other in memory of its own, and
// allocates nothing once it has seen leads of the usual size. It belongs to
// one goroutine at a time; make one for each.
type Decider struct {
	// Detail is how much the decisions say from the next one on; the zero value is
	// Whole.
	Detail Detail

	e        *Engine
	frame    *eval.Frame
	decision *Decision // where decisions are written
	asOf     time.Time
	judged   judgment // of the decision
	busy     bool     // Decide is under way
	askAll   bool     // a removed person is asked like others, for an account that looks at more than the status
	brief    bool     // it is judged without lists of parts
	inOrder  bool     // questions stay in the rule set's order, for an account to go by

	around     *around         // the people, for the rules about an account; nil for leads
	crediting  bool            // it is noted who earned the points
	wideProbes []bounds.Values // by slot, where wide is set
	wide       bool            // values that an account's rules compare with are tried too

	leadID, leadOwner string // whom owners are found for

	// Scratch, of which nothing is read before it is written.
	truths        []truth.Truth
	ages          []scorecard.Age
	sheet         scorecard.Sheet
	texts         [][]string // by slot
	textsUsed     bool
	fields        []eval.CustomValue // of the activities
	fieldTexts    []string           // lists of texts among them
	fieldPaths    []string           // as activityPaths, by activity and field
	activityPaths []string
	whys          []string  // by slot: why it is unknown though the lead has something of it
	anyWhy        bool      // one of them is set
	created       time.Time // the lead's, as far as they have been
	reset         time.Time
	undated       bool           // nobody knows whether the wish was made since the reset
	said          Opt[bool]      // what the recorded wish says if its date makes it count
	stoodIn       bool           // which is the rule set's stand-in for one that was not recorded
	redates       bool           // a wish that is said now is said at another instant than the recorded one
	byID          map[string]int // indices of the activities that count
	log           []Activity     // those of a lead with doubles
	counted       []Activity     // those shown to the program
	metRules      []int32
	worths        []scorecard.Column // of otherRules
	openRules     []openRule
	sums          sums // of the lead's score, for refills
	missing       []int
	influence     influence   // of the place that is asked about
	influences    []influence // by question
	questionOf    []int       // by slot that the question is asked as: index in Ask plus 1
	open          []bool      // by that slot: the fact may change what is known of the lead
	unsteady      bool        // some fact may change verdicts that are known
	replaced      bool        // by taking the place of a value that is known
	mayRaise      bool        // some fact may raise a hand
	later         []bool      // by that slot: the fact may matter once others are known
	laterFound    bool        // later is up to date
	closed        []string    // teams of which a route is surely met
	refill        *refill
	mayJoin       []*matrix.Arm // the lead's, of experiments that it may yet be in
	tried         int           // what tries for this lead cost so far
}

// NewDecider makes a Decider for a hot loop.
func (e *Engine) NewDecider() *Decider {
	d := &Decider{e: e, decision: &Decision{}, frame: e.program.NewFrame(), texts: make([][]string, len(e.slots)), questionOf: make([]int, len(e.slots)), open: make([]bool, len(e.slots)), later: make([]bool, len(e.slots)), whys: make([]string, len(e.slots))}
	if e.of != nil {
		d.around = newAround(e.of)
	}
	return d
}

// Decide is Engine.Decide without allocations. The decision is valid until the
// next call; its Clone may be kept. Empty slices in it need not be nil. A second call
// while one is under way, such as from another goroutine, panics where it is noticed.
func (d *Decider) Decide(lead *Lead, asOf time.Time) *Decision {
	if d.busy {
		panic("qualify: a Decider was asked to decide while it decides: make one for each goroutine")
	}
	d.busy = true
	out := d.decide(lead, asOf)
	d.release()
	d.busy = false
	return out
}

// decide is Decide that keeps what it holds of the lead until it is released.
func (d *Decider) decide(lead *Lead, asOf time.Time) *Decision {
	if lead == nil {
		lead = &Lead{}
	}
	d.refill.forget()
	out := d.decision
	out.LeadID, out.RuleSet, out.Version, out.Fingerprint, out.Detail = lead.ID, d.e.name, d.e.version, d.e.fingerprint, min(d.Detail, Brief)
	d.asOf = asOf
	d.tried = 0
	out.AsOf = asOf.UTC()
	if s := asOf.Unix(); s < firstInstant || s > lastInstant { // no JSON has it
		asOf, out.AsOf = time.Time{}, time.Time{}
	}
	if d.around != nil {
		d.around.begin()
	}
	out.Issues, out.Ask = out.Issues[:0], out.Ask[:0]
	if lead.ID == "" {
		d.issue(NoID, "id", "a lead without an id gets no owner")
	}
	if asOf.IsZero() {
		d.withoutInstant()
		return out
	}
	d.fill(lead, asOf)
	d.e.program.Run(d.frame)
	faulty := out.Detail != Whole && d.faulty()
	d.brief = out.Detail == Brief && !faulty // asking goes by the lists
	d.crediting = d.around != nil && out.Detail != Brief
	s := d.judge(d.frame, out)
	d.judged, d.crediting, d.brief = s, false, false
	if d.e.chance != nil {
		d.e.chance.Estimate(&out.Score)
	}
	out.Owner = d.ownerOf(d.frame, out, s, d.leadOwner)
	switch {
	case out.Detail == Whole:
		d.sums.keep(d)
		d.ask(s)
	case faulty:
		d.ask(s)
		out.cutTo(out.Detail)
	}
	return out
}

// The instants that decisions are made for, in Unix seconds: the years 0 to
// 9999, which RFC 3339 has.
const (
	firstInstant = -62167219200
	lastInstant  = 253402300799
)

// withoutInstant is the decision for no instant: nothing is looked at.
func (d *Decider) withoutInstant() {
	out := d.decision
	message := "no instant to decide for"
	if !d.asOf.IsZero() {
		message = "the instant to decide for is outside of the years 0 to 9999"
	}
	d.issue(NoAsOf, "as_of", message)
	cell := matrix.CellReadinessUnknown
	out.Status, out.Quadrant, out.Certain, out.Cell = cell.Status(false), cell.Quadrant(), false, ""
	out.Owner, out.Experiment = matrix.Owner{}, matrix.Assignment{}
	out.Screening = out.Screening[:0]
	out.Fit = icp.Fit{Verdict: icp.Undecided, High: 1, Criteria: out.Fit.Criteria[:0]}
	out.Readiness = Readiness{Verdict: ReadinessUnknown, Raised: out.Readiness.Raised[:0]}
	out.Score = scoring.Score{Scored: d.e.card != nil, Rules: out.Score.Rules[:0], Groups: out.Score.Groups[:0]}
	out.BANT = bant.BANTAssessment{Items: out.BANT.Items[:0]}
	out.Checklists = out.Checklists[:0]
}

// ownerOf finds the owner within the team of the lead's cell, or of its arm of an
// experiment, present being who has the lead now. A removed lead has none.
func (d *Decider) ownerOf(f *eval.Frame, out *Decision, s judgment, present string) matrix.Owner {
	out.Experiment = matrix.Assignment{}
	d.decided(f, out, s)
	if s.removedBy >= 0 {
		return matrix.Owner{}
	}
	entry := d.experiment(f, out, matrix.Entry{Team: s.dest.team, Action: s.dest.action})
	owner := matrix.Owner{Team: entry.Team, Action: entry.Action}
	for i := range d.e.routes {
		r := &d.e.routes[i]
		if r.route.Team == owner.Team && d.routed(f, &r.routing) == truth.Met {
			owner.Route = r.route.ID
			owner.ID, owner.Roster = r.route.Pick(d.leadID, present), r.route.Roster
			break
		}
	}
	return owner
}

// experiment puts a lead that its cell gives e into an arm of the first experiment
// that is met, and gives what it gets there. The decision is not certain where the
// lead's arm of one that may yet come before would give another team.
func (d *Decider) experiment(f *eval.Frame, out *Decision, e matrix.Entry) matrix.Entry {
	got := e
	d.mayJoin = d.mayJoin[:0]
	for i := range d.e.experiments {
		x := &d.e.experiments[i]
		t := d.routed(f, &x.routing)
		if t == truth.Unmet {
			continue
		}
		arm := x.Pick(d.leadID)
		if arm == nil {
			break // a lead without an id is in none
		}
		if t == truth.Met {
			got = arm.With(e)
			out.Experiment = x.Assign(arm, e)
			break
		}
		d.mayJoin = append(d.mayJoin, arm)
	}
	for _, arm := range d.mayJoin {
		out.Certain = out.Certain && arm.With(e).Team == got.Team
	}
	return got
}

// outcome is a condition's, Met where there is none.
func outcome(f *eval.Frame, c criteria.Cond) truth.Truth {
	if c == noCond {
		return truth.Met
	}
	return f.Outcome(c)
}
