package criteria

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
	head, tail uint64 // the first and last eight bytes, where there are as many
	id         int32  // -1 in an empty row
}

// maxSmall is the number of texts up to which a smallTable is tried.
const maxSmall = 64

// newSmallTable makes a table of texts and their indices, or the zero table
// where there are too many texts or no hash was found.
func newSmallTable(texts []string) smallTable {
	if len(texts) == 0 || len(texts) > maxSmall {
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
				t.rows[i].id = -1
			}
			for i, s := range texts {
				row := &t.rows[t.place(s)]
				if row.id >= 0 {
					continue tries
				}
				*row = tableRow{text: s, id: int32(i)}
				if len(s) >= 8 {
					row.head, row.tail = eight(s), eight(s[len(s)-8:])
				}
			}
			return t
		}
	}
	return smallTable{}
}

func (t *smallTable) place(s string) uint32 {
	h := uint32(len(s))
	if len(s) > 0 {
		h |= uint32(s[0])<<8 | uint32(s[len(s)-1])<<16 | uint32(s[len(s)>>1])<<24
	}
	return h * t.mul >> t.shift
}

// find is the index of s among the texts, or -1.
func (t *smallTable) find(s string) int32 {
	row := &t.rows[t.place(s)]
	if n := len(s); n != len(row.text) {
		return -1
	} else if n >= 8 && n <= 16 {
		// The usual length: two numbers compare faster than a call does.
		if eight(s) != row.head || eight(s[n-8:]) != row.tail {
			return -1
		}
		return row.id
	}
	if row.text == s {
		return row.id
	}
	return -1
}

// eight are the first eight bytes of s as a number, which takes one load.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
