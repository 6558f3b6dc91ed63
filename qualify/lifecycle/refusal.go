package lifecycle

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/internal/nearest"
)

// A Refusal says why an event was not applied. *Refusal is an error, and plain
// data.
type Refusal struct {
	Event Event       `json:"event"`
	Code  RefusalCode `json:"code"`
	// Stage is where the lead stood.
	Stage Stage `json:"stage"`
	// Allowed are the kinds that would have been applied there and then.
	Allowed []EventKind `json:"allowed"`
	// Message says what is wrong and what to change.
	Message string `json:"message"`
}

// RefusalCode is the kind of a Refusal. Codes, once released, stay.
type RefusalCode string

// The codes.
const (
	// Malformed: a field of the event is missing or wrong.
	Malformed RefusalCode = "malformed"
	// OutOfPlace: such an event cannot happen to a lead in this state. It may
	// have arrived early, before an event that happened first.
	OutOfPlace RefusalCode = "out_of_place"
	// InFuture: the event is later than the now that was given.
	InFuture RefusalCode = "in_future"
	// Late: the event happened before the last one of the state. RecordLate
	// takes it.
	Late RefusalCode = "late"
	// Conflict: another event of the lead has the same id.
	Conflict RefusalCode = "conflict"
)

// Error is the code as an error, so that errors.Is(err, [Late]) tells whether a
// *Refusal has this code.
func (c RefusalCode) Error() string { return "lifecycle: " + string(c) }

// Unwrap returns the code.
func (r *Refusal) Unwrap() error { return r.Code }

// Error is the refusal in one line.
func (r *Refusal) Error() string {
	allowed := make([]string, len(r.Allowed))
	for i, k := range r.Allowed {
		allowed[i] = string(k)
	}
	return fmt.Sprintf("lifecycle: %s (event %q) at stage %s: %s; allowed here: %s [%s]",
		r.Event.Kind, r.Event.ID, r.Stage, r.Message, strings.Join(allowed, ", "), string(r.Code))
}

// unknownWord is the message for a text that is not one of those allowed.
func unknownWord[T ~string](field string, have T, allowed []T) string {
	return fmt.Sprintf("%s %.40q is none of %s", field, have, nearest.Of(have, allowed))
}
