package qualify_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

const webinarRules = `{
  "name": "timed", "facts": {"answers.need": {"actionable": true}},
  "scoring": {"ready_at": 10, "bands": [{"name": "hot", "min": 10}], "rules": [
    {"id": "webinar", "each": ".type == 'webinar'", "points": 10, "within_days": 30},
    {"id": "need", "when": "answers.need == 'urgent'", "points": 5}]}
}`

// What does not exist is an error and not an answer.
func TestWhatIfsRefuse(t *testing.T) {
	e := compiled(t, webinarRules)
	l := &qualify.Lead{ID: "1"}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ask  func() error
		want string
	}{
		"a status": {func() error {
			_, err := e.Toward(t.Context(), l, generate.AsOf, qualify.Goal{Status: "MQL"})
			return err
		}, `no status "MQL"`},
		"a quadrant": {func() error {
			_, err := e.Toward(t.Context(), l, generate.AsOf, qualify.Goal{Quadrant: "good"})
			return err
		}, `no quadrant "good"`},
		"a band":     {func() error { _, err := e.Toward(t.Context(), l, generate.AsOf, qualify.Goal{Band: "Hot"}); return err }, `no band "Hot"; its bands are ["hot"]`},
		"no instant": {func() error { _, err := e.Toward(t.Context(), l, time.Time{}, qualify.Goal{}); return err }, "zero time"},
		"ask":        {func() error { _, err := e.Ask(t.Context(), l, time.Time{}); return err }, "zero time"},
		"recheck":    {func() error { _, _, err := e.RecheckAt(t.Context(), l, time.Time{}); return err }, "zero time"},
		"two leads": {func() error {
			a, b := e.Decide(l, generate.AsOf), e.Decide(&qualify.Lead{ID: "2"}, generate.AsOf)
			_, err := qualify.Diff(&a, &b)
			return err
		}, `lead "1" before and lead "2" after`},
	} {
		if err := c.ask(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	for name, ask := range map[string]func() error{
		"toward": func() error {
			_, err := e.Toward(done, l, generate.AsOf, qualify.Goal{Status: matrix.StatusMQL})
			return err
		},
		"ask":     func() error { _, err := e.Ask(done, l, generate.AsOf); return err },
		"recheck": func() error { _, _, err := e.RecheckAt(done, l, generate.AsOf); return err },
	} {
		if err := ask(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a context that is done: %v", name, err)
		}
	}
}

// countdown is a context that is done once it was looked at so many times.
type countdown struct {
	context.Context
	left, looks int
}

func (c *countdown) Err() error {
	if c.looks++; c.looks > c.left {
		return context.Canceled
	}
	return nil
}

// What may take long over a long log looks at its context again and again, and
// stops where it is done.
func TestWhatIfsStop(t *testing.T) {
	e := compiled(t, `{
	  "name": "long", "facts": {"custom.a": {"type": "bool"}, "custom.n": {"type": "number", "actionable": true}, "custom.m": {"type": "number", "actionable": true}},
	  "icp": {"criteria": [{"id": "n", "when": "custom.n > 5 and custom.m > 5"}]},
	  "scoring": {"ready_at": 500, "bands": [{"name": "hot", "min": 100}], "rules": [
	    {"id": "webinar", "each": ".type == 'webinar'", "points": 10, "within_days": 300, "limit": 50, "per_days": 30, "decay": {"kind": "half_life", "days": 33}},
	    {"id": "count", "when": "count(activities, .type == 'webinar' and .days_ago <= 30) > 5 and custom.a", "points": 3},
	    {"id": "sum", "when": "sum(filter(activities, .days_ago <= 77), .value) > custom.n", "points": 30}]}
	}`)
	l := &qualify.Lead{ID: "1"}
	for i := range 1000 {
		l.Activities = append(l.Activities, qualify.Activity{Type: []string{"webinar", "call"}[i%2], At: generate.AsOf.Add(-time.Duration(i) * time.Hour), Value: 1})
	}
	for name, ask := range map[string]func(context.Context) error{
		"toward": func(ctx context.Context) error {
			_, err := e.Toward(ctx, l, generate.AsOf, qualify.Goal{Status: matrix.StatusMQL})
			return err
		},
		"ask":     func(ctx context.Context) error { _, err := e.Ask(ctx, l, generate.AsOf); return err },
		"recheck": func(ctx context.Context) error { _, _, err := e.RecheckAt(ctx, l, generate.AsOf); return err },
	} {
		whole := &countdown{Context: t.Context(), left: math.MaxInt}
		if err := ask(whole); err != nil || whole.looks < 10 {
			t.Errorf("%s: %v after %d looks at the context", name, err, whole.looks)
		}
		half := &countdown{Context: t.Context(), left: whole.looks / 2}
		if err := ask(half); !errors.Is(err, context.Canceled) || half.looks > half.left+3 {
			t.Errorf("%s: %v, %d looks at a context that was done after %d", name, err, half.looks, half.left)
		}
	}
}

// A host keeps the instant in a column of seconds, decides then, and asks
// again: it comes to an end.
func TestRecheckAtGivesWholeSeconds(t *testing.T) {
	e := compiled(t, webinarRules)
	at := time.Date(2026, 3, 1, 9, 0, 0, 123_456_789, time.UTC)
	l := &qualify.Lead{ID: "1", Activities: []qualify.Activity{{Type: "webinar", At: at}}}
	asOf := at.AddDate(0, 0, -1)
	var have []time.Time
	for len(have) < 10 {
		next, ok := recheckAt(t, e, l, asOf)
		if !ok {
			break
		}
		if next.Nanosecond() != 0 || !next.After(asOf) || next.Location() != time.UTC {
			t.Fatalf("%v after %v", next, asOf)
		}
		before, after, second := e.Decide(l, asOf), e.Decide(l, next), e.Decide(l, next.Add(-time.Second))
		if before.Quadrant == after.Quadrant || second.Quadrant != before.Quadrant {
			t.Errorf("%v: %s before, %s a second before, %s then", next, before.Quadrant, second.Quadrant, after.Quadrant)
		}
		have, asOf = append(have, next), time.Unix(next.Unix(), 0)
	}
	if len(have) != 2 || !have[0].Equal(time.Date(2026, 3, 1, 9, 0, 1, 0, time.UTC)) || !have[1].Equal(time.Date(2026, 3, 31, 9, 0, 1, 0, time.UTC)) {
		t.Errorf("due at %v", have)
	}
}

// What comes and goes between two whole seconds is no reason to decide again.
func TestRecheckAtPassesOverWhatNoSecondShows(t *testing.T) {
	e := compiled(t, `{"name": "brief", "hand_raise": [{"id": "now", "when": "any(activities, .type == 'call' and .days_ago <= 0.000001)"}]}`)
	at := time.Date(2026, 3, 1, 9, 0, 0, 500_000_000, time.UTC)
	l := &qualify.Lead{ID: "1", Activities: []qualify.Activity{{Type: "call", At: at}}}
	if d := e.Decide(l, at); !d.Readiness.HandRaised {
		t.Fatal("the hand is not raised")
	}
	if due, ok := recheckAt(t, e, l, at.AddDate(0, 0, -1)); ok {
		t.Errorf("due at %v", due)
	}
}

// No instant of a lead is too far away, and only one after the year 9999 to go on
// from.
func TestRecheckAtEndsOfTime(t *testing.T) {
	e := compiled(t, webinarRules)
	for _, asOf := range []time.Time{time.Unix(math.MinInt64, 0), time.Unix(-1<<40, 0), time.Date(9999, 12, 31, 23, 59, 59, 1, time.UTC)} {
		for _, at := range []time.Time{time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0), generate.AsOf} {
			l := &qualify.Lead{ID: "1", CreatedAt: at, Activities: []qualify.Activity{{Type: "webinar", At: at}}}
			if due, ok := recheckAt(t, e, l, asOf); ok && (due.Year() < 0 || due.Year() > 9999) {
				t.Errorf("as of %v, at %v: due at %v", asOf, at, due)
			}
		}
	}
}
