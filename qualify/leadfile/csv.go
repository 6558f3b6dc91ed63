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
	delimiter byte
	spans     []span
	fields    [][]byte
	scratch   []byte
}

// span is a field within the record.
type span struct {
	from, to int
	escaped  bool // it has doubled quotes, or CRLF to be read as LF
}

// next is the next record's fields, valid until the next call, with the number
// of its line. The reason tells what is broken; done that there is no more,
// because of text.err.
func (r *records) next() (fields [][]byte, line int, reason string, done bool) {
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
		if len(r.content(0, end)) == 0 {
			r.take(end, 1)
			continue
		}
		first := end
		end, lines, reason := r.split(first)
		if reason != "" {
			if reason == unclosed && r.err != nil && r.err != io.EOF {
				return nil, line, "", true
			}
			r.take(first, 1)
			return nil, line, reason, false
		}
		isText := utf8.Valid(r.window()[:end])
		fields := r.cut(end)
		r.take(end, lines)
		if !isText {
			return nil, line, notUTF8, false
		}
		return fields, line, "", false
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

// content is the text from an offset to the end of its line, without the line
// end.
func (r *records) content(from, end int) []byte {
	line := r.window()[from:end]
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// split finds the fields of the record whose first line ends at end, and where
// the record ends. It counts the record's lines.
func (r *records) split(end int) (_, lines int, reason string) {
	r.spans = r.spans[:0]
	lines = 1
	quoted := bytes.IndexByte(r.window()[:end], '"') >= 0
	for at := 0; ; {
		rest := r.content(at, end)
		if len(rest) == 0 || rest[0] != '"' {
			size := bytes.IndexByte(rest, r.delimiter)
			last := size < 0
			if last {
				size = len(rest)
			}
			if quoted && bytes.IndexByte(rest[:size], '"') >= 0 {
				return 0, 0, "a quote within a field: put quotes around the field and double those in it"
			}
			r.spans = append(r.spans, span{at, at + size, false})
			if last {
				return end, lines, ""
			}
			at += size + 1
			continue
		}
		field := span{from: at + 1}
		for at++; ; {
			i := bytes.IndexByte(r.window()[at:end], '"')
			if i < 0 {
				// The quotes hold on to the next line. Its own line end and the
				// one before are text.
				from := end
				next, ok := r.lineEnd(from)
				if !ok || next == from {
					return 0, 0, unclosed
				}
				at, end = from, next
				lines++
				field.escaped = true
				continue
			}
			at += i + 1
			if at < end && r.window()[at] == '"' {
				field.escaped = true
				at++
				continue
			}
			break
		}
		field.to = at - 1
		r.spans = append(r.spans, field)
		rest = r.content(at, end)
		if len(rest) == 0 {
			return end, lines, ""
		}
		if rest[0] != r.delimiter {
			return 0, 0, "text behind a closing quote: double the quotes in a field"
		}
		at++
	}
}

// cut makes the fields of the spans.
func (r *records) cut(end int) [][]byte {
	record := r.window()[:end]
	r.fields, r.scratch = r.fields[:0], r.scratch[:0]
	for _, s := range r.spans {
		field := record[s.from:s.to]
		if s.escaped {
			from := len(r.scratch)
			for i := 0; i < len(field); i++ {
				next := byte(0)
				if i+1 < len(field) {
					next = field[i+1]
				}
				if field[i] == '\r' && next == '\n' {
					continue
				}
				r.scratch = append(r.scratch, field[i])
				if field[i] == '"' && next == '"' {
					i++
				}
			}
			field = r.scratch[from:]
		}
		r.fields = append(r.fields, field)
	}
	return r.fields
}
