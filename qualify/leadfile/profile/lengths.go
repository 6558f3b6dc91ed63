package profile

import (
	"slices"
	"unicode/utf8"
)

// lengths counts texts by their length in characters.
type lengths struct {
	of map[int]*length
}

type length struct {
	n         int
	different [shown]uint64 // hashes of the first
	first     place
	texts     tally
}

const mostLength = 300

func (l *lengths) add(text []byte, h uint64, at place) {
	n := min(utf8.RuneCount(text), mostLength)
	of := l.of[n]
	if of == nil {
		if l.of == nil {
			l.of = map[int]*length{}
		}
		of = &length{first: at}
		l.of[n] = of
	}
	of.n++
	if n < 20 { // which no field is cut at
		return
	}
	for i, have := range of.different {
		if have == h {
			return
		}
		if have == 0 {
			of.different[i] = h
			of.texts.add(at, text)
			return
		}
	}
}

// limits are the lengths at which systems cut texts.
var limits = []int{20, 25, 30, 32, 35, 40, 45, 50, 60, 64, 80, 100, 120, 127, 128, 150, 200, 250, 254, 255, 256}

// cut finds texts that were cut: several different ones end at the longest length,
// which is a usual limit, and hardly any at those below.
func (l *lengths) cut() (at int, of *length, ok bool) {
	all := 0
	for n, have := range l.of {
		at = max(at, n)
		all += have.n
	}
	of = l.of[at]
	if of == nil || all < 50 || !slices.Contains(limits, at) || of.different[shown-1] == 0 || 3*of.n > all {
		return 0, nil, false
	}
	below := 0
	for n := at - 5; n < at; n++ {
		if have := l.of[n]; have != nil {
			below += have.n
		}
	}
	return at, of, 2*of.n > below
}
