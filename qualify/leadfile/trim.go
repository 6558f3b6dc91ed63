package leadfile

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// trimmed is a text without what nobody sees at its ends: white space of every
// kind, characters without width, marks of byte order and direction, NULs.
func trimmed(text []byte) []byte {
	if len(text) > 0 && isVisible(text[0]) && isVisible(text[len(text)-1]) {
		return text
	}
	return bytes.TrimFunc(text, unseen)
}

// isVisible tells of an ASCII character that it is not to be trimmed.
func isVisible(c byte) bool { return c > ' ' && c < utf8.RuneSelf }

func unseen(c rune) bool {
	switch c {
	case 0, '\u00ad', '\u180e', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return unicode.IsSpace(c) || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069'
}
