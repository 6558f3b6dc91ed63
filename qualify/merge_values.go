package qualify

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// copyField copies a field from one struct to another as it is, also a number
// that is not finite, which setField refuses.
func copyField(f *criteria.Field, to, from unsafe.Pointer) {
	to, from = unsafe.Add(to, f.Offset), unsafe.Add(from, f.Offset)
	switch f.Kind {
	case criteria.String:
		*(*string)(to) = *(*string)(from)
	case criteria.Number: // all of a lead's may be unknown
		*(*Opt[float64])(to) = *(*Opt[float64])(from)
	case criteria.Bool:
		*(*Opt[bool])(to) = *(*Opt[bool])(from)
	case criteria.Time:
		*(*time.Time)(to) = *(*time.Time)(from)
	case criteria.Strings:
		*(*[]string)(to) = *(*[]string)(from)
	}
}

// meaningOf is the order of values of a fact by what they mean: 0 for two that
// say the same.
func meaningOf(path string, all []said) func(a, b any) int {
	place := func(v any) int { return slices.Index(stages, v.(string)) }
	switch {
	case path == "stage" && !slices.ContainsFunc(all, func(s said) bool { return place(s.value) < 0 }):
		return func(a, b any) int { return cmp.Compare(place(b), place(a)) }
	case strings.HasPrefix(path, customPrefix):
		return compareMeaning
	}
	return compareCustom
}

// compareMeaning orders custom values by what they mean. Where compareCustom
// goes by kinds, it also takes an instant's text as the instant, since which of
// them a value is depends on whether the lead has been through JSON; and what no
// fact can have is ordered by a text of it.
func compareMeaning(a, b any) int {
	if c := compareCustom(instantOf(a), instantOf(b)); c != 0 {
		return c
	}
	if _, known := customValue(a); known {
		return 0
	}
	return cmp.Compare(textOfAny(a), textOfAny(b))
}

// instantOf is the instant that a text writes, and any other value as it is.
func instantOf(v any) any {
	if text, ok := v.(string); ok && len(text) >= len("2006-01-02T15:04:05Z") {
		if t, err := time.Parse(time.RFC3339, text); err == nil && !t.IsZero() {
			return t
		}
	}
	return v
}

// written is a text that tells apart values that mean the same: those of
// different types, and instants of different zones.
func written(v any) string {
	if t, ok := v.(time.Time); ok {
		return t.Format(time.RFC3339Nano) + " " + t.Location().String()
	}
	if _, known := customValue(v); !known {
		return fmt.Sprintf("%T", v) // compareMeaning has looked at the rest
	}
	return fmt.Sprintf("%T %v", v, v)
}

// maxParts is how many parts a value may have that textOfAny looks into, and
// maxPartDepth how deep they may lie. What holds itself has more.
const (
	maxParts     = 100_000
	maxPartDepth = 100
)

// textOfAny is a text of any value, the same for values that print the same:
// without addresses, with the keys of maps sorted and numbers as float64. Of a
// value of too many parts, or too deep ones, it is the type alone.
func textOfAny(v any) string {
	w := textWriter{left: maxParts}
	text := w.text(reflect.ValueOf(v), 0)
	if w.left < 0 {
		return fmt.Sprintf("%T", v)
	}
	return text
}

// textWriter counts the parts that may yet be looked into, below 0 for too many.
type textWriter struct{ left int }

func (w *textWriter) text(v reflect.Value, depth int) string {
	if w.left--; depth > maxPartDepth {
		w.left = -1
	}
	if w.left < 0 {
		return ""
	}
	if v.IsValid() && v.CanInterface() {
		switch x := v.Interface().(type) {
		case time.Time:
			return x.UTC().Format(time.RFC3339Nano)
		case json.Number:
			if n, ok := number(x); ok {
				return strconv.FormatFloat(n, 'g', -1, 64)
			}
		}
	}
	switch k := v.Kind(); {
	case k == reflect.Invalid:
		return "null"
	case k == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanInt():
		return strconv.FormatFloat(float64(v.Int()), 'g', -1, 64)
	case v.CanUint():
		return strconv.FormatFloat(float64(v.Uint()), 'g', -1, 64)
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, 128)
	case k == reflect.String:
		return strconv.Quote(v.String())
	case k == reflect.Pointer || k == reflect.Interface:
		return w.text(v.Elem(), depth+1)
	case k == reflect.Slice || k == reflect.Array:
		var parts []string
		for i := 0; i < v.Len() && w.left >= 0; i++ {
			parts = append(parts, w.text(v.Index(i), depth+1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case k == reflect.Map:
		var parts []string
		for entries := v.MapRange(); w.left >= 0 && entries.Next(); {
			parts = append(parts, w.text(entries.Key(), depth+1)+":"+w.text(entries.Value(), depth+1))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	case k == reflect.Struct:
		var parts []string
		for i := 0; i < v.NumField() && w.left >= 0; i++ {
			parts = append(parts, v.Type().Field(i).Name+":"+w.text(v.Field(i), depth+1))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return v.Type().String() // a function or a channel
}
