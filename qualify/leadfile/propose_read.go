package leadfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A candidate is a column of a file, or a path in its records.
type candidate struct {
	name  string
	texts Texts
	// Of JSON: how many values are numbers, and lists of texts.
	numbers, lists int
}

// maxColumns is how many columns are looked at.
const maxColumns = 1000

// survey is all that is read of a file for a proposal.
type survey struct {
	columns   []*candidate
	index     map[string]*candidate
	more      bool // there are more columns than maxColumns
	nested    map[string]bool
	rows, bad int
	form      Form
	records   string // path to them
}

// readAll takes in all records of a file.
func readAll(from io.Reader, o Options) (*survey, error) {
	o.Mapping, o.unbound = nil, true
	r, err := NewReader(from, o)
	if err != nil {
		return nil, err
	}
	s := &survey{index: map[string]*candidate{}, nested: map[string]bool{}, form: r.Form()}
	for _, name := range r.header { // several may have no name
		if s.more = len(s.columns) == maxColumns; s.more {
			break
		}
		s.columns = append(s.columns, &candidate{name: name})
	}
	if r.list != nil {
		s.records = r.list.pathText
	}
	var lead qualify.Lead
	for {
		line, err := r.Next(&lead)
		if err == io.EOF {
			return s, nil
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			s.bad++
			continue
		}
		if err != nil {
			return nil, err
		}
		s.rows++
		if r.table == nil {
			s.flat("", r.object, line)
			continue
		}
		for i, cell := range r.cells {
			if i < len(s.columns) {
				s.columns[i].texts.Add(cell, line)
			}
		}
	}
}

// column is that of a name, nil if there are too many.
func (s *survey) column(name string) *candidate {
	if c := s.index[name]; c != nil {
		return c
	}
	if len(s.columns) == maxColumns || len(name) > 500 {
		s.more = true
		return nil
	}
	c := &candidate{name: name}
	s.columns = append(s.columns, c)
	s.index[name] = c
	return c
}

// flat takes in the values of a part of a JSON record.
func (s *survey) flat(path string, content any, line int) {
	switch content := content.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(content)) {
			s.flat(strictjson.PathKey(path, key), content[key], line)
		}
		return
	case []any:
		if len(content) > 0 {
			if _, object := content[0].(map[string]any); object {
				if len(s.nested) < maxColumns {
					s.nested[path] = true
				}
				return
			}
		}
	}
	c := s.column(path)
	if c == nil {
		return
	}
	switch content := content.(type) {
	case string:
		c.texts.Add([]byte(content), line)
	case json.Number:
		c.numbers++
		c.texts.Add([]byte(content), line)
	case bool:
		c.texts.Add(strconv.AppendBool(nil, content), line)
	case []any:
		c.lists++
		for _, item := range content {
			if text, ok := item.(string); ok {
				c.texts.Add([]byte(text), line)
			}
		}
	default:
		c.texts.Add(nil, line)
	}
}

// recordsOf finds the list of records in JSON that begins with an object, as the
// answers of CRMs have it: the first list of objects among its values.
func recordsOf(begin []byte) ([]strictjson.Step, string) {
	d := json.NewDecoder(bytes.NewReader(begin))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, ""
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, ""
		}
		name, _ := key.(string)
		rest := bytes.TrimLeft(begin[d.InputOffset():], ": \t\r\n")
		if list, ok := bytes.CutPrefix(rest, []byte("[")); ok {
			list = bytes.TrimLeft(list, " \t\r\n")
			if bytes.HasPrefix(list, []byte("{")) || bytes.HasPrefix(list, []byte("]")) && recordLists[name] {
				path := strictjson.PathKey("", name)
				steps, _ := strictjson.Steps(path)
				return steps, path
			}
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return nil, ""
		}
	}
	return nil, ""
}

// recordLists are the names of lists of records.
var recordLists = set("records", "value", "results", "data", "items", "contacts", "leads")
