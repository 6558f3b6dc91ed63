package scorecard

import "math/bits"

// Bits enter rules that have a When and nothing else by the bits of their conditions,
// without listing them: what rules of one group add stands together, so that a word of
// conditions costs what is met of it. A Bits is made by Put and immutable then.
type Bits struct {
	points []int64 // by bit
	runs   []run
}

// run are rules of one group of which the bits are in one word.
type run struct {
	word, group int
	mask        uint64
}

// Put gives a rule of a card a bit. Bits are given in ascending order.
func (b *Bits) Put(c *Card, rule, bit int) {
	for len(b.points) <= bit {
		b.points = append(b.points, 0)
	}
	w := &c.whens[rule]
	b.points[bit] = w.points
	word, mask := bit/64, uint64(1)<<(bit%64)
	for i := len(b.runs) - 1; i >= 0 && b.runs[i].word == word; i-- {
		if b.runs[i].group == w.group {
			b.runs[i].mask |= mask
			return
		}
	}
	b.runs = append(b.runs, run{word, w.group, mask})
}

// Enter enters the rules that are met, as WhenMet does but for the list of rules.
func (b *Bits) Enter(s *Sheet, met []uint64) {
	for i := range b.runs {
		r := &b.runs[i]
		points := int64(0)
		base := b.points[r.word*64:]
		for m := met[r.word] & r.mask; m != 0; m &= m - 1 {
			points += base[bits.TrailingZeros64(m)]
		}
		s.add(r.group, points)
	}
}
