package criteria

import (
	"encoding/json"
	"hash/maphash"
	"iter"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"
)

// A Table has a value for each of its keys. It is immutable and safe for
// concurrent use by multiple goroutines. A row takes some 40 bytes besides the
// text of its key, as tables may have very many.
type Table struct {
	Kind    Kind  // String, Number or Bool
	Default Value // for all other keys

	keys []string // sorted, all in one text
	// slots are the places of keys plus 1 by their hashes, 0 where there is none:
	// at least half of them, so that few keys meet.
	slots []uint32
	seed  maphash.Seed
	// at is where the value of each key stands in texts or numbers; for a Bool it
	// is the value, 1 for true.
	at      []uint32
	texts   []string // those that differ
	numbers []float64
}

// A Value of a table, by its kind.
type Value struct {
	Text   string
	Number float64
	Truth  bool
}

// NewValue is a value of a table of some kind, of JSON or of a Go literal: a
// bool, a text, or a finite number of any usual type. ok is false for one of
// another kind.
func NewValue(kind Kind, v any) (value Value, ok bool) {
	switch kind {
	case Bool:
		value.Truth, ok = v.(bool)
	case String:
		value.Text, ok = v.(string)
	case Number:
		switch x := v.(type) {
		case float64:
			value.Number, ok = x, true
		case int:
			value.Number, ok = float64(x), true
		case json.Number:
			f, err := x.Float64()
			value.Number, ok = f, err == nil
		}
		ok = ok && !math.IsNaN(value.Number) && !math.IsInf(value.Number, 0)
	}
	return value, ok
}

// NewTable is a table of a rule set, and the sorted keys of rows whose value is
// of another kind, which it lacks. A default of another kind is none.
func NewTable(kind Kind, rows map[string]any, other any) (t *Table, wrong []string) {
	t = &Table{Kind: kind}
	if value, ok := NewValue(kind, other); ok {
		t.Default = value
	}
	keys := slices.Sorted(maps.Keys(rows))
	right := keys[:0]
	texts, numbers := map[string]uint32{}, map[uint64]uint32{}
	for _, key := range keys {
		value, ok := NewValue(kind, rows[key])
		if !ok {
			wrong = append(wrong, key)
			continue
		}
		right = append(right, key)
		switch kind {
		case String:
			t.at, t.texts = place(t.at, texts, value.Text, t.texts, value.Text)
		case Number: // -0 and 0 differ in JSON
			t.at, t.numbers = place(t.at, numbers, math.Float64bits(value.Number), t.numbers, value.Number)
		case Bool:
			t.at = append(t.at, uint32(truthBit(value.Truth)))
		}
	}
	t.at, t.texts, t.numbers = slices.Clip(t.at), packed(t.texts), slices.Clip(t.numbers)
	t.index(right)
	return t, wrong
}

// place notes where among values one stands, which is added if it is new.
func place[K comparable, V any](at []uint32, places map[K]uint32, key K, values []V, v V) ([]uint32, []V) {
	n, ok := places[key]
	if !ok {
		n = uint32(len(values))
		places[key], values = n, append(values, v)
	}
	return append(at, n), values
}

func truthBit(t bool) int {
	if t {
		return 1
	}
	return 0
}

// packed are texts in memory of their own, side by side.
func packed(texts []string) []string {
	all := strings.Join(texts, "")
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i], all = all[:len(s)], all[len(s):]
	}
	return out
}

// index sets the keys of a table, which are sorted.
func (t *Table) index(keys []string) {
	t.keys, t.seed = packed(keys), maphash.MakeSeed()
	t.slots = make([]uint32, 1<<bits.Len(uint(2*len(keys))))
	for i, key := range t.keys {
		at := t.home(key)
		for t.slots[at] != 0 {
			at = (at + 1) & (len(t.slots) - 1)
		}
		t.slots[at] = uint32(i + 1)
	}
}

// home is the slot at which the search for a key begins.
func (t *Table) home(key string) int {
	return int(maphash.String(t.seed, key) & uint64(len(t.slots)-1))
}

// Keys are the keys of the table, sorted. Not to be changed.
func (t *Table) Keys() []string { return t.keys }

// Row is the value for a key.
func (t *Table) Row(key string) Value {
	for at := t.home(key); t.slots[at] != 0; at = (at + 1) & (len(t.slots) - 1) {
		if i := t.slots[at] - 1; t.keys[i] == key {
			return t.value(int(i))
		}
	}
	return t.Default
}

// value is that of a row.
func (t *Table) value(row int) Value {
	switch at := t.at[row]; t.Kind {
	case String:
		return Value{Text: t.texts[at]}
	case Number:
		return Value{Number: t.numbers[at]}
	default:
		return Value{Truth: at == 1}
	}
}

// Rows are the values by key as JSON has them: strings, float64 or bool. Keys
// ascend.
func (t *Table) Rows() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i, key := range t.keys {
			if !yield(key, t.value(i).json(t.Kind)) {
				return
			}
		}
	}
}

func (v Value) json(kind Kind) any {
	switch kind {
	case String:
		return v.Text
	case Number:
		return v.Number
	default:
		return v.Truth
	}
}

// fold is the table with keys as folded comparisons see them, or the first two
// keys that are one then.
func (t *Table) fold() (folded *Table, twice [2]string) {
	keys := make([]string, len(t.keys))
	order := make([]uint32, len(t.keys))
	first := make(map[string]string, len(t.keys))
	for i, k := range t.keys {
		keys[i], order[i] = FoldFact(k), uint32(i)
		if other, ok := first[keys[i]]; ok {
			return nil, [2]string{other, k}
		}
		first[keys[i]] = k
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(keys[a], keys[b]) })
	out := *t
	out.at = make([]uint32, len(order))
	sorted := make([]string, len(order))
	for i, from := range order {
		sorted[i], out.at[i] = keys[from], t.at[from]
	}
	out.index(sorted)
	return &out, twice
}
