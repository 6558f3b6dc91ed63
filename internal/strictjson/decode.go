package strictjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/meant"
	"github.com/leadqual/leadqual/internal/nearest"
)

// Limits bound what a text may ask for. The zero value means the defaults.
type Limits struct {
	// MaxDepth is how many objects and lists may stand inside each other.
	// Zero or less is 100, and more than 1000 counts as 1000.
	MaxDepth int
	// NullIsZero takes null everywhere, as the zero value, but in lists, where it
	// would be an item.
	NullIsZero bool
	// Meant are keys that are known under other names elsewhere, with what an
	// object may call them; the first that it has is suggested. It is only read.
	Meant map[string][]string
}

const (
	defaultDepth = 100
	highestDepth = 1000 // keeps recursion, and the paths of problems, in bounds
)

// Decode fills what into points to from the text and returns the index of the
// text and all problems in the order of their offsets, nil if there are none.
// With any problem the value is incomplete and should not be used. Decode keeps
// neither text nor into; decoded strings share memory with the copy of the text
// in the index.
//
// It fills structs by their json tags as encoding/json does, pointers, slices,
// maps with keys of a string kind, strings, bools, floats, any, and integers
// from whole numbers (2.0 and 1e3 are whole). A time.Time wants a string of RFC
// 3339, an [encoding.TextUnmarshaler] a string, and a json.RawMessage gets a
// copy of the text of its value. A [json.Unmarshaler] gets that too; if its Go
// kind is a number or a string, and it is no TextUnmarshaler, only a value of
// that kind. Other Go types are reported as bad_target.
//
// A field of a number with the tag zero:"MESSAGE" means with 0 that it is absent;
// a 0 that is written out is reported with that message.
//
// Unlike encoding/json it matches keys exactly; reports keys that are unknown
// or repeated; takes null only for pointers, maps, slices, any and unmarshalers
// of other kinds than number and string; reports strings that are not Unicode;
// passes a byte-order mark at the start; ignores the key "$schema" of an object
// that is the whole text, if it fills a struct or a map; starts slices anew;
// and knows neither base64 for []byte nor the tag option "string".
//
// Where the text is not JSON, the first mistake is reported together with all
// the others before it; those behind it stay unknown.
func Decode(text []byte, into any, limits Limits) (*Index, []Problem) {
	var ofText report
	x := &Index{src: string(text)}
	x.root = parse(x.src, 0, limits, &ofText)
	return x, merge(&ofText, decodeNode(x.src, &x.root, into, limits))
}

// depth is MaxDepth within its bounds.
func (l Limits) depth() int {
	if l.MaxDepth <= 0 {
		return defaultDepth
	}
	return min(l.MaxDepth, highestDepth)
}

// decodeNode fills what into points to from a node and reports what does not
// fit its type.
func decodeNode(src string, n *node, into any, limits Limits) *report {
	d := &decoder{report: &report{}, src: src, structs: map[reflect.Type]*fields{}, nullIsZero: limits.NullIsZero, meant: limits.Meant}
	if v := reflect.ValueOf(into); v.Kind() == reflect.Pointer && !v.IsNil() {
		d.value(n, v.Elem())
	} else {
		d.add(CodeBadTarget, 0, "mistake of the program: want a pointer to decode into, have %T", into)
	}
	return d.report
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	rawType      = reflect.TypeFor[json.RawMessage]()
	jsonReader   = reflect.TypeFor[json.Unmarshaler]()
	stringReader = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// decoder fills Go values from nodes. It goes through them in the order of the
// text, so that the first problems are found first.
type decoder struct {
	*report
	src     string
	structs map[reflect.Type]*fields

	nullIsZero bool
	meant      map[string][]string
}

// value fills v, which can be set, from n.
func (d *decoder) value(n *node, v reflect.Value) {
	t := v.Type()
	switch {
	case n.kind == noKind || d.full():
	case n.kind == nullKind && d.nullIsZero:
		v.SetZero()
	case t.Kind() == reflect.Pointer && n.kind == nullKind:
		v.SetZero()
	case t.Kind() == reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(t.Elem()))
		}
		d.value(n, v.Elem())
	case t == rawType:
		if !n.flawed {
			v.SetBytes([]byte(d.source(n)))
		}
	case t == timeType:
		d.time(n, v)
	case reflect.PointerTo(t).Implements(jsonReader):
		d.unmarshaler(n, v)
	case reflect.PointerTo(t).Implements(stringReader):
		if d.is(n, stringKind, t) && !n.flawed {
			if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(d.text(n))); err != nil {
				d.add(CodeBadValue, n.offset, "%s", err)
			}
		}
	default:
		d.plain(n, v)
	}
}

