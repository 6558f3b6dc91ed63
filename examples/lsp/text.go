package main

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// A text knows where its lines begin. It is valid UTF-8, and never changed.
type text struct {
	src    string
	starts []int // of all lines but the first
	utf8   bool  // positions count bytes, else units of UTF-16
	units  []int // of UTF-16, up to each block
}

// block is how many bytes are counted again for a position, however long a line is.
const block = 1024

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
	for i := 0; i <= len(src) && !utf8; i += block {
		t.units = append(t.units, t.upTo(i))
	}
	return t
}

// upTo counts the units before an offset. A character counts where it begins.
func (t *text) upTo(offset int) int {
	if t.utf8 {
		return offset
	}
	n, from := 0, 0
	if whole := min(offset/block, len(t.units)-1); whole >= 0 {
		n, from = t.units[whole], whole*block
	}
	for i := from; i < offset; i++ {
		switch b := t.src[i]; {
		case b >= 0xf0:
			n += 2 // a surrogate pair
		case b < 0x80 || b >= 0xc0:
			n++
		}
	}
	return n
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

// begins is the offset where the character at an offset begins.
func (t *text) begins(offset int) int {
	for offset > 0 && offset < len(t.src) && !utf8.RuneStart(t.src[offset]) {
		offset--
	}
	return offset
}

// offset is where a position is, in bytes. What is beyond the end of a line is its
// end, what is beyond the text the end of it, and what is within a character where
// that begins.
func (t *text) offset(p protocol.Position) int {
	if int64(p.Line) > int64(len(t.starts)) {
		return len(t.src)
	}
	from, to := t.line(int(p.Line))
	wanted := t.upTo(from) + int(p.Character)
	beyond := from + sort.Search(to-from, func(n int) bool { return t.upTo(from+n+1) > wanted })
	return t.begins(beyond)
}

// position is that of an offset.
func (t *text) position(offset int) protocol.Position {
	offset = t.begins(max(0, min(offset, len(t.src))))
	line := sort.SearchInts(t.starts, offset+1)
	from, _ := t.line(line)
	return protocol.Position{Line: uint32(line), Character: uint32(t.upTo(offset) - t.upTo(from))}
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
