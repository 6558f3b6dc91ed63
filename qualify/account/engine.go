package account

import (
	"context"
	"io/fs"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/leadqual/leadqual/internal/inorder"
	"github.com/leadqual/leadqual/qualify"
)

// An Engine decides accounts by compiled rules. It is immutable and safe for
// concurrent use by multiple goroutines; to change rules while a program runs, keep it
// in an atomic.Pointer[Engine] and store a new one.
type Engine struct {
	engine   *qualify.AccountEngine
	rules    Rules // but for its rule sets
	deciders sync.Pool
}

// Compile checks rules and prepares them for deciding. It keeps nothing of rules,
// which may be changed afterwards. A nil options means the defaults, which bound each
// of the two rule sets.
//
// The error, if there is one, is a qualify.Errors with every mistake at once, with
// paths such as roles[0].when, person.icp and account.scoring.rules[2].each.
func Compile(rules *Rules, options *qualify.Options) (*Engine, error) {
	e, errs := compile(rules, options)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

func compile(r *Rules, options *qualify.Options) (*Engine, qualify.Errors) {
	if r == nil {
		return nil, qualify.Errors{{Code: qualify.CodeRequired, Message: "there are no rules"}}
	}
	id := qualify.AccountIdentity{Format: r.Format, Name: r.Name, Version: r.Version}
	engine, errs := qualify.CompileAccount(key, id, r.Roles, &r.Person, &r.Account, options)
	if len(errs) > 0 {
		return nil, errs
	}
	return &Engine{engine: engine, rules: Rules{r.Format, r.Name, r.Version, r.Note, slices.Clone(r.Roles), qualify.RuleSet{}, qualify.RuleSet{}}}, nil
}

// CompileJSON makes an engine of the JSON of rules, as strictly as
// [qualify.CompileJSON] reads rule sets: the error, if there is one, is a
// qualify.Errors with every mistake at once, each with its line and column; file is
// the name to give in them. A nil options means the defaults. The rule sets inside
// extend no others; files of tables are read by Load.
func CompileJSON(file string, data []byte, options *qualify.Options) (*Engine, error) {
	return read(nil, file, data, options)
}

// Load makes an engine of the rules in a file, as CompileJSON does, with the rows of
// tables that stand in files: paths as those that [qualify.Load] reads. An error to
// open the file itself is the file system's.
func Load(fsys fs.FS, name string, options *qualify.Options) (*Engine, error) {
	return read(fsys, name, nil, options)
}

func read(fsys fs.FS, file string, data []byte, options *qualify.Options) (e *Engine, err error) {
	var p plainRules
	err = qualify.ReadAccount(key, fsys, file, data, &p, (*qualify.RuleSet)(&p.Person), (*qualify.RuleSet)(&p.Account), func() (errs qualify.Errors) {
		e, errs = compile(p.rules(), options)
		return errs
	}, options)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// Rules are the rules that the engine decides by, as they were compiled: defaults are
// not written out, and tables that were read from files have their rows in them. They
// are a copy, and the caller's.
func (e *Engine) Rules() *Rules {
	r := e.rules
	r.Roles = slices.Clone(r.Roles)
	r.Person, r.Account = *e.engine.Person.RuleSet(), *e.engine.Account.RuleSet()
	return &r
}

// Fingerprint is "sha256:" and a hash of everything in the rules, roles included, that
// can change a decision, and of the version of the library's meaning. What enters and
// what does not is as with [qualify.Engine.Fingerprint]. All decisions have it, about
// accounts and about people.
func (e *Engine) Fingerprint() string { return e.engine.Account.Fingerprint() }

// Person is the engine that decides people, for leads that belong to no account: what
// it makes of one is what an account's decision says of that person.
func (e *Engine) Person() *qualify.Engine { return e.engine.Person }

// Account is the engine of the rules about accounts, for what may be asked of rules
// alone, such as Describe. What it decides by itself is an account with no people.
func (e *Engine) Account() *qualify.Engine { return e.engine.Account }

// Decide decides an account as of an instant, as [qualify.Engine.Decide] does a lead.
// The account is only read; the decision is the caller's. There is no error: what is
// wrong with the data counts as unknown and is listed under Issues, of the account or
// of the person. A nil account is the zero one. A zero asOf, and one outside of the
// years 0 to 9999, gives undetermined decisions without owners and with a zero AsOf.
//
// The result depends on nothing but the rules, the account and asOf. In a hot loop, a
// Decider does the same without allocating.
func (e *Engine) Decide(a *Account, asOf time.Time) Decision { return e.decide(a, asOf, qualify.Whole) }

// decide is Decide with so much detail.
func (e *Engine) decide(a *Account, asOf time.Time, detail qualify.Detail) Decision {
	d, ok := e.deciders.Get().(*Decider)
	if !ok {
		d = e.NewDecider()
	}
	defer e.deciders.Put(d)
	d.Detail = detail
	return d.Decide(a, asOf).Clone()
}

// Toward finds the smallest changes that bring an account to a goal, as
// [qualify.Engine.Toward] does for a lead: over facts of the account that its rules
// declare "actionable", activities, and beside these
//
//   - one more person with a role, or several, where an item of a checklist that gates
//     asks for it. The items count them; the lists of people do not see them, as with
//     [Decision.Find];
//   - one more of the people, or several, who does what a condition over people, an item
//     or a limit by member asks for: by id, whom to call first in front and nobody whom
//     screening removes; and where there are too few, somebody new of whom nothing else
//     is known.
//
// Every plan was tried: the account with these people and activities is decided so. The
// facts of an Obstacle are the account's, and of one of its people with the id, as in
// "people[L-7].person.seniority".
//
// Up to twelve people are tried for one activity, and up to twelve times the activity for
// one of them. It costs a decision for each combination, in which only people who differ
// are decided again: some seconds for an account with hundreds of people.
func (e *Engine) Toward(ctx context.Context, a *Account, asOf time.Time, goal qualify.Goal) (qualify.Approach, error) {
	if a == nil {
		a = &Account{}
	}
	var r record
	r.read(a)
	return e.engine.Toward(ctx, key, &r.AccountRecord, asOf, goal)
}

// DecideAll decides accounts as of one instant and yields their decisions in the order
// of the accounts, as [qualify.Engine.DecideAll] does with leads: the sequence may
// fill one account again and again, as each is copied before it goes on; the decisions
// are the caller's; an error of the sequence is yielded in its place, with a nil
// decision; and no goroutine outlives the loop. A chunk is a number of accounts.
func (e *Engine) DecideAll(ctx context.Context, accounts iter.Seq2[*Account, error], asOf time.Time, o *qualify.BatchOptions) iter.Seq2[*Decision, error] {
	return func(yield func(*Decision, error) bool) {
		run := inorder.Run[*Account, Account, *Decision]{
			Take: func(from **Account, to *Account) error { to.copyFrom(*from); return nil },
			NewWorker: func() func(**Account, *Account, **Decision) error {
				d := e.NewDecider()
				if o != nil {
					d.Detail = o.Detail
				}
				return func(_ **Account, a *Account, out **Decision) error {
					*out = new(d.Decide(a, asOf).Clone())
					return nil
				}
			},
			Yield: func(_ **Account, d **Decision, err error) bool {
				if err != nil {
					return yield(nil, err)
				}
				return yield(*d, nil)
			},
		}
		if o != nil {
			run.Workers, run.Chunk = o.Workers, o.Chunk
		}
		run.Over(ctx, accounts)
	}
}
