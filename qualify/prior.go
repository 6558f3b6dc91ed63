package qualify

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// chance is a value that a missing fact may have, and its odds.
type chance struct {
	value any
	odds  float64
}

// prior checks a fact's prior odds. They are for Ask and change no decision.
func (b *build) prior(at string, path string, f *Fact, kind criteria.Kind) {
	if len(f.Prior) > 0 && roles[path].derived() {
		b.fail(at+".prior", CodeNotAllowed, "%s follows from instants and has no odds of its own", path)
		return
	}
	for _, text := range slices.Sorted(maps.Keys(f.Prior)) {
		odds := f.Prior[text]
		place := strictjson.PathKey(at+".prior", text)
		if !(odds > 0) || math.IsInf(odds, 0) {
			b.fail(place, CodeOutOfRange, "odds are above 0, as in 2 for twice as likely as 1")
		}
		if _, ok := priorValue(kind, text); !ok {
			b.fail(place, CodeNotAllowed, "%q is no value of a fact of type %s", text, kind.FactType())
		} else if !b.listed(f, text) {
			b.fail(place, CodeUnknownWord, "%q is not in the fact's enum", text)
		}
	}
}

// chances are a fact's prior odds by value, in the order of their texts.
func chances(f *Fact, kind criteria.Kind) []chance {
	var out []chance
	for _, text := range slices.Sorted(maps.Keys(f.Prior)) {
		if v, ok := priorValue(kind, text); ok {
			out = append(out, chance{v, f.Prior[text]})
		}
	}
	return out
}

// priorValue reads a value of a bool, a number or a text. Instants and lists
// have too many values for odds.
func priorValue(kind criteria.Kind, text string) (v any, ok bool) {
	switch kind {
	case criteria.Bool:
		return text == "true", text == "true" || text == "false"
	case criteria.Number:
		n, err := strconv.ParseFloat(text, 64)
		return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
	case criteria.String:
		return text, text != ""
	}
	return nil, false
}
