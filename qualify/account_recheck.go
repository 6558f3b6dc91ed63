package qualify

import (
	"context"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
)

// RecheckAt is Engine.RecheckAt for an account.
func (e *AccountEngine) RecheckAt(ctx context.Context, _ inside.Key, x *AccountRecord, asOf time.Time) (at time.Time, ok bool, err error) {
	return e.Account.recheckAt(ctx, x, asOf)
}

// personalTimes says how the fields of people depend on the time.
func (e *AccountEngine) personalTimes() []bounds.PersonalTime {
	if e == nil {
		return nil
	}
	times := make([]bounds.PersonalTime, len(e.fields))
	for i := range e.fields {
		switch e.fields[i].of {
		case ofFact, personID:
		case personIdle:
			times[i] = bounds.PersonalAge
		default:
			times[i] = bounds.PersonalResult
		}
	}
	return times
}

// crowd are the people of an account over a stretch of time. Each is looked at as a
// lead is, and what the account's rules see of them within the stretch goes to the
// evaluator of the account: over a stretch in which one of them becomes another, the
// account is not constant.
type crowd struct {
	around *around
	record *AccountRecord
	people []personOver
	idle   []criteria.Instant // by person: what idle_days is counted from
	knows  []bool             // and whether that is known
	held   []truth.Truth      // by item over a role
	base   []truth.Truth      // the same at asOf
}

// personOver is one of the people over a stretch of time.
type personOver struct {
	recheck
	starts    []criteria.Instant // of segments that have not begun, ascending
	now, base watchedPerson

	settled  bool // what is seen of the person is one thing from sameFrom to sameTo
	sameFrom criteria.Instant
	sameTo   criteria.Instant
}

// watchedPerson is what of a person RecheckAt watches.
type watchedPerson struct {
	watched
	role int // -1 for none
	sure bool
}

func newCrowd(a *around, x *AccountRecord) *crowd {
	c := &crowd{around: a, record: x, people: make([]personOver, len(x.People)), idle: make([]criteria.Instant, len(x.People)), knows: make([]bool, len(x.People))}
	n := len(a.e.Account.held)
	c.held, c.base = make([]truth.Truth, n), make([]truth.Truth, n)
	a.members = slices.Grow(a.members[:0], len(x.People))[:len(x.People)]
	for i, lead := range x.People {
		d, pooled := a.e.Person.deciders.Get().(*Decider)
		if !pooled {
			d = a.e.Person.NewDecider()
		}
		c.people[i].recheck = recheck{d: d, c: a.e.Person.timeDependence(), lead: lead}
		a.members[i].lead = lead
	}
	return c
}

// release drops what is held of the account.
func (c *crowd) release() {
	for i := range c.people {
		d := c.people[i].d
		d.forget()
		c.around.e.Person.deciders.Put(d)
	}
	c.around.release()
}

// still tells whether no person becomes another by time alone, what lies ahead apart.
func (c *crowd) still() bool { return c.around.e.Person.timeDependence().still }

// starts adds the instants at which something of a person comes into view or grows too
// old, for the person or for the account, which reads its company from people's
// records.
func (c *crowd) starts(asOf criteria.Instant, add func(time.Time)) {
	for i := range c.people {
		p := &c.people[i]
		p.starts = p.recheck.starts(asOf)
		for _, at := range p.starts[1:] {
			add(time.Unix(at.Sec, at.Nsec))
		}
	}
	account := c.around.e.Account
	for i := range account.slots {
		s := &account.slots[i]
		if s.ofParent || !slices.ContainsFunc(c.around.e.company, func(f *criteria.Field) bool { return f.Path == s.path }) {
			continue
		}
		for _, lead := range c.record.People {
			if at := lead.Seen[s.path].At; !at.IsZero() {
				add(at)
				if s.staleAfter > 0 {
					add(at.Add(s.staleAfter + time.Nanosecond))
				}
			}
		}
	}
}

// begin prepares a segment: the people of whom something comes into view or grows too
// old, and the account's record with what theirs say of the company, which it returns.
func (c *crowd) begin(from criteria.Instant) *Lead {
	a := c.around
	a.asOf, a.parent, a.unusable, a.again = time.Unix(from.Sec, from.Nsec), c.record.Parent, c.record.Unusable, -1
	a.person.asOf = a.asOf // which finds doubles by the account's reset
	a.logs = a.logs[:0]
	a.people = slices.Grow(a.people[:0], len(c.people))[:len(c.people)]
	for i := range c.people {
		p, m := &c.people[i], &a.members[i]
		p.settled = false
		if len(p.starts) > 0 && !from.Before(p.starts[0]) {
			for len(p.starts) > 0 && !from.Before(p.starts[0]) {
				p.starts = p.starts[1:]
			}
			p.recheck.begin(from)
			a.e.stand(&m.standing, p.d, p.d.frame, p.d.decision, p.d.judge(p.d.frame, p.d.decision))
			c.idle[i] = p.d.idleSince(p.d.frame.Activities())
			_, c.knows[i] = p.d.idleDays()
		}
		m.reset, m.log = p.d.reset, p.d.counted // which is the person's Decider's own
		a.people[i] = eval.Person{ID: p.lead.ID, Values: m.values}
	}
	a.count()
	a.own = *c.record.Lead
	a.readCompany(c.record.People)
	return &a.own
}

