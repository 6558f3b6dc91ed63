package agreement

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// meanings say what values count as: without case, by default, when old.
func (w *writer) meanings(p *page) {
	say := func(format string, args ...any) { p.Meanings = append(p.Meanings, fmt.Sprintf(format, args...)) }
	if w.One == aboutAccounts.One {
		say("What the account's own record lacks of its company is taken from its people's records, the one confirmed last.")
	}
	folded := w.rs.Texts == qualify.TextsFolded
	if folded {
		say("Capitals and small letters are the same, and blanks around a text do not count.")
	}
	for _, path := range slices.Sorted(maps.Keys(w.rs.Facts)) {
		declared := w.rs.Facts[path]
		switch {
		case declared.Fold == nil || *declared.Fold == folded:
		case folded:
			say("%s is taken as it is written, capitals and blanks too.", path)
		default:
			say("%s: capitals and small letters are the same, and blanks around it do not count.", path)
		}
		if len(declared.Enum) > 0 {
			say("%s is one of %s; anything else counts as unknown.", path, strings.Join(declared.Enum, ", "))
		}
		if declared.Default != nil {
			say("%s counts as %v where nothing is known of it.", path, declared.Default)
		}
		if declared.StaleDays > 0 {
			say("%s counts as unknown %v days after it was last confirmed.", path, declared.StaleDays)
		}
	}
}
