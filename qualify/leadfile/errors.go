package leadfile

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

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
