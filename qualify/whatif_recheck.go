package qualify

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
)

// RecheckAt returns the first instant after asOf at which time alone changes
// the lead's quadrant, status, band or owner: a window closes, points fade
// below a line, an age reaches a limit, or an activity that is dated later
// comes into view. It is false where none of these ever changes, as far as the
// year 9999, and for a zero asOf.
//
// The instant is exact to the nanosecond, and never too late. In one case it
// is too early, and a bound only: after 4,000 stretches of time that had to be
// looked at, which takes rules that change again and again without an effect.
// Deciding the lead then and asking again goes on from there.
//
// With it a host need not decide all its leads every night: a lead is due when
// something about it changes, and at this instant. What else is in a decision,
// such as the points of a score that fades, goes stale in between.
//
// The lead is only read. RecheckAt is safe for concurrent use.
func (e *Engine) RecheckAt(lead *Lead, asOf time.Time) (at time.Time, ok bool) {
	if asOf.IsZero() {
		return time.Time{}, false
	}
	if lead == nil {
		lead = &Lead{}
	}
	c := e.timeDependence()
	if c.still && len(lead.Activities) == 0 && lead.ResetAt.IsZero() && lead.CreatedAt.IsZero() && lead.Answers.WantsContactAt.IsZero() && len(lead.Seen) == 0 {
		return time.Time{}, false
	}
	d, pooled := e.deciders.Get().(*Decider)
	if !pooled {
		d = e.NewDecider()
	}
	defer e.deciders.Put(d)
	defer d.forget()
	r := &recheck{d: d, c: c, lead: lead, left: maxStretches}
	found, ok := r.first(criteria.InstantOf(asOf))
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(found.Sec, found.Nsec).UTC(), true
}

// maxStretches bounds how many stretches of time RecheckAt looks at.
const maxStretches = 4000

// farthest is where RecheckAt stops looking: the last second of the year 9999,
// after which instants have no JSON.
var farthest = criteria.InstantOf(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC))

// recheck looks for the first change of one lead. It is branch and bound: a
// stretch of time over which the outcome is proven to stay is done; any other
// is split, at a breakpoint of the rules if there is one in it and in the
// middle if not, and its earlier part is looked at first.
type recheck struct {
	d    *Decider
	c    *timeDependence
	lead *Lead
	left int // stretches that may still be looked at

	boundedJudge
	base  watched // what the lead is at asOf
	since []criteria.Instant
	marks []criteria.Instant // breakpoints within the segment, ascending
}

// first goes through the segments between the instants at which activities
// come into view.
func (r *recheck) first(asOf criteria.Instant) (criteria.Instant, bool) {
	starts := r.starts(asOf)
	for i, from := range starts {
		to := farthest
		if i+1 < len(starts) {
			to = starts[i+1].Previous()
		}
		if to.Before(from) {
			continue
		}
		r.begin(from)
		if i == 0 {
			r.base, _ = r.constant(from, from)
		}
		if at, found := r.search(from, to); found {
			return at, true
		}
	}
	return criteria.Instant{}, false
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
	slices.SortFunc(out, criteria.Instant.Compare)
	return slices.Compact(out)
}

// begin fills the frame at the start of a segment, over which the same
// activities are visible.
func (r *recheck) begin(from criteria.Instant) {
	d := r.d
	d.forget() // the segment before
	d.asOf = time.Unix(from.Sec, from.Nsec)
	d.fill(r.lead, d.asOf)
	d.e.program.Run(d.frame)
	r.since = d.since(r.lead, r.since)
	r.marks = r.c.criteria.Breakpoints(d.frame, r.since, r.marks[:0])
	r.boundedJudge.begin(r)
	slices.SortFunc(r.marks, criteria.Instant.Compare)
	r.marks = slices.Compact(r.marks)
}

// search finds the first instant from a to b at which the lead is not what it
// was at asOf.
func (r *recheck) search(a, b criteria.Instant) (at criteria.Instant, found bool) {
	if r.left--; r.left < 0 {
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
func (d *Decider) since(lead *Lead, out []criteria.Instant) []criteria.Instant {
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
	d.frame.Reset()
	clear(d.byID)
	clear(d.log)
	if d.textsUsed {
		for i := range d.texts {
			clear(d.texts[i])
		}
		d.textsUsed = false
	}
}
