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
	engine, err := qualify.CompileAccount(inside.Key{}, rules.Roles, &rules.Person, &rules.Account, options)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(rules)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	engine.SetIdentity(inside.Key{}, rules.Name, rules.Version, "sha256:"+hex.EncodeToString(sum[:]))
	return &Engine{engine, rules}, nil
}

// CompileJSON makes an engine of the JSON of rules, as strictly as
// qualify.CompileJSON reads rule sets.
func CompileJSON(file string, data []byte, options *qualify.Options) (*Engine, error) {
	plain, rules := plainRules{}, &Rules{}
	var e *Engine
	err := qualify.ReadAccount(inside.Key{}, file, data, &plain, func() (err error) {
		*rules = Rules{plain.Format, plain.Name, plain.Version, plain.Note, plain.Roles, qualify.RuleSet(plain.Person), qualify.RuleSet(plain.Account)}
		e, err = Compile(rules, options)
		return err
	}, options)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// A Decider decides one account after the other in memory of its own.
type Decider struct {
	d      *qualify.AccountDecider
	record record
	out    Decision
}

// NewDecider makes a Decider for a hot loop.
func (e *Engine) NewDecider() *Decider {
	return &Decider{d: e.engine.NewDecider()}
}

// Decide decides an account as of an instant.
func (d *Decider) Decide(a *Account, asOf time.Time) *Decision {
	d.record.read(a, asOf)
	d.out = Decision{d.d.Decide(inside.Key{}, &d.record.AccountRecord, asOf)}
	return &d.out
}
