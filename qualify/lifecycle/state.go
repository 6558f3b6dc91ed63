package lifecycle

import (
	"cmp"
	"time"

	"github.com/leadqual/leadqual/matrix"
)

// A State is what a lead's events have come to, and all that [Process.Record]
// needs to know of them. It is plain data of bounded size, which round-trips
// through JSON, and two states may be compared with ==. The zero State is a raw
// lead to which nothing has happened. Instants are in UTC.
type State struct {
	// Stage is "" only in the zero State, and counts as StageLead there.
	Stage Stage `json:"stage"`
	// Since is when the lead came to Stage; zero for a raw lead.
	Since time.Time `json:"since,omitzero"`
	// Furthest is the highest stage on the way to a customer that the lead has
	// ever reached. "" is StageLead.
	Furthest Stage `json:"furthest,omitempty"`
	// Status is that of the last decision, "" once people have moved the lead
	// out of sales, as the decision no longer holds.
	Status matrix.Status `json:"status,omitempty"`
	// Screened says that the rules disqualified the lead, not a person. A
	// decision that no longer removes it brings it back.
	Screened bool `json:"screened,omitempty"`
	// Team has the lead, or is to get it next. "" is none.
	Team string `json:"team,omitempty"`
	// Owner is the person who has the lead. "" is none.
	Owner string `json:"owner,omitempty"`
	// Route, RouteOwner and Roster are those of the decision by which Team was
	// or is to be given the lead: the route, the owner that it names, and the
	// roster that gives an owner where it names none. A decision about a lead
	// that sales has does not change them.
	Route      string `json:"route,omitempty"`
	RouteOwner string `json:"route_owner,omitempty"`
	Roster     string `json:"roster,omitempty"`
	// HandedOverAt is when sales, or the present owner, got the lead; zero
	// while sales does not have it.
	HandedOverAt time.Time `json:"handed_over_at,omitzero"`
	// AcceptedAt is when sales accepted it; zero while it has not.
	AcceptedAt time.Time `json:"accepted_at,omitzero"`

	// MQLs counts how often the lead became an MQL; FirstMQLAt and LastMQLAt
	// are the first and the last time.
	MQLs       int       `json:"mqls,omitempty"`
	FirstMQLAt time.Time `json:"first_mql_at,omitzero"`
	LastMQLAt  time.Time `json:"last_mql_at,omitzero"`
	// Returns counts rejections, Recycles how often people sent the lead back
	// to marketing, rejections included.
	Returns  int `json:"returns,omitempty"`
	Recycles int `json:"recycles,omitempty"`
	// RecycledAt is when people last did.
	RecycledAt time.Time `json:"recycled_at,omitzero"`
	// PreviousOwner is who had the lead before it left sales.
	PreviousOwner string `json:"previous_owner,omitempty"`
	// Reason is the last one that was given.
	Reason string `json:"reason,omitempty"`
	// ResetAt is the instant up to which, inclusive, activities no longer
	// count: the ResetAt of a qualify.Lead. Zero is never reset.
	ResetAt time.Time `json:"reset_at,omitzero"`

	// Last is the last event that was recorded, in the order of Event.Compare.
	Last Event `json:"last,omitzero"`
}

// atSales tells whether somebody in sales has the lead.
func (s *State) atSales() bool { return !s.HandedOverAt.IsZero() }

// waits tells whether the lead is to be handed over and has not been.
func (s *State) waits() bool {
	return !s.atSales() && (s.Stage.in(StageMQL, StageSQL) || s.researched())
}

// researched tells whether sales is to look into a lead that is none of its
// own yet.
func (s *State) researched() bool {
	return s.Status == matrix.StatusResearch && s.Stage.in(StageLead, StageRecycled)
}

// holder is the owner whose load the lead adds to, "" for none.
func (s *State) holder() string {
	if s.Stage.in(StageCustomer, StageLost, StageDisqualified) {
		return ""
	}
	return s.Owner
}

// enter moves the lead to a stage.
func (s *State) enter(stage Stage, at time.Time) {
	if s.Stage == stage {
		return
	}
	s.Stage, s.Since = stage, at
	if stage.height() > s.Furthest.height() {
		s.Furthest = stage
	}
}

// leaveSales takes the lead from its owner, team and route.
func (s *State) leaveSales() {
	if s.Owner != "" {
		s.PreviousOwner = s.Owner
	}
	s.Owner, s.HandedOverAt, s.AcceptedAt = "", time.Time{}, time.Time{}
	s.route(Event{}, "")
}

// route gives the lead to the team of a decision, or to another where the
// decision has none, by its route.
func (s *State) route(decided Event, team string) {
	s.Team = cmp.Or(decided.Team, team)
	s.Route, s.RouteOwner, s.Roster = decided.Route, decided.Owner, decided.Roster
}
