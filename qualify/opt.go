package qualify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Opt is a value that may be unknown. The zero Opt is unknown; in JSON it is
// null or an absent key.
type Opt[T any] struct {
	// Value counts only where Known is set.
	Value T
	Known bool
}

// Known returns a known v. For a number, Number is shorter: an untyped
// constant makes Known(320) an Opt[int].
func Known[T any](v T) Opt[T] { return Opt[T]{v, true} }

// Number returns a known number.
func Number(v float64) Opt[float64] { return Known(v) }

// FromPtr returns a known *p, and unknown where p is nil: FromPtr(row.Employees).
func FromPtr[T any](p *T) Opt[T] {
	if p == nil {
		return Opt[T]{}
	}
	return Known(*p)
}

// Get returns the value and whether it is known.
func (o Opt[T]) Get() (v T, known bool) { return o.Value, o.Known }

// Or returns the value, or other where it is unknown.
func (o Opt[T]) Or(other T) T {
	if o.Known {
		return o.Value
	}
	return other
}

// String is the value as fmt prints it, or "unknown".
func (o Opt[T]) String() string {
	if !o.Known {
		return "unknown"
	}
	return fmt.Sprint(o.Value)
}

// Scan reads a column of a database, for rows.Scan(&lead.Company.Employees);
// NULL is unknown. A number takes integers, finite floats and texts of these, as
// drivers give a DECIMAL, written as in JSON; a bool takes booleans, 0 and 1, and the texts that
// strconv.ParseBool reads. Any other value is an error, and leaves o as it was.
func (o *Opt[T]) Scan(column any) error {
	var v T
	ok := false
	text, isText := column.(string)
	if raw, is := column.([]byte); is {
		text, isText = string(raw), true
	}
	switch to := any(&v).(type) {
	case *float64:
		if *to, ok = number(column); isText {
			*to, ok = number(json.Number(text))
		}
		ok = ok && !math.IsNaN(*to) && !math.IsInf(*to, 0)
	case *bool:
		switch n, isInt := column.(int64); {
		case isText:
			b, err := strconv.ParseBool(text)
			*to, ok = b, err == nil
		case isInt:
			*to, ok = n == 1, n == 0 || n == 1
		default:
			*to, ok = column.(bool)
		}
	default:
		v, ok = column.(T)
	}
	if !ok && column != nil {
		return fmt.Errorf("want %T, have %T %v", v, column, column)
	}
	*o = Opt[T]{v, ok}
	return nil
}

// IsZero tells whether o is unknown, for encoding/json's omitzero.
func (o Opt[T]) IsZero() bool { return !o.Known }

// MarshalJSON writes the value, or null where it is unknown.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.Known {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// UnmarshalJSON reads a value; null is unknown.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*o = Opt[T]{}
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Known(v)
	return nil
}
