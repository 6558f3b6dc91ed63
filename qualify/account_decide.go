package qualify

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/inside"
)

// An AccountDecider decides one account after the other in memory of its own, as a
// Decider does leads. It belongs to one goroutine at a time.
type AccountDecider struct {
	e       *AccountEngine
	account *Decider
	around  *around
	out     AccountDecision
}

// NewDecider makes an AccountDecider.
func (e *AccountEngine) NewDecider() *AccountDecider {
	d := e.Account.NewDecider()
	return &AccountDecider{e: e, account: d, around: d.around}
}

// newAround makes room for people.
func newAround(e *AccountEngine) *around {
	a := &around{e: e, person: e.Person.NewDecider(), asked: map[personFact]int{}, open: map[personFact]bool{}, again: -1}
	a.person.inOrder = true
	a.count()
	return a
}

// An AccountRecord is an account as its rules see it.
type AccountRecord struct {
	// Lead has what is the account's own: id, company, custom, stage, owner, instants,
	// activities and seen.
	Lead *Lead
	// Parent has company and custom of the company above it; nil where there is none.
	Parent *Lead
	// People are in the order of their ids, which differ and are not empty.
	People []*Lead
	// Unusable are facts that the account has with a value of a wrong kind.
	Unusable []string
	// Issues are those of people that were left out.
	Issues []Issue
}

// An AccountDecision is what the rules make of an account. It is valid until the next
// decision.
type AccountDecision struct {
	Account *Decision
	People  []DecidedPerson // by ByPriority
	Find    []Find
	Credits []RuleCredits // in the order of the rules
}

// A DecidedPerson is what the rules make of a person of an account.
type DecidedPerson struct {
	ID       string
	Role     Opt[string]
	Decision *Decision
}

// Decide decides an account.
func (d *AccountDecider) Decide(_ inside.Key, x *AccountRecord, asOf time.Time) *AccountDecision {
	a, out := d.around, &d.out
	a.asOf, a.parent, a.unusable = asOf, x.Parent, x.Unusable
	a.meet(x.People)
	a.own = *x.Lead
	a.readCompany(x.People)
	out.Account = d.account.decide(&a.own, asOf)
	out.Account.Issues = append(out.Account.Issues, x.Issues...)
	out.Find = out.Find[:0]
	if !out.Account.AsOf.IsZero() {
		out.Find = a.find(d.account, out.Find)
	}
	out.Credits = a.credits
	out.People = out.People[:0]
	for i := range a.members {
		m := &a.members[i]
		m.decision.decisiveFirst()
		p := DecidedPerson{ID: m.lead.ID, Role: Opt[string]{Known: m.sure}, Decision: &m.decision}
		if m.sure && m.role >= 0 {
			p.Role.Value = d.e.roleIDs[m.role]
		}
		out.People = append(out.People, p)
	}
	slices.SortFunc(out.People, func(x, y DecidedPerson) int { return ByPriority(x.Decision, y.Decision) })
	d.account.release()
	a.person.release()
	a.release()
	return out
}

// release drops what is held of the account.
func (a *around) release() {
	clear(a.logs)
	clear(a.people)
	clear(a.trial.values)
	clear(a.trial.texts)
	a.parent, a.unusable, a.own = nil, nil, Lead{}
	for i := range a.members {
		m := &a.members[i]
		m.lead, m.log = nil, nil
		clear(m.values)
		clear(m.texts)
	}
}
