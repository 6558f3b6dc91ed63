package qualify

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
)

// RecheckAt returns the first whole second after asOf at which deciding shows
// another quadrant, status, band, team or owner than at asOf by time alone: a
// window closes, points fade below a line, an age reaches a limit, or something
// that is dated later, such as an activity, has come. What comes and goes
// between two whole seconds is passed over. ok is false where none of these ever
// changes, as far as the year 9999: such a lead is due at no time, which a
// database keeps as NULL, and not at the zero time.
//
// The result is in UTC and after asOf, so that every database can keep it and a
// host that decides the lead then and asks again goes on from there. It is never
// too late. In one case it is too early, and a bound only: after 4,000 stretches
// of time that had to be looked at, which takes rules that change again and
// again without an effect.
//
// With it a host need not decide all its leads every night: a lead is due when
// something about it changes, and at this instant. What else is in a decision,
// such as the points of a score that fades, goes stale in between.
//
// An asOf before the year 0 counts as its beginning. A zero asOf and one after the
// year 9999 are errors, as is a context that is done before the end. The lead is
// only read. RecheckAt is safe for concurrent use.
func (e *Engine) RecheckAt(ctx context.Context, lead *Lead, asOf time.Time) (at time.Time, ok bool, err error) {
	if lead == nil {
		lead = &Lead{}
	}
	return e.recheckAt(ctx, &AccountRecord{Lead: lead}, asOf)
}

// recheckAt is RecheckAt of a lead, or of an account by the rules about accounts.
func (e *Engine) recheckAt(ctx context.Context, x *AccountRecord, asOf time.Time) (at time.Time, ok bool, err error) {
	if asOf.IsZero() {
		return time.Time{}, false, errNoAsOf
	}
	if asOf.Unix() > lastInstant {
		return time.Time{}, false, errors.New("qualify: asOf is after the year 9999, and nothing is decided for such an instant")
	}
	d, pooled := e.deciders.Get().(*Decider)
	if !pooled {
		d = e.NewDecider()
	}
	defer e.deciders.Put(d)
	defer d.forget()
	r := &recheck{ctx: ctx, d: d, c: e.timeDependence(), lead: x.Lead, left: maxStretches}
	if d.around != nil {
		r.crowd = newCrowd(d.around, x)
		defer r.crowd.release()
	}
	found, ok := r.first(criteria.InstantOf(asOf))
	if err := ctx.Err(); err != nil || !ok {
		return time.Time{}, false, err
	}
	return time.Unix(found.Sec, 0).UTC(), true, nil
}

var errNoAsOf = errors.New("qualify: no instant to decide as of: asOf is the zero time")

// maxStretches bounds how many stretches of time RecheckAt looks at.
const maxStretches = 4000

// farthest is where RecheckAt stops looking: the last second of the year 9999,
// after which instants have no JSON.
var farthest = criteria.InstantOf(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC))

// earliest is where it begins to look: what was before the year 0 has no JSON
// either.
var earliest = criteria.InstantOf(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))

// recheck looks for the first change of one lead. It is branch and bound: a
// stretch of time over which the outcome is proven to stay is done; any other
// is split, at a breakpoint of the rules if there is one in it and in the
// middle if not, and its earlier part is looked at first.
type recheck struct {
	ctx  context.Context
	d    *Decider
	c    *timeDependence
	lead *Lead
	left int // stretches that may still be looked at

	crowd *crowd // the people of an account, nil for leads

	boundedJudge
	base  watched // what the lead is at asOf
	since []criteria.Instant
	marks []criteria.Instant // breakpoints within the segment, ascending
}

// first goes through the segments between the instants that lie ahead.
func (r *recheck) first(asOf criteria.Instant) (criteria.Instant, bool) {
	if asOf.Before(earliest) {
		asOf = earliest
	}
	if farthest.Before(asOf) {
		return asOf, false
	}
	starts := r.starts(asOf)
	if r.c.still && (r.crowd == nil || r.crowd.still()) && len(starts) == 1 {
		return criteria.Instant{}, false
	}
	for i, from := range starts {
		to := farthest
		if i+1 < len(starts) {
			to = starts[i+1].Previous()
		}
		r.begin(from)
		if i == 0 {
			if r.crowd != nil {
				r.crowd.note(r, from)
			}
			r.base, _ = r.constant(from, from)
		}
		if at, found := r.wholeSecond(from, to); found {
			return at, true
		}
	}
	return criteria.Instant{}, false
}

// wholeSecond finds the first whole second of a segment at which the lead is
// not what it was at asOf.
func (r *recheck) wholeSecond(from, to criteria.Instant) (criteria.Instant, bool) {
	for !to.Before(from) {
		at, found := r.search(from, to)
		if !found {
			return at, false
		}
		if at.Nsec > 0 {
			at.Sec, at.Nsec = at.Sec+1, 0
		}
		if r.left < 0 {
			return at, true
		}
		if to.Before(at) {
			return at, false // the next segment holds it
		}
		if s, _ := r.constant(at, at); s != r.base {
			return at, true
		}
		from = at.Next()
	}
	return from, false
}

