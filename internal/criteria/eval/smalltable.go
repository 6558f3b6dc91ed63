package eval

import (
	"slices"
	"unsafe"
)

// smallTable finds a text among a few by its length and two of its bytes,
// which is several times faster than a map for the short words that facts and
// activity types are. Its hash is chosen when it is made, so that no two of
// the texts share a place. The zero table holds nothing and is not to be
// asked.
type smallTable struct {
	mul   uint32
	shift uint32
	rows  []tableRow // by place
}

type tableRow struct {
	text       string
	key        uint32
	head, tail uint64 // its first and last bytes, as ends reads them
	id         int32  // -1 in an empty row

	// For a question: that the text settles one condition and fires nothing, and
	// the condition's bit.
	settles bool
	bit     uint8
	word    int32
}

// maxSmall is the number of texts up to which a smallTable is tried.
const maxSmall = 64

// maxKeyed is the length up to which tableKey tells texts of different lengths
// apart.
const maxKeyed = 255

// newSmallTable makes a table of texts and their indices, or the zero table
// where there are too many texts or no hash was found.
func newSmallTable(texts []string) smallTable {
	if len(texts) == 0 || len(texts) > maxSmall || slices.ContainsFunc(texts, func(s string) bool { return len(s) > maxKeyed }) {
		return smallTable{}
	}
	keys := map[uint32]bool{}
	for _, s := range texts {
		keys[tableKey(s)] = true
	}
	if len(keys) < len(texts) { // no hash tells them apart
		return smallTable{}
	}
	for bits := uint32(1); 1<<bits <= 16*maxSmall; bits++ {
		if 1<<bits < len(texts) {
			continue
		}
	tries:
		for try := uint32(1); try < 200; try++ {
			t := smallTable{mul: try*0x9E3779B1 | 1, shift: 32 - bits, rows: make([]tableRow, 1<<bits)}
			for i := range t.rows {
				t.rows[i] = tableRow{key: noKey, id: -1}
			}
			for i, s := range texts {
				row := &t.rows[tableKey(s)*t.mul>>t.shift]
				if row.id >= 0 {
					continue tries
				}
				*row = tableRow{text: s, key: tableKey(s), id: int32(i)}
				if len(s) >= 4 && len(s) <= 16 {
					row.head, row.tail = ends(s)
				}
			}
			return t
		}
	}
	return smallTable{}
}

// tableKey is a text's length and three of its bytes, which is all of a text of
// up to three.
func tableKey(s string) uint32 {
	n := len(s)
	if n == 0 {
		return 0
	}
	return uint32(n) | uint32(s[0])<<8 | uint32(s[n-1])<<16 | uint32(s[n>>1])<<24
}

// noKey is the key of no text.
const noKey = 1 << 8

// find is the index of s among the texts, or -1.
func (t *smallTable) find(s string) int32 {
	if row, is := t.look(s); is != 0 {
		return row.id
	}
	return -1
}

// look is the only row that s can be in, and 1 where it is and 0 where not.
// Whether it is, is a toss-up for the processor with most facts, so that is
// found out without a branch.
func (t *smallTable) look(s string) (row *tableRow, is uint64) {
	key := tableKey(s)
	row = &t.rows[key*t.mul>>t.shift]
	diff := uint64(key ^ row.key)
	switch n := len(s); {
	case n < 4:
	case n <= 16: // the usual length
		head, tail := ends(s)
		diff |= (head ^ row.head) | (tail ^ row.tail)
	case s != row.text:
		return row, 0
	}
	if diff == 0 {
		is = 1
	}
	return row, is
}

// ends are the first and the last eight bytes of s, or of a shorter one the
// first and the last four; together they are all of a text of 4 to 16 bytes.
// The order of bytes in the numbers is the processor's; they are compared with
// their like only.
func ends(s string) (head, tail uint64) {
	first, n := unsafe.Pointer(unsafe.StringData(s)), len(s)
	if n < 8 {
		return uint64(*(*uint32)(first)), uint64(*(*uint32)(unsafe.Add(first, n-4)))
	}
	return *(*uint64)(first), *(*uint64)(unsafe.Add(first, n-8))
}
