package leadfile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A MapError is one mistake of a map, or one thing in which map and file do not
// go together.
type MapError struct {
	File    string // name of the map file, or of the file of leads
	Line    int    // in the map file, from 1; 0 where the mistake is in no map file
	Column  int    // in code points, from 1
	Path    string // where in the map: fields["custom.seats"].from
	Message string // what to change
}

// Error is "map.json:12:15: fields.id.from: ...".
func (e *MapError) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
		if e.Line > 0 {
			fmt.Fprintf(&b, "%d:%d:", e.Line, e.Column)
		}
		b.WriteByte(' ')
	}
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// MapErrors are all mistakes of a map, in the order of its text.
type MapErrors []*MapError

// Error is every mistake on a line of its own.
func (es MapErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// A RowError is a record that is no lead. The Reader goes on behind it.
type RowError struct {
	// Line is where the record begins, from 1.
	Line int
	// From is the column or JSON path of the value that cannot be read, and
	// Field what it was to become; both "" where the record as a whole is bad.
	From, Field string
	// Reason says what is wrong. A value in it is cut to 40 bytes.
	Reason string
}

// Error is `line 12: "Seats" (custom.seats): want number, have "many"`.
func (e *RowError) Error() string {
	where := ""
	if e.From != "" || e.Field != "" {
		where = fmt.Sprintf("%s (%s): ", strconv.Quote(e.From), e.Field)
	}
	return fmt.Sprintf("line %d: %s%s", e.Line, where, e.Reason)
}

// maxShown is how many bytes of a value stand in an error: enough to find it,
// little enough to keep a lead's data out of logs.
const maxShown = 40

// shown is a value for an error, without anything that a terminal obeys.
func shown[T string | []byte](v T) string {
	s := string(v[:min(len(v), maxShown+utf8.UTFMax)])
	if len(s) <= maxShown {
		return strconv.Quote(s)
	}
	end := maxShown
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return strconv.Quote(s[:end]) + "…"
}
