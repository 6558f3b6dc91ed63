package qualify

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"time"
)

// instant reads an instant of a lead: RFC 3339, or "" and null for unknown.
type instant struct{ t *time.Time }

// UnmarshalJSON reads the instant into *i.t.
func (i instant) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) || bytes.Equal(data, []byte(`""`)) {
		return nil
	}
	return json.Unmarshal(data, i.t)
}

// UnmarshalJSON reads a lead. Keys that it does not know are ignored.
func (l *Lead) UnmarshalJSON(data []byte) error {
	type plain Lead
	var got plain
	err := json.Unmarshal(data, &struct {
		*plain
		CreatedAt instant `json:"created_at"`
		ResetAt   instant `json:"reset_at"`
	}{&got, instant{&got.CreatedAt}, instant{&got.ResetAt}})
	if err == nil {
		*l = Lead(got)
	}
	return named(err, reflect.TypeFor[Lead]())
}

// UnmarshalJSON reads answers. Keys that it does not know are ignored.
func (a *Answers) UnmarshalJSON(data []byte) error {
	type plain Answers
	var got plain
	err := json.Unmarshal(data, &struct {
		*plain
		WantsContactAt instant `json:"wants_contact_at"`
	}{&got, instant{&got.WantsContactAt}})
	if err == nil {
		*a = Answers(got)
	}
	return named(err, reflect.TypeFor[Answers]())
}

// UnmarshalJSON reads an activity. Keys that it does not know are ignored.
func (a *Activity) UnmarshalJSON(data []byte) error {
	type plain Activity
	var got plain
	err := json.Unmarshal(data, &struct {
		*plain
		At instant `json:"at"`
	}{&got, instant{&got.At}})
	if err == nil {
		*a = Activity(got)
	}
	return named(err, reflect.TypeFor[Activity]())
}

// named gives an error about a value's kind the names that its reader knows,
// instead of those of the types above.
func named(err error, as reflect.Type) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		kind.Struct, kind.Field = as.Name(), strings.TrimPrefix(kind.Field, "plain.")
		if kind.Field == "" {
			kind.Struct = ""
		}
		if kind.Type.Name() == "" && kind.Type.Kind() == reflect.Struct {
			kind.Type = as
		}
	}
	return err
}
