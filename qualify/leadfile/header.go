package leadfile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
)

// openCSV finds what stands between fields, and reads the header.
func (r *Reader) openCSV(t *text, o *Options) error {
	m := o.Mapping
	delimiter, guessed, err := r.delimit(t, m, r.wanted(o))
	if err != nil {
		return err
	}
	r.form.Delimiter, r.form.Guessed.Delimiter = string(rune(delimiter)), guessed
	return r.openTable(row{&records{text: t, splitter: splitter{delimiter: delimiter}}}, o)
}

// openTable reads the header of a table and binds columns to it.
func (r *Reader) openTable(t table, o *Options) error {
	m := o.Mapping
	r.table = t
	cells, line, reason, err := t.next()
	switch {
	case err == io.EOF:
		return errors.New("the file is empty: the first line has to name the columns")
	case err != nil:
		return err
	case reason != "":
		return fmt.Errorf("line %d, which has to name the columns: %s", line, reason)
	}
	r.width = len(cells)
	header := make([]string, len(cells))
	index := make(map[string]int, len(cells))
	for i, cell := range cells {
		header[i] = string(trimmed(cell))
		if header[i] == "" {
			continue // of a table with an empty last column, say
		}
		if first, twice := index[header[i]]; twice {
			return fmt.Errorf("line %d: columns %d and %d have the same name %s", line, first+1, i+1, shown(header[i]))
		}
		index[header[i]] = i
	}
	r.header = header
	if slices.ContainsFunc(header, func(name string) bool { return strings.Contains(name, "\r") }) {
		return fmt.Errorf("line %d, which has to name the columns: its lines end with CR alone: save the file with LF or CRLF", line)
	}
	if o.unbound {
		return nil
	}
	if m == nil {
		return r.bindHeader(header, o)
	}
	return r.bind(m, func(c *column) (int, *qualify.Error) {
		if c.from == "" {
			return -1, nil
		}
		i, ok := index[c.from]
		if !ok {
			return 0, m.source.At(c.place+".from", qualify.CodeUnknownName, "the file has no column %s%s", shown(c.from), nearest.Quoted(c.from, header))
		}
		return i, nil
	}).Err()
}

// wanted tells of a column whether anything is read from it.
func (r *Reader) wanted(o *Options) func(column string) bool {
	if o.unbound {
		return func(column string) bool {
			_, ok := meaningOf(column)
			return ok
		}
	}
	if m := o.Mapping; m != nil {
		from := map[string]bool{}
		for i := range m.fields {
			from[m.fields[i].column.from] = true
		}
		for i := range m.seen {
			from[m.seen[i].column.from] = true
		}
		for i := range m.activities {
			for _, p := range m.activities[i].parts {
				from[p.column.from] = true
			}
		}
		delete(from, "")
		return func(column string) bool { return from[column] }
	}
	return func(column string) bool {
		_, ok := findField(column, o.Facts)
		return ok
	}
}

// meantBy is the field that a header means as other programs write it.
func meantBy(header string) string {
	m, ok := meaningOf(header)
	if _, isField := findField(m.fact, nil); !ok || !isField {
		return ""
	}
	hint := "; did you mean " + strconv.Quote(m.fact) + "?"
	if m.inverted {
		hint = "; it means the opposite of " + strconv.Quote(m.fact) + "."
	}
	return hint + " Say so in a map: leadfile.Propose, or leadq map, proposes one"
}

// bindHeader makes a map of a header that names fields of leads.
func (r *Reader) bindHeader(header []string, o *Options) error {
	var errs qualify.Errors
	for i, path := range header {
		if path == "" {
			continue
		}
		target, ok := findField(path, o.Facts)
		if !ok || target.kind == noKind && o.Facts != nil {
			if o.AnyColumns {
				continue
			}
			hint := cmp.Or(nearest.Quoted(path, fieldPaths(o.Facts)).String(), meantBy(path), "; name it as a field of a lead, or say in a map what it is")
			if strings.HasPrefix(path, "seen.") {
				hint = "; " + noField(path, o.Facts)
			}
			errs = append(errs, &qualify.Error{Code: qualify.CodeUnknownName, File: o.Name, Line: 1, Column: i + 1, Message: "column " + shown(path) + " is no field of a lead" + hint})
			continue
		}
		k := cmp.Or(target.kind, textKind)
		c := &column{field: path, from: path, kind: k, numbers: newNumberReader(nil), booleans: defaultBooleans, separator: ";"}
		c.dates = newDateReader(nil, func(string, string) {})
		r.fields = append(r.fields, boundField{newBound(c, i), target.set})
	}
	r.mapped = true
	return errs.Err()
}

// bind finds the place of each column.
func (r *Reader) bind(m *Mapping, find func(*column) (int, *qualify.Error)) (errs qualify.Errors) {
	at := func(c *column) boundColumn {
		index, e := find(c)
		if e != nil {
			errs = append(errs, e)
		}
		return newBound(c, index)
	}
	for i := range m.fields {
		f := &m.fields[i]
		r.fields = append(r.fields, boundField{at(&f.column), f.set})
	}
	// In the order of the record, for whoever looks for a bad value in it.
	slices.SortStableFunc(r.fields, func(a, b boundField) int { return cmp.Compare(a.index, b.index) })
	for i := range m.seen {
		s := &m.seen[i]
		r.seen = append(r.seen, boundSeen{at(&s.column), s.set})
	}
	for i := range m.activities {
		a := &m.activities[i]
		bound := boundActivity{ago: a.ago, spread: a.spread}
		for j := range a.parts {
			p := &a.parts[j]
			bound.parts = append(bound.parts, boundPart{at(&p.column), p.part, p.name})
		}
		r.activities = append(r.activities, bound)
	}
	slices.SortStableFunc(errs, func(a, b *qualify.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return errs
}
