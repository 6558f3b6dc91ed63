package bind

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

var (
	timeType = reflect.TypeFor[time.Time]()
	textType = reflect.TypeFor[encoding.TextMarshaler]()
)

// isTime tells whether a value of the type has the memory of a time.Time.
func isTime(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && bare(t).ConvertibleTo(timeType)
}

// bare is the one type that a struct does nothing but embed, else t.
func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Anonymous {
		t = t.Field(0).Type
	}
	return t
}

// sourceOf finds how a field of some type holds a value of a kind: the zero
// Kind is for a custom field, which may be of any. It says what is wrong.
func sourceOf(t reflect.Type, at source, want criteria.Kind, id bool) (s source, wrong string) {
	refuse := func() (source, string) {
		hint := ""
		switch {
		case t == reflect.TypeFor[time.Duration]():
			hint = "; give a number of days, in a field of its own"
		case want == criteria.Number && t.Kind() == reflect.String:
			hint = "; turn it into a number where the record is read, or by bind.Computed"
		case want == criteria.String && t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
			hint = fmt.Sprintf("; only id and owner may be integers: give %s a MarshalText method, or make a text of it by bind.Computed", t)
			if t.PkgPath() == "" {
				hint = "; only id and owner may be integers: make a text of it by bind.Computed"
			}
		case want == criteria.String && t.PkgPath() != "":
			hint = fmt.Sprintf("; give %s a MarshalText method, or make a text of it by bind.Computed", t)
		case want != criteria.None:
			hint = "; make one of it by bind.Computed"
		}
		return source{}, fmt.Sprintf("want %s, have %s%s", wantedOf(want), t, hint)
	}
	s = at
	value := t
	if value.Kind() == reflect.Pointer {
		value, s = value.Elem(), at.follow()
	}
	if inner, valueAt, knownAt, ok := optional(bare(value)); ok {
		value = inner
		s.known, s.optional = s.at+knownAt, true
		s.at += valueAt
	}
	kind := value.Kind()
	marshals := reflect.PointerTo(value).Implements(textType)
	switch {
	case isTime(value):
		s.kind = criteria.Time
	case marshals && (want == criteria.String || want == criteria.None):
		s.kind, s.marshals = criteria.String, value
	case value == reflect.TypeFor[time.Duration]():
		return refuse()
	case kind == reflect.String:
		s.kind, s.memory = criteria.String, kind
	case kind == reflect.Bool:
		s.kind = criteria.Bool
	case kind >= reflect.Int && kind <= reflect.Float64 && kind != reflect.Uintptr:
		s.kind, s.memory = criteria.Number, kind
		if id && kind <= reflect.Uint64 {
			s.kind = criteria.String
		}
	case kind == reflect.Slice && value.Elem().Kind() == reflect.String:
		s.kind = criteria.Strings
	}
	if s.kind == criteria.None || want != criteria.None && want != s.kind {
		return refuse()
	}
	s.indirect = s.optional || len(s.through) > 0 || s.compute != nil
	return s, ""
}

// optional finds value and flag in an Opt, and in a struct of a value and a
// bool named Valid.
func optional(t reflect.Type) (value reflect.Type, valueAt, knownAt uintptr, ok bool) {
	if t.Kind() != reflect.Struct || t.NumField() < 2 || isTime(t) {
		return nil, 0, 0, false
	}
	flag := "Valid"
	if t.PkgPath() == reflect.TypeFor[qualify.Opt[bool]]().PkgPath() && strings.HasPrefix(t.Name(), "Opt[") {
		flag = "Known"
	}
	first := t.Field(0)
	known, has := t.FieldByName(flag)
	if !has || len(known.Index) > 1 || known.Type.Kind() != reflect.Bool || !first.IsExported() || first.Name == flag {
		return nil, 0, 0, false
	}
	return first.Type, first.Offset, known.Offset, true
}

// wantedOf says what a field of the kind may be.
func wantedOf(k criteria.Kind) string {
	switch k {
	case criteria.String:
		return "a text"
	case criteria.Number:
		return "a number"
	case criteria.Bool:
		return "a bool"
	case criteria.Time:
		return "a time.Time"
	case criteria.Strings:
		return "a []string"
	}
	return "a text, a number, a bool, a time.Time or a []string"
}
