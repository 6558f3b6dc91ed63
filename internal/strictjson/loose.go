package strictjson

import (
	"strings"
	"unicode/utf8"
)

// Loosely decodes the inside of a string of which some escapes may be none, or half
// written: these stand for themselves.
func Loosely(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for s != "" {
		run := strings.IndexByte(s, '\\')
		if run < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:run])
		s = s[run:]
		r, size, _ := readEscape(s)
		if size == 0 {
			r, size = '\\', 1
		}
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}

// LooselyAt returns where in s, the inside of a string, byte at of what Loosely makes
// of it stands, and the end of s where that is shorter.
func LooselyAt(s string, at int) int {
	for i := 0; ; {
		run := strings.IndexByte(s[i:], '\\')
		if run < 0 || at < run {
			return min(i+at, len(s))
		}
		i, at = i+run, at-run
		r, size, _ := readEscape(s[i:])
		if size == 0 {
			r, size = '\\', 1
		}
		if at < utf8.RuneLen(r) {
			return i
		}
		i, at = i+size, at-utf8.RuneLen(r)
	}
}

// LooselyFrom returns which byte of what Loosely makes of s stands for byte at of s:
// within an escape its first.
func LooselyFrom(s string, at int) int {
	at = min(at, len(s))
	out := 0
	for i := 0; i < at; {
		if s[i] != '\\' {
			i, out = i+1, out+1
			continue
		}
		r, size, _ := readEscape(s[i:])
		if size == 0 {
			r, size = '\\', 1
		}
		if i+size > at {
			break
		}
		i, out = i+size, out+utf8.RuneLen(r)
	}
	return out
}
