package qualify_test

import (
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// recheckAt is RecheckAt where nothing may go wrong, and whether there is an
// instant.
func recheckAt(t testing.TB, e *qualify.Engine, l *qualify.Lead, asOf time.Time) (time.Time, bool) {
	t.Helper()
	at, ok, err := e.RecheckAt(t.Context(), l, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return at, ok
}

// toward is Toward where nothing may go wrong.
func toward(t testing.TB, e *qualify.Engine, l *qualify.Lead, asOf time.Time, goal qualify.Goal) qualify.Approach {
	t.Helper()
	a, err := e.Toward(t.Context(), l, asOf, goal)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rankedBy is Ask where nothing may go wrong.
func rankedBy(t testing.TB, e *qualify.Engine, l *qualify.Lead, asOf time.Time) []qualify.Ranked {
	t.Helper()
	ranked, err := e.Ask(t.Context(), l, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return ranked
}

// difference is Diff of two decisions about one lead.
func difference(t testing.TB, before, after *qualify.Decision) qualify.Change {
	t.Helper()
	c, err := qualify.Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