// plain fills a v that has no say in how it is filled.
func (d *decoder) plain(n *node, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if d.is(n, objectKind, v.Type()) {
			d.structure(n, v)
		}
	case reflect.Map:
		d.mapping(n, v)
	case reflect.Slice:
		if n.kind == nullKind {
			v.SetZero()
		} else if d.is(n, listKind, v.Type()) {
			v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
			for i := range n.items {
				d.trail.pushItem(i)
				if d.nullIsZero && n.items[i].kind == nullKind {
					d.add(CodeBadValue, n.items[i].offset, "null says nothing in a list; leave it out")
				} else {
					d.value(&n.items[i], v.Index(i))
				}
				d.trail.pop()
			}
		}
	case reflect.String:
		if d.is(n, stringKind, v.Type()) && !n.flawed {
			v.SetString(d.text(n))
		}
	case reflect.Bool:
		if d.is(n, boolKind, v.Type()) {
			v.SetBool(d.source(n) == "true")
		}
	case reflect.Float32, reflect.Float64:
		if d.is(n, numberKind, v.Type()) {
			v.SetFloat(d.float(n, v.Type().Bits()))
		}
	case reflect.Interface:
		if v.NumMethod() > 0 {
			d.badTarget(n, v.Type())
		} else if content := d.any(n); content != nil {
			v.Set(reflect.ValueOf(content))
		} else {
			v.SetZero()
		}
	default:
		if v.CanInt() || v.CanUint() {
			d.integer(n, v)
		} else {
			d.badTarget(n, v.Type())
		}
	}
}

func (d *decoder) structure(n *node, v reflect.Value) {
	known := d.fields(v.Type())
	for i := range n.items {
		k := &n.keys.list[i]
		if k.ignored || d.full() {
			continue
		}
		d.trail.pushKey(k.name)
		near := ""
		if place, ok := known.places[k.name]; ok {
			field := at(v, place)
			before := len(d.problems)
			d.value(&n.items[i], field)
			if zero := known.zero[k.name]; zero != "" && len(d.problems) == before && n.items[i].kind == numberKind && field.IsZero() {
				d.add(CodeBadValue, n.items[i].offset, "%s", zero)
			}
		} else if !d.isSchema(k) {
			near = d.unknownKey(k, known.names)
		}
		d.trail.pop()
		if near != "" && n.keys.findMeant(near) < 0 {
			d.readAs(near, n, i, at(v, known.places[near]))
		}
	}
}

// unknownKey reports a key that is not known, and returns the one that was
// probably meant, "" if none was.
func (d *decoder) unknownKey(k *key, known []string) string {
	near, ok := nearest.To(k.name, known)
	for _, other := range d.meant[k.name] {
		if slices.Contains(known, other) {
			near, ok = other, true
			break
		}
	}
	outer, inner, path := strings.Cut(k.name, ".")
	switch {
	case path && inner != "" && slices.Contains(known, outer): // a path, as of facts, where an object is wanted
		d.add(CodeUnknownKey, k.offset, "unknown key %s: did you mean %s: {%s: ...}?", quote(k.name), quote(outer), quote(inner))
		return ""
	case !ok:
		d.add(CodeUnknownKey, k.offset, "unknown key %s", quote(k.name))
	case near != k.name && strings.EqualFold(near, k.name) && near == strings.ToLower(near):
		d.add(CodeUnknownKey, k.offset, "unknown key %s: did you mean %s? keys are lower case", quote(k.name), instead.Write(quote(near)))
	default:
		d.add(CodeUnknownKey, k.offset, "unknown key %s: did you mean %s?", quote(k.name), instead.Write(quote(near)))
	}
	return near
}

// readAs reads the value of a misspelt key as that of the key that was meant, so
// that nothing is missing for the misspelling, and mistakes within it are found.
// A value that the other key could not have was not meant for it.
func (d *decoder) readAs(near string, n *node, i int, v reflect.Value) {
	have := len(d.problems)
	d.trail.pushKey(near)
	d.value(&n.items[i], v)
	d.trail.pop()
	if len(d.problems) > have && d.problems[have].Offset == n.items[i].offset {
		d.problems = d.problems[:have]
		return
	}
	if n.keys.meant == nil {
		n.keys.meant = map[string]int{}
	}
	n.keys.meant[near] = i
}

