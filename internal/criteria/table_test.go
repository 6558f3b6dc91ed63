package criteria_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A table gives back the rows that it was made of, finds each and no others, and
// lists its keys in order, however long keys are and however many.
func TestTableRows(t *testing.T) {
	keys := []string{"", "a", "b", strings.Repeat("k", 127), strings.Repeat("k", 128), strings.Repeat("ü", 100_000)}
	for i := range 1000 {
		keys = append(keys, fmt.Sprint("key ", i*i))
	}
	numbers := []float64{0, math.Copysign(0, -1), -1.5, 1e300, math.SmallestNonzeroFloat64}
	for _, kind := range []criteria.Kind{criteria.String, criteria.Number, criteria.Bool} {
		for _, n := range []int{0, 1, 2, 3, len(keys)} {
			rows := map[string]any{}
			for i, key := range keys[:n] {
				rows[key] = map[criteria.Kind]any{criteria.String: fmt.Sprint("value ", i%300), criteria.Number: numbers[i%len(numbers)], criteria.Bool: i%2 == 1}[kind]
			}
			table, wrong := criteria.NewTable(kind, rows, nil)
			if diff := cmp.Diff(rows, maps.Collect(table.Rows())); diff != "" || len(wrong) > 0 || table.Len() != n {
				t.Fatalf("%v, %d rows: %d, wrong %q\n%s", kind, n, table.Len(), wrong, diff)
			}
			if have, want := table.Keys(), slices.Sorted(maps.Keys(rows)); !slices.Equal(have, want) {
				t.Fatalf("keys %.200q", have)
			}
			for _, key := range append(keys, "c", "key", "key 2") {
				want, _ := criteria.NewValue(kind, rows[key])
				if have := table.Row(key); have != want {
					t.Fatalf("%v, %d rows: %.50q gives %v, want %v", kind, n, key, have, want)
				}
			}
		}
	}
}

func TestTableValuesOfAnotherKind(t *testing.T) {
	for kind, want := range map[criteria.Kind][]string{
		criteria.String: {"bool", "infinite", "nil", "number"},
		criteria.Number: {"", "bool", "infinite", "nil"},
		criteria.Bool:   {"", "infinite", "nil", "number"},
	} {
		table, wrong := criteria.NewTable(kind, map[string]any{"": "text", "number": 5, "bool": true, "nil": nil, "infinite": math.Inf(1)}, nil)
		if !slices.Equal(wrong, want) || table.Len() != 1 {
			t.Errorf("%v: wrong are %q, want %q; %d rows", kind, wrong, want, table.Len())
		}
	}
}
