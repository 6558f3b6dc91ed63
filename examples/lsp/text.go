package main

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// A text knows where its lines begin. The zero value is an empty text.
type text struct {
	src    string
	starts []int // of all lines but the first
	utf8   bool  // positions count bytes, else units of UTF-16
}

func newText(src string, utf8 bool) *text {
	t := &text{src: src, utf8: utf8}
	returns := strings.Contains(src, "\r")
	for i := 0; i < len(src); i++ {
		n := strings.IndexByte(src[i:], '\n')
		if returns {
			n = strings.IndexAny(src[i:], "\r\n")
		}
		if n < 0 {
			break
		}
		if i += n; src[i] == '\r' && i+1 < len(src) && src[i+1] == '\n' {
			i++
		}
		t.starts = append(t.starts, i+1)
	}
	return t
}

// line bounds a line, without what ends it.
func (t *text) line(n int) (from, to int) {
	if n > 0 {
		from = t.starts[n-1]
	}
	to = len(t.src)
	if n < len(t.starts) {
		to = t.starts[n]
	}
	return from, from + len(strings.TrimRight(t.src[from:to], "\r\n"))
}

// offset is where a position is, in bytes. What is beyond the end of a line is its
// end, what is beyond the text the end of it, and what is within a character where
// that begins.
func (t *text) offset(p protocol.Position) int {
	if int64(p.Line) > int64(len(t.starts)) {
		return len(t.src)
	}
	at, end := t.line(int(p.Line))
	for left := int64(p.Character); at < end; {
		r, size := utf8.DecodeRuneInString(t.src[at:])
		left -= int64(t.units(r, size))
		if left < 0 {
			break
		}
		at += size
	}
	return at
}

// position is that of an offset.
func (t *text) position(offset int) protocol.Position {
	offset = max(0, min(offset, len(t.src)))
	line := sort.SearchInts(t.starts, offset+1)
	at, _ := t.line(line)
	n := 0
	for at < offset {
		r, size := utf8.DecodeRuneInString(t.src[at:])
		if at+size > offset {
			break
		}
		n += t.units(r, size)
		at += size
	}
	return protocol.Position{Line: uint32(line), Character: uint32(n)}
}

// units is how many a character has.
func (t *text) units(r rune, size int) int {
	switch {
	case t.utf8:
		return size
	case r > 0xffff:
		return 2
	}
	return 1
}

// stretch is the range between two offsets.
func (t *text) stretch(from, to int) protocol.Range {
	return protocol.Range{Start: t.position(from), End: t.position(max(from, to))}
}

// A change replaces a range of a text, or all of it where Range is nil.
type change struct {
	Range *protocol.Range `json:"range"`
	Text  string          `json:"text"`
}

// A splice is a change in bytes: src[from:to] has become of length n.
type splice struct{ from, to, n int }

// apply makes a change. Of a text that is replaced whole the splice is what differs.
func (t *text) apply(c change) (*text, splice) {
	if c.Range == nil {
		was, now := t.src, c.Text
		from := 0
		for from < min(len(was), len(now)) && was[from] == now[from] {
			from++
		}
		to, end := len(was), len(now)
		for to > from && end > from && was[to-1] == now[end-1] {
			to, end = to-1, end-1
		}
		return newText(now, t.utf8), splice{from, to, end - from}
	}
	from := t.offset(c.Range.Start)
	to := max(from, t.offset(c.Range.End))
	return newText(t.src[:from]+c.Text+t.src[to:], t.utf8), splice{from, to, len(c.Text)}
}

// lineAt bounds the line of an offset.
func (t *text) lineAt(offset int) (from, to int) {
	return t.line(int(t.position(offset).Line))
}
