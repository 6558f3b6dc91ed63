package leadfile

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A RecordValue is a value of a record as it stands in the file.
type RecordValue struct {
	// Column is the header of the column of the table, or the path in the JSON record:
	// Owner.Name, Lines[].Product. Items of a list have the path of the list
	// with [], each a cell of its own.
	Column string
	// Index is the column's position in the header of the table, from 0; -1 in JSON.
	Index int
	// Text is the value without blanks around it; numbers and truth values of JSON
	// are as they are written. It is empty where there is nothing. It is valid until
	// the next call of Next.
	Text []byte
	// Fields are what the map reads of the column, or the field that its name
	// says; nil where nothing is read of it. Those of activities are as in a
	// Problem. Not to be changed.
	Fields []string
	// Unknown says that the text means unknown in all of the fields, or nothing is
	// there; Default that nothing is there and the map says what that means.
	Unknown, Default bool
	// Unread says that it could not be read, whatever came of that, and Hint what
	// to write in the map so that it can, "" where that is not known.
	Unread bool
	Hint   string
	// Number is what the map reads of the text, for the first of the fields that is
	// a number; unknown where none is, or where it could not be read.
	Number qualify.Opt[float64]
}

// RecordValues are all values of the record that Next came to last, those that nothing
// reads too: of a table in the order of the columns, of JSON in that of the paths.
// There are none after an error that is no *RowError, and of a record that is
// no row of the table or no JSON. It is for whoever looks at the file itself, and
// slower than Next.
func (r *Reader) RecordValues() iter.Seq[RecordValue] {
	return func(yield func(RecordValue) bool) {
		if r.readers == nil {
			r.readers = map[string]*columnReaders{}
			for c := range r.bound() {
				at := r.readers[pathOf(c)]
				if at == nil {
					at = &columnReaders{}
					r.readers[pathOf(c)] = at
				}
				at.columns, at.fields = append(at.columns, c), append(at.fields, c.field)
			}
		}
		if r.table != nil {
			for i, text := range r.cells {
				if i < len(r.header) && len(r.cells) == r.width && !yield(r.cell(r.header[i], i, text, nil)) {
					return
				}
			}
			return
		}
		if len(r.raw) == 0 {
			return
		}
		object := r.object
		if !r.mapped {
			d := json.NewDecoder(bytes.NewReader(r.raw))
			d.UseNumber()
			if d.Decode(&object) != nil {
				return
			}
		}
		r.flat("", object, yield)
	}
}

// columnReaders are what is read of one column.
type columnReaders struct {
	columns []*boundColumn
	fields  []string
}

// bound are all columns that something is read of.
func (r *Reader) bound() iter.Seq[*boundColumn] {
	return func(yield func(*boundColumn) bool) {
		for i := range r.fields {
			if c := &r.fields[i].boundColumn; c.from != "" && !yield(c) {
				return
			}
		}
		for i := range r.seen {
			if c := &r.seen[i].boundColumn; c.from != "" && !yield(c) {
				return
			}
		}
		for i := range r.activities {
			for j := range r.activities[i].parts {
				if c := &r.activities[i].parts[j].boundColumn; c.from != "" && !yield(c) {
					return
				}
			}
		}
	}
}

// pathOf is the name of a column as RecordValues has it.
func pathOf(c *boundColumn) string {
	if c.index >= 0 {
		return c.from
	}
	path := ""
	for _, s := range c.steps {
		if s.Item >= 0 {
			path += "[]"
		} else {
			path = strictjson.PathKey(path, s.Key)
		}
	}
	if c.kind == listKind {
		path += "[]"
	}
	return path
}

// cell is a value with what is read of it; the content is that of JSON.
func (r *Reader) cell(column string, index int, raw []byte, content any) RecordValue {
	out := RecordValue{Column: column, Index: index, Text: trimmed(raw)}
	at := r.readers[column]
	if at == nil {
		return out
	}
	out.Fields, out.Unknown = at.fields, true
	for _, c := range at.columns {
		if c.meansUnknown(out.Text) {
			out.Default = out.Default || len(out.Text) == 0 && c.byDefault.known
			continue
		}
		out.Unknown = false
		v, why := &value{}, (*fault)(nil)
		switch {
		case index < 0:
			*v, why = c.readJSON(content)
		case c.memo.values[string(raw)] != nil:
			v = c.memo.values[string(raw)]
		default:
			if *v, why = c.read(raw); c.kind == numberKind && v.text != "" && v.text != c.currency.first() {
				why = &fault{reason: "another currency"}
			}
		}
		if v.dropped || why != nil {
			out.Unread, out.Hint = true, c.hintFor(why)
		} else if _, is := out.Number.Get(); c.kind == numberKind && v.known && !is {
			out.Number = qualify.Number(v.number)
		}
	}
	return out
}

// meansUnknown tells whether a text says that the value is not known.
func (c *column) meansUnknown(text []byte) bool {
	if len(text) == 0 {
		return true
	}
	if v, ok := c.values[c.listed(text)]; ok {
		return !v.known
	}
	return c.unknown[folded(text)]
}

// flat yields the values of a part of a JSON record.
func (r *Reader) flat(path string, content any, yield func(RecordValue) bool) bool {
	switch content := content.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(content)) {
			if !r.flat(strictjson.PathKey(path, key), content[key], yield) {
				return false
			}
		}
		return true
	case []any:
		for _, item := range content {
			if !r.flat(path+"[]", item, yield) {
				return false
			}
		}
		return true
	case string:
		return yield(r.jsonCell(path, []byte(content), content))
	case json.Number:
		return yield(r.jsonCell(path, []byte(content), content))
	case bool:
		return yield(r.jsonCell(path, strconv.AppendBool(nil, content), content))
	}
	return yield(r.jsonCell(path, nil, nil))
}

// jsonRecordValue is a value of a JSON record.
func (r *Reader) jsonCell(path string, text []byte, content any) RecordValue {
	if at := r.readers[path]; at != nil && at.columns[0].kind == listKind && content != nil {
		content = []any{content} // an item of it
	}
	c := r.cell(path, -1, text, content)
	if !r.mapped {
		if field, ok := fieldOf(path); ok {
			c.Fields = []string{field}
		}
		c.Unknown = len(c.Text) == 0
	}
	return c
}

// fieldOf is the field that a path in a record names that is written as package
// qualify does.
func fieldOf(path string) (field string, ok bool) {
	field = strings.TrimSuffix(path, "[]")
	if rest, of := strings.CutPrefix(field, "activities[]."); of {
		return "activities." + rest, true
	}
	_, ok = findField(field, nil)
	return field, ok
}
