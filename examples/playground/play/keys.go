package play

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
)

// shape is what keys a JSON object of a lead may have. A nil shape has any.
type shape struct {
	keys   []string
	fields map[string]*shape
	seen   *shape // of what is said of each fact, whose paths are the keys; nil in other shapes
}

// noteKey is the page's own: what the author has to say about a lead.
const noteKey = "note"

// leadShape is that of a lead.
func leadShape() *shape {
	s := shapeOf(reflect.TypeFor[qualify.Lead]())
	s.keys = append(s.keys, noteKey)
	return s
}

// shapeOf is that of a type of package qualify.
func shapeOf(t reflect.Type) *shape {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t == reflect.TypeFor[map[string]qualify.Seen]() {
		return &shape{seen: shapeOf(t.Elem())}
	}
	if t.Kind() != reflect.Struct || t.PkgPath() != reflect.TypeFor[qualify.Lead]().PkgPath() || strings.HasPrefix(t.Name(), "Opt[") {
		return nil
	}
	s := &shape{fields: map[string]*shape{}}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		s.keys = append(s.keys, name)
		s.fields[name] = shapeOf(t.Field(i).Type)
	}
	return s
}

// keyReader walks along the text of leads.
type keyReader struct {
	text   string
	d      *json.Decoder
	at     *places
	notes  map[int]string // by record
	record int            // that is read: its number in a list from 0, else the line it begins in
	list   bool
	depth  int // of brackets around what is read, below the record
	doubts []Problem
}

// deepest bounds how brackets nest: a browser's stack is small, and no lead is as deep.
const deepest = 100

// leadKeys finds the keys that no lead has: a reader of leads ignores them, and
// whoever misspelt one would look for the fault in the rules. Text that is no
// JSON ends the walk, as somebody else reports it. The notes are those of records, by
// their numbers from 0 and the lines that they begin in.
func leadKeys(text string) (notes func(number, line int) string, doubts []Problem) {
	r := &keyReader{text: text, d: json.NewDecoder(strings.NewReader(text)), at: newPlaces(text), notes: map[int]string{}}
	whole := leadShape()
	for r.records(whole) {
	}
	return func(number, line int) string {
		if r.list {
			return r.notes[number]
		}
		return r.notes[line]
	}, r.doubts
}

// records reads a record, or a list of records. It is false at the end, and where there
// is no JSON.
func (r *keyReader) records(s *shape) bool {
	from := r.start()
	token, err := r.d.Token()
	if err != nil {
		return false
	}
	if token != json.Delim('[') {
		r.record = r.line(from)
		return r.rest(token, s, true)
	}
	r.list, r.record = true, 0
	for r.d.More() {
		if !r.value(s, true) {
			return false
		}
		r.record++
	}
	_, err = r.d.Token()
	return err == nil
}

// value reads one value. It is false where there is none.
func (r *keyReader) value(s *shape, lead bool) bool {
	token, err := r.d.Token()
	return err == nil && r.rest(token, s, lead)
}

// rest reads what follows the first token of a value.
func (r *keyReader) rest(token json.Token, s *shape, lead bool) bool {
	if r.depth++; r.depth > deepest {
		return false
	}
	defer func() { r.depth-- }()
	var err error
	switch token {
	case json.Delim('['):
		for r.d.More() {
			if !r.value(s, lead) {
				return false
			}
		}
		_, err = r.d.Token()
	case json.Delim('{'):
		for r.d.More() {
			if !r.member(s, lead) {
				return false
			}
		}
		_, err = r.d.Token()
	}
	return err == nil
}

// member reads a key and its value.
func (r *keyReader) member(s *shape, lead bool) bool {
	at := r.start()
	token, err := r.d.Token()
	key, ok := token.(string)
	if err != nil || !ok {
		return false
	}
	if lead && key == noteKey {
		var note json.RawMessage // which may be anything, however deep
		if r.d.Decode(&note) != nil {
			return false
		}
		var text string
		if json.Unmarshal(note, &text) == nil {
			r.notes[r.record] = text
		}
		return true
	}
	var inner *shape
	if s != nil && s.seen != nil {
		inner = s.seen
		if _, err := new(qualify.Lead).Get("seen." + key + ".at"); err != nil && len(r.doubts) < maxProblems {
			r.doubtful(at, err.Error())
		}
	} else if s != nil {
		inner = s.fields[key]
		if !slices.Contains(s.keys, key) && len(r.doubts) < maxProblems {
			r.doubt(at, key, s)
		}
	}
	return r.value(inner, false)
}

// doubt reports a key.
func (r *keyReader) doubt(at int, key string, s *shape) {
	message := fmt.Sprintf("a lead has no %q here; it is ignored", key)
	if meant, ok := nearest.To(key, s.keys); ok {
		message += fmt.Sprintf("; did you mean %q?", meant)
	} else if slices.Contains(s.keys, "custom") {
		message += "; what a lead has no field for stands under \"custom\""
	}
	r.doubtful(at, message)
}

// doubtful reports what begins at an offset.
func (r *keyReader) doubtful(at int, message string) {
	line := r.line(at)
	column := len([]rune(r.text[r.at.lines[line-1]:at])) + 1
	r.doubts = append(r.doubts, Problem{
		Severity: "warning", About: "leads", Line: line, Column: column, Message: message,
		From: r.at.unitAt(at), To: r.at.unitAt(tokenEnd(r.text, at)),
	})
}

// start is where the next token begins.
func (r *keyReader) start() int {
	at := int(r.d.InputOffset())
	return at + len(r.text[at:]) - len(strings.TrimLeft(r.text[at:], " \t\r\n,:"))
}

// line is that of an offset, from 1.
func (r *keyReader) line(offset int) int {
	n, found := slices.BinarySearch(r.at.lines, offset)
	if found {
		n++
	}
	return n
}
