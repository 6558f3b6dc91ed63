package qualify

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A tableFile is a CSV file that tables read their rows from, all of them in one
// pass.
type tableFile struct {
	name   string
	data   []byte // without a byte-order mark
	tables []*fileTable
	line   int // the line that begins at start, for positions
	start  int
}

// A fileTable is a table that reads its rows from a file.
type fileTable struct {
	LookupTable
	at         string // its path
	offset     int    // where its "file" stands
	kind       criteria.Kind
	key, value int            // columns
	lines      map[string]int // of the keys read so far
	from       *tableFile     // nil where there is none to read
}

// tables reads the rows of tables that stand in files, of a rule set whose paths begin
// with at.
func (l *loader) tables(at string, rs *RuleSet, index *strictjson.Index) {
	read := map[string]*fileTable{}
	files := map[string]*tableFile{}
	if l.found == nil {
		l.found = map[string]fileRows{}
	}
	var order []*tableFile
	for _, name := range slices.Sorted(maps.Keys(rs.Tables)) {
		t := &fileTable{LookupTable: rs.Tables[name], at: strictjson.PathKey(at+"tables", name), lines: map[string]int{}}
		given, ok := index.Find(t.at + ".file")
		if !ok {
			continue
		}
		t.offset, t.kind, read[name] = given.Offset, tableKind(t.Type), t
		if file := l.tableFile(t, index, files); file != nil && len(file.tables) == 1 {
			order = append(order, file)
		}
	}
	for _, file := range order {
		if l.columns(file, index) {
			l.rows(file)
		}
	}
	for name, t := range read {
		t.File, t.Key, t.Value = "", "", ""
		rs.Tables[name] = t.LookupTable
		if t.from != nil {
			l.found[t.at+".rows"] = fileRows{t.from.name, t.lines}
		}
	}
}

// tableFile is the file of a table, which is added to its tables; nil where there
// is none.
func (l *loader) tableFile(t *fileTable, index *strictjson.Index, files map[string]*tableFile) *tableFile {
	at := t.at + ".file"
	text, _ := l.texts.Where(t.offset)
	if _, ok := index.Find(t.at + ".rows"); ok {
		l.fail(CodeNotAllowed, at, t.offset, `"file" and "rows" stand beside each other: leave one out; where a file that this one extends has it, by null`)
		return nil
	}
	name, ok := l.path(l.names[text], t.File, at, t.offset)
	if !ok || t.kind == criteria.None {
		return nil
	}
	file, known := files[name]
	if !known {
		data, ok := l.fetch(name, at, t.offset)
		if ok {
			l.size += len(data)
			if ok = l.size <= l.options.MaxBytes; !ok {
				l.fail(CodeTooLarge, at, t.offset, "the rule set and the files of its tables have more than %d bytes", l.options.MaxBytes)
			}
		}
		if ok {
			file = &tableFile{name: name, data: bytes.TrimPrefix(data, []byte("\uFEFF")), line: 1}
		}
		files[name] = file // nil is one that is wrong, which has been said
	}
	if file != nil {
		t.LookupTable.Rows, t.from = map[string]any{}, file
		file.tables = append(file.tables, t)
	}
	return file
}

// failIn reports a mistake at a byte of a line of a table's file, both counted
// from 1.
func (l *loader) failIn(file *tableFile, t *fileTable, code Code, line, column int, format string, args ...any) {
	if line < file.line {
		file.line, file.start = 1, 0
	}
	for ; file.line < line; file.line++ {
		next := bytes.IndexByte(file.data[file.start:], '\n')
		if next < 0 {
			break
		}
		file.start += next + 1
	}
	end := min(max(file.start+column-1, file.start), len(file.data))
	l.report(placed{&Error{
		Code: code, Path: t.at, Message: fmt.Sprintf(format, args...),
		File: file.name, Line: line, Column: 1 + utf8.RuneCount(file.data[file.start:end]),
	}, t.offset})
}

// columns finds the columns of a file's tables in its first line. It is false
// where there is nothing to read.
func (l *loader) columns(file *tableFile, index *strictjson.Index) bool {
	if at := invalidUTF8(file.data); at >= 0 {
		line, column := strictjson.Position(file.data, at)
		l.failIn(file, file.tables[0], CodeNotUTF8, line, column, "the file is not UTF-8: save it as such")
		return false
	}
	r := csv.NewReader(bytes.NewReader(file.data))
	header, err := r.Read()
	if err != nil {
		l.failCSV(file, err)
		return false
	}
	file.tables = slices.DeleteFunc(file.tables, func(t *fileTable) bool { return !l.columnsOf(file, t, header, index) })
	return len(file.tables) > 0
}

