package leadfile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A RowError is a record that is no lead. The Reader goes on behind it.
type RowError struct {
	// File is the Name of the SideFile that the record is of, and "" for one of the file
	// that the leads are in.
	File string
	// Line is where the record begins, from 1.
	Line int
	// Problems are all that is wrong with it, in the order of its columns; at
	// least one.
	Problems []Problem
}

// A Problem is a value that cannot be read, or a record.
type Problem struct {
	// From is the column or JSON path of the value, and Field what it was to
	// become; both "" where the record as a whole is bad.
	From, Field string
	// Reason says what is wrong: "want number, have "many"". A value in it is cut
	// to 40 bytes.
	Reason string
	// Hint is what the map has to say for the value to be read, such as
	// "numbers": {"thousands":","}; "" where that is nothing one could guess. With
	// several ways to read it there are several, with "or" between them.
	Hint string
}

// Error is `line 12: "Seats" (custom.seats): want number, have "many"`, with
// further problems behind semicolons, and the File before it.
func (e *RowError) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(p.String())
	}
	if e.File != "" {
		return fmt.Sprintf("%s: line %d: %s", e.File, e.Line, b.String())
	}
	return fmt.Sprintf("line %d: %s", e.Line, b.String())
}

// String is the problem without its line.
func (p Problem) String() string {
	if p.From == "" && p.Field == "" {
		return p.Reason
	}
	text := fmt.Sprintf("%s (%s): %s", strconv.Quote(p.From), p.Field, p.Reason)
	if p.Hint != "" {
		text += ": the map may say " + p.Hint
	}
	return text
}

// kind is the problem without the value that has it.
func (p Problem) kind() Problem {
	p.Reason, _, _ = strings.Cut(p.Reason, ", have ")
	return p
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
