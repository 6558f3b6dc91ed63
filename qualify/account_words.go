package qualify

import (
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
)

// AccountWords are what the texts of rules about an account may name beyond those of
// rules about a lead.
type AccountWords struct {
	People []criteria.Fact // fields of a person
	Facts  []criteria.Fact // of the company above it, and what items over roles say
}

// WordsOfAccount are those of the rules about accounts that an engine decides by.
func WordsOfAccount(_ inside.Key, e *Engine) AccountWords {
	var w AccountWords
	for _, f := range e.of.fields {
		w.People = append(w.People, f.Fact)
	}
	for _, f := range e.RuleSet().AllFacts() {
		if strings.HasPrefix(f.Path, "company.") || strings.HasPrefix(f.Path, customPrefix) {
			w.Facts = append(w.Facts, criteria.Fact{Path: parentPrefix + f.Path, Kind: criteria.FactKind(f.Type), Fold: criteria.FoldSaid(f.Fold)})
		}
	}
	for _, h := range e.held {
		w.Facts = append(w.Facts, criteria.Fact{Path: h.path, Kind: criteria.Bool})
	}
	return w
}

// HeldPath is the name of what an item over a role says, which no text has.
func HeldPath(_ inside.Key, list, item string) string { return heldPath(list, item) }
