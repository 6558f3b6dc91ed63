package leadfile

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// Input is the form of a file.
type Input string

// The forms.
const (
	CSV       Input = "csv"
	JSON      Input = "json"  // one list of records, or one record
	JSONLines Input = "jsonl" // one record on each line
	Workbook  Input = "xlsx"  // a sheet of a workbook, which Options.OpenSheet opens
)

// Options say how a file is read.
type Options struct {
	// Input is the form of the file. "" is what the ending of Name says, else what
	// the file looks like.
	Input Input
	// Name is the file's, for messages and the form.
	Name string
	// Mapping is the map. Nil: columns are named as fields of a lead, and JSON
	// is as package qualify writes it.
	Mapping *Mapping
	// Facts are those that the rule set declares, from which columns take their
	// types where there is no map. Nil: any custom field may be named, and is
	// text.
	Facts map[string]qualify.Fact
	// AsOf is the instant of decision, from which a map's days_ago count. It
	// is required where the map has such.
	AsOf time.Time
	// AsOfField is the field of a lead with an instant of decision of its own, such
	// as "custom.decided", from which days_ago count in a record where it is known.
	// "" is none. It has no effect without a map.
	AsOfField string
	// MaxRecord is the greatest size of a record in bytes; a longer one is a
	// bad row. 0 is the default, 1 MiB.
	MaxRecord int
	// MaxUnpacked is the greatest size of a packed file in bytes when unpacked; a
	// longer one is an error. 0 is the default, 64 GiB, and of a workbook, which
	// OpenSheet may hold in memory, 1 GiB. One that grows to more than 250 times its
	// size is an error too.
	MaxUnpacked int64
	// OpenSheet opens a workbook in the form of Excel since 2007 (.xlsx) and gives
	// the rows of a sheet, of which the first that is not blank names the columns. It
	// is called in NewReader once the limits of packed files are checked; file stays
	// the caller's. Nil: a workbook is an error that says what to do.
	// examples/xlsx has one.
	OpenSheet func(file io.ReaderAt, size int64) (Rows, error)
	// Accounts says to Propose that each record is an account, read for
	// account.OfRecords, and the facts those of its rules. Readers have no use for it.
	Accounts bool
	// unbound reads records of which nothing is made.
	unbound bool
	// AnyColumns passes over columns of CSV and sheets that are no field of a lead where
	// there is no map, instead of an error that lists them: for whoever looks at
	// a file that is not mapped yet, by Reader.RecordValues.
	AnyColumns bool
}

const defaultMaxRecord = 1 << 20

// A Reader reads one lead after the other. It belongs to one goroutine at a
// time.
type Reader struct {
	asOf       time.Time
	asOfField  string
	mapped     bool
	fields     []boundField
	seen       []boundSeen
	activities []boundActivity

	form  Form
	table table
	width int // of the table's header
	list  *list
	lines *text

	detached *detached                 // of a reader of records that another one finds
	header   []string                  // of the table
	readers  map[string]*columnReaders // by column; nil until RecordValues is called

	// The record at hand.
	cells    [][]byte
	raw      []byte // of JSON
	object   any
	problems []Problem
}

// table gives records with the same columns: CSV, or a sheet.
type table interface {
	// next is the next record, valid until the next call. The reason tells what is
	// broken about this record alone; the error is io.EOF behind the last.
	next() (cells [][]byte, line int, reason string, err error)
}

// boundColumn is a column of one reader.
type boundColumn struct {
	*column
	index    int // in a CSV record; -1 in JSON and for a constant
	memo     memo
	hints    shapeHints
	currency *currency // of a number
	// How many of its values could not be read and are unknown.
	dropped int
}

type boundField struct {
	boundColumn
	set func(*qualify.Lead, *value)
}

