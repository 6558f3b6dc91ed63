package completeness

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Every key that rules, leads, accounts and decisions may have in JSON stands in the
// README. Of decisions about accounts, whose Go types do not tell, the schema does.
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
	for _, v := range []any{qualify.RuleSet{}, qualify.Lead{}, qualify.Decision{}, account.Rules{}, account.Account{}} {
		keys(reflect.TypeOf(v), seen, func(of reflect.Type, key string) {
			if !words[key] {
				t.Errorf("the README has no key %q, of %v", key, of)
			}
		})
	}
	schema, err := os.ReadFile("../../qualify/schemas/account_decision.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(schema, &root); err != nil {
		t.Fatal(err)
	}
	said := properties(root)
	for key := range said {
		if !words[key] {
			t.Errorf("the README has no key %q, of decisions about accounts", key)
		}
	}
	if len(said) < 40 {
		t.Errorf("the schema of decisions about accounts has only %d keys", len(said))
	}
	if len(seen) < 20 {
		t.Errorf("only %d types", len(seen))
	}
}

// properties are the keys that a schema has at any depth.
func properties(schema any) map[string]bool {
	all := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			own, _ := v["properties"].(map[string]any)
			for key := range own {
				all[key] = true
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(schema)
	return all
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