// join tells the evaluator of a segment what stays in it, and adds the instants at
// which people may become others.
func (c *crowd) join(s *bounds.Evaluator, marks []criteria.Instant) []criteria.Instant {
	for i := range c.people {
		for j := range c.around.e.fields {
			if c.around.e.fields[j].of == personIdle && c.knows[i] {
				s.SetPersonalAge(i, j, c.idle[i])
			}
		}
		marks = append(marks, c.people[i].marks...)
	}
	return marks
}

// note keeps what the people are at an instant as what they are compared with.
func (c *crowd) note(r *recheck, at criteria.Instant) {
	c.over(r.stretch, at, at)
	for i := range c.people {
		c.people[i].base = c.people[i].now
	}
	copy(c.base, c.held)
}

// over tells the evaluator what rules see of the people from a to b. other tells that
// one of them, or a role that is missing, is not what it was at asOf; ok that all are
// one thing all the while.
func (c *crowd) over(s *bounds.Evaluator, a, b criteria.Instant) (other, ok bool) {
	for i := range c.people {
		if !c.people[i].over(c.around.e, &c.around.members[i].standing, s, i, a, b) {
			return false, false
		}
		other = other || c.people[i].now != c.people[i].base
	}
	c.around.count()
	account := c.around.e.Account
	for i := range account.held {
		c.held[i] = c.around.holds(i, 0)
		s.SetResult(account.held[i].slot, bounds.Result{
			Known: c.held[i] != truth.Unknown, Unknown: c.held[i] == truth.Unknown, Truths: bounds.TruthsOf(c.held[i] == truth.Met),
		})
		other = other || (c.held[i] == truth.Unmet) != (c.base[i] == truth.Unmet)
	}
	return other, true
}

// over finds what a person is from a to b, if that is one thing all the while, and
// tells the evaluator of the account.
func (p *personOver) over(e *AccountEngine, to *standing, s *bounds.Evaluator, person int, a, b criteria.Instant) (ok bool) {
	if p.settled && !a.Before(p.sameFrom) && !p.sameTo.Before(b) {
		return true
	}
	p.settled = false
	var certain bool
	if p.now.watched, ok = p.constant(a, b); !ok {
		return false
	}
	if to.removed, certain, ok = p.removal(); !ok {
		return false
	}
	if certain, ok = p.certain(certain, to.removed); !ok {
		return false
	}
	ok = true
	e.roleOf(to, func(c criteria.Cond) truth.Truth {
		ok = ok && p.least[c] == p.greatest[c]
		return p.least[c]
	})
	if !ok {
		return false
	}
	p.now.role, p.now.sure = to.role, to.sure
	p.settled, p.sameFrom, p.sameTo = true, a, b
	for _, field := range e.Account.timeDependence().criteria.Personal {
		var is bounds.Result
		switch e.fields[field].of {
		case personIdle:
			continue
		case personRole:
			is = text("", to.sure)
			if to.role >= 0 {
				is.Text = e.roleIDs[to.role]
			}
		case personStatus:
			is = text(string(p.now.status), certain)
		case personGrade:
			is = p.resultOf(&p.now.watched, ofGrade, 0)
		case personBand:
			is = p.resultOf(&p.now.watched, ofBand, 0)
		case personCell:
			is = p.resultOf(&p.now.watched, ofCell, 0)
		case personPoints:
			is = p.resultOf(&p.now.watched, ofPoints, 0)
		case personHand:
			is = p.resultOf(&p.now.watched, ofHandRaised, 0)
		}
		p.settled = p.settled && is.Single()
		s.SetPersonal(person, field, is)
	}
	return true
}

// removal is Decider.removal over a stretch in which every step has one outcome, and
// whether no unknown step could give another status.
func (p *personOver) removal() (removed truth.Truth, settled, ok bool) {
	e, v := p.d.e, &p.verdicts
	removed, settled = truth.Unmet, true
	var open [2]bool // some unknown step would disqualify, exclude
	for i := range e.steps {
		step := &e.steps[i]
		excludes := 0
		if step.status == matrix.StatusExcluded {
			excludes = 1
		}
		switch t := p.least[step.cond]; {
		case t != p.greatest[step.cond] || t != truth.Unmet && step.liftable && v.raised != v.mayRaise:
			return 0, false, false
		case t == truth.Unmet || removed == truth.Met || step.liftable && v.raised:
		case t == truth.Met:
			removed, settled = truth.Met, !open[1-excludes]
		default:
			removed, settled, open[excludes] = truth.Unknown, false, true
		}
	}
	return removed, settled, true
}

// certain is Decision.Certain over a stretch in which the verdicts stay and the
// conditions of experiments have one outcome. settled is what screening says.
func (p *personOver) certain(settled bool, removed truth.Truth) (certain, ok bool) {
	if removed == truth.Met {
		return settled, true
	}
	certain = settled && p.verdicts.fit != truth.Unknown && p.verdicts.ready != truth.Unknown
	got := p.entry
	var may []*matrix.Arm
	for i := range p.d.e.experiments {
		x := &p.d.e.experiments[i]
		least, greatest := p.routed(&x.routing)
		if least != greatest {
			return false, false
		}
		if least == truth.Unmet {
			continue
		}
		arm := x.Pick(p.lead.ID)
		if arm == nil {
			break
		}
		if least == truth.Met {
			got = arm.With(got)
			break
		}
		may = append(may, arm)
	}
	for _, arm := range may {
		certain = certain && arm.With(p.entry).Team == got.Team
	}
	return certain, true
}
