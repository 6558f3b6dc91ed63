package audit

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// A value is what is known of a fact.
type value struct {
	known  bool
	number float64
	text   string
	yes    bool
	list   []string
}

// A fact is one that tiers can be made of.
type fact struct {
	path string
	kind criteria.Kind
	enum []string

	absent any // what an absent one counts as
}

// factAt finds a fact by its path; ok is false where there is none that has a
// value of its own.
func factAt(rs *qualify.RuleSet, path string) (f fact, ok bool) {
	for _, info := range rs.AllFacts() {
		if info.Path == path {
			_, err := new(qualify.Lead).Get(path) // what follows from other facts cannot be got
			return fact{path, criteria.FactKind(info.Type), info.Enum, info.Default}, err == nil
		}
	}
	return fact{}, false
}

// get reads the fact as the engine does: a value of another kind is unknown.
func (f fact) get(l *qualify.Lead) value {
	got, err := l.Get(f.path)
	if err != nil {
		return value{}
	}
	if got == nil {
		got = f.absent
	}
	switch v := got.(type) {
	case bool:
		return value{known: f.kind == criteria.Bool, yes: v}
	case string:
		known := f.kind == criteria.String && (len(f.enum) == 0 || slices.Contains(f.enum, v))
		return value{known: known, text: v}
	case float64:
		return value{known: f.kind == criteria.Number && v-v == 0, number: v} // NaN and infinities are not known
	case time.Time:
		return value{known: f.kind == criteria.Time}
	case []string:
		return value{known: f.kind == criteria.Strings, list: v}
	}
	return value{}
}
