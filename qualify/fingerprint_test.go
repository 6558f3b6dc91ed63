package qualify_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// bound are the paths whose value cannot change by itself, as something else in
// the rule set goes with it.
var bound = []string{"format", "facts.custom.seats.type", "facts.custom.plan.type", "facts.custom.spare.type", "scoring.groups.id", "scoring.rules.decay.kind", "tables.territory.type", "tables.worth.type", "experiments.arms.share"}

// Of a rule set that uses every key, each value in turn is changed: the
// fingerprint changes exactly where a decision could.
func TestFingerprintCoversWhatCounts(t *testing.T) {
	data, err := os.ReadFile("testdata/fingerprint.json")
	if err != nil {
		t.Fatal(err)
	}
	fingerprint := func(v any) (string, error) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		e, err := qualify.CompileJSON("fingerprint.json", text, nil)
		if err != nil {
			return "", err
		}
		return e.Fingerprint(), nil
	}
	var root any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	base, err := fingerprint(root)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	checked := 0
	testkit.EachValue(root, func(path string, v any, set func(any)) {
		for key := range strings.SplitSeq(path, ".") {
			seen[key] = true
		}
		counts := testkit.Counts(path)
		for _, other := range testkit.OtherValues(v) {
			set(other)
			have, err := fingerprint(root)
			set(v)
			if err != nil {
				continue // not a value that this key may have
			}
			checked++
			if (have != base) != counts {
				t.Errorf("%s: %v instead of %v: the fingerprint changes: %v, want %v", path, other, v, have != base, counts)
			}
			return
		}
		if !slices.Contains(bound, path) {
			t.Errorf("%s: no other value is accepted than %v", path, v)
		}
	})
	if checked < 80 {
		t.Errorf("only %d values were changed", checked)
	}
	keys := map[string]bool{}
	keysOf(reflect.TypeFor[qualify.RuleSet](), keys, map[reflect.Type]bool{})
	for key := range keys {
		if !seen[key] && !slices.Contains(keysOfFiles, key) && !slices.Contains(keysOfAccounts, key) {
			t.Errorf("testdata/fingerprint.json does not use the key %q", key)
		}
	}
}

// keysOfFiles are keys that stand for what is read from a file, and are gone once it
// is: TestRandomRuleSetsInSeveralFiles holds the fingerprint to what was read.
var keysOfFiles = []string{"file", "key", "value"}

// keysOfAccounts stand in rules about accounts only, of which package account tests the
// fingerprint.
var keysOfAccounts = []string{"role", "at_least", "limit_by"}

// keysOf adds the JSON keys of a type and of all that it is made of.
func keysOf(of reflect.Type, keys map[string]bool, seen map[reflect.Type]bool) {
	if seen[of] {
		return
	}
	seen[of] = true
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		keysOf(of.Elem(), keys, seen)
	case reflect.Struct:
		for i := range of.NumField() {
			key, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			if key != "" {
				keys[key] = true
			}
			keysOf(of.Field(i).Type, keys, seen)
		}
	}
}
