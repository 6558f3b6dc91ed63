package strictjson

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/instead"
)

// The codes of problems. Once released, they stay.
const (
	CodeSyntax       = "json_syntax"   // not JSON; reading stopped here
	CodeUnknownKey   = "unknown_key"   // the object has no such key
	CodeDuplicateKey = "duplicate_key" // the object has this key already
	CodeWrongType    = "wrong_type"    // another kind of value is wanted
	CodeBadValue     = "bad_value"     // the right kind, but not a usable value
	CodeTooDeep      = "too_deep"      // nested deeper than Limits.MaxDepth
	CodeNotUTF8      = "not_utf8"      // bytes that are not UTF-8
	CodeTooMany      = "too_many"      // last of a list that was cut
	CodeBadTarget    = "bad_target"    // mistake of the program: a Go type that cannot be filled
	CodeDuplicateID  = "duplicate_id"  // an id twice in a list of one text that is laid over others
	CodeUnknownID    = "unknown_id"    // an id to drop or to stand before that is not there
	CodeNotAllowed   = "not_allowed"   // something beside it makes it meaningless
)

// Problem is one mistake in the text.
type Problem struct {
	Code string // one of the Code constants

	// Path names the value with the mistake; "" is the whole text. For an
	// unknown or repeated key it ends with that key, for a mistake between
	// values it names the object or list around them. Keys longer than 100
	// bytes are cut.
	Path string

	// Offset is in bytes from the start of the text, a byte-order mark
	// included. For an unknown or repeated key it is that of the key.
	Offset int

	Message string // what is wrong and what to change

	// Mend is what to write, as JSON, in place of a stretch that counts from Offset:
	// of the key or value there, where that is not said. Nil is not known.
	Mend *instead.Mend
}

// Breaks tells whether nothing behind the problem can be relied on: the text is
// no JSON, or is not read to its end.
func (p Problem) Breaks() bool {
	return p.Code == CodeSyntax || p.Code == CodeNotUTF8 || p.Code == CodeTooDeep
}

const (
	maxProblems = 1000 // listed; more help nobody and cost memory
	maxShown    = 100  // bytes of a key or value repeated in a problem
)

// report collects problems. Its trail is kept by whoever walks the text, so
// that a path is only written when there is a problem at it.
type report struct {
	trail    trail
	problems []Problem
}

func (r *report) add(code string, offset int, format string, args ...any) {
	if r.full() {
		return
	}
	r.problems = append(r.problems, Problem{
		Code:    code,
		Path:    r.trail.String(),
		Offset:  offset,
		Message: fmt.Sprintf(format, args...),
		Mend:    instead.In(args, 0, 0),
	})
}

// full is true with one problem more than are listed, which shows that the
// list is cut.
func (r *report) full() bool { return len(r.problems) > maxProblems }

// merge returns the problems of both reports in the order of the text.
func merge(a, b *report) []Problem {
	all := slices.Concat(a.problems, b.problems)
	slices.SortStableFunc(all, func(x, y Problem) int { return cmp.Compare(x.Offset, y.Offset) })
	if len(all) > maxProblems {
		next := all[maxProblems].Offset
		all = append(all[:maxProblems:maxProblems], Problem{
			Code:    CodeTooMany,
			Offset:  next,
			Message: fmt.Sprintf("more than %d mistakes: the rest is not listed", maxProblems),
		})
	}
	return all
}

// quote shows text of the file in a message.
func quote(s string) string { return strconv.Quote(cut(s)) }

// cut shortens s to maxShown bytes, between runes.
func cut(s string) string {
	if len(s) <= maxShown {
		return s
	}
	end := maxShown
	for end > maxShown-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
