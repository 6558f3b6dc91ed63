package strictjson

import (
	"reflect"
	"slices"
	"strings"
)

// fields are the keys that a struct type takes.
type fields struct {
	names  []string          // in the order of declaration
	places map[string][]int  // of each name, for reflect.Value.Field one by one
	zero   map[string]string // what to say of a 0 that is written out, of the tag "zero"
}

// field is one that a key may fill.
type field struct {
	name   string
	place  []int
	tagged bool
	zero   string
}

// embedded is a struct type and its place in the outermost one.
type embedded struct {
	t     reflect.Type
	place []int
}

// fieldsOf follows the rules of encoding/json: an unexported field or one
// tagged "-" takes no key, the fields of embedded structs are as if they were
// of the outer one, and of several with the same name the least deep counts,
// then the only tagged, then none. Embedded pointers to unexported structs
// cannot be filled and take no keys.
func fieldsOf(t reflect.Type) *fields {
	f := &fields{places: map[string][]int{}, zero: map[string]string{}}
	decided := map[string]bool{}
	seen := map[reflect.Type]bool{t: true}
	for level := []embedded{{t: t}}; len(level) > 0; {
		var deeper []embedded
		rivals := map[string][]field{}
		for _, e := range level {
			for i := range e.t.NumField() {
				place := append(slices.Clip(e.place), i)
				if inner := embeddedStruct(e.t.Field(i)); inner != nil {
					if !seen[inner] {
						deeper = append(deeper, embedded{inner, place})
					}
				} else if name, tagged, ok := fieldName(e.t.Field(i)); ok {
					rivals[name] = append(rivals[name], field{name, place, tagged, e.t.Field(i).Tag.Get("zero")})
				}
			}
		}
		for name, all := range rivals {
			if decided[name] {
				continue
			}
			decided[name] = true
			if one := dominant(all); one != nil {
				f.places[name] = one.place
				f.names = append(f.names, name)
				if one.zero != "" {
					f.zero[name] = one.zero
				}
			}
		}
		for _, e := range deeper {
			seen[e.t] = true
		}
		level = deeper
	}
	slices.SortFunc(f.names, func(a, b string) int { return slices.Compare(f.places[a], f.places[b]) })
	return f
}

// embeddedStruct returns the struct type whose fields stand for the field, or
// nil if it is a field of its own.
func embeddedStruct(f reflect.StructField) reflect.Type {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !f.Anonymous || name != "" {
		return nil
	}
	t := f.Type
	if t.Kind() == reflect.Pointer && f.IsExported() {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// fieldName returns the key of a field, and false if it takes none.
func fieldName(f reflect.StructField) (name string, tagged, ok bool) {
	tag := f.Tag.Get("json")
	if tag == "-" || !f.IsExported() {
		return "", false, false
	}
	if name, _, _ = strings.Cut(tag, ","); name != "" {
		return name, true, true
	}
	return f.Name, false, true
}

func dominant(all []field) *field {
	if len(all) == 1 {
		return &all[0]
	}
	var one *field
	for i := range all {
		if all[i].tagged && one != nil {
			return nil
		}
		if all[i].tagged {
			one = &all[i]
		}
	}
	return one
}

// at returns the field of v at place. Embedded pointers on the way are filled.
func at(v reflect.Value, place []int) reflect.Value {
	for i, n := range place {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}
