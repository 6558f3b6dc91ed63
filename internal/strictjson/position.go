package strictjson

import (
	"bytes"
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
