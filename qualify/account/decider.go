package account

import (
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A Decider decides one account after the other in memory of its own, and allocates
// nothing once it has seen accounts of the usual size. It belongs to one goroutine at
// a time; make one for each.
type Decider struct {
	// Detail is how much the decisions say from the next one on, of the account and of
	// its people; the zero value is [qualify.Whole].
	Detail qualify.Detail

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
	d.record.read(a)
	d.d.Detail = d.Detail
	got := d.d.Decide(key, &d.record.AccountRecord, asOf)
	d.out.Decision, d.out.Find, d.out.Credits, d.out.People = *got.Account, got.Find, got.Credits, d.out.People[:0]
	for i := range got.People {
		p := &got.People[i]
		d.out.People = append(d.out.People, PersonDecision{p.ID, p.Role, *p.Decision})
	}
	d.record.forget()
	return &d.out
}
