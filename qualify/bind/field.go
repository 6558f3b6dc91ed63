package bind

import (
	"reflect"
	"strings"
	"unsafe"

	"github.com/leadqual/leadqual/internal/nearest"
)

// A Field says what fills a field of a lead where no tag can: in types of
// another module, or where a value has to be worked out. [At] and [Computed]
// make one.
type Field[T any] struct {
	tag     string
	path    string       // in Go, of At
	kind    reflect.Type // of Computed
	compute func(unsafe.Pointer) unsafe.Pointer
}

// At reads the field of T at a path of Go names, such as "Account.Staff", as if
// it had the tag. Pointers on the way may be nil.
func At[T any](path, tag string) Field[T] { return Field[T]{path: path, tag: tag} }

// Computed reads what a function makes of a record, as if it were a field of
// type V with the tag. The function is called once for each lead, gets no nil
// record, and must be safe for concurrent use.
func Computed[T, V any](tag string, f func(record *T) V) Field[T] {
	return Field[T]{tag: tag, kind: reflect.TypeFor[V](), compute: func(base unsafe.Pointer) unsafe.Pointer {
		v := f((*T)(base))
		return unsafe.Pointer(&v)
	}}
}

// extra reads a Field of a struct of type t.
func (r *tagReader) extra(t reflect.Type, tag, path string, kind reflect.Type, compute func(unsafe.Pointer) unsafe.Pointer) {
	place := t.Name() + " by bind.Computed"
	if compute != nil {
		r.field(kind, place, tag, source{compute: compute})
		return
	}
	place = t.Name() + " by bind.At"
	var at source
	for i, name := range strings.Split(path, ".") {
		if i > 0 && t.Kind() == reflect.Pointer {
			t, at = t.Elem(), at.follow()
		}
		if t.Kind() != reflect.Struct {
			r.fail(place, tag, "%s has no fields, and so no %q", t, path)
			return
		}
		f, ok := t.FieldByName(name)
		switch {
		case !ok:
			r.fail(place, tag, "%s has no field %s%s", t, name, fieldMeant(t, name))
			return
		case !f.IsExported():
			r.fail(place, tag, "%s of %s is not exported; read it by a method, with bind.Computed", name, t)
			return
		}
		for j, index := range f.Index { // through what is embedded
			if j > 0 && t.Kind() == reflect.Pointer {
				t, at = t.Elem(), at.follow()
			}
			step := t.Field(index)
			at.at += step.Offset
			t = step.Type
		}
	}
	r.field(t, place+" "+path, tag, at)
}

func fieldMeant(t reflect.Type, name string) string {
	var names []string
	for i := range t.NumField() {
		names = append(names, t.Field(i).Name)
	}
	return nearest.Plain(name, names).String()
}
