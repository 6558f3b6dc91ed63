package strictjson

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readEscape reads the escape at the start of s, which is a backslash: the
// rune it stands for and its size in s. A surrogate without its other half is
// utf8.RuneError with lone set. The size of what is no escape is 0.
func readEscape(s string) (r rune, size int, lone bool) {
	if len(s) < 2 {
		return 0, 0, false
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2, false
	case 'b':
		return '\b', 2, false
	case 'f':
		return '\f', 2, false
	case 'n':
		return '\n', 2, false
	case 'r':
		return '\r', 2, false
	case 't':
		return '\t', 2, false
	}
	r, ok := readHex(s)
	if !ok {
		return 0, 0, false
	}
	if !utf16.IsSurrogate(r) {
		return r, 6, false
	}
	if low, ok := readHex(s[6:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12, false
		}
	}
	return utf8.RuneError, 6, true
}

// readHex reads \u and four hexadecimal digits at the start of s.
func readHex(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 16) // takes no sign and no underscore
	return rune(v), err == nil
}

// unescape decodes the inside of a string. It is false if an escape is none.
func unescape(s string) (string, bool) {
	var b strings.Builder
	for {
		run := strings.IndexByte(s, '\\')
		if run < 0 {
			if b.Len() == 0 {
				return s, true
			}
			b.WriteString(s)
			return b.String(), true
		}
		b.WriteString(s[:run])
		r, size, _ := readEscape(s[run:])
		if size == 0 {
			return "", false
		}
		b.WriteRune(r)
		s = s[run+size:]
	}
}

// escapedOffset returns where in s, the inside of a string, stands byte at of
// the decoded string. The end of the one is the end of the other.
func escapedOffset(s string, at int) (int, bool) {
	for i := 0; ; {
		run := strings.IndexByte(s[i:], '\\')
		if run < 0 {
			return i + at, at <= len(s)-i
		}
		if at < run {
			return i + at, true
		}
		i, at = i+run, at-run
		r, size, _ := readEscape(s[i:])
		if size == 0 {
			return 0, false
		}
		if at < utf8.RuneLen(r) {
			return i, true
		}
		i, at = i+size, at-utf8.RuneLen(r)
	}
}
