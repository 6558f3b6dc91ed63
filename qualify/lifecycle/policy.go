package lifecycle

import (
	"github.com/leadqual/leadqual/internal/mistakes"
	"github.com/leadqual/leadqual/matrix"
)

// Format is the version of the policy and roster formats that this package
// reads and writes.
const Format = 1

// A Policy says how leads pass between marketing and sales. It is plain data:
// write it as a Go literal or read it with [ParsePolicy], then [NewProcess] it.
// Everything is optional. What is absent - "", 0, a nil list - is as in
// [DefaultPolicy]; a list that is empty but not nil is empty.
type Policy struct {
	// Format is the version of the format; 0 is the newest.
	Format int `json:"format,omitempty"`
	// Name and Version are free text for the author.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// Note is a comment and changes nothing, here and in every other type.
	Note string `json:"note,omitempty"`
	// MarketingTeam and SalesTeam name the teams where an event does not;
	// "" is "marketing" and "sales".
	MarketingTeam string `json:"marketing_team,omitempty"`
	SalesTeam     string `json:"sales_team,omitempty"`
	// Reasons are the reasons that a rejection may give. With none, any text is
	// accepted and the lead is recycled. When a reason is removed from the list,
	// new rejections may not give it, and stored ones that did recycle the lead
	// when they are replayed; keep it in the list to keep its To.
	Reasons []Reason `json:"reasons,omitzero"`
	// MQLAgainAfterDays is how many days of 86,400 seconds must pass after a lead
	// was recycled before its points can make it an MQL again, from 0 to 3,650.
	// 0 is no wait.
	MQLAgainAfterDays int `json:"mql_again_after_days,omitempty"`
	// ResetOn lists the kinds of events that reset the lead, so that its
	// activities up to the event no longer count. Nil is Rejected, Recycled, Won and Lost; allowed
	// are those and Reopened.
	ResetOn []EventKind `json:"reset_on,omitzero"`
	// ReopenOnHandRaise lists the closed stages in which a lead that raises its
	// hand becomes an SQL. Nil is StageLost; allowed are StageLost and
	// StageDisqualified. (In StageLead, StageMQL, StageSAL and StageRecycled it
	// always does.)
	ReopenOnHandRaise []Stage `json:"reopen_on_hand_raise,omitzero"`
	// Hours are the business hours of teams by name, for deadlines. A team that
	// is not named works around the clock.
	Hours map[string]Hours `json:"hours,omitempty"`
	// Deadlines are the response times that teams have agreed to. Nil is none.
	Deadlines []DeadlineRule `json:"deadlines,omitempty"`
}

// A Reason is a reason for which sales may send a lead back.
type Reason struct {
	ID   string `json:"id"` // unique among the reasons; the Reason of events
	Name string `json:"name,omitempty"`
	// To is where the lead goes: StageRecycled or StageDisqualified; "" is the
	// former.
	To   Stage  `json:"to,omitempty"`
	Note string `json:"note,omitempty"`
}

// DefaultPolicy returns the defaults: a rejection may give any reason and
// recycles the lead; a recycled lead becomes an MQL again as soon as it has the
// points; rejecting, recycling, winning and losing reset the lead; a lost lead
// that raises its hand becomes an SQL; there are no deadlines.
func DefaultPolicy() *Policy {
	return &Policy{
		Format:            Format,
		MarketingTeam:     matrix.Marketing,
		SalesTeam:         matrix.Sales,
		ResetOn:           []EventKind{Rejected, Recycled, Won, Lost},
		ReopenOnHandRaise: []Stage{StageLost},
	}
}

// filled returns a copy of p with its defaults.
func (p *Policy) filled() *Policy {
	f := *DefaultPolicy()
	if p == nil {
		return &f
	}
	d := f
	f = *p
	if f.MarketingTeam == "" {
		f.MarketingTeam = d.MarketingTeam
	}
	if f.SalesTeam == "" {
		f.SalesTeam = d.SalesTeam
	}
	if f.ResetOn == nil {
		f.ResetOn = d.ResetOn
	}
	if f.ReopenOnHandRaise == nil {
		f.ReopenOnHandRaise = d.ReopenOnHandRaise
	}
	return &f
}

// ParsePolicy reads a policy from JSON. It is strict: unknown and duplicate keys
// and wrong types are errors, and so is everything that NewProcess would refuse,
// including time zones that this machine does not know. A non-nil error is a
// qualify.Errors with every mistake, each with its line and column; file is the
// name that they give for the text. A policy may have at most 1 MiB.
func ParsePolicy(file string, data []byte) (*Policy, error) {
	type plain Policy // without UnmarshalJSON
	var p plain
	b := read(file, data, &p)
	if !b.Broken() {
		b.process((*Policy)(&p))
	}
	if err := b.Err(); err != nil {
		return nil, err
	}
	return (*Policy)(&p), nil
}

// UnmarshalJSON reads a policy as strictly as ParsePolicy does, except that it
// leaves to NewProcess what NewProcess checks.
func (p *Policy) UnmarshalJSON(data []byte) error {
	type plain Policy
	var got plain
	if err := read("", data, &got).Err(); err != nil {
		return err
	}
	*p = Policy(got)
	return nil
}

// maxBytes bounds the JSON of policies and rosters.
const maxBytes = 1 << 20

// read fills into from JSON.
func read(file string, data []byte, into any) *build {
	if len(data) > maxBytes {
		return &build{mistakes.TooLarge(file, "the text has more than 1 MiB")}
	}
	return &build{mistakes.Read(file, data, into)}
}
