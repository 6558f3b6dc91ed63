// Package distinct counts different texts in bounded memory, by their hashes.
package distinct

import "cmp"

// Hash is FNV-1a with a last mixing, so that the last bits are spread evenly. It is
// the same everywhere; other seeds give other hashes.
func Hash[T ~string | ~[]byte](seed uint64, text T) uint64 {
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

// A Counter counts different hashes: all of them while they are few, else those that
// are multiples of a power of two. The zero Counter has seen none.
type Counter struct {
	// Most is how many are kept; 0 is 16,384, with an error of about one percent.
	Most   int
	hashes map[uint64]uint32 // how often each came again
	shift  uint
}

// Add takes in a hash, and tells whether it is known to have come before.
func (c *Counter) Add(h uint64) (again bool) {
	if !c.keeps(h) {
		return false
	}
	n, again := c.hashes[h]
	if again {
		c.hashes[h] = n + 1
		return true
	}
	if c.hashes == nil {
		c.hashes = map[uint64]uint32{}
	}
	c.hashes[h] = 0
	for len(c.hashes) > cmp.Or(c.Most, 1<<14) {
		c.shift++
		for h := range c.hashes {
			if !c.keeps(h) {
				delete(c.hashes, h)
			}
		}
	}
	return false
}

func (c *Counter) keeps(h uint64) bool { return h&(1<<c.shift-1) == 0 }

// Repeats is how many hashes had come before, and whether that is an estimate.
func (c *Counter) Repeats() (n int, estimated bool) {
	for _, again := range c.hashes {
		n += int(again)
	}
	return n << c.shift, c.shift > 0
}

// Count is how many there are, and whether that is an estimate.
func (c *Counter) Count() (n int, estimated bool) { return len(c.hashes) << c.shift, c.shift > 0 }
