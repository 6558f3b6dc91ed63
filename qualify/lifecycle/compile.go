package lifecycle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/nearest"
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
	if err := b.errs.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Calendar returns the business hours of a team, nil for a team that works
// around the clock.
func (p *Process) Calendar(team string) *Calendar { return p.calendars[team] }

// build collects mistakes.
type build struct{ errs qualify.Errors }

func (b *build) fail(path string, code qualify.Code, format string, args ...any) {
	b.errs = append(b.errs, &qualify.Error{Code: code, Path: path, Message: fmt.Sprintf(format, args...)})
}

// process checks a policy and copies what it keeps.
func (b *build) process(policy *Policy) *Process {
	f := policy.filled()
	p := &Process{policy: f, calendars: map[string]*Calendar{}}
	b.format(f.Format)
	f.Reasons = slices.Clone(f.Reasons)
	b.unique("reasons", len(f.Reasons), func(i int) string { return f.Reasons[i].ID })
	for i, r := range f.Reasons {
		if r.To != "" {
			word(b, strictjson.PathItem("reasons", i)+".to", r.To, StageRecycled, StageDisqualified)
		}
	}
	b.bounded("mql_again_after_days", f.MQLAgainAfterDays, 0, 3650)
	f.ResetOn = slices.Clone(f.ResetOn)
	for i, k := range f.ResetOn {
		word(b, strictjson.PathItem("reset_on", i), k, Rejected, Recycled, Won, Lost, Reopened)
	}
	f.ReopenOnHandRaise = slices.Clone(f.ReopenOnHandRaise)
	for i, s := range f.ReopenOnHandRaise {
		word(b, strictjson.PathItem("reopen_on_hand_raise", i), s, StageLost, StageDisqualified)
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
		b.fail("format", qualify.CodeOutOfRange, "this version reads format %d", Format)
	}
}

// unique checks that the ids of a list are given, short and different.
func (b *build) unique(path string, n int, id func(int) string) {
	seen := make(map[string]bool, n)
	for i := range n {
		name, at := id(i), strictjson.PathItem(path, i)
		switch {
		case strings.TrimSpace(name) == "":
			b.fail(at, qualify.CodeRequired, `give it an "id"`)
		case len(name) > maxID:
			b.fail(at+".id", qualify.CodeBadName, "the id is longer than %d bytes", maxID)
		case seen[name]:
			b.fail(at+".id", qualify.CodeDuplicateID, "%q appears twice in %s", name, path)
		}
		seen[name] = true
	}
}

// word checks a text that must be one of a few.
func word[T ~string](b *build, path string, have T, allowed ...T) {
	if slices.Contains(allowed, have) {
		return
	}
	words := make([]string, len(allowed))
	for i, w := range allowed {
		words[i] = string(w)
	}
	hint := ""
	if n, ok := nearest.To(string(have), words); ok {
		hint = fmt.Sprintf("; did you mean %q?", n)
	}
	b.fail(path, qualify.CodeUnknownWord, "%q is none of %s%s", have, strings.Join(words, ", "), hint)
}

func (b *build) bounded(path string, have, low, high int) {
	if have < low || have > high {
		b.fail(path, qualify.CodeOutOfRange, "want %d to %d, have %d", low, high, have)
	}
}

// located gives the mistakes their places in a text, adds those of the JSON
// itself, and returns all of them in order. A mistake at a place that could not
// be read only follows from that.
func (b *build) located(file string, data []byte, index *strictjson.Index, errs qualify.Errors) error {
	for _, e := range b.errs {
		if slices.ContainsFunc(errs, func(have *qualify.Error) bool {
			return have.Path == e.Path || e.Code == qualify.CodeRequired && strings.HasPrefix(have.Path, e.Path)
		}) {
			continue
		}
		v, found := index.Find(e.Path)
		for path := e.Path; !found && path != ""; {
			path = strictjson.Parent(path)
			v, found = index.Find(path)
		}
		e.File = file
		e.Line, e.Column = strictjson.Position(data, v.Offset)
		errs = append(errs, e)
	}
	slices.SortStableFunc(errs, func(x, y *qualify.Error) int {
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
	return errs.Err()
}
