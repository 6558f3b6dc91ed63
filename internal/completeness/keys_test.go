package completeness

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// Every key that a rule set, a lead or a decision may have in JSON stands in the
// README.
func TestKeysAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for _, code := range regexp.MustCompile("(?s)```.*?```|`[^`]+`").FindAllString(string(text), -1) {
		for _, word := range regexp.MustCompile("[a-z_]+").FindAllString(code, -1) {
			words[word] = true
		}
	}
	seen := map[reflect.Type]bool{}
	for _, v := range []any{qualify.RuleSet{}, qualify.Lead{}, qualify.Decision{}} {
		keys(reflect.TypeOf(v), seen, func(of reflect.Type, key string) {
			if !words[key] {
				t.Errorf("the README has no key %q, of %v", key, of)
			}
		})
	}
	if len(seen) < 20 {
		t.Errorf("only %d types", len(seen))
	}
}

// keys goes over the JSON keys of our structs.
func keys(t reflect.Type, seen map[reflect.Type]bool, f func(of reflect.Type, key string)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		keys(t.Elem(), seen, f)
	case reflect.Struct:
		if seen[t] || !strings.HasPrefix(t.PkgPath(), "github.com/leadqual/leadqual/") {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			key, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if key != "" && key != "-" {
				f(t, key)
			}
			keys(t.Field(i).Type, seen, f)
		}
	}
}
