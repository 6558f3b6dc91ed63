package qualify

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// seenPrefix begins the paths of what Lead.Seen says of facts: seen.PATH.at and
// seen.PATH.source.
const seenPrefix = "seen."

// seenFields are those of a Seen.
var seenFields = criteria.FieldsOf(reflect.TypeFor[Seen]())

// seenField takes a path apart, without its prefix: the fact, and the field of
// what is said of it.
func seenField(rest string) (fact string, field *criteria.Field, err error) {
	for i := range seenFields {
		if fact, ok := strings.CutSuffix(rest, "."+seenFields[i].Path); ok {
			if err = seenFact(fact); err != nil {
				err = fmt.Errorf("%s%s: %w", seenPrefix, rest, err)
			}
			return fact, &seenFields[i], err
		}
	}
	return "", nil, fmt.Errorf("%s%s: write seen.PATH.at for when the fact was last confirmed, seen.PATH.source for by whom", seenPrefix, rest)
}

// seenFact says what is wrong with the path of a fact that something is to be
// said of.
func seenFact(fact string) error {
	if _, custom := customName(fact); custom {
		return nil
	}
	if _, ok := leadField[fact]; !ok {
		return noField(fact)
	}
	if notFacts[fact] {
		return fmt.Errorf("%s: no rule names it, so its age does not matter", fact)
	}
	return nil
}

// setSeen gives what is said of a fact a value. What says nothing is left out.
func (l *Lead) setSeen(path, rest string, value any) error {
	fact, field, err := seenField(rest)
	if err != nil {
		return err
	}
	seen := l.Seen[fact]
	if err := setField(field, unsafe.Pointer(&seen), path, value); err != nil {
		return err
	}
	switch {
	case seen == Seen{}:
		delete(l.Seen, fact)
	case l.Seen == nil:
		l.Seen = map[string]Seen{fact: seen}
	default:
		l.Seen[fact] = seen
	}
	return nil
}

// MarkSeen says of every fact that the lead has that a source confirmed it at an
// instant, which is what the one date of a CRM's record says. What Seen holds
// already stays, and so does a wish for contact that has a date of its own.
// Without an instant and a source there is nothing to say.
func (l *Lead) MarkSeen(at time.Time, source string) {
	seen := Seen{At: at, Source: source}
	if seen == (Seen{}) {
		return
	}
	mark := func(path string, value any) {
		if _, held := l.Seen[path]; held || value == nil {
			return
		}
		if l.Seen == nil {
			l.Seen = map[string]Seen{}
		}
		l.Seen[path] = seen
	}
	for i := range leadFields {
		f := &leadFields[i]
		switch r := roles[f.Path]; {
		case notFacts[f.Path], (r == wish || r == wishAt) && !l.Answers.WantsContactAt.IsZero():
		default:
			mark(f.Path, fieldValue(f, unsafe.Pointer(l)))
		}
	}
	for name, value := range l.Custom {
		mark(customPrefix+name, value)
	}
}
