package lifecycle

import (
	"maps"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A Roster lists the people who share the leads of a team, and how many leads
// each can take. It is plain data: write it as a Go literal or read it with
// [ParseRoster], then pass it to [Process.NewAssigner].
type Roster struct {
	// Format is the version of the format; 0 is the newest.
	Format int `json:"format,omitempty"`
	// Team is the team that the members belong to.
	Team string `json:"team,omitempty"`
	// TimeZone, an IANA name, is where the days of MaxPerDay begin and end; ""
	// is UTC.
	TimeZone string `json:"time_zone,omitempty"`
	// Members get the leads. Their order does not matter.
	Members []Member `json:"members"`
	// Fallback gets the leads for which no member is free. Its team must have
	// business hours where the policy gives any.
	Fallback Fallback `json:"fallback,omitzero"`
	// MostOwed, from 1 to 100, bounds how many leads a member can be owed beyond
	// the average of the free members, and so how many a member who was away, or
	// who sent leads back, can get in a row to catch up. Absent (0 in Go) is 3.
	MostOwed int    `json:"most_owed,omitempty" zero:"want 1 to 100; leave the key out for 3"`
	Note     string `json:"note,omitempty"`
}

// A Member is a person on a roster.
type Member struct {
	ID string `json:"id"` // in the host's system, unique within the roster
	// Weight is the member's share of the leads relative to the other members,
	// from 0 to 1,000. Nil is 1. A member with 0 gets no new leads, but former
	// leads can come back.
	Weight *matrix.Weight `json:"weight,omitempty"`
	// MaxPerDay is how many leads the member can be given on one date. Absent (0 in
	// Go) is no limit.
	MaxPerDay int `json:"max_per_day,omitempty" zero:"0 leads a day is no limit but none; give 1 or more, leave the key out for no limit, or give the weight 0"`
	// MaxOpen is how many leads the member can have at a time. Absent (0 in Go) is
	// no limit.
	MaxOpen int `json:"max_open,omitempty" zero:"0 open leads is no limit but none; give 1 or more, leave the key out for no limit, or give the weight 0"`
	// Hours are those in which the member can be given leads; nil is always.
	Hours *Hours `json:"hours,omitempty"`
	// Away are absences, in any order. They begin and end at instants: for whole
	// days give midnight where the member works.
	Away []Period `json:"away,omitempty"`
	Note string   `json:"note,omitempty"`
}

// A Period begins at From, inclusive, and ends at To, exclusive. Without To it has
// no end.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
	Note string    `json:"note,omitempty"`
}

// contains tells whether t is within the period.
func (p Period) contains(t time.Time) bool {
	return !t.Before(p.From) && (p.To.IsZero() || t.Before(p.To))
}

// A Fallback gets the leads for which no member is free: a person, no matter how
// many leads that person has, or a team as a whole. The zero Fallback gives them
// to nobody, and the host asks again later.
type Fallback struct {
	Owner string `json:"owner,omitempty"`
	Team  string `json:"team,omitempty"`
}

// DefaultMostOwed is the MostOwed of a roster that has none.
const DefaultMostOwed = 3

// maxWeight bounds the weights in thousandths, so that shares fit into int64.
const maxWeight matrix.Weight = 1000

// ParseRoster reads a roster from JSON, as strictly as ParsePolicy reads a
// policy.
func ParseRoster(file string, data []byte) (*Roster, error) {
	type plain Roster // without UnmarshalJSON
	var r plain
	b := read(file, data, &r)
	if !b.Broken() {
		b.assigner((*Roster)(&r))
	}
	if err := b.Err(); err != nil {
		return nil, err
	}
	return (*Roster)(&r), nil
}

// UnmarshalJSON reads a roster as strictly as ParseRoster does, except that it
// leaves to NewAssigner what NewAssigner checks.
func (r *Roster) UnmarshalJSON(data []byte) error {
	type plain Roster
	var got plain
	if err := read("", data, &got).Err(); err != nil {
		return err
	}
	*r = Roster(got)
	return nil
}

