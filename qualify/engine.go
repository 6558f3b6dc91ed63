package qualify

import (
	"fmt"
	"sync"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// An Engine decides leads by one compiled rule set. It is immutable and safe
// for concurrent use by multiple goroutines; to change rules while a program
// runs, keep it in an atomic.Pointer[Engine] and store a new one.
type Engine struct {
	name, version, fingerprint string

	source *RuleSet                   // what was compiled without the rows of tables, never changed
	tables map[string]*criteria.Table // by name
	texts  []int32                    // of all parts but definitions, in order: their numbers in the program

	program       *eval.Program
	slots         []slot
	fields        []slot // custom ones of activities, in the order of the vocabulary
	accountFields []slot // of these, which only the rules about an account read of a person's, to report them
	readings      readings
	steps         []step

	unmetSteps []StepOutcome // of all steps
	raises     []raise
	wish       int // slot of answers.wants_contact, -1 where no text mentions it
	wishAt     int // slot of answers.wants_contact_at, -1 where no text needs it
	ownerNow   int // slot of owner, -1 where no text mentions it

	profile  icp.Profile
	criteria []criterion
	icpConds []criteria.Cond // of all criteria, in order

	bant       *checklist
	checklists []checklist
	gates      []*checklist // of these and BANT

	card   *scorecard.Card // nil without scoring
	rules  []scoreRule
	chance *scoring.Chance // nil without

	// The conditions of steps, and those that are all there is to a rule of the score,
	// have a bit in stepBits and whenBits; partOf tells which step or rule. The
	// other rules are listed in otherRules.
	stepBits, whenBits []uint64
	partOf             []int32
	otherRules         []int
	sumBits            scorecard.Bits // of whenBits
	eachRules          []int          // of these, the ones with an each

	// bitsOf are the conditions of some parts, a bit for each by number.
	bitsOf struct{ steps, raises, fit, lists []uint64 }

	// What may have no answer though all it rests on is known: conditions, a bit for
	// each by number; rules, by what they count or calculate; some condition that names
	// results.
	mayFault        []uint64
	rulesMayFault   []int
	resultsMayFault bool

	policy       ReadinessPolicy
	unmet        bool // when_unknown is "unmet"
	destinations *destinations
	routes       []route
	experiments  []experiment
	resultSlots  []resultSlot         // of the results that routes and experiments name
	cells        map[[2]string]string // grade and band -> cell

	scoreDecides bool             // readiness goes by the score, or routes look at it
	decisive     []*criteria.Node // the texts that more than the record may rest on
	// hiding are those of them in which facts may come to matter only once others
	// are known, but for raises and routes.
	hiding struct{ steps, fit, score []*criteria.Node }
	// unsteady are those of them with ?? or nil, but for routes: by which a fact
	// that is filled in may change what is known.
	unsteady struct{ always, fit, score []*criteria.Node }

	roles []criteria.Cond // that people may have, of rules about people
	held  []heldRole      // of items over roles, of rules about an account
	of    *AccountEngine  // whose rules about accounts these are, nil for others

	staying criteria.Cond // the lead is with sales; noCond without stays_ready_at

	// For what a program may ask of a decision afterwards.
	bands        []scoring.Points // their minima, highest first
	bandNames    []string
	readyAt      *scoring.Points
	staysReadyAt *scoring.Points
	groupReadyAt []*scoring.Points
	timeOnce     sync.Once // makes timeMade, for RecheckAt
	timeMade     *timeDependence
	timingOnce   sync.Once // makes timingMade
	timingMade   []ruleTiming

	deciders sync.Pool
}

// The plan: for each part of the rule set, which of the program's conditions
// belong to it. A place is the part's name in Question.For and Issue.Path.
type (
	step struct {
		id, place string
		cond      criteria.Cond
		status    matrix.Status
		liftable  bool
		changes   []int // slots of facts that could make it unmet, by way of ?? or nil
	}
	raise struct {
		id, place string
		cond      criteria.Cond
	}
	criterion struct {
		place      string
		conds, end int // in icpConds
	}
	checklist struct {
		list   bant.Checklist
		conds  []criteria.Cond
		places []string
		// decides tells whether more than the record rests on it: it gates
		// a readiness that goes by the score, or routes look at its verdict.
		decides bool
	}
	scoreRule struct {
		id, place string

		form  ruleForm
		apart bool          // the limit holds for each member apart
		gate  criteria.Cond // noCond without
		cond  criteria.Cond
		tiers []criteria.Cond
		each  criteria.Each
		num   criteria.Num
	}
	// routing is a condition that is looked at once all else is decided.
	routing struct {
		place   string
		cond    criteria.Cond // noCond without
		results bool          // the condition names what was decided
	}
	route struct {
		routing
		route matrix.Route
		keeps bool // who the owner is may depend on an answer to who it was
	}
	experiment struct {
		routing
		matrix.Experiment
	}
)

// partPlan is a part that has expressions, whatever its section.
type partPlan struct {
	Part
	texts []compiledText
}

type ruleForm uint8

const (
	byWhen ruleForm = iota
	byTiers
	byEach
	byCompute
)

// Compile checks a rule set and prepares it for deciding. It keeps nothing of
// rs, which may be changed afterwards. A nil options means the defaults.
//
// The error, if there is one, is an Errors with every mistake at once. Compile
// accepts text from people who are not trusted, within the bounds of Options.
func Compile(rs *RuleSet, options *Options) (*Engine, error) {
	if rs != nil {
		rs = rs.clone()
	}
	e, errs := compile(rs, options)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

// RuleSet is the rule set that the engine decides by, as it was compiled:
// defaults are not written out, and tables that were read from files have their
// rows in them. It is a copy, and the caller's.
func (e *Engine) RuleSet() *RuleSet {
	rs := e.source.clone()
	e.giveRows(rs)
	return rs
}

// Validate reports what Compile with default options would.
func (rs *RuleSet) Validate() error {
	_, errs := compile(rs, nil)
	return errs.Err()
}

// compile makes an engine of a rule set, which belongs to it from here on.
func compile(rs *RuleSet, options *Options) (*Engine, Errors) {
	return compileIn(rs, options, setting{})
}

func compileIn(rs *RuleSet, options *Options, in setting) (*Engine, Errors) {
	if rs == nil {
		return nil, Errors{{Code: CodeRequired, Message: "there is no rule set"}}
	}
	b := &build{
		rs: rs, options: options.filled(), setting: in, walk: rs.bareParts(),
		e: &Engine{name: rs.Name, version: rs.Version, source: withoutRows(rs), staying: noCond},
	}
	b.texts = make(map[string]compiledText, min(len(b.walk), b.options.MaxRules))
	if !b.size() {
		return nil, b.errs
	}
	if rs.Name == "" && !in.inAccount {
		b.fail("", CodeRequired, `give the rule set a "name"`)
	}
	if rs.Format != 0 && rs.Format != Format && !in.inAccount {
		b.errs = append(b.errs, unknownFormat(rs.Format))
	}
	if in.inAccount {
		b.onceOutside()
	}
	b.ids()
	b.amounts()
	b.vocabulary()
	b.screening()
	b.icp()
	b.bant()
	b.checklists()
	b.scoring()
	b.handRaise()
	if in.people == nil {
		b.rolesOfPeople()
	}
	b.policies()
	b.matrix()
	b.routes()
	b.experiments()
	if in.people != nil || !in.inAccount { // people may be there for their roles alone
		b.decides()
	}
	b.cells()
	if len(b.errs) > 0 {
		return nil, b.errs
	}
	b.slots()
	b.parts()
	b.e.fingerprint = b.fingerprint()
	return b.e, nil
}

func unknownFormat(format int) *Error {
	return &Error{Code: CodeOutOfRange, Path: "format", Message: fmt.Sprintf("format %d is not known; this is format %d", format, Format)}
}

// Fingerprint is "sha256:" and a hash of everything in the rule set that can
// change a decision, and of the version of the library's meaning. Names, those of
// definitions, lists and tables among them, versions, notes, questions and the order
// of keys do not enter; ids do, as decisions tell by them what they are about. So two
// rule sets with one fingerprint remove, score and route leads alike, but their
// decisions may show other names, versions and questions: to share an Engine, tell
// rule sets apart by their whole text.
func (e *Engine) Fingerprint() string { return e.fingerprint }

// Decide decides a lead as of an instant. The lead is only read; the decision
// is the caller's, and is Whole. There is no error: what is wrong with the lead's data
// counts as unknown and is listed under Issues. A zero asOf, and one outside of
// the years 0 to 9999, gives an undetermined decision without an owner and
// with a zero AsOf.
//
// The result depends on nothing but the rule set, the lead and asOf. In a hot
// loop, a Decider does the same without allocating.
func (e *Engine) Decide(lead *Lead, asOf time.Time) Decision { return e.decide(lead, asOf, Whole) }

// decide is Decide with so much detail.
func (e *Engine) decide(lead *Lead, asOf time.Time, detail Detail) Decision {
	d, ok := e.deciders.Get().(*Decider)
	if !ok {
		d = e.NewDecider()
	}
	d.Detail = detail
	out := d.Decide(lead, asOf).Clone()
	d.Detail = Whole
	e.deciders.Put(d)
	return out
}