// NewReader prepares to read leads. Of CSV it reads the header, and reports all
// columns of the map that are not there, as qualify.Errors.
//
// What nobody says of the file's form is guessed from its first 64 KiB: that it is
// packed with gzip, or as the one file of a zip archive; its encoding, unless it
// has a byte-order mark; of CSV the delimiter, unless the first line says it as
// Excel does, sep=;. Form tells what it came to. A map that contradicts the file is
// an error. An archive is read where from has ReadAt and Stat, as *os.File does.
// JSON is taken as UTF-8 or UTF-16 by its first four bytes, so that a stream of
// which Options.Input says that it is JSON is read as it comes.
func NewReader(from io.Reader, o Options) (*Reader, error) {
	o.MaxUnpacked = max(o.MaxUnpacked, 0)
	m := o.Mapping
	if m != nil && m.needsAsOf && o.AsOf.IsZero() {
		return nil, errors.New("the map counts days from the instant of decision: give it")
	}
	r := &Reader{asOf: o.AsOf, asOfField: o.AsOfField, mapped: m != nil || o.unbound}
	maxRecord := cmp.Or(max(o.MaxRecord, 0), defaultMaxRecord)
	opened, rows, err := r.open(from, &o)
	if err != nil {
		return nil, err
	}
	if rows != nil {
		if m != nil && (m.encoding != nil || m.delimiter != 0 || len(m.records) > 0) {
			return nil, errors.New(`the file is a workbook: take "encoding", "delimiter" and "records" out of the map`)
		}
		return r, r.openTable(&sheet{rows: rows, max: maxRecord}, &o)
	}
	t := newText(opened, maxRecord)
	if r.form.Input == "" {
		t.begin()
		r.form.Input = sniff(t.window(), m)
		if o.unbound && r.form.Input == JSONLines {
			if path, _ := recordsOf(t.window()); path != nil {
				r.form.Input = JSON // all of it on one line
			}
		}
	}
	switch r.form.Input {
	case CSV:
		return r, r.openCSV(t, &o)
	case JSON:
		r.list = &list{text: t}
		if o.unbound {
			t.begin()
			r.list.path, r.list.pathText = recordsOf(t.window())
		}
		if m != nil {
			r.list.path, r.list.pathText = m.records, m.recordPath
		}
	case JSONLines:
		r.lines = t
	default:
		return nil, fmt.Errorf("want csv, json, jsonl or xlsx, have %q", o.Input)
	}
	if m != nil {
		return r, r.bind(m, func(c *column) (int, *qualify.Error) {
			if c.from != "" && c.steps == nil {
				return 0, m.source.At(c.place+".from", qualify.CodeBadValue, `want a path such as Owner.Name, or ["key with. dots"].Name`)
			}
			return -1, nil
		}).Err()
	}
	return r, nil
}

// Form is how the file is written.
func (r *Reader) Form() Form { return r.form }

// open unpacks and decodes the file, or opens the sheet of a workbook.
func (r *Reader) open(from io.Reader, o *Options) (io.Reader, Rows, error) {
	buffered := bufio.NewReaderSize(from, smallest)
	begin, err := buffered.Peek(4)
	if err != nil && err != io.EOF && len(begin) == 0 {
		return nil, nil, err
	}
	opened, err := unpack(begin, buffered, from, o)
	if err != nil {
		return nil, nil, err
	}
	r.form.Packed, r.form.Input = opened.packed, cmp.Or(o.Input, inputOf(opened.name))
	switch {
	case opened.rows != nil && o.Input != "" && o.Input != Workbook:
		return nil, nil, fmt.Errorf("the file is a workbook, and not %s", o.Input)
	case opened.rows != nil:
		r.form.Input = Workbook
		return nil, opened.rows, nil
	case r.form.Input == Workbook:
		return nil, nil, errors.New("the file has the name of a workbook, and is none")
	case opened.packed != "":
		buffered = bufio.NewReaderSize(opened, smallest)
	}
	decoded, err := r.decode(buffered, o)
	return decoded, nil, err
}