func (d *decoder) mapping(n *node, v reflect.Value) {
	t := v.Type()
	switch {
	case t.Key().Kind() != reflect.String:
		d.badTarget(n, t)
		return
	case n.kind == nullKind:
		v.SetZero()
		return
	case !d.is(n, objectKind, t):
		return
	case v.IsNil():
		v.Set(reflect.MakeMapWithSize(t, len(n.items)))
	}
	for i := range n.items {
		k := &n.keys.list[i]
		if k.ignored || d.full() {
			continue
		}
		d.trail.pushKey(k.name)
		if !d.isSchema(k) {
			item := reflect.New(t.Elem()).Elem()
			d.value(&n.items[i], item)
			v.SetMapIndex(reflect.ValueOf(k.name).Convert(t.Key()), item)
		}
		d.trail.pop()
	}
}

// isSchema is true for the key editors read, on the trail as a member of the
// whole text.
func (d *decoder) isSchema(k *key) bool {
	return k.name == "$schema" && len(d.trail) == 1
}

// fields are those of a struct type.
func (d *decoder) fields(t reflect.Type) *fields {
	known := d.structs[t]
	if known == nil {
		known = fieldsOf(t)
		d.structs[t] = known
	}
	return known
}

// is reports a value that is not of the kind wanted for a type, and what to
// write instead where that is clear.
func (d *decoder) is(n *node, want kind, t reflect.Type) bool {
	if n.kind == want {
		return true
	}
	d.add(CodeWrongType, n.offset, "want %s, have %s%s", want, n.kind, d.meantBy(n, want, t))
	return false
}

// meantBy says what to write for a value of another kind, where that is clear.
func (d *decoder) meantBy(n *node, want kind, t reflect.Type) (none instead.Text) {
	switch write := d.instead(n, want, t); {
	case write == "":
		return none
	case n.kind == objectKind: // which has more in it than is said here
		return instead.Words("; write " + write)
	default:
		return instead.Said("; write "+write, write)
	}
}

// instead is what to write for a value of another kind, "" where that is not
// clear.
func (d *decoder) instead(n *node, want kind, t reflect.Type) string {
	text := ""
	switch {
	case n.flawed:
		return ""
	case n.kind == stringKind:
		text = d.text(n)
	case n.kind == numberKind || n.kind == boolKind:
		text = d.source(n)
	}
	switch {
	case want == numberKind && n.kind == stringKind:
		number, _ := meant.Number(text)
		return number
	case want == boolKind:
		return truth(text)
	case want == stringKind && text != "" && t.Kind() == reflect.String && !reflect.PointerTo(t).Implements(stringReader):
		return quote(text)
	case want == objectKind && n.kind == stringKind && t.Kind() == reflect.Struct:
		if _, ok := d.fields(t).places["id"]; ok {
			return `{"id": ` + quote(text) + "}"
		}
	case want == listKind && n.kind == objectKind && t.Elem().Kind() == reflect.Struct:
		return "[{...}]"
	case want == listKind && n.kind == stringKind && t.Elem().Kind() == reflect.String:
		return "[" + quote(text) + "]"
	case want == listKind && n.kind == stringKind:
		if one := d.instead(n, objectKind, t.Elem()); one != "" {
			return "[" + one + "]"
		}
	}
	return ""
}

// truth is true or false for what people write for it, else "".
func truth(text string) string {
	switch strings.ToLower(text) {
	case "true", "yes", "y", "1", "on":
		return "true"
	case "false", "no", "n", "0", "off":
		return "false"
	}
	return ""
}

func (d *decoder) badTarget(n *node, t reflect.Type) {
	d.add(CodeBadTarget, n.offset, "mistake of the program: Go type %s cannot be decoded into", t)
}

// source is the text of a value as it is written.
func (d *decoder) source(n *node) string { return d.src[n.offset:n.end] }

// text is the content of a string.
func (d *decoder) text(n *node) string {
	inside := d.src[n.offset+1 : n.end-1]
	if n.escaped {
		inside, _ = unescape(inside)
	}
	return inside
}
