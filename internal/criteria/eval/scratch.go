package eval

import (
	"encoding/binary"
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

// fold is criteria.FoldFact. Most texts are ASCII, and many have no capitals and
// no blanks at their ends: these are returned as they are.
func (m *scratch) fold(s string) string {
	if len(s) == 0 {
		return s
	}
	capitals, high := capitalsIn(s)
	switch {
	case high != 0:
		start := len(m.bytes)
		m.bytes = criteria.AppendFold(m.bytes, s)
		return m.since(start)
	case s[0] <= ' ' || s[len(s)-1] <= ' ':
		s = strings.TrimSpace(s)
	}
	if capitals == 0 {
		return s
	}
	start := len(m.bytes)
	m.bytes = append(m.bytes, s...)
	made := m.bytes[start:]
	for len(made) >= 8 {
		w := binary.LittleEndian.Uint64(made)
		binary.LittleEndian.PutUint64(made, w|capitalBits(w)>>2) // 'a' - 'A' is 0x80 >> 2
		made = made[8:]
	}
	for i, c := range made {
		made[i] = c | byte(capitalBits(uint64(c))>>2)
	}
	return m.since(start)
}

const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// capitalBits is the high bit of each byte that is a capital of ASCII, of eight
// bytes that are ASCII: adding 0x80-'A' carries into it from 'A' on, and
// 0x7F-'Z' from the byte after 'Z' on.
func capitalBits(w uint64) uint64 {
	return (w + (0x80-'A')*eachByte) &^ (w + (0x7F-'Z')*eachByte) & highBits
}

// capitalsIn tells, by bits that are set, whether s has capitals of ASCII, and
// whether it has bytes that are not ASCII, where the first says nothing. The last
// bytes are looked at twice where s is no multiple of a word.
func capitalsIn(s string) (capitals, high uint64) {
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	var last uint64
	switch n := len(b); {
	case n >= 8:
		last = binary.LittleEndian.Uint64(b[n-8:])
	case n >= 4:
		last = uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<32
	case n > 0:
		last = uint64(b[0]) | uint64(b[n/2])<<8 | uint64(b[n-1])<<16
	}
	capitals, high = capitalBits(last), last
	for len(b) > 8 {
		w := binary.LittleEndian.Uint64(b)
		capitals |= capitalBits(w)
		high |= w
		b = b[8:]
	}
	return capitals, high & highBits
}