// columnsOf finds the columns of a table.
func (l *loader) columnsOf(file *tableFile, t *fileTable, header []string, index *strictjson.Index) bool {
	switch {
	case len(header) == 1:
		l.failIn(file, t, CodeBadValue, 1, 1, "the first line names one column, %s: a table needs two, with a comma between", strconv.Quote(header[0]))
		return false
	case len(header) > 2 && (t.Key == "" || t.Value == ""):
		l.fail(CodeRequired, t.at, t.offset, `%s has more than two columns: say which is the "key" and which is the "value"`, file.name)
		return false
	}
	find := func(key, name string) int {
		at := slices.Index(header, name)
		v, _ := index.Find(t.at + "." + key)
		switch {
		case at < 0 && name != "":
			hint, ok := nearest.To(name, header[:min(len(header), 100)])
			if ok {
				hint = fmt.Sprintf("; did you mean %q?", hint)
			}
			l.fail(CodeUnknownName, t.at+"."+key, v.Offset, "%s has no column %q%s", file.name, name, hint)
		case at >= 0 && slices.Contains(header[at+1:], name):
			l.fail(CodeDuplicateID, t.at+"."+key, v.Offset, "%s has two columns %q: give one another name", file.name, name)
			return -1
		}
		return at
	}
	t.key, t.value = find("key", t.Key), find("value", t.Value)
	switch {
	case t.Key == "" && t.Value == "":
		t.key, t.value = 0, 1
	case t.Key == "":
		t.key = 1 - t.value
	case t.Value == "":
		t.value = 1 - t.key
	}
	return min(t.key, t.value) >= 0 && max(t.key, t.value) < len(header)
}

// rows reads the rows of a file into its tables.
func (l *loader) rows(file *tableFile) {
	r := csv.NewReader(bytes.NewReader(file.data))
	r.ReuseRecord = true
	for first := true; ; first = false {
		record, err := r.Read()
		switch {
		case errors.Is(err, csv.ErrFieldCount):
			line, _ := r.FieldPos(0)
			l.failIn(file, file.tables[0], CodeBadValue, line, 1, "the line has %s, where the first has %d: a text with a comma stands in double quotes", fields(len(record)), r.FieldsPerRecord)
			continue
		case err != nil:
			l.failCSV(file, err)
			return
		case first:
			continue
		}
		for _, t := range file.tables {
			if l.rowsRead++; l.rowsRead > l.options.MaxRows {
				line, _ := r.FieldPos(0)
				l.failIn(file, t, CodeTooLarge, line, 1, "the tables have more than %d rows together", l.options.MaxRows)
				return
			}
			l.row(file, t, record, r.FieldPos)
		}
	}
}

func fields(n int) string {
	if n == 1 {
		return "1 field"
	}
	return fmt.Sprint(n, " fields")
}

// row reads one row into a table.
func (l *loader) row(file *tableFile, t *fileTable, record []string, pos func(field int) (line, column int)) {
	key, text := record[t.key], record[t.value]
	line, column := pos(t.key)
	switch first, twice := t.lines[key]; {
	case key == "":
		l.failIn(file, t, CodeRequired, line, column, "the key is empty: give one, or remove the line")
		return
	case twice:
		l.failIn(file, t, CodeDuplicateKey, line, column, "the key %q stands in line %d already: remove one of the two", key, first)
		return
	}
	t.lines[key] = line
	value, want := cellValue(t.kind, text)
	if want != "" {
		line, column = pos(t.value)
		l.failIn(file, t, CodeWrongType, line, column, "%q is no %s: write %s", text, t.Type, want)
		return
	}
	t.Rows[key] = value
}

// jsonNumber is a number as JSON has it.
var jsonNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// cellValue is the value of a cell, or what to write instead. Blanks around
// numbers and bools do not matter.
func cellValue(kind criteria.Kind, text string) (value any, want string) {
	bare := strings.TrimSpace(text)
	switch kind {
	case criteria.Number:
		f, err := strconv.ParseFloat(bare, 64)
		if err != nil || !jsonNumber.MatchString(bare) {
			return nil, "digits with a point, such as 1250.5"
		}
		return f, ""
	case criteria.Bool:
		switch {
		case strings.EqualFold(bare, "true"):
			return true, ""
		case strings.EqualFold(bare, "false"):
			return false, ""
		}
		return nil, "true or false"
	}
	return text, ""
}

// failCSV reports what makes a file no CSV, at which reading stops. The end is
// none.
func (l *loader) failCSV(file *tableFile, err error) {
	var wrong *csv.ParseError
	t := file.tables[0]
	switch {
	case errors.As(err, &wrong) && errors.Is(err, csv.ErrQuote):
		l.failIn(file, t, CodeBadValue, wrong.StartLine, 1, "a double quote of this line is not closed where its field ends: write each one within a field twice")
	case errors.As(err, &wrong):
		l.failIn(file, t, CodeBadValue, wrong.Line, wrong.Column, "a double quote within a field: put the field in double quotes, and write each one in it twice")
	case len(bytes.TrimSpace(file.data)) == 0:
		l.failIn(file, t, CodeRequired, 1, 1, "the file is empty: its first line names the columns")
	}
}

// invalidUTF8 is where the first byte stands that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}
