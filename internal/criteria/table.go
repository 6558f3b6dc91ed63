package criteria

import (
	"encoding/binary"
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
// concurrent use by multiple goroutines. A row takes some 15 bytes besides the
// text of its key, as tables may have very many, and stands in one place, so that
// looking it up in a large table waits for memory twice.
type Table struct {
	Kind    Kind  // String, Number or Bool
	Default Value // for all other keys

	// rows are all rows, their keys ascending: the length of the key as a varint,
	// the key, and the value: the 8 bytes of a number, or a varint, which is 1 for
	// true and else the place of a text in texts.
	rows   string
	length int      // the number of rows
	texts  []string // the values that differ
	// slots are the places in rows plus 1 by the hashes of the keys, 0 where there
	// is none: at least half of them, so that few keys meet.
	slots []uint32
	seed  maphash.Seed
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
	w := tableWriter{t: t, places: map[string]uint64{}}
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		value, ok := NewValue(kind, rows[key])
		if !ok {
			wrong = append(wrong, key)
			continue
		}
		w.add(key, value)
	}
	w.finish()
	return t, wrong
}

// A tableWriter makes the rows of a table.
type tableWriter struct {
	t      *Table
	rows   []byte
	places map[string]uint64 // of texts
}

// add adds a row, whose key is behind all others.
func (w *tableWriter) add(key string, v Value) {
	w.key(key)
	switch w.t.Kind {
	case String:
		n, ok := w.places[v.Text]
		if !ok { // a copy, as the text may be a part of a larger one
			n = uint64(len(w.t.texts))
			w.places[v.Text], w.t.texts = n, append(w.t.texts, strings.Clone(v.Text))
		}
		w.rows = binary.AppendUvarint(w.rows, n)
	case Number:
		w.rows = binary.LittleEndian.AppendUint64(w.rows, math.Float64bits(v.Number))
	default:
		w.rows = append(w.rows, 0)
		if v.Truth {
			w.rows[len(w.rows)-1] = 1
		}
	}
}

func (w *tableWriter) key(key string) {
	w.rows = binary.AppendUvarint(w.rows, uint64(len(key)))
	w.rows = append(w.rows, key...)
	w.t.length++
}

// finish makes the rows be found.
func (w *tableWriter) finish() {
	t := w.t
	t.rows, t.seed = string(w.rows), maphash.MakeSeed()
	t.slots = make([]uint32, 1<<bits.Len(uint(2*t.length)))
	for at := 0; at < len(t.rows); {
		key, value := t.keyAt(at)
		slot := t.home(key)
		for t.slots[slot] != 0 {
			slot = (slot + 1) & (len(t.slots) - 1)
		}
		t.slots[slot] = uint32(at + 1)
		_, at = t.valueAt(value)
	}
}

// home is the slot at which the search for a key begins.
func (t *Table) home(key string) int {
	return int(maphash.String(t.seed, key) & uint64(len(t.slots)-1))
}

// keyAt is the key of the row at a place of the rows, and where its value stands.
func (t *Table) keyAt(at int) (key string, value int) {
	length, at := t.varint(at)
	return t.rows[at : at+length], at + length
}

// valueAt is the value at a place of the rows, and where it ends.
func (t *Table) valueAt(at int) (v Value, end int) {
	if t.Kind == Number {
		var bits uint64
		for i := range 8 {
			bits |= uint64(t.rows[at+i]) << (8 * i)
		}
		return Value{Number: math.Float64frombits(bits)}, at + 8
	}
	n, end := t.varint(at)
	if t.Kind == String {
		return Value{Text: t.texts[n]}, end
	}
	return Value{Truth: n == 1}, end
}

func (t *Table) varint(at int) (n, end int) {
	for shift := 0; ; shift += 7 {
		b := t.rows[at]
		at++
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n, at
		}
	}
}

// Len is the number of rows.
func (t *Table) Len() int { return t.length }

// Row is the value for a key.
func (t *Table) Row(key string) Value {
	for slot := t.home(key); t.slots[slot] != 0; slot = (slot + 1) & (len(t.slots) - 1) {
		if k, value := t.keyAt(int(t.slots[slot] - 1)); k == key {
			v, _ := t.valueAt(value)
			return v
		}
	}
	return t.Default
}

// Keys are the keys of the table, which ascend.
func (t *Table) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range t.Rows() {
			if !yield(key) {
				return
			}
		}
	}
}

// Rows are the values by key as JSON has them: strings, float64 or bool. Keys
// ascend.
func (t *Table) Rows() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for at := 0; at < len(t.rows); {
			key, value := t.keyAt(at)
			v, end := t.valueAt(value)
			if !yield(key, v.json(t.Kind)) {
				return
			}
			at = end
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
	type row struct{ key, value string } // the value as it stands in the rows
	rows := make([]row, 0, t.length)
	first := make(map[string]string, t.length)
	for at := 0; at < len(t.rows); {
		key, value := t.keyAt(at)
		_, at = t.valueAt(value)
		to := FoldFact(key)
		if other, ok := first[to]; ok {
			return nil, [2]string{other, key}
		}
		first[to] = key
		rows = append(rows, row{to, t.rows[value:at]})
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.key, b.key) })
	w := tableWriter{t: &Table{Kind: t.Kind, Default: t.Default, texts: t.texts}}
	for _, r := range rows {
		w.key(r.key)
		w.rows = append(w.rows, r.value...)
	}
	w.finish()
	return w.t, twice
}
