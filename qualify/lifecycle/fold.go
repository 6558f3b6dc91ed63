package lifecycle

import "slices"

// Fold returns what events have come to, and the events that were refused, in
// order. It depends on the set of events alone: they are taken in the order of
// [Event.Compare] - when they happened, not when they arrived - and each id
// counts once. So a copy changes nothing, and a late arrival has the effect
// that it would have had in time.
//
// A refused event leaves the state as it is. It may come into force later, when
// an event before it arrives: an acceptance that overtook its hand-over. Of
// different events under one id the first counts, and the others are refused
// as a Conflict.
//
// The policy is part of the answer. A log folded again under another policy
// may come to another state.
func (p *Process) Fold(events []Event) (State, []Refusal) {
	sorted := make([]Event, len(events))
	for i, e := range events {
		sorted[i] = e.settled()
	}
	slices.SortFunc(sorted, Event.Compare)
	return p.fold(slices.Compact(sorted)) // copies are neighbours, as the order is total
}

// fold is Fold of events that are settled and sorted.
func (p *Process) fold(sorted []Event) (State, []Refusal) {
	var s State
	var refused []Refusal
	first := make(map[string]int, len(sorted))
	for i, e := range sorted {
		if wrong := e.malformed(); wrong != "" {
			refused = append(refused, *p.refuse(s, e, Malformed, "%s", wrong))
			continue
		}
		if j, taken := first[e.ID]; taken {
			if sorted[j] != e {
				refused = append(refused, *p.refuse(s, e, Conflict, "its id is that of another event, %s of %s", sorted[j].Kind, sorted[j].At))
			}
			continue
		}
		first[e.ID] = i
		next, r := p.next(s, e)
		if r != nil {
			refused = append(refused, *r)
			continue
		}
		s = next
	}
	return s, refused
}

// A Recorded is the outcome of Record.
type Recorded struct {
	// Log is what to store in the place of the old log: the same events and the
	// new one, in the order of Event.Compare.
	Log []Event
	// State is the state of Log, as Fold makes it.
	State State
	// Effects bring the host's records from the state of the old log to State.
	// There are none for an event that was known.
	Effects []Effect
	// Refused are the events of Log that are not in force, in order.
	Refused []Refusal
}

// Refusal returns why the event with this id is not in force, nil where it is
// or is not in the log.
func (r *Recorded) Refusal(id string) *Refusal {
	for i := range r.Refused {
		if r.Refused[i].Event.ID == id {
			return &r.Refused[i]
		}
	}
	return nil
}

// Record puts an event into a log, whenever it arrives. The log is one that
// Record returned, or nil; it is not changed. The error, if there is one, is a
// *Refusal, Malformed or Conflict, and nothing is to be stored.
//
// An event out of place is no error here, as one between may still be on its
// way. Recorded.Refusal tells; a host that knows better, such as one whose user
// pressed a button too many, drops the outcome and keeps its old log.
//
// The order in which events are recorded makes no difference to the last Log
// and State. Effects are the difference of two states, so that an event that
// arrives late corrects what was done without it, and repeats nothing.
func (p *Process) Record(log []Event, e Event) (Recorded, error) {
	e = e.settled()
	before, refused := p.fold(log)
	if r := p.check(before, e); r != nil {
		return Recorded{}, r
	}
	for _, old := range log {
		if old.ID != e.ID {
			continue
		}
		if old != e {
			return Recorded{}, p.refuse(before, e, Conflict, "its id is that of another event, %s of %s; give it its own", old.Kind, old.At)
		}
		return Recorded{Log: slices.Clone(log), State: before, Refused: refused}, nil
	}
	at, _ := slices.BinarySearchFunc(log, e, Event.Compare)
	grown := make([]Event, 0, len(log)+1)
	grown = append(append(append(grown, log[:at]...), e), log[at:]...)
	after, refused := p.fold(grown)
	return Recorded{Log: grown, State: after, Effects: p.Effects(before, after), Refused: refused}, nil
}
