package lifecycle

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// An EventKind is what happened.
type EventKind string

// The kinds of events, in the order in which events of one instant count.
const (
	Decided    EventKind = "decided"     // the rules decided: Status, and Team if it has one
	HandedOver EventKind = "handed_over" // sales was given the lead: Owner, Team, or both
	Accepted   EventKind = "accepted"    // sales accepted it; Owner if that is another one than before
	Converted  EventKind = "converted"   // sales moved it up: To, or the next stage
	Won        EventKind = "won"         // it bought
	Lost       EventKind = "lost"        // the deal is lost; Reason if known
	Rejected   EventKind = "rejected"    // sales sent it back: Reason, always
	Recycled   EventKind = "recycled"    // people sent it back to marketing, not as a rejection; Reason if known
	Reopened   EventKind = "reopened"    // a closed lead is open again: To, or recycled
)

// EventKinds returns all kinds in the order in which events of one instant count.
func EventKinds() []EventKind {
	return []EventKind{Decided, HandedOver, Accepted, Converted, Won, Lost, Rejected, Recycled, Reopened}
}

// An Event is something that happened to a lead. It is plain data, which the
// host stores unchanged.
type Event struct {
	// ID names the event, from 1 to 200 bytes. No two events of one lead may
	// have the same id; an event that arrives twice under its id counts once.
	ID   string    `json:"id"`
	Kind EventKind `json:"kind"`
	// At is when it happened, not when it arrived; never the zero time.
	At time.Time `json:"at"`
	// Status is the decision's, for Decided.
	Status matrix.Status `json:"status,omitempty"`
	// Team is the decision's team for Decided, and who gets the lead for
	// HandedOver. "" is the policy's.
	Team string `json:"team,omitempty"`
	// Owner is the id of a person: whom the decision's route gives the lead
	// (Decided), who was given it (HandedOver), who has taken it (Accepted,
	// Converted). "" leaves it to the team or the roster, or changes nothing.
	Owner string `json:"owner,omitempty"`
	// Route and Roster are the decision's, for Decided. A HandedOver may give
	// them where the lead was handed over by others than the decision's; ""
	// keeps those.
	Route  string `json:"route,omitempty"`
	Roster string `json:"roster,omitempty"`
	// Reason says why, for Rejected, Recycled, Lost and Reopened. Rejected must
	// have one.
	Reason string `json:"reason,omitempty"`
	// To is the stage to reach: StageSQL or StageOpportunity for Converted,
	// StageRecycled or StageSQL for Reopened. "" is the next stage up, and
	// StageRecycled.
	To Stage `json:"to,omitempty"`
}

// DecidedEvent is the event that says what the rules decided of a lead, with the
// decision's instant, status, team, route, owner and roster. The id is the
// host's.
func DecidedEvent(id string, d *qualify.Decision) Event {
	o := &d.Owner
	return Event{ID: id, Kind: Decided, At: d.AsOf, Status: d.Status, Team: o.Team, Route: o.Route, Owner: o.ID, Roster: o.Roster}
}

// Compare orders events as Replay takes them: by instant, at one instant by
// kind as in EventKinds, then by id. Events that differ in nothing else come in the
// order of their other fields, so that the order is total.
func (e Event) Compare(other Event) int {
	return cmp.Or(
		e.At.Compare(other.At),
		cmp.Compare(slices.Index(EventKinds(), e.Kind), slices.Index(EventKinds(), other.Kind)),
		strings.Compare(e.ID, other.ID),
		cmp.Compare(e.Kind, other.Kind), // two kinds that nobody knows
		cmp.Compare(e.Status, other.Status),
		strings.Compare(e.Team, other.Team),
		strings.Compare(e.Owner, other.Owner),
		strings.Compare(e.Route, other.Route),
		strings.Compare(e.Roster, other.Roster),
		strings.Compare(e.Reason, other.Reason),
		cmp.Compare(e.To, other.To),
	)
}

// settled is e with its instant in UTC and without a reading of the monotonic
// clock, so that equal events are equal values.
func (e Event) settled() Event {
	e.At = e.At.UTC().Round(0)
	return e
}

// malformed says what is wrong with e in itself, "" for nothing. Such an event
// is refused whenever it comes.
func (e Event) malformed() string {
	switch {
	case e.ID == "" || len(e.ID) > maxID:
		return "give it an id of 1 to 200 bytes"
	case !slices.Contains(EventKinds(), e.Kind):
		return unknownWord("kind", e.Kind, EventKinds())
	case e.At.IsZero() || e.At.UTC().Year() < 1 || e.At.UTC().Year() > 9999:
		return "give the instant at which it happened: at is missing, or not between the years 1 and 9999"
	case e.Kind == Decided && !slices.Contains(statuses(), e.Status):
		return unknownWord("status", e.Status, statuses())
	case e.Kind != Decided && e.Status != "":
		return "only a decided event has a status"
	case e.Kind != Decided && e.Kind != HandedOver && (e.Route != "" || e.Roster != ""):
		return "only decided and handed_over events have a route or a roster"
	case e.Kind == Decided && e.Owner != "" && e.Roster != "":
		return "give an owner or a roster, not both: a route has one of them"
	case e.Kind == HandedOver && e.Owner == "" && e.Team == "":
		return "give who gets the lead: an owner, a team, or both"
	case e.Kind == Rejected && strings.TrimSpace(e.Reason) == "":
		return "give a reason: a rejection must have one"
	case e.Kind == Converted && !slices.Contains([]Stage{"", StageSQL, StageOpportunity}, e.To):
		return unknownWord("to", e.To, []Stage{StageSQL, StageOpportunity})
	case e.Kind == Reopened && !slices.Contains([]Stage{"", StageRecycled, StageSQL}, e.To):
		return unknownWord("to", e.To, []Stage{StageRecycled, StageSQL})
	case e.Kind != Converted && e.Kind != Reopened && e.To != "":
		return "only converted and reopened events have a to"
	}
	return ""
}

// maxID is the length of the longest id in bytes.
const maxID = 200

func statuses() []matrix.Status {
	return []matrix.Status{matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch,
		matrix.StatusDisqualified, matrix.StatusExcluded}
}
