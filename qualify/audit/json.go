package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
)

// ErrJSON is wrapped by the errors of reading counts whose JSON is not as this
// version of the library writes it: that of another version, or changed by hand.
var ErrJSON = errors.New("audit: not counts as this version writes them")

// UnmarshalJSON reads a table. The error wraps ErrJSON where entries are not sorted
// by name, each once.
func (t *Table[T]) UnmarshalJSON(data []byte) error {
	type plain Table[T]
	var u plain
	if err := json.Unmarshal(data, &u); err != nil {
		return err
	}
	for i := range u.Entries {
		if i > 0 && u.Entries[i-1].Name >= u.Entries[i].Name {
			return fmt.Errorf("%w: entries of a table are not sorted by name, each once", ErrJSON)
		}
	}
	*t = Table[T](u)
	return nil
}

// UnmarshalJSON reads a histogram. The error wraps ErrJSON where an amount is beyond
// what points can be: no buckets would be wide enough for it.
func (h *Histogram) UnmarshalJSON(data []byte) error {
	type plain Histogram
	var g plain
	if err := json.Unmarshal(data, &g); err != nil {
		return err
	}
	for _, from := range slices.Sorted(maps.Keys(g.Buckets)) { // the same error each time
		if from > milli.Max || from < -2*milli.Max { // the last bucket below -Max begins below it
			return fmt.Errorf("%w: a histogram has a bucket at %d thousandths of a point", ErrJSON, from)
		}
	}
	*h = Histogram(g)
	return nil
}

// UnmarshalJSON reads an audit. The error wraps ErrJSON where its counts contradict
// one another, as those of an older version would.
func (a *Audit) UnmarshalJSON(data []byte) error {
	type plain Audit
	var u plain
	if err := json.Unmarshal(data, &u); err != nil {
		return err
	}
	b := (*Audit)(&u)
	tally := func(n int, t Tally) int { return n + t.Leads }
	count := func(n int, c Count) int { return n + c.Leads }
	all := b.All.Leads
	if reduce(&b.Sources, tally) != all || reduce(&b.RuleSets, count) != all || b.Remaining.Leads != all-b.All.Removed ||
		reduce(&b.Removed, count) != b.All.Removed || reduce(&b.Quadrants, tally) != b.Remaining.Leads || b.Scores.total() != b.Remaining {
		return fmt.Errorf("%w: those of all leads, of those removed and of those that remain contradict one another", ErrJSON)
	}
	*a = *b
	return nil
}

// reduce goes over all that a table counts.
func reduce[T any](t *Table[T], add func(int, T) int) int {
	n := 0
	for i := range t.Entries {
		n = add(n, t.Entries[i].Value)
	}
	if t.Other != nil {
		n = add(n, *t.Other)
	}
	return n
}
