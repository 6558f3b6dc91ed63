package lifecycle

import (
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// Format is the version of the policy and roster formats that this package
// reads and writes.
const Format = 1

// A Policy says how leads pass between marketing and sales. It is plain data:
// write it as a Go literal or read it with [ParsePolicy], then [Compile] it.
// Everything is optional. What is absent - "", 0, a nil list - is as in
// [DefaultPolicy]; a list that is empty but not nil is empty.
type Policy struct {
	// Format is the version of the format; 0 is the newest.
	Format int `json:"format,omitempty"`
	// Name and Version are the author's.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// Note is for the reader and changes nothing, here and wherever else it
	// stands.
	Note string `json:"note,omitempty"`
	// MarketingTeam and SalesTeam name the teams where an event does not;
	// "" is "marketing" and "sales".
	MarketingTeam string `json:"marketing_team,omitempty"`
	SalesTeam     string `json:"sales_team,omitempty"`
	// Reasons are those that a rejection may have. None: any text, and the lead
	// is recycled. A reason that is dropped from the list is no longer taken,
	// but those in the log still count, as ones that recycle; to keep what they
	// meant, keep them listed.
	Reasons []Reason `json:"reasons,omitzero"`
	// MQLAgainAfterDays is how many days of 86,400 seconds a lead that was sent
	// back stays no MQL, whatever its points, from 0 to 3,650. 0 is none.
	MQLAgainAfterDays int `json:"mql_again_after_days,omitempty"`
	// ResetOn are the kinds of events that reset the lead: what it did up to
	// there no longer counts. Nil is Rejected, Recycled, Won and Lost; allowed
	// are those and Reopened.
	ResetOn []Kind `json:"reset_on,omitzero"`
	// ReopenOnHandRaise are the stages, besides those where it always does,
	// that a lead leaves for SQL when it asks for contact. Nil is StageLost;
	// allowed are StageLost and StageDisqualified.
	ReopenOnHandRaise []Stage `json:"reopen_on_hand_raise,omitzero"`
	// Hours are the business hours of teams by name, for deadlines. A team that
	// is not named works around the clock.
	Hours map[string]Hours `json:"hours,omitempty"`
	// Deadlines are what teams promise. Nil is none.
	Deadlines []Target `json:"deadlines,omitempty"`
}

// A Reason is why sales sends leads back.
type Reason struct {
	ID   string `json:"id"` // unique among the reasons; what events carry
	Name string `json:"name,omitempty"`
	// To is where the lead goes: StageRecycled or StageDisqualified; "" is the
	// former.
	To   Stage  `json:"to,omitempty"`
	Note string `json:"note,omitempty"`
}

// DefaultPolicy returns the defaults: any reason, which recycles; an MQL again
// as soon as the points say so; a reset at the end of each attempt; a lost lead
// comes back when it asks for contact; no deadlines.
func DefaultPolicy() *Policy {
	return &Policy{
		Format:            Format,
		MarketingTeam:     matrix.Marketing,
		SalesTeam:         matrix.Sales,
		ResetOn:           []Kind{Rejected, Recycled, Won, Lost},
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

// ParsePolicy reads a policy from JSON. It is strict: unknown and repeated keys
// and wrong types are mistakes, and so is everything that Compile would refuse,
// time zones that this machine does not know included. The error, if there is
// one, is a qualify.Errors with every mistake, each with its line and column;
// file is the name to give in them. A policy has at most 1 MiB.
func ParsePolicy(file string, data []byte) (*Policy, error) {
	type plain Policy // without UnmarshalJSON
	var p plain
	index, errs := decode(file, data, &p)
	if index == nil {
		return nil, errs
	}
	var b build
	b.process((*Policy)(&p))
	if err := b.located(file, data, index, errs); err != nil {
		return nil, err
	}
	return (*Policy)(&p), nil
}

// UnmarshalJSON reads a policy as strictly as ParsePolicy does, but leaves what
// Compile checks to Compile.
func (p *Policy) UnmarshalJSON(data []byte) error {
	type plain Policy
	var got plain
	if _, errs := decode("", data, &got); errs != nil {
		return errs
	}
	*p = Policy(got)
	return nil
}

// maxBytes bounds the JSON of policies and rosters.
const maxBytes = 1 << 20

// decode fills into from JSON. The index is nil where the text cannot be read.
func decode(file string, data []byte, into any) (*strictjson.Index, qualify.Errors) {
	if len(data) > maxBytes {
		return nil, qualify.Errors{{Code: qualify.CodeTooLarge, File: file, Line: 1, Column: 1,
			Message: "the text has more than 1 MiB"}}
	}
	index, problems := strictjson.Decode(data, into, strictjson.Limits{})
	var errs qualify.Errors
	for _, p := range problems {
		e := &qualify.Error{Code: p.Code, Path: p.Path, Message: p.Message, File: file}
		e.Line, e.Column = strictjson.Position(data, p.Offset)
		switch p.Code {
		case strictjson.CodeSyntax, strictjson.CodeNotUTF8, strictjson.CodeTooDeep:
			return nil, qualify.Errors{e}
		}
		errs = append(errs, e)
	}
	return index, errs
}
