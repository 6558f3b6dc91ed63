package qualify_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/scoring"
)

// Zero values, nil pointers and values that nobody should make do not panic.
func TestZeroValues(t *testing.T) {
	var rs *qualify.RuleSet
	var errs qualify.Errors
	if err := rs.Validate(); !errors.As(err, &errs) || errs[0].Code != qualify.CodeRequired {
		t.Errorf("a nil rule set: %v", err)
	}
	if e, err := qualify.Compile(nil, nil); e != nil || err == nil {
		t.Errorf("a nil rule set: %v, %v", e, err)
	}
	e, err := qualify.Compile(&qualify.RuleSet{Name: "r", Scoring: &scoring.Model{}}, &qualify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := e.Decide(nil, time.Now()); d.Status == "" {
		t.Error("no lead: no status")
	}
	var d qualify.Decision
	var read qualify.Decision
	if err := json.Unmarshal(d.AppendJSON(nil), &read); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(d, d.Clone()); diff != "" {
		t.Error(diff)
	}
	if explain.New(e).Explain(&d, nil) == "" {
		t.Error("a zero decision has no words")
	}
	if qualify.ByPriority(&d, &qualify.Decision{}) != 0 {
		t.Error("two zero decisions differ")
	}
	if qualify.Errors(nil).Error() != "" || qualify.Errors(nil).Err() != nil {
		t.Error("no mistakes are an error")
	}
	for _, wrong := range []qualify.Error{{}, {Text: "x", From: -1}, {Text: "x", From: 5, To: 7}, {Text: "x", From: 1, To: 0}, {Text: "x", To: 99},
		{Text: string(make([]byte, 300)), From: 200, To: 201}, {Text: fmt.Sprintf("%0*d", 90, 0) + "\x80\x80\x80", From: 93, To: 93}} {
		if wrong.Error() == "" {
			t.Errorf("%+v has no words", wrong)
		}
	}
	for _, o := range []*qualify.Options{{MaxBytes: -1, MaxDepth: -1, MaxRules: -1, MaxExpression: -1, MaxNesting: -1, MaxParts: -1, MaxTotalParts: -1, MaxPattern: -1},
		{MaxDepth: 1 << 62, MaxExpression: 1 << 62, MaxNesting: 1 << 62, MaxParts: 1 << 62, MaxTotalParts: 1 << 62, MaxPattern: 1 << 62, MaxRules: 1 << 62}} {
		if _, err := qualify.Compile(step("company.employees > 5"), o); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// An instant that no JSON can hold is none.
func TestInstantsBeyondJSON(t *testing.T) {
	e, err := qualify.Compile(step("stage == 'mql'"), nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{ID: "L"}
	last := time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	first := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{first, last} {
		if d := e.Decide(lead, at); !d.AsOf.Equal(at) || d.Issues != nil {
			t.Errorf("%v: %v %v", at, d.AsOf, d.Issues)
		}
	}
	for _, at := range []time.Time{first.Add(-1), last.Add(1), time.Unix(1<<61, 0), time.Unix(-1<<62, 0)} {
		d := e.Decide(lead, at)
		if !d.AsOf.IsZero() || len(d.Issues) != 1 || d.Issues[0].Code != qualify.NoAsOf {
			t.Errorf("%v: %v %v", at, d.AsOf, d.Issues)
		}
		if _, err := json.Marshal(d); err != nil {
			t.Error(err)
		}
	}
}

// Compile keeps nothing of the rule set, also not the values of an enum.
func TestCompileCopiesEnum(t *testing.T) {
	rs := step("custom.plan == 'x'")
	enum := []string{"x", "y"}
	rs.Facts = map[string]qualify.Fact{"custom.plan": {Type: "string", Enum: enum}}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{ID: "L"}
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	before := e.Decide(lead, at)
	if len(before.Ask) != 1 || !before.Ask[0].Decisive {
		t.Fatalf("%+v", before.Ask)
	}
	clear(enum)
	if diff := cmp.Diff(before, e.Decide(lead, at)); diff != "" {
		t.Error(diff)
	}
}
