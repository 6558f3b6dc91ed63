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
// concurrent use by multiple goroutines. A row takes few bytes besides the text of
// its key, as tables may have very many, and looking one up in a large table waits
// for memory about once: rows whose keys have like hashes stand side by side, and
// where they begin is a small list.
type Table struct {
	Kind    Kind  // String, Number or Bool
	Default Value // for all other keys

	// rows are all rows: the length of the key as a varint, the key, and the value:
	// the 8 bytes of a number, or a varint, which is 1 for true and else the place
	// of a text in texts.
	rows   string
	length int      // the number of rows
	texts  []string // the values that differ
	// starts are the places in rows where those of each bucket begin, and the end.
	// A bucket has some three rows.
	starts []uint32
	seed   maphash.Seed
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

// add adds a row, whose key is new.
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

// finish puts the rows into their buckets.
func (w *tableWriter) finish() {
	t := w.t
	t.rows, t.seed = string(w.rows), maphash.MakeSeed()
	t.starts = make([]uint32, 1<<bits.Len(uint(t.length/4))+1)
	for bucket, row := range t.buckets() {
		t.starts[bucket+1] += uint32(len(row))
	}
	for i := 1; i < len(t.starts); i++ {
		t.starts[i] += t.starts[i-1]
	}
	free := slices.Clone(t.starts)
	for bucket, row := range t.buckets() {
		copy(w.rows[free[bucket]:], row)
		free[bucket] += uint32(len(row))
	}
	t.rows = string(w.rows)
}

// buckets are the rows, as they stand, each with its bucket.
func (t *Table) buckets() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at := 0; at < len(t.rows); {
			key, value := t.keyAt(at)
			end := t.endOf(value)
			if !yield(t.bucket(key), t.rows[at:end]) {
				return
			}
			at = end
		}
	}
}

// bucket is the one that a key is in.
func (t *Table) bucket(key string) int {
	return int(maphash.String(t.seed, key) & uint64(len(t.starts)-2))
}

// keyAt is the key of the row at a place of the rows, and where its value stands.
func (t *Table) keyAt(at int) (key string, value int) {
	length, at := t.varint(at)
	return t.rows[at : at+length], at + length
}

// endOf is where the value at a place of the rows ends.
func (t *Table) endOf(value int) int {
	if t.Kind == Number {
		return value + 8
	}
	for t.rows[value] >= 0x80 {
		value++
	}
	return value + 1
}

// valueAt is the value at a place of the rows.
func (t *Table) valueAt(at int) Value {
	switch t.Kind {
	case Number:
		var bits uint64
		for i := range 8 {
			bits |= uint64(t.rows[at+i]) << (8 * i)
		}
		return Value{Number: math.Float64frombits(bits)}
	case String:
		n, _ := t.varint(at)
		return Value{Text: t.texts[n]}
	default:
		return Value{Truth: t.rows[at] == 1}
	}
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
	bucket := t.bucket(key)
	for at, end := int(t.starts[bucket]), int(t.starts[bucket+1]); at < end; {
		k, value := t.keyAt(at)
		if k == key {
			return t.valueAt(value)
		}
		at = t.endOf(value)
	}
	return t.Default
}

// Rows are the values by key as JSON has them: strings, float64 or bool. They are
// in no order.
func (t *Table) Rows() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for at := 0; at < len(t.rows); {
			key, value := t.keyAt(at)
			if !yield(key, t.valueAt(value).JSON(t.Kind)) {
				return
			}
			at = t.endOf(value)
		}
	}
}

// Keys are the keys of the table, sorted anew by each call.
func (t *Table) Keys() []string {
	keys := make([]string, 0, t.length)
	for key := range t.Rows() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// JSON is the value as JSON has it: a string, float64 or bool.
func (v Value) JSON(kind Kind) any {
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
	first := make(map[string]string, t.length)
	w := tableWriter{t: &Table{Kind: t.Kind, Default: t.Default, texts: t.texts}}
	for _, key := range t.Keys() {
		to := FoldFact(key)
		if other, ok := first[to]; ok {
			return nil, [2]string{other, key}
		}
		first[to] = key
	}
	for at := 0; at < len(t.rows); {
		key, value := t.keyAt(at)
		at = t.endOf(value)
		w.key(FoldFact(key))
		w.rows = append(w.rows, t.rows[value:at]...)
	}
	w.finish()
	return w.t, twice
}
