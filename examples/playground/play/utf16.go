package play

import (
	"sort"
	"unicode/utf8"
)

// counted is a text with its offsets in UTF-16 units, as browsers count, and in
// bytes, as Go does.
type counted struct {
	text  string
	units int // of the whole
	marks []mark
}

// mark is a place where a character begins, counted both ways.
type mark struct{ byte, unit int }

// between is how many bytes at least lie between two marks.
const between = 4096

func newCounted(text string) *counted {
	c := &counted{text: text, marks: []mark{{}}}
	next := between
	for i, r := range text {
		if i >= next {
			c.marks = append(c.marks, mark{i, c.units})
			next = i + between
		}
		c.units += unitsOf(r)
	}
	return c
}

// unitsOf is how many UTF-16 units a character has. A byte that is no UTF-8 counts as
// one, as the character that browsers put in its place does.
func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// unitAt is the units before an offset in bytes, which lies within the text.
func (c *counted) unitAt(offset int) int {
	i := sort.Search(len(c.marks), func(i int) bool { return c.marks[i].byte > offset }) - 1
	at := c.marks[max(i, 0)]
	for _, r := range c.text[at.byte:max(offset, at.byte)] {
		at.unit += unitsOf(r)
	}
	return at.unit
}

// byteAt is the bytes before an offset in units; in the midst of a pair they are those
// before the character. It is -1 outside the text.
func (c *counted) byteAt(unit int) int {
	if unit < 0 || unit > c.units {
		return -1
	}
	i := sort.Search(len(c.marks), func(i int) bool { return c.marks[i].unit > unit }) - 1
	at := c.marks[max(i, 0)]
	for at.unit < unit {
		r, size := utf8.DecodeRuneInString(c.text[at.byte:])
		if at.unit+unitsOf(r) > unit {
			break
		}
		at.unit += unitsOf(r)
		at.byte += size
	}
	return at.byte
}
