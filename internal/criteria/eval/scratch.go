package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// scratch is memory for texts that an evaluation makes, such as lower(x). They
// are good until the frame is reset, or the list gone over moves on.
type scratch struct{ bytes []byte }

// mark and back forget the texts made since, between the elements of a list:
// what one element is turned into is not needed for the next.
func (m *scratch) mark() int     { return len(m.bytes) }
func (m *scratch) back(mark int) { m.bytes = m.bytes[:mark] }

// lower is strings.ToLower.
func (m *scratch) lower(s string) string { return m.each(s, unicode.ToLower, 'A', 'Z') }

// upper is strings.ToUpper.
func (m *scratch) upper(s string) string { return m.each(s, unicode.ToUpper, 'a', 'z') }

// each maps the letters of s. Bytes from first to last are the ASCII letters
// that change.
func (m *scratch) each(s string, letter func(rune) rune, first, last byte) string {
	changes := false
	for i := 0; i < len(s) && !changes; i++ {
		changes = s[i] >= utf8.RuneSelf || first <= s[i] && s[i] <= last
	}
	if !changes {
		return s
	}
	start := len(m.bytes)
	for _, r := range s {
		if r < utf8.RuneSelf {
			if b := byte(r); first <= b && b <= last {
				r ^= 'a' - 'A'
			}
			m.bytes = append(m.bytes, byte(r))
		} else {
			m.bytes = utf8.AppendRune(m.bytes, letter(r))
		}
	}
	return m.since(start)
}

// since is the text made since. The bytes are not written again before the texts
// made of them are forgotten; append may move the memory, which leaves these
// where they are.
func (m *scratch) since(start int) string {
	made := m.bytes[start:]
	return unsafe.String(unsafe.SliceData(made), len(made))
}

// fold is criteria.FoldFact.
func (m *scratch) fold(s string) string {
	var all, upper byte // all bytes together, and whether one is a capital
	for i := range len(s) {
		c := s[i]
		all |= c
		if c-'A' < 26 {
			upper = 1
		}
	}
	if all < utf8.RuneSelf {
		s = strings.TrimSpace(s)
		if upper == 0 {
			return s
		}
	}
	start := len(m.bytes)
	if all >= utf8.RuneSelf {
		m.bytes = criteria.AppendFold(m.bytes, s)
		return m.since(start)
	}
	m.bytes = append(m.bytes, s...)
	for i, c := range m.bytes[start:] {
		if c-'A' < 26 {
			m.bytes[start+i] = c + 'a' - 'A'
		}
	}
	return m.since(start)
}
