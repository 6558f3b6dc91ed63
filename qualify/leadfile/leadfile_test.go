package leadfile

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// facts are what the tests' rule set declares.
var facts = map[string]qualify.Fact{
	"custom.seats":   {Type: "number"},
	"custom.trial":   {Type: "bool"},
	"custom.plan":    {Type: "string", Enum: []string{"free", "team"}},
	"custom.renewal": {Type: "time"},
	"custom.tags":    {Type: "strings"},

	"activities.custom.feature": {Type: "string", Enum: []string{"export", "search"}},
	"activities.custom.minutes": {Type: "number"},
}

// badValue is a problem with the line of its row.
type badValue struct {
	Line                int
	From, Field, Reason string
}

// result is all that a file gives.
type result struct {
	Leads []qualify.Lead
	Lines []int // of the leads
	Bad   []badValue
	Err   string // the final one, but io.EOF
}

// mapped checks a map that has to be right; "" is none.
func mapped(t testing.TB, text string) *Mapping {
	t.Helper()
	if text == "" {
		return nil
	}
	m, err := ParseMap("map.json", []byte(text), facts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// read reads a whole file with one lead's memory for all, and holds DecideFile to it.
func read(t testing.TB, from io.Reader, o Options) result {
	t.Helper()
	o.Facts, o.AsOf = facts, asOf
	if text, ok := from.(*strings.Reader); ok {
		var all strings.Builder
		if _, err := text.WriteTo(&all); err != nil {
			t.Fatal(err)
		}
		sameEach(t, all.String(), o)
		from = newFile(all.String())
	}
	r, err := NewReader(from, o)
	if err != nil {
		return result{Err: err.Error()}
	}
	var got result
	var lead qualify.Lead
	for {
		line, err := r.Next(&lead)
		if err == io.EOF {
			if _, again := r.Next(&lead); again != io.EOF {
				t.Fatalf("behind the end: %v", again)
			}
			return got
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			for _, p := range bad.Problems {
				got.Bad = append(got.Bad, badValue{bad.Line, p.From, p.Field, p.Reason})
			}
			continue
		}
		if err != nil {
			got.Err = err.Error()
			return got
		}
		got.Leads = append(got.Leads, kept(lead))
		got.Lines = append(got.Lines, line)
	}
}

// kept is a copy of what the next row overwrites, with nil for empty.
func kept(l qualify.Lead) qualify.Lead {
	l.Activities = slices.Clone(l.Activities)
	if len(l.Activities) == 0 {
		l.Activities = nil
	}
	l.Seen = maps.Clone(l.Seen)
	if len(l.Seen) == 0 {
		l.Seen = nil
	}
	l.Custom = maps.Clone(l.Custom)
	if len(l.Custom) == 0 {
		l.Custom = nil
	}
	return l
}

// same compares what is read with what is wanted.
func same(t *testing.T, want, have any) {
	t.Helper()
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
}

// plan is a lead with an id and a plan.
func plan(id, plan string) qualify.Lead {
	l := qualify.Lead{ID: id}
	if plan != "" {
		l.Custom = map[string]any{"plan": plan}
	}
	return l
}

const planMap = `{"unknown": ["-"], "fields": {"id": {"from": "id"}, "custom.plan": {"from": "plan"}}}`

// count is n numbers from first.
func count(first, n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = first + i
	}
	return numbers
}

// slowly reads one byte at a time.
type slowly struct{ from io.Reader }

func (s *slowly) Read(p []byte) (int, error) { return s.from.Read(p[:min(1, len(p))]) }

// failing gives an error instead of the end.
type failing struct{ from io.Reader }

var errFailing = errors.New("the disk is gone")

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.from.Read(p)
	if err == io.EOF {
		err = errFailing
	}
	return n, err
}

// newFile is text to read from.
func newFile(text string) io.Reader { return strings.NewReader(text) }