// decode gives the text of a file in UTF-8.
func (r *Reader) decode(buffered *bufio.Reader, o *Options) (io.Reader, error) {
	json := r.form.Input == JSON || r.form.Input == JSONLines
	want := smallest
	if json { // it may be a stream that somebody waits for
		want = 4
	}
	begin, err := buffered.Peek(want)
	if err != nil && err != io.EOF && len(begin) == 0 {
		return nil, err
	}
	e, mark, sure := encodingOf(begin, err == io.EOF)
	if json && mark == 0 && (e == windows1252 || e == utf8Encoding) { // four bytes do not tell one from the other
		e, sure = utf8Encoding, false
	}
	_, _ = buffered.Discard(mark) // just peeked at
	if m := o.Mapping; m != nil && m.encoding != nil {
		if mark > 0 && e != m.encoding || sure && m.encoding != utf8Encoding && e != m.encoding {
			return nil, fmt.Errorf("the map says that the encoding is %s, and the file is in %s: take \"encoding\" out of the map", m.encoding.name, e.name)
		}
		e = m.encoding
	} else {
		r.form.Guessed.Encoding = mark == 0
	}
	r.form.Encoding = e.name
	if e.decode != nil {
		return &decoder{from: buffered, decode: e.decode}, nil
	}
	return buffered, nil
}

// Next reads the next lead and returns the line that its record begins in,
// from 1. The error is io.EOF behind the last, a *RowError for a record that is
// no lead - Next goes on behind it - and otherwise final.
//
// The lead is written anew, in the memory that it has: Next reuses its
// Activities, Custom and Seen. Lists of texts in it may be shared with leads before
// and after, and the Custom of an activity with others of the same entry; do not
// change them. After an error the lead is of no use.
func (r *Reader) Next(lead *qualify.Lead) (line int, err error) {
	empty(lead)
	line, reason, err := r.record(lead)
	if err != nil {
		return line, err
	}
	return line, r.fill(line, reason, lead)
}

// empty makes a lead the zero one, in the memory that it has.
func empty(lead *qualify.Lead) {
	clear(lead.Custom)
	clear(lead.Seen)
	*lead = qualify.Lead{Activities: lead.Activities[:0], Custom: lead.Custom, Seen: lead.Seen}
}

// fill makes a lead of the record at hand, unless there is a reason why it is none.
func (r *Reader) fill(line int, reason string, lead *qualify.Lead) error {
	if reason != "" {
		return &RowError{Line: line, Problems: []Problem{{Reason: reason}}}
	}
	if !r.mapped {
		return nil
	}
	r.problems = r.problems[:0]
	for i := range r.fields {
		f := &r.fields[i]
		if v := r.value(&f.boundColumn); v.known {
			f.set(lead, v)
		}
	}
	if len(r.seen) > 0 {
		r.markSeen(lead)
	}
	if len(r.activities) > 0 {
		asOf := r.asOfOf(lead)
		for i := range r.activities {
			r.activity(&r.activities[i], lead, asOf)
		}
	}
	if len(r.problems) > 0 {
		return &RowError{Line: line, Problems: slices.Clone(r.problems)}
	}
	return nil
}

// asOfOf is the instant of decision of the lead at hand.
func (r *Reader) asOfOf(lead *qualify.Lead) time.Time {
	if r.asOfField == "" {
		return r.asOf
	}
	if own, err := lead.Get(r.asOfField); err == nil {
		if at, ok := own.(time.Time); ok && !at.IsZero() {
			return at
		}
	}
	return r.asOf
}

// record reads the next record: the lead itself where there is no map.
func (r *Reader) record(lead *qualify.Lead) (line int, reason string, err error) {
	if r.table != nil {
		r.cells, line, reason, err = r.table.next()
		if err == nil && reason == "" {
			reason = r.notRow()
		}
		return line, reason, err
	}
	r.raw, r.object = nil, nil
	raw, line, reason, err := r.nextJSON()
	if err == nil && reason == "" {
		reason = r.readJSON(raw, lead)
	}
	return line, reason, err
}

// notRow tells why the row at hand is none of the table: "" for most.
func (r *Reader) notRow() string {
	if len(r.cells) != r.width {
		return fmt.Sprintf("%d fields, and the header has %d", len(r.cells), r.width)
	}
	return r.notLead()
}

