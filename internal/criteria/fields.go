package criteria

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"
)

// A Field is a field of a struct that holds a fact: its path of JSON names, its
// kind, and where it stands.
type Field struct {
	Fact
	Offset   uintptr // from the beginning of the struct
	Optional bool    // it is a struct of a value and a bool named Known
}

// FieldsOf lists the fields of a struct that hold facts, in their order, those
// of structs within it by paths with dots: person.job_title. It knows texts,
// instants, lists of texts, numbers, and structs of a value and a bool named
// Known, which are numbers or booleans that may be unknown. Fields of other
// types, such as maps, hold no fact of their own.
func FieldsOf(t reflect.Type) []Field { return fieldsIn(nil, t, Field{}) }

func fieldsIn(out []Field, t reflect.Type, parent Field) []Field {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := Field{Offset: parent.Offset + f.Offset}
		field.Path = parent.Path + name
		field.Kind, field.Optional = kindOf(f.Type)
		switch {
		case field.Kind != None:
			out = append(out, field)
		case f.Type.Kind() == reflect.Struct:
			field.Path += "."
			out = fieldsIn(out, f.Type, field)
		}
	}
	return out
}

// kindOf is what a field of the type holds.
func kindOf(t reflect.Type) (k Kind, optional bool) {
	switch t {
	case reflect.TypeFor[string]():
		return String, false
	case reflect.TypeFor[float64]():
		return Number, false
	case reflect.TypeFor[time.Time]():
		return Time, false
	case reflect.TypeFor[[]string]():
		return Strings, false
	}
	if t.Kind() != reflect.Struct || t.NumField() != 2 || t.Field(1).Name != "Known" {
		return None, false
	}
	switch t.Field(0).Type {
	case reflect.TypeFor[float64]():
		return Number, true
	case reflect.TypeFor[bool]():
		return Bool, true
	}
	return None, false
}

// Activity has the fields of qualify.Activity in the same order, so that a
// pointer to one converts to a pointer to the other. The tags are the names in
// expressions.
type Activity struct {
	Type     string         `json:"type"`
	At       time.Time      `json:"at"`
	Channel  string         `json:"channel"`
	URL      string         `json:"url"`
	Subject  string         `json:"subject"`
	Campaign string         `json:"campaign"`
	Value    float64        `json:"value"`
	ID       string         `json:"id"` // beside the value, as these are read together
	Custom   map[string]any `json:"custom"`
}

// activityFields are the fields of an activity that a text can name: those of
// the struct but its id, and behind the instant its age.
var activityFields = func() []Field {
	fields := slices.DeleteFunc(FieldsOf(reflect.TypeFor[Activity]()), func(f Field) bool { return f.Path == "id" })
	at := slices.IndexFunc(fields, func(f Field) bool { return f.Path == "at" })
	return slices.Insert(fields, at+1, Field{Fact: Fact{Path: "days_ago", Kind: Number}})
}()

// Those that mean more to the language than their value, as indices in
// ActivityFields.
var (
	FieldType    = activityField("type")
	FieldAt      = activityField("at")
	FieldDaysAgo = activityField("days_ago")
	FieldValue   = activityField("value")
)

// CustomField is the index of an activity's first custom field, which has none in
// ActivityFields: what it holds stands in a map.
var CustomField = len(activityFields)

func activityField(name string) int {
	return slices.IndexFunc(activityFields, func(f Field) bool { return f.Path == name })
}

// ActivityFields are the fields of an activity that a text can name, in the
// order of the type. Not to be changed.
func ActivityFields() []Field { return activityFields }

// FieldOf is an activity's field, which is a T, by its index in ActivityFields.
func FieldOf[T any](a *Activity, field int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(a), activityFields[field].Offset))
}
