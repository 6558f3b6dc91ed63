package criteria

// smallTable finds a text among a few by its length and two of its bytes,
// which is several times faster than a map for the short words that facts and
// activity types are. Its hash is chosen when it is made, so that no two of
// the texts share a place.
type smallTable struct {
	mask  uint32
	mul   uint32
	index []int16 // by place: which text, or -1
	texts []string
}

// maxSmall is the number of texts up to which a smallTable is tried.
const maxSmall = 64

// newSmallTable makes a table, or the zero table where there are too many
// texts or no hash was found.
func newSmallTable(texts []string) smallTable {
	if len(texts) == 0 || len(texts) > maxSmall {
		return smallTable{}
	}
	for bits := 1; 1<<bits <= 16*maxSmall; bits++ {
		if 1<<bits < len(texts) {
			continue
		}
	tries:
		for try := uint32(1); try < 200; try++ {
			t := smallTable{mask: 1<<bits - 1, mul: try*0x9E3779B1 | 1, texts: texts, index: make([]int16, 1<<bits)}
			for i := range t.index {
				t.index[i] = -1
			}
			for i, s := range texts {
				place := t.place(s)
				if t.index[place] >= 0 {
					continue tries
				}
				t.index[place] = int16(i)
			}
			return t
		}
	}
	return smallTable{}
}

func (t *smallTable) place(s string) uint32 {
	h := uint32(len(s))
	if len(s) > 0 {
		h |= uint32(s[0])<<8 | uint32(s[len(s)-1])<<16 | uint32(s[len(s)/2])<<24
	}
	return h * t.mul >> 16 & t.mask
}

// find is the index of s among the texts, or -1.
func (t *smallTable) find(s string) int {
	if i := t.index[t.place(s)]; i >= 0 && t.texts[i] == s {
		return int(i)
	}
	return -1
}

// seal chooses how values are found.
func (q *question) seal() {
	texts := make([]string, len(q.values))
	for i := range q.values {
		texts[i] = q.values[i].text
	}
	q.small = newSmallTable(texts)
	q.sealTests()
}

func (q *question) find(s string) int {
	if q.small.index != nil {
		return q.small.find(s)
	}
	if k, ok := q.byText[s]; ok {
		return int(k)
	}
	return -1
}
