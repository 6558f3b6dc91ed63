package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
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
		text, isText := v.(string)
		switch {
		case !isText:
		case b.folds(f) && blank(text):
			b.fail(at, CodeNotAllowed, "%q is unknown where blanks at the ends do not count, which an absent fact is without a default", text)
		case !b.listed(f, text):
			b.fail(at, CodeUnknownWord, "%q is not in the fact's enum", text)
		}
	}
}

// enum checks the values that a fact is restricted to.
func (b *build) enum(at, path string, f *Fact, kind criteria.Kind) {
	switch {
	case f.Enum == nil:
		return
	case len(f.Enum) == 0:
		b.fail(at, CodeRequired, "list a value, or leave the key out for a fact of any value")
		return
	case kind != criteria.String:
		b.fail(at, CodeNotAllowed, "only a fact of type string has an enum")
		return
	case path == "stage" && !slices.Contains(f.Enum, firstStage):
		b.fail(at, CodeRequired, "an absent stage is %q: list it too", firstStage)
	}
	if !b.folds(f) {
		return
	}
	first := make(map[string]string, len(f.Enum))
	for i, v := range f.Enum {
		key := criteria.FoldFact(v)
		if other, taken := first[key]; taken && other != v {
			b.fail(strictjson.PathItem(at, i), CodeDuplicateID, "%q and %q are one where case and blanks at the ends do not count; leave one out", other, v)
		}
		first[key] = v
	}
}

// folds tells whether a text is compared without case.
func (b *build) folds(f *Fact) bool {
	if f.Fold != nil {
		return *f.Fold
	}
	return b.rs.Texts == TextsFolded
}

// listed tells whether a text is in the enum of a fact, as far as it has one.
func (b *build) listed(f *Fact, text string) bool {
	folded := b.folds(f)
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
