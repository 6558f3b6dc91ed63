package qualify

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// filledValue sets every field within v to something that is not zero.
func filledValue(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filledValue(t, v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		if v.Type().Elem() == reflect.TypeFor[any]() {
			v.SetMapIndex(reflect.ValueOf("list"), reflect.ValueOf([]string{"x"}))
			v.SetMapIndex(reflect.ValueOf("any"), reflect.ValueOf([]any{"x"}))
			return
		}
		value := reflect.New(v.Type().Elem()).Elem()
		filledValue(t, value)
		v.SetMapIndex(reflect.ValueOf("x"), value)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			filledValue(t, v.Field(i))
		}
	default:
		t.Fatalf("a lead has a %s", v.Type())
	}
}

// sharedMemory lists what two values lead to both.
func sharedMemory(path string, a, b reflect.Value) (shared []string) {
	switch a.Kind() {
	case reflect.Interface:
		return sharedMemory(path, a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Len() > 0 && a.Pointer() == b.Pointer() {
			shared = append(shared, path)
		}
		for i := range a.Len() {
			shared = append(shared, sharedMemory(path+"[]", a.Index(i), b.Index(i))...)
		}
	case reflect.Map:
		if a.Pointer() == b.Pointer() {
			shared = append(shared, path)
		}
		for _, k := range a.MapKeys() {
			shared = append(shared, sharedMemory(path+"."+k.String(), a.MapIndex(k), b.MapIndex(k))...)
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type() != reflect.TypeFor[time.Time]() {
				shared = append(shared, sharedMemory(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))...)
			}
		}
	}
	return shared
}

// A lead that DecideAll took is not the host's any more, whatever fields leads
// come to have.
func TestCopiedLeadSharesNoMemory(t *testing.T) {
	var from, to Lead
	filledValue(t, reflect.ValueOf(&from).Elem())
	for range 2 { // anew, and in the memory that is there
		to.copyFrom(&from)
		if diff := cmp.Diff(from, to); diff != "" {
			t.Fatalf("(-from +copy):\n%s", diff)
		}
		if shared := sharedMemory("Lead", reflect.ValueOf(from), reflect.ValueOf(to)); len(shared) > 0 {
			t.Errorf("shared: %v", shared)
		}
	}
	to.copyFrom(nil)
	if len(to.Custom) > 0 || len(to.Activities) > 0 || to.ID != "" {
		t.Errorf("of nil: %+v", to)
	}
}
