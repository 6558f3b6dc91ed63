package qualify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/scoring"
)

// An AccountDecider decides one account after the other in memory of its own, as a
// Decider does leads. It belongs to one goroutine at a time.
type AccountDecider struct {
	Detail Detail // of the decisions, about people too

	e       *AccountEngine
	account *Decider
	around  *around
	out     AccountDecision
	places  []place
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

// A place is what an account's people are put in order by, as ByPriority does, where
// it would find the same again and again.
type place struct {
	rank   int
	cell   string
	points scoring.Points
	member int // in the order of ids
}

// Decide decides an account.
func (d *AccountDecider) Decide(_ inside.Key, x *AccountRecord, asOf time.Time) *AccountDecision {
	a, out := d.around, &d.out
	a.asOf, a.parent, a.unusable = asOf, x.Parent, x.Unusable
	d.account.Detail, a.person.Detail = d.Detail, d.Detail
	a.meet(x.People)
	a.own = *x.Lead
	a.readCompany(x.People)
	out.Account = d.account.decide(&a.own, asOf)
	out.Account.Issues = append(out.Account.Issues, x.Issues...)
	out.Find = out.Find[:0]
	if !out.Account.AsOf.IsZero() && out.Account.Detail == Whole {
		out.Find = a.find(d.account, out.Find)
	}
	out.Credits = a.credits
	d.listPeople()
	d.account.release()
	a.person.release()
	a.release()
	return out
}

// listPeople lists the people as ByPriority orders them.
func (d *AccountDecider) listPeople() {
	a, out := d.around, &d.out
	d.places = d.places[:0]
	for i := range a.members {
		of := &a.members[i].decision
		of.decisiveFirst()
		d.places = append(d.places, place{of.rank(), of.Cell, of.Score.Points, i})
	}
	slices.SortFunc(d.places, func(x, y place) int {
		switch {
		case x.rank != y.rank:
			return x.rank - y.rank
		case x.cell != y.cell:
			return strings.Compare(x.cell, y.cell)
		case x.points != y.points:
			return cmp.Compare(y.points, x.points)
		}
		return x.member - y.member
	})
	out.People = out.People[:0]
	for i := range d.places {
		m := &a.members[d.places[i].member]
		p := DecidedPerson{ID: m.lead.ID, Role: Opt[string]{Known: m.sure}, Decision: &m.decision}
		if m.sure && m.role >= 0 {
			p.Role.Value = d.e.roleIDs[m.role]
		}
		out.People = append(out.People, p)
	}
}

// release drops what is held of the account.
func (a *around) release() {
	clear(a.logs)
	clear(a.people)
	clear(a.trial.values)
	clear(a.trial.texts)
	for i := range a.inVain[:cap(a.inVain)] {
		s := &a.inVain[:cap(a.inVain)][i]
		clear(s.values)
		clear(s.texts)
	}
	a.parent, a.unusable, a.own = nil, nil, Lead{}
	for i := range a.members {
		m := &a.members[i]
		m.lead, m.log = nil, nil
		for _, j := range a.e.used {
			m.values[j] = eval.PersonValue{}
		}
		clear(m.texts)
	}
}
