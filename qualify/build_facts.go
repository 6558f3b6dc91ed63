package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// standIn checks a fact's default and age.
func (b *build) standIn(at, path string, f *Fact, kind criteria.Kind) {
	b.staleDays(at+".stale_days", path, f, kind)
	if f.Default == nil {
		return
	}
	at += ".default"
	v, ok := asKind(kind, f.Default)
	switch {
	case path == "stage":
		b.fail(at, CodeNotAllowed, "an absent stage is %q; it has no other default", firstStage)
	case roles[path].derived():
		b.fail(at, CodeNotAllowed, "%s follows from instants and has no default", path)
	case kind == criteria.Time:
		b.fail(at, CodeNotAllowed, "a fact of type time has no default")
	case !ok || notFinite(v):
		b.fail(at, CodeNotAllowed, "want a value of type %s, as the fact's", kind.FactType())
	case v == nil:
		b.fail(at, CodeNotAllowed, "\"\" is unknown, which an absent fact is without a default")
	case roles[path] == wish && v == true:
		b.fail(at, CodeNotAllowed, "nobody who did not say so wants contact: only false can be the default")
	default:
		if text, isText := v.(string); isText && !b.listed(f, text) {
			b.fail(at, CodeUnknownWord, "%q is not in the fact's enum", text)
		}
	}
}

// listed tells whether a text is in the enum of a fact, as far as it has one.
func (b *build) listed(f *Fact, text string) bool {
	folded := b.rs.Texts == TextsFolded
	if f.Fold != nil {
		folded = *f.Fold
	}
	return len(f.Enum) == 0 || slices.ContainsFunc(f.Enum, func(s string) bool {
		return s == text || folded && criteria.FoldFact(s) == criteria.FoldFact(text)
	})
}

// mostStaleDays is the longest age, as far as lengths of time go.
const mostStaleDays = 100_000

func (b *build) staleDays(at, path string, f *Fact, kind criteria.Kind) {
	switch {
	case f.StaleDays == 0:
	case !(f.StaleDays > 0 && f.StaleDays <= mostStaleDays):
		b.fail(at, CodeOutOfRange, "want a number of days above 0 and up to %d", mostStaleDays)
	case path == "stage" || roles[path].derived():
		b.fail(at, CodeNotAllowed, "%s has no age", path)
	case kind == criteria.Time:
		b.fail(at, CodeNotAllowed, "a fact of type time has no age")
	}
}
