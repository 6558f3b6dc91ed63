package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"time"
)

func (d *decoder) unmarshaler(n *node, v reflect.Value) {
	if !reflect.PointerTo(v.Type()).Implements(stringReader) {
		want := noKind
		switch {
		case v.CanInt() || v.CanUint() || v.CanFloat():
			want = numberKind
		case v.Kind() == reflect.String:
			want = stringKind
		}
		if want != noKind && !d.is(n, want, v.Type()) {
			return
		}
	}
	if n.flawed {
		return
	}
	if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON([]byte(d.source(n))); err != nil {
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
			d.add(CodeBadValue, n.offset, "want %s, have %s", goKind(wrong.Type), wrong.Value)
			return
		}
		d.add(CodeBadValue, n.offset, "%s", err)
	}
}

func (d *decoder) time(n *node, v reflect.Value) {
	if !d.is(n, stringKind, v.Type()) || n.flawed {
		return
	}
	text := d.text(n)
	var t time.Time
	if err := t.UnmarshalText([]byte(text)); err != nil { // stricter than time.Parse
		d.add(CodeBadValue, n.offset, `want time like "2006-01-02T15:04:05Z", have %s`, quote(text))
		return
	}
	v.Set(reflect.ValueOf(t))
}

func (d *decoder) integer(n *node, v reflect.Value) {
	if n.kind != numberKind {
		d.add(CodeWrongType, n.offset, "want whole number, have %s%s", n.kind, d.meantBy(n, numberKind, v.Type()))
		return
	}
	number := d.source(n)
	digits, whole := wholeDigits(number)
	if !whole {
		d.add(CodeWrongType, n.offset, "want whole number, have %s", cut(number))
		return
	}
	bits := v.Type().Bits()
	if v.CanInt() {
		i, err := strconv.ParseInt(digits, 10, bits)
		if err != nil {
			d.add(CodeBadValue, n.offset, "number out of range: want %d to %d, have %s",
				int64(-1)<<(bits-1), int64(1)<<(bits-1)-1, cut(number))
			return
		}
		v.SetInt(i)
		return
	}
	u, err := strconv.ParseUint(digits, 10, bits)
	if err != nil {
		d.add(CodeBadValue, n.offset, "number out of range: want 0 to %d, have %s",
			^uint64(0)>>(64-bits), cut(number))
		return
	}
	v.SetUint(u)
}

// float returns the nearest float, and 0 for what none is near to.
func (d *decoder) float(n *node, bits int) float64 {
	f, err := strconv.ParseFloat(d.source(n), bits)
	if err != nil {
		d.add(CodeBadValue, n.offset, "number out of range: %s", cut(d.source(n)))
		return 0
	}
	return f
}

// any returns what n is without a type that says more.
func (d *decoder) any(n *node) any {
	switch n.kind {
	case boolKind:
		return d.source(n) == "true"
	case numberKind:
		return d.float(n, 64)
	case stringKind:
		return d.text(n)
	case listKind:
		list := make([]any, len(n.items))
		for i := range n.items {
			d.trail.pushItem(i)
			list[i] = d.any(&n.items[i])
			d.trail.pop()
		}
		return list
	case objectKind:
		object := make(map[string]any, len(n.items))
		for i := range n.items {
			if k := &n.keys.list[i]; !k.ignored {
				d.trail.pushKey(k.name)
				object[k.name] = d.any(&n.items[i])
				d.trail.pop()
			}
		}
		return object
	}
	return nil
}

// goKind is a Go type in the words of JSON.
func goKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Float64:
		return "number"
	case reflect.Bool:
		return "boolean"
	}
	return t.Kind().String()
}