// starts are asOf and the later instants at which something of the lead comes
// into view or grows too old, ascending.
func (r *recheck) starts(asOf criteria.Instant) []criteria.Instant {
	out := []criteria.Instant{asOf}
	add := func(t time.Time) {
		if at := criteria.InstantOf(t); !t.IsZero() && asOf.Before(at) && at.Before(farthest) {
			out = append(out, at)
		}
	}
	for i := range r.lead.Activities {
		if a := &r.lead.Activities[i]; a.Type != "" {
			add(a.At)
		}
	}
	add(r.lead.CreatedAt)
	add(r.lead.ResetAt)
	add(r.lead.Answers.WantsContactAt)
	for i := range r.d.e.slots {
		s := &r.d.e.slots[i]
		if at := r.lead.Seen[s.path].At; s.staleAfter > 0 && !at.IsZero() {
			add(at)
			add(at.Add(s.staleAfter + time.Nanosecond)) // the first instant at which it is older
		}
	}
	if r.crowd != nil {
		r.crowd.starts(asOf, add)
	}
	slices.SortFunc(out, criteria.Instant.Compare)
	return slices.Compact(out)
}

// begin fills the frame at the start of a segment, over which the same
// activities are visible.
func (r *recheck) begin(from criteria.Instant) {
	d := r.d
	d.forget() // the segment before
	d.asOf = time.Unix(from.Sec, from.Nsec)
	lead, idle := r.lead, []criteria.Instant(nil)
	if r.crowd != nil {
		lead = r.crowd.begin(from)
		idle = r.crowd.idle
	}
	d.fill(lead, d.asOf)
	d.e.program.Run(d.frame)
	r.since = d.since(lead, r.since)
	r.marks = r.c.criteria.Breakpoints(d.frame, r.since, idle, r.marks[:0])
	r.boundedJudge.begin(r)
	if r.crowd != nil {
		r.marks = r.crowd.join(r.stretch, r.marks)
	}
	slices.SortFunc(r.marks, criteria.Instant.Compare)
	r.marks = slices.Compact(r.marks)
}

// search finds the first instant from a to b at which the lead is not what it
// was at asOf.
func (r *recheck) search(a, b criteria.Instant) (at criteria.Instant, found bool) {
	if r.left--; r.left < 0 || r.ctx.Err() != nil {
		r.left = -1
		return a, true
	}
	if s, ok := r.constant(a, b); ok || a == b {
		return a, s != r.base
	}
	m := r.split(a, b)
	if at, found := r.search(a, m.Previous()); found {
		return at, true
	}
	return r.search(m, b)
}

// split is an instant after a and not after b at which the rules may change,
// the middle one of those, or else one in the middle.
func (r *recheck) split(a, b criteria.Instant) criteria.Instant {
	low, _ := slices.BinarySearchFunc(r.marks, a.Next(), criteria.Instant.Compare)
	high, _ := slices.BinarySearchFunc(r.marks, b.Next(), criteria.Instant.Compare)
	if low < high {
		return r.marks[(low+high)/2]
	}
	return criteria.Between(a, b).Next()
}

// since are the instants that the ages among a lead's facts are counted from.
func (d *Decider) since(_ *Lead, out []criteria.Instant) []criteria.Instant {
	out = slices.Grow(out[:0], len(d.e.slots))[:len(d.e.slots)]
	for i := range d.e.slots {
		switch d.e.slots[i].role {
		case createdDaysAgo:
			out[i] = criteria.InstantOf(d.created)
		case idleDays:
			out[i] = d.idleSince(d.frame.Activities())
		}
	}
	return out
}

// idleSince is the newest of the visible activities, or what counts where there
// is none.
func (d *Decider) idleSince(visible []*criteria.Activity) criteria.Instant {
	at := criteria.InstantOf(d.created)
	if !d.reset.IsZero() {
		at = criteria.InstantOf(d.reset)
	}
	for i, a := range visible {
		if t := criteria.InstantOf(a.At); i == 0 || at.Before(t) {
			at = t
		}
	}
	return at
}

// forget drops what a Decider holds of a lead.
func (d *Decider) forget() {
	d.release()
	d.decision.Issues = d.decision.Issues[:0]
}

// release drops the texts and pointers of a lead.
func (d *Decider) release() {
	d.refill.forget()
	d.frame.Reset()
	d.counted = nil
	clear(d.byID)
	clear(d.log)
	clear(d.fields)
	clear(d.fieldTexts)
	if d.textsUsed {
		for i := range d.texts {
			clear(d.texts[i])
		}
		d.textsUsed = false
	}
}
