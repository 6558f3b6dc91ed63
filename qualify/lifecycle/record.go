package lifecycle

import (
	"slices"
	"time"
)

// Recorded is the outcome of recording an event.
type Recorded struct {
	// Event is the event as it is to be stored, with its instant in UTC.
	Event Event
	// State is to be stored in place of the state that was given.
	State State
	// Effects are for the host to carry out, in order.
	Effects []Effect
	// Known says that the event was recorded before: State is as given, there
	// are no effects, and nothing has to be stored.
	Known bool
	// Refused are events of the log that are not in force once the late event
	// is, in order. Only RecordLate has any.
	Refused []Refusal
}

// Record applies an event to the state of a lead and says what the state is
// then and what the host has to do about it. It takes the same time however many
// events there were before: it is a function of its arguments and looks at
// nothing else.
//
// A non-nil error is a *[Refusal]: nothing is to be stored or done. An event may
// be malformed, be later than now, be such that it cannot happen to a lead in
// this state, be earlier than the last event of the state, or have its id. An
// earlier event, and a copy of one, is refused as [Late]: give it to
// [Process.RecordLate]. The last event itself, given again, changes nothing.
//
// now is the current time by the clock of the caller. A host that takes events
// from machines whose clocks are a little ahead passes the later of its own time
// and the event's instant, as long as these are within a minute, say.
func (p *Process) Record(s State, e Event, now time.Time) (Recorded, error) {
	e = e.settled()
	if r := p.check(s, e, now); r != nil {
		return Recorded{}, r
	}
	switch last := s.Last; {
	case last == (Event{}):
	case last == e:
		return Recorded{Event: e, State: s, Known: true}, nil
	case last.ID == e.ID:
		return Recorded{}, p.conflict(s, e, last)
	case e.Compare(last) < 0:
		return Recorded{}, p.refuse(s, e, Late, "it happened before the last event of the state, of %s; RecordLate finds its place in the log", last.At.Format(time.RFC3339Nano))
	}
	next, r := p.next(s, e)
	if r != nil {
		return Recorded{}, r
	}
	return Recorded{Event: e, State: next, Effects: p.Effects(s, next)}, nil
}

// RecordLate records an event that [Process.Record] refuses as [Late]: it puts
// the event in its place among the events of the lead's log, which must be all
// that were stored, in any order, and replays them. The event has the effect
// that it would have had in time. Effects are the difference of the two states,
// so they correct what was done without the event and repeat nothing. It takes
// time in proportion to the log, which is not changed.
//
// The error is as for Record. A copy of an event of the log changes nothing, and
// another event under the id of one is a [Conflict]. Events of the log that
// cannot happen after the late one are no longer in force: they are in Refused.
// They stay in the log, as a still later arrival may put them into force again.
func (p *Process) RecordLate(s State, log []Event, e Event, now time.Time) (Recorded, error) {
	e = e.settled()
	if r := p.check(s, e, now); r != nil {
		return Recorded{}, r
	}
	for _, old := range log {
		switch old = old.settled(); {
		case old == e:
			return Recorded{Event: e, State: s, Known: true}, nil
		case old.ID == e.ID:
			return Recorded{}, p.conflict(s, e, old)
		}
	}
	after, refused := p.Replay(append(slices.Clip(log), e))
	for i := range refused {
		if refused[i].Event == e {
			return Recorded{}, &refused[i]
		}
	}
	return Recorded{Event: e, State: after, Effects: p.Effects(s, after), Refused: refused}, nil
}

// Replay returns what events have come to, and those that were refused, in
// order. It depends on the set of events alone: they are taken in the order of
// [Event.Compare] - when they happened, not when they arrived - and each id
// counts once. So copies change nothing. A refused event leaves the state as it
// is, but for Last. Of different events with the same id the first counts, and
// the others are refused as a [Conflict].
//
// For a log that was recorded event by event the state is the one that was
// stored. The policy is part of the answer: replayed under another policy, a log
// may come to another state. A host that changes its policy may keep the stored
// states and go on from them, or replay each log once and carry out the
// [Process.Effects] of the difference.
func (p *Process) Replay(events []Event) (State, []Refusal) {
	sorted := make([]Event, len(events))
	for i, e := range events {
		sorted[i] = e.settled()
	}
	slices.SortFunc(sorted, Event.Compare)
	var s State
	var refused []Refusal
	first := make(map[string]Event, len(sorted))
	for _, e := range slices.Compact(sorted) { // copies are neighbours, as the order is total
		if wrong := e.malformed(); wrong != "" {
			refused = append(refused, *p.refuse(s, e, Malformed, "%s", wrong))
			continue
		}
		if other, taken := first[e.ID]; taken {
			refused = append(refused, *p.conflict(s, e, other))
			continue
		}
		first[e.ID] = e
		next, r := p.next(s, e)
		if r != nil {
			refused = append(refused, *r)
			next.Last = e
		}
		s = next
	}
	return s, refused
}
