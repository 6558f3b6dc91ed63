package qualifytest

import (
	"fmt"
	"io"
	"strings"
)

// A Mutation says which changes of a rule set its cases would notice. It is
// plain data.
type Mutation struct {
	// Mutants counts the changed rule sets that were tried, Noticed those by
	// which some case came out not as wanted.
	Mutants int `json:"mutants"`
	Noticed int `json:"noticed"`
	// Survivors are those that no case noticed, in the order of the rule set.
	Survivors []Mutant `json:"survivors,omitempty"`
}

// A Mutant is a rule set with one change.
type Mutant struct {
	// ID names the mutant in File.Explained: the part's place and the change.
	// It does not change when other parts come and go.
	ID string `json:"id"`
	// Kind is the kind of change.
	Kind MutantKind `json:"kind"`
	// Path is what was changed: "scoring.rules[2].points".
	Path string `json:"path"`
	// Change says what was changed: "10 -> 5".
	Change string `json:"change"`
	// Why is the explanation of a survivor, "" where there is none.
	Why string `json:"why,omitempty"`
}

// MutantKind is a kind of change.
type MutantKind string

// The kinds.
const (
	Moved   MutantKind = "moved"   // a threshold is another
	Flipped MutantKind = "flipped" // a comparison or a connective is another
	Dropped MutantKind = "dropped" // a part of the rule set is gone
	Halved  MutantKind = "halved"  // points, a share or a weight count half
	Turned  MutantKind = "turned"  // a switch is the other way
	Swapped MutantKind = "swapped" // two parts stand in the other order
)

// Share is the share of the mutants that were noticed or are explained, from 0
// to 1: a number to assert.
func (m *Mutation) Share() float64 {
	if m.Mutants == 0 {
		return 1
	}
	return float64(m.Mutants-len(m.Open())) / float64(m.Mutants)
}

// Open are the survivors that nobody has explained.
func (m *Mutation) Open() []Mutant {
	var open []Mutant
	for _, x := range m.Survivors {
		if x.Why == "" {
			open = append(open, x)
		}
	}
	return open
}

// WriteText writes the survivors, one on each line. The error is the writer's.
func (m *Mutation) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "mutants: %d of %d noticed, %s\n", m.Noticed, m.Mutants, percent(m.Noticed, m.Mutants))
	for _, x := range m.Survivors {
		b.WriteString(gapLine(x.ID, x.Path, x.Why))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
