package leadfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problems count what is wrong with rows, by column and kind, for a reader who
// wants to know what is wrong with a file and not with each of its lines. The
// zero Problems has none. Its memory is bounded: kinds beyond 1,000 are counted
// together.
type Problems struct {
	kinds map[Problem]*Counted
	rows  int
	other int
}

// Counted are the problems of one column and kind.
type Counted struct {
	// Kind is the problem without a value: "want number".
	Kind Problem
	// Count is how many rows have it.
	Count int
	// First are the lines of the first three.
	First []int
}

const (
	maxKinds   = 1000
	firstShown = 3
)

// Add counts a row's problems. It returns those that are among the first three of
// their kind, which are worth to be shown at once; the others say no more.
func (t *Problems) Add(e *RowError) []Problem {
	t.rows++
	var worth []Problem
	for _, p := range e.Problems {
		c := t.kinds[p.kind()]
		switch {
		case c != nil:
		case len(t.kinds) == maxKinds:
			t.other++
			continue
		default:
			if t.kinds == nil {
				t.kinds = map[Problem]*Counted{}
			}
			c = &Counted{Kind: p.kind()}
			t.kinds[c.Kind] = c
		}
		if c.Count++; c.Count <= firstShown {
			c.First = append(c.First, e.Line)
			worth = append(worth, p)
		}
	}
	return worth
}

// Rows is how many rows were added.
func (t *Problems) Rows() int { return t.rows }

// Kinds lists what was counted, the most frequent first; of as many, the one that
// came first. The list is the caller's.
func (t *Problems) Kinds() []Counted {
	var list []Counted
	for _, c := range t.kinds {
		one := *c
		one.First = slices.Clone(c.First)
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.First[0], b.First[0]), cmp.Compare(a.Kind.String(), b.Kind.String()))
	})
	return list
}

// String has a line for each kind: `9223 x "Staff" (company.employees): want
// number; line 2, 3, 4, ...`.
func (t *Problems) String() string {
	var b strings.Builder
	for _, c := range t.Kinds() {
		lines := strings.Trim(strings.ReplaceAll(fmt.Sprint(c.First), " ", ", "), "[]")
		more := ""
		if c.Count > len(c.First) {
			more = ", ..."
		}
		fmt.Fprintf(&b, "%d x %v; line %s%s\n", c.Count, c.Kind, lines, more)
	}
	if t.other > 0 {
		fmt.Fprintf(&b, "%d x something else\n", t.other)
	}
	return b.String()
}
