package strictjson

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"
)

// byteOrderMark may stand at the start of a text and is no part of it.
const byteOrderMark = "\uFEFF"

// Position returns the line and the column of a byte offset in text, both
// counted from 1. Lines end with \n or \r\n. The column counts runes, and each
// byte that is not UTF-8 as one; a byte-order mark at the start counts nothing,
// as no editor shows it. An offset outside of the text is taken as its nearest
// end.
func Position(text []byte, offset int) (line, column int) {
	offset = min(max(offset, 0), len(text))
	before := text[:offset]
	line = 1 + bytes.Count(before, []byte("\n"))
	at := bytes.LastIndexByte(before, '\n') + 1
	if at == 0 && bytes.HasPrefix(text, []byte(byteOrderMark)) {
		at = len(byteOrderMark)
	}
	column = 1
	for at < offset {
		_, size := utf8.DecodeRune(text[at:])
		if at += size; at > offset {
			break // the offset is within this rune
		}
		column++
	}
	return line, column
}

// A Place is where an offset stands, as Position counts.
type Place struct{ Line, Column int }

// Positions is Position for many offsets, in any order, in the time of one walk
// along the text.
func Positions(text []byte, offsets []int) []Place {
	order := make([]int, len(offsets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(offsets[a], offsets[b]) })
	places := make([]Place, len(offsets))
	here, at := Place{1, 1}, 0
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		at = len(byteOrderMark)
	}
	for _, i := range order {
		for offset := min(offsets[i], len(text)); at < offset; {
			size := 1
			switch b := text[at]; {
			case b == '\n':
				here = Place{here.Line + 1, 0}
			case b >= utf8.RuneSelf:
				_, size = utf8.DecodeRune(text[at:])
			}
			if at+size > offset {
				break // the offset is within this rune
			}
			at += size
			here.Column++
		}
		places[i] = here
	}
	return places
}
