package criteria

import (
	"encoding/json"
	"math"
)

// NewValue is a value of a table of some kind, of JSON or of a Go literal: a
// bool, a text, or a finite number of any usual type. ok is false for one of
// another kind.
func NewValue(kind Kind, v any) (value Value, ok bool) {
	switch kind {
	case Bool:
		value.Truth, ok = v.(bool)
	case String:
		value.Text, ok = v.(string)
	case Number:
		switch x := v.(type) {
		case float64:
			value.Number, ok = x, true
		case int:
			value.Number, ok = float64(x), true
		case json.Number:
			f, err := x.Float64()
			value.Number, ok = f, err == nil
		}
		ok = ok && !math.IsNaN(value.Number) && !math.IsInf(value.Number, 0)
	}
	return value, ok
}

// NewTable is a table of a rule set, and the keys of rows whose value is of
// another kind, sorted by no order; "" stands for the default.
func NewTable(kind Kind, rows map[string]any, other any) (t *Table, wrong []string) {
	t = &Table{Kind: kind, Rows: make(map[string]Value, len(rows))}
	for key, v := range rows {
		value, ok := NewValue(kind, v)
		if !ok {
			wrong = append(wrong, key)
		}
		t.Rows[key] = value
	}
	if other != nil {
		value, ok := NewValue(kind, other)
		if !ok {
			wrong = append(wrong, "")
		}
		t.Default = value
	}
	return t, wrong
}

// FoldSaid is what a declaration says of how a fact is compared; nil says
// nothing.
func FoldSaid(fold *bool) Said {
	switch {
	case fold == nil:
		return Unsaid
	case *fold:
		return Folded
	}
	return Exact
}
