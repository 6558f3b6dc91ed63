package bind

import (
	"encoding"
	"reflect"
	"strconv"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// source is where a value stands in a struct, and how it is read.
type source struct {
	at       uintptr // the value, in what the last pointer leads to
	kind     criteria.Kind
	memory   reflect.Kind // of numbers, and of texts that are not marshalled
	indirect bool         // pointers or a bool stand before it: see find
	optional bool         // there is a bool that says whether it is known
	omitzero bool         // the zero value is unknown
	known    uintptr      // that bool, beside the value
	through  []uintptr    // pointers to follow: the offset of each in what the last leads to
	// compute makes what the offsets are in, of the record. Nil is the record.
	compute  func(unsafe.Pointer) unsafe.Pointer
	marshals reflect.Type // for texts: a TextMarshaler, or a pointer to it is
}

// find returns the address of the value, nil where it is unknown.
func (s *source) find(base unsafe.Pointer) unsafe.Pointer {
	if s.compute != nil {
		base = s.compute(base)
	}
	for _, offset := range s.through {
		if base = *(*unsafe.Pointer)(unsafe.Add(base, offset)); base == nil {
			return nil
		}
	}
	if s.optional && !*(*bool)(unsafe.Add(base, s.known)) {
		return nil
	}
	return unsafe.Add(base, s.at)
}

// text reads a text; "" is unknown.
func (s *source) text(from unsafe.Pointer) string {
	switch {
	case s.marshals != nil:
		return s.marshalled(from)
	case s.memory == reflect.String:
		return *(*string)(from)
	}
	if s.omitzero && s.number(from) == 0 {
		return ""
	}
	switch s.memory {
	case reflect.Uint:
		return strconv.FormatUint(uint64(*(*uint)(from)), 10)
	case reflect.Uint64:
		return strconv.FormatUint(*(*uint64)(from), 10)
	case reflect.Int:
		return strconv.Itoa(*(*int)(from))
	case reflect.Int64:
		return strconv.FormatInt(*(*int64)(from), 10)
	}
	return strconv.Itoa(int(s.number(from))) // 32 bits at most, so exact
}

// marshalled is the text of a TextMarshaler.
func (s *source) marshalled(from unsafe.Pointer) string {
	v := reflect.NewAt(s.marshals, from)
	if s.omitzero && v.Elem().IsZero() {
		return ""
	}
	m, ok := v.Interface().(encoding.TextMarshaler)
	if !ok {
		return ""
	}
	text, err := m.MarshalText()
	if err != nil {
		return ""
	}
	return string(text)
}

// number reads any number of Go's.
func (s *source) number(from unsafe.Pointer) float64 {
	switch s.memory {
	case reflect.Int:
		return float64(*(*int)(from))
	case reflect.Int8:
		return float64(*(*int8)(from))
	case reflect.Int16:
		return float64(*(*int16)(from))
	case reflect.Int32:
		return float64(*(*int32)(from))
	case reflect.Int64:
		return float64(*(*int64)(from))
	case reflect.Uint:
		return float64(*(*uint)(from))
	case reflect.Uint8:
		return float64(*(*uint8)(from))
	case reflect.Uint16:
		return float64(*(*uint16)(from))
	case reflect.Uint32:
		return float64(*(*uint32)(from))
	case reflect.Uint64:
		return float64(*(*uint64)(from))
	case reflect.Float32:
		return float64(*(*float32)(from))
	}
	return *(*float64)(from)
}

func timeAt(from unsafe.Pointer) time.Time { return *(*time.Time)(from) }

func copyTime(from, to unsafe.Pointer) { *(*time.Time)(to) = timeAt(from) }