// readJSON takes a record of JSON apart: into the lead where there is no map.
func (r *Reader) readJSON(raw []byte, lead *qualify.Lead) (reason string) {
	if r.raw = raw; !r.mapped {
		return decodeAs(raw, lead)
	}
	r.object, reason = decodeRecord(raw)
	return reason
}

// nextJSON reads the next record of JSON.
func (r *Reader) nextJSON() (raw []byte, line int, reason string, err error) {
	if r.list != nil {
		return r.list.next()
	}
	return r.line()
}

// line reads the next line of JSON lines that is not empty.
func (r *Reader) line() (raw []byte, line int, reason string, err error) {
	t := r.lines
	for {
		end, ok := t.lineEnd(0)
		line = t.line
		if !ok {
			if end <= t.max {
				return nil, line, "", t.err
			}
			t.skipLine()
			return nil, line, tooLong(t.max), nil
		}
		raw = bytes.Trim(t.window()[:end], " \t\r\n") // no other white space: JSON has none
		t.take(end, 1)
		raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\ufeff")), " \t\r") // of the files that this one is made of
		if len(raw) > 0 {
			return raw, line, "", nil
		}
	}
}

// value reads a column of the record at hand. It is valid until the next call
// for the column, and unknown where there is a problem with it.
func (r *Reader) value(c *boundColumn) *value {
	if c.from == "" {
		return &c.constant
	}
	var v value
	var why *fault
	if r.table == nil {
		v, why = c.readJSON(c.dig(r.object))
	} else {
		cell := r.cells[c.index]
		if v := c.memo.find(cell); v != nil {
			return r.counted(c, v)
		}
		v, why = c.read(cell)
	}
	if c.kind == numberKind && v.text != "" {
		v, why = r.oneCurrency(c, v)
	}
	switch {
	case why != nil:
		r.problem(c, why)
		c.memo.last = value{}
	case r.table == nil || r.detached != nil && r.detached.again:
		c.memo.last = v
	default:
		return r.counted(c, c.memo.keep(r.cells[c.index], v))
	}
	return r.counted(c, &c.memo.last)
}

// counted counts what was dropped.
func (r *Reader) counted(c *boundColumn, v *value) *value {
	if v.dropped {
		r.drop(c)
	}
	return v
}

// drop counts a value that could not be read and is unknown.
func (r *Reader) drop(c *boundColumn) {
	c.dropped++
	if r.detached != nil {
		r.detached.again = true // who counts is the reader that sees all records
	}
}

// problem notes what is wrong with a value of the record at hand.
func (r *Reader) problem(c *boundColumn, why *fault) {
	if r.detached != nil {
		r.detached.again = true // hints go by the problems before it, and take long
		return
	}
	r.problems = append(r.problems, Problem{c.from, c.field, why.reason, c.hintFor(why)})
}

// hintFor is what the map has to say for a value that cannot be read.
func (c *boundColumn) hintFor(why *fault) string {
	switch {
	case why == nil:
		return ""
	case why.open != nil:
		return c.hints.of(c.column, why.open)
	}
	return why.hint
}

// Unread is how many values of a column could not be read and are unknown, as the
// map says with "on_error": "unknown".
type Unread struct {
	From, Field string // as in a Problem
	Count       int
}

// Unread lists the columns with values that could not be read, until now, in the
// order of the file, those of activities last. Where every value of a column was, the
// map is wrong about it.
func (r *Reader) Unread() []Unread {
	var list []Unread
	add := func(c *boundColumn) {
		if c.dropped > 0 {
			list = append(list, Unread{c.from, c.field, c.dropped})
		}
	}
	for i := range r.fields {
		add(&r.fields[i].boundColumn)
	}
	for i := range r.seen {
		add(&r.seen[i].boundColumn)
	}
	for i := range r.activities {
		for j := range r.activities[i].parts {
			add(&r.activities[i].parts[j].boundColumn)
		}
	}
	return list
}
