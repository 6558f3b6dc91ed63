package lifecycle

import (
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/mistakes"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A Process applies a [Policy]. It is immutable and safe for concurrent use
// by multiple goroutines, and shares no memory with its policy.
type Process struct {
	policy    *Policy
	calendars map[string]*Calendar
}

// NewProcess checks a policy and copies it; nil is [DefaultPolicy]. Time zones
// are looked up here, by time.LoadLocation, and nowhere else. A non-nil error is
// a qualify.Errors with every mistake.
func NewProcess(policy *Policy) (*Process, error) {
	var b build
	p := b.process(policy)
	if err := b.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Calendar returns the business hours of a team, nil for a team that works
// around the clock.
func (p *Process) Calendar(team string) *Calendar { return p.calendars[team] }

// build collects mistakes.
type build struct{ mistakes.List }

// process checks a policy and copies what it keeps.
func (b *build) process(policy *Policy) *Process {
	f := policy.filled()
	p := &Process{policy: f, calendars: map[string]*Calendar{}}
	b.format(f.Format)
	f.Reasons = slices.Clone(f.Reasons)
	b.unique("reasons", len(f.Reasons), func(i int) string { return f.Reasons[i].ID })
	for i, r := range f.Reasons {
		if r.To != "" {
			mistakes.Word(&b.List, strictjson.PathItem("reasons", i)+".to", r.To, StageRecycled, StageDisqualified)
		}
	}
	b.bounded("mql_again_after_days", f.MQLAgainAfterDays, 0, 3650)
	f.ResetOn = slices.Clone(f.ResetOn)
	for i, k := range f.ResetOn {
		mistakes.Word(&b.List, strictjson.PathItem("reset_on", i), k, Rejected, Recycled, Won, Lost, Reopened)
	}
	f.ReopenOnHandRaise = slices.Clone(f.ReopenOnHandRaise)
	for i, s := range f.ReopenOnHandRaise {
		mistakes.Word(&b.List, strictjson.PathItem("reopen_on_hand_raise", i), s, StageLost, StageDisqualified)
	}
	for _, team := range slices.Sorted(maps.Keys(f.Hours)) {
		p.calendars[team] = b.calendar(strictjson.PathKey("hours", team), f.Hours[team])
	}
	f.Hours = nil // the calendars are made; the map is the caller's
	f.Deadlines = slices.Clone(f.Deadlines)
	b.unique("deadlines", len(f.Deadlines), func(i int) string { return f.Deadlines[i].ID })
	for i := range f.Deadlines {
		b.deadline(strictjson.PathItem("deadlines", i), &f.Deadlines[i])
	}
	return p
}

func (b *build) format(f int) {
	if f != 0 && f != Format {
		b.Fail("format", qualify.CodeOutOfRange, "this version reads format %d", Format)
	}
}

// unique checks that the ids of a list are given, short and different.
func (b *build) unique(path string, n int, id func(int) string) {
	seen := make(map[string]bool, n)
	for i := range n {
		name, at := id(i), strictjson.PathItem(path, i)
		switch {
		case strings.TrimSpace(name) == "":
			b.Fail(at, qualify.CodeRequired, `give it an "id"`)
		case len(name) > maxID:
			b.Fail(at+".id", qualify.CodeBadName, "the id is longer than %d bytes", maxID)
		case seen[name]:
			b.Fail(at+".id", qualify.CodeDuplicateID, "%q appears twice in %s", name, path)
		}
		seen[name] = true
	}
}

func (b *build) bounded(path string, have, low, high int) {
	if have < low || have > high {
		b.Fail(path, qualify.CodeOutOfRange, "want %d to %d, have %d", low, high, have)
	}
}
