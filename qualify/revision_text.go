package qualify

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Bounds on what is said of an edit: keys, and the length of a value.
const (
	maxEditedKeys  = 4
	maxEditedValue = 32
)

// difference says for people how two values of one type differ.
func difference(old, new reflect.Value) string {
	if old.Kind() == reflect.Struct {
		return differentKeys(old, new)
	}
	switch was, is := inShort(old), inShort(new); {
	case was != "" && is != "":
		return was + " -> " + is
	case was == none:
		return added
	case is == none:
		return dropped
	}
	return "changed"
}

// differentKeys lists the keys of two structs whose values differ.
func differentKeys(old, new reflect.Value) string {
	var keys []string
	for i := range old.NumField() {
		if reflect.DeepEqual(old.Field(i).Interface(), new.Field(i).Interface()) {
			continue
		}
		key := jsonKey(old.Type().Field(i))
		if was, is := inShort(old.Field(i)), inShort(new.Field(i)); was != "" && is != "" {
			key += " " + was + " -> " + is
		}
		keys = append(keys, key)
	}
	if len(keys) > maxEditedKeys {
		keys = append(keys[:maxEditedKeys], "...")
	}
	return strings.Join(keys, ", ")
}

// none is shown where there is no value.
const none = "none"

// inShort is a value as it is written, "" where that would be long.
func inShort(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		if v.IsNil() {
			return none
		}
	case reflect.String, reflect.Int:
		if v.IsZero() {
			return none
		}
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	text := ""
	switch v.Kind() {
	case reflect.String:
		text = v.String()
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64, reflect.Slice:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
			return ""
		}
		data, err := json.Marshal(v.Interface())
		if err != nil {
			return ""
		}
		text = string(data)
	}
	if len(text) > maxEditedValue {
		return ""
	}
	return text
}
