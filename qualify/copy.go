package qualify

import "reflect"

// clone is a copy that shares no memory with rs.
func (rs *RuleSet) clone() *RuleSet {
	out := &RuleSet{}
	copyInto(reflect.ValueOf(out).Elem(), reflect.ValueOf(rs).Elem(), func(reflect.Type, int) bool { return true })
	return out
}

// copyInto makes to a copy of from that shares no memory with it, without the
// fields of structs that keep refuses.
func copyInto(to, from reflect.Value, keep func(t reflect.Type, field int) bool) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem(), keep)
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		if from.Type().Elem().Kind() == reflect.String {
			reflect.Copy(to, from)
			return
		}
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i), keep)
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for entries := from.MapRange(); entries.Next(); {
			value := reflect.New(from.Type().Elem()).Elem()
			copyInto(value, entries.Value(), keep)
			to.SetMapIndex(entries.Key(), value)
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if keep(from.Type(), i) {
				copyInto(to.Field(i), from.Field(i), keep)
			}
		}
	default:
		to.Set(from)
	}
}
