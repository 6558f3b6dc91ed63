package qualify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// differentValue names the first value that differs in two decisions as JSON, "" where
// none does.
func differentValue(was, is []byte) string {
	read := func(data []byte) (v any) {
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if d.Decode(&v) != nil {
			return nil
		}
		return v
	}
	return differentAt("", read(was), read(is))
}

func differentAt(path string, was, is any) string {
	switch x := was.(type) {
	case map[string]any:
		y, ok := is.(map[string]any)
		if !ok {
			break
		}
		keys := slices.AppendSeq(slices.Collect(maps.Keys(x)), maps.Keys(y))
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			if other := differentAt(strings.TrimPrefix(path+"."+key, "."), x[key], y[key]); other != "" {
				return other
			}
		}
		return ""
	case []any:
		y, ok := is.([]any)
		if !ok {
			break
		}
		for i := range max(len(x), len(y)) {
			var a, b any
			if i < len(x) {
				a = x[i]
			}
			if i < len(y) {
				b = y[i]
			}
			if other := differentAt(strictjson.PathItem(path, i), a, b); other != "" {
				return other
			}
		}
		return ""
	}
	if reflect.DeepEqual(was, is) {
		return ""
	}
	return fmt.Sprintf("%s was %s and is %s", path, shortJSON(was), shortJSON(is))
}

// shortJSON is a value as a message shows it.
func shortJSON(v any) string {
	const most = 100
	if v == nil {
		return "absent"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "unreadable"
	}
	if len(text) > most {
		return strings.ToValidUTF8(string(text[:most]), "") + "..."
	}
	return string(text)
}

// sameText tells whether a text of a stored decision is that of another one. JSON,
// which decisions are stored in, has no bytes that are not UTF-8.
func sameText(stored, have string) bool {
	return stored == have || stored == string([]rune(have))
}

// otherBytes names a text of a stored decision that is another one, where JSON makes
// the same of both, "" where there is none. It is given pointers to two decisions of
// which JSON is the same.
func otherBytes(stored, have any) string {
	var visit func(x, y reflect.Value) string
	visit = func(x, y reflect.Value) string {
		switch x.Kind() {
		case reflect.String:
			if !sameText(x.String(), y.String()) {
				return fmt.Sprintf("%q was %q", y.String(), x.String())
			}
		case reflect.Pointer:
			if !x.IsNil() && !y.IsNil() {
				return visit(x.Elem(), y.Elem())
			}
		case reflect.Slice:
			for i := range min(x.Len(), y.Len()) {
				if other := visit(x.Index(i), y.Index(i)); other != "" {
					return other
				}
			}
		case reflect.Struct:
			for i := range x.NumField() {
				if x.Type() == reflect.TypeFor[time.Time]() {
					break
				}
				if other := visit(x.Field(i), y.Field(i)); other != "" {
					return other
				}
			}
		}
		return ""
	}
	return visit(reflect.ValueOf(stored), reflect.ValueOf(have))
}

// plainReplacements writes what stands in JSON for bytes that are not UTF-8 as it is
// written of a text that was read from there.
func plainReplacements(text []byte) []byte {
	return bytes.ReplaceAll(text, []byte(`\ufffd`), []byte("\uFFFD"))
}
