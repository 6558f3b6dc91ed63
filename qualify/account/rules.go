package account

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/qualify"
)

// Rules are the rules about an account: the roles that people have in its buying
// group, and two rule sets, one that decides each person as ever and one that decides
// the account and sees the people. Format, name and version stand here once.
type Rules struct {
	Format  int             `json:"format,omitempty" zero:"format 0 is not known; this is format 1"`
	Name    string          `json:"name"`
	Version string          `json:"version,omitempty"`
	Note    string          `json:"note,omitempty"`
	Roles   []qualify.Role  `json:"roles,omitempty"`
	Person  qualify.RuleSet `json:"person"`
	Account qualify.RuleSet `json:"account"`
}

// plainRules are Rules without the UnmarshalJSON of rule sets, which looks into each
// by itself.
type plainRules struct {
	Format  int            `json:"format" zero:"format 0 is not known; this is format 1"`
	Name    string         `json:"name"`
	Version string         `json:"version"`
	Note    string         `json:"note"`
	Roles   []qualify.Role `json:"roles"`
	Person  ruleSet        `json:"person"`
	Account ruleSet        `json:"account"`
}

type ruleSet qualify.RuleSet

// An Engine decides accounts by compiled rules. It is immutable and safe for
// concurrent use by multiple goroutines.
type Engine struct {
	engine *qualify.AccountEngine
	rules  *Rules
}

// Compile checks rules and prepares them for deciding. The error, if there is one, is
// a qualify.Errors with every mistake at once. A nil options means the defaults.
func Compile(rules *Rules, options *qualify.Options) (*Engine, error) {
	engine, err := qualify.CompileAccount(key, rules.Roles, &rules.Person, &rules.Account, options)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(rules)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	engine.SetIdentity(key, rules.Name, rules.Version, "sha256:"+hex.EncodeToString(sum[:]))
	return &Engine{engine, rules}, nil
}

// CompileJSON makes an engine of the JSON of rules, as strictly as
// qualify.CompileJSON reads rule sets.
func CompileJSON(file string, data []byte, options *qualify.Options) (*Engine, error) {
	plain, rules := plainRules{}, &Rules{}
	var e *Engine
	err := qualify.ReadAccount(key, file, data, &plain, func() (err error) {
		*rules = Rules{plain.Format, plain.Name, plain.Version, plain.Note, plain.Roles, qualify.RuleSet(plain.Person), qualify.RuleSet(plain.Account)}
		e, err = Compile(rules, options)
		return err
	}, options)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// key opens what only packages of this module may call.
var key = inside.Key{}

// A Decider decides one account after the other in memory of its own, and allocates
// nothing once it has seen accounts of the usual size. It belongs to one goroutine at
// a time; make one for each.
type Decider struct {
	d      *qualify.AccountDecider
	record record
	out    Decision
}

// NewDecider makes a Decider for a hot loop.
func (e *Engine) NewDecider() *Decider { return &Decider{d: e.engine.NewDecider()} }

// Decide is Engine.Decide without allocations. The decision is valid until the next
// call; its Clone may be kept.
func (d *Decider) Decide(a *Account, asOf time.Time) *Decision {
	if a == nil {
		a = &Account{}
	}
	d.record.read(a, asOf)
	got := d.d.Decide(key, &d.record.AccountRecord, asOf)
	d.out.Decision, d.out.Find, d.out.Credits, d.out.People = *got.Account, got.Find, got.Credits, d.out.People[:0]
	for i := range got.People {
		p := &got.People[i]
		d.out.People = append(d.out.People, Person{p.ID, p.Role, *p.Decision})
	}
	d.record.forget()
	return &d.out
}

// Decide decides an account as of an instant, as [qualify.Engine.Decide] does a lead:
// the account is only read, the decision is the caller's, and there is no error.
func (e *Engine) Decide(a *Account, asOf time.Time) Decision {
	return e.NewDecider().Decide(a, asOf).Clone()
}
