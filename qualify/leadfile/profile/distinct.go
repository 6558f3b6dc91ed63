package profile

import (
	"container/heap"
	"math"
)

// hash64 is FNV-1a with a last mixing, so that its least values are spread evenly.
func hash64[T ~string | ~[]byte](seed uint64, text T) uint64 {
	h := 14695981039346656037 ^ seed
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// hashLower is the hash of a text in one case of its ASCII letters.
func hashLower(text []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range text {
		if b >= 'A' && b <= 'Z' {
			b |= 0x20
		}
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}

// distinct counts different texts by the least of their hashes: exactly up to
// mostLeast, and with an error of some percent beyond.
type distinct struct {
	least greatest
	has   map[uint64]bool
	over  bool
}

const mostLeast = 1024

// greatest is a heap with the greatest hash first.
type greatest []uint64

func (g greatest) Len() int           { return len(g) }
func (g greatest) Less(i, j int) bool { return g[i] > g[j] }
func (g greatest) Swap(i, j int)      { g[i], g[j] = g[j], g[i] }
func (g *greatest) Push(x any)        { *g = append(*g, x.(uint64)) }
func (g *greatest) Pop() any {
	old := *g
	x := old[len(old)-1]
	*g = old[:len(old)-1]
	return x
}

func (d *distinct) add(h uint64) {
	if len(d.least) == mostLeast && h >= d.least[0] {
		d.over = d.over || h > d.least[0]
		return
	}
	if d.has[h] {
		return
	}
	if d.has == nil {
		d.has = map[uint64]bool{}
	}
	d.has[h] = true
	heap.Push(&d.least, h)
	if len(d.least) > mostLeast {
		delete(d.has, heap.Pop(&d.least).(uint64))
		d.over = true
	}
}

// count is how many there are, and whether that is an estimate.
func (d *distinct) count() (n int, estimated bool) {
	if !d.over {
		return len(d.least), false
	}
	share := float64(d.least[0]) / math.MaxUint64
	return int(math.Round(float64(mostLeast-1) / share)), true
}