// NewAssigner checks a roster and copies it; nil is a roster without members.
// Where the policy gives business hours, it must give those of the roster's team
// and of its fallback's: deadlines of a team without hours run around the clock.
// Time zones are looked up here, by time.LoadLocation. A non-nil error is a
// qualify.Errors with every mistake.
func (p *Process) NewAssigner(r *Roster) (*Assigner, error) {
	var b build
	a := b.assigner(r)
	b.hasHours(p, "team", a.team)
	b.hasHours(p, "fallback.team", a.fallback.Team)
	if err := b.Err(); err != nil {
		return nil, err
	}
	return a, nil
}

// hasHours checks that a team has business hours where others have.
func (b *build) hasHours(p *Process, path, team string) {
	if _, given := p.calendars[team]; team == "" || given || len(p.calendars) == 0 {
		return
	}
	hint := nearest.Quoted(team, slices.Sorted(maps.Keys(p.calendars)))
	b.Fail(path, qualify.CodeUnknownWord, "the policy gives no hours for the team %q, so its deadlines would run around the clock: add its hours, 00:00-24:00 on each day if it works around the clock%s", team, hint)
}

// assigner checks a roster.
func (b *build) assigner(r *Roster) *Assigner {
	if r == nil {
		r = &Roster{}
	}
	a := &Assigner{team: r.Team, fallback: r.Fallback, zone: time.UTC, mostOwed: DefaultMostOwed}
	b.format(r.Format)
	if r.TimeZone != "" {
		loc, err := time.LoadLocation(r.TimeZone)
		switch {
		case r.TimeZone == "Local":
			b.Fail("time_zone", qualify.CodeNotAllowed, "the machine's own zone differs from machine to machine: name one")
		case err != nil:
			b.Fail("time_zone", qualify.CodeUnknownWord, "no time zone %q on this machine; want an IANA name such as \"Europe/Berlin\"", r.TimeZone)
		default:
			a.zone = loc
		}
	}
	if r.MostOwed != 0 {
		b.bounded("most_owed", r.MostOwed, 1, 100)
		a.mostOwed = r.MostOwed
	}
	if len(r.Members) > maxMembers {
		b.Fail("members", qualify.CodeTooLarge, "more than %d members", maxMembers)
		return a
	}
	b.unique("members", len(r.Members), func(i int) string { return r.Members[i].ID })
	for i, m := range r.Members {
		a.members = append(a.members, b.member(strictjson.PathItem("members", i), m))
	}
	a.order()
	return a
}

// maxMembers bounds a roster.
const maxMembers = 1000

func (b *build) member(path string, m Member) member {
	c := member{id: m.ID, weight: 1000, maxPerDay: m.MaxPerDay, maxOpen: m.MaxOpen}
	if m.Weight != nil {
		c.weight = milli.Nearest(*m.Weight)
		if *m.Weight < 0 || *m.Weight > maxWeight {
			b.Fail(path+".weight", qualify.CodeOutOfRange, "want 0 to %s, have %s", maxWeight, *m.Weight)
		}
	}
	const many = 1_000_000
	b.bounded(path+".max_per_day", m.MaxPerDay, 0, many)
	b.bounded(path+".max_open", m.MaxOpen, 0, many)
	if m.Hours != nil {
		c.hours = b.calendar(path+".hours", *m.Hours)
	}
	for i, away := range m.Away {
		at := strictjson.PathItem(path+".away", i)
		switch {
		case away.From.IsZero():
			b.Fail(at, qualify.CodeRequired, `give it a "from": when the absence begins`)
		case !away.To.IsZero() && !away.To.After(away.From):
			b.Fail(at+".to", qualify.CodeBadOrder, "the absence ends before it begins")
		}
		c.away = append(c.away, away)
	}
	return c
}

// why is the reason for which a member is skipped, "" for none.
func (m *member) why(at time.Time, load *MemberLoad) SkipReason {
	for _, p := range m.away {
		if p.contains(at) {
			return SkipAway
		}
	}
	switch {
	case m.hours != nil && !m.hours.IsOpen(at):
		return SkipOffHours
	case m.maxOpen > 0 && len(load.Leads) >= m.maxOpen:
		return SkipMaxOpen
	case m.maxPerDay > 0 && load.Today >= m.maxPerDay:
		return SkipMaxPerDay
	}
	return ""
}
