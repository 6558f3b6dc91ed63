package leadfile

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// records takes CSV apart as RFC 4180 and encoding/csv have it: quotes stand
// around a whole field, quotes in it are doubled, line ends in it are its text,
// and empty lines are nothing. Unlike encoding/csv it goes on behind a broken
// record: with the line after the one that the record begins in, so that a
// quote that nobody closed costs a row and not the rest of the file.
type records struct {
	*text
	splitter
}

// next is the next record's fields, valid until the next call, with the number
// of its line. The reason tells what is broken; done that there is no more,
// because of text.err.
func (r *records) next() (fields [][]byte, line int, reason string, done bool) {
	record, line, reason, done := r.find()
	if done || reason != "" {
		return nil, line, reason, done
	}
	fields, reason = r.split(record)
	return fields, line, reason, false
}

// find is the text of the next record, and looks no further into it than it has to
// for its end.
func (r *records) find() (record []byte, line int, reason string, done bool) {
	for {
		end, ok := r.lineEnd(0)
		line = r.line
		switch {
		case end == 0 || !ok && r.err != nil && end <= r.max:
			return nil, line, "", true
		case !ok:
			r.skipLine()
			return nil, line, tooLong(r.max), false
		}
		if len(content(r.window()[:end])) == 0 {
			r.take(end, 1)
			continue
		}
		first, lines := end, 1
		if bytes.Count(r.window()[:end], quote)%2 > 0 { // else no field holds on to the next line
			if end, lines, reason = r.parse(end, r.text); reason != "" {
				if reason == unclosed && r.err != nil && r.err != io.EOF {
					return nil, line, "", true
				}
				r.take(first, 1)
				return nil, line, reason, false
			}
		}
		record = r.window()[:end]
		r.take(end, lines)
		return record, line, "", false
	}
}

// row is next, as a table.
type row struct{ *records }

func (r row) next() (cells [][]byte, line int, reason string, err error) {
	cells, line, reason, done := r.records.next()
	if done {
		err = r.err
	}
	return cells, line, reason, err
}

const unclosed = "a quote that nobody closes"

const notUTF8 = `not all of it is text in the encoding of the file: save the file as UTF-8, or say its "encoding" in the map`

func tooLong(limit int) string {
	return fmt.Sprintf("longer than %d bytes: is a quote or a bracket missing?", limit)
}

var quote = []byte{'"'}

// content is a line without its end.
func content(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// A splitter takes a record apart into its fields.
type splitter struct {
	delimiter byte
	spans     []span
	fields    [][]byte
	scratch   []byte
	whole     text // the record that is split
}

// span is a field within the record.
type span struct {
	from, to int
	escaped  bool // it has doubled quotes, or CRLF to be read as LF
}

// split is a record's fields, valid until the next call. The reason tells what is
// broken.
func (s *splitter) split(record []byte) (fields [][]byte, reason string) {
	if !utf8.Valid(record) {
		reason = notUTF8 // unless something else is broken
	}
	if bytes.IndexByte(record, '"') < 0 {
		return s.plain(content(record)), reason
	}
	s.whole = text{buf: record, end: len(record), max: len(record), err: io.EOF}
	end, _ := s.whole.lineEnd(0)
	end, _, broken := s.parse(end, &s.whole)
	if broken != "" {
		return nil, broken
	}
	return s.cut(record[:end]), reason
}

// plain is the fields of a line without quotes.
func (s *splitter) plain(line []byte) [][]byte {
	fields, from := s.fields[:0], 0
	for at, b := range line {
		if b == s.delimiter {
			fields = append(fields, line[from:at])
			from = at + 1
		}
	}
	s.fields = append(fields, line[from:])
	return s.fields
}

// parse finds the fields of the record that a text begins with, and whose first line
// ends at end, and where the record ends. It counts the record's lines.
func (s *splitter) parse(end int, t *text) (_, lines int, reason string) {
	s.spans = s.spans[:0]
	lines = 1
	quoted := bytes.IndexByte(t.window()[:end], '"') >= 0
	for at := 0; ; {
		rest := content(t.window()[at:end])
		if len(rest) == 0 || rest[0] != '"' {
			size := bytes.IndexByte(rest, s.delimiter)
			last := size < 0
			if last {
				size = len(rest)
			}
			if quoted && bytes.IndexByte(rest[:size], '"') >= 0 {
				return 0, 0, "a quote within a field: put quotes around the field and double those in it"
			}
			s.spans = append(s.spans, span{at, at + size, false})
			if last {
				return end, lines, ""
			}
			at += size + 1
			continue
		}
		field := span{from: at + 1}
		for at++; ; {
			i := bytes.IndexByte(t.window()[at:end], '"')
			if i < 0 {
				// The quotes hold on to the next line. Its own line end and the
				// one before are text.
				from := end
				next, ok := t.lineEnd(from)
				if !ok || next == from {
					return 0, 0, unclosed
				}
				at, end = from, next
				lines++
				field.escaped = true
				continue
			}
			at += i + 1
			if at < end && t.window()[at] == '"' {
				field.escaped = true
				at++
				continue
			}
			break
		}
		field.to = at - 1
		s.spans = append(s.spans, field)
		rest = content(t.window()[at:end])
		if len(rest) == 0 {
			return end, lines, ""
		}
		if rest[0] != s.delimiter {
			return 0, 0, "text behind a closing quote: double the quotes in a field"
		}
		at++
	}
}

// cut makes the fields of the spans.
func (s *splitter) cut(record []byte) [][]byte {
	s.fields, s.scratch = s.fields[:0], s.scratch[:0]
	for _, span := range s.spans {
		field := record[span.from:span.to]
		if span.escaped {
			from := len(s.scratch)
			for i := 0; i < len(field); i++ {
				next := byte(0)
				if i+1 < len(field) {
					next = field[i+1]
				}
				if field[i] == '\r' && next == '\n' {
					continue
				}
				s.scratch = append(s.scratch, field[i])
				if field[i] == '"' && next == '"' {
					i++
				}
			}
			field = s.scratch[from:]
		}
		s.fields = append(s.fields, field)
	}
	return s.fields
}
