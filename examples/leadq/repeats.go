package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"maps"
)

// maxIDs bounds the ids that are kept to find leads that come twice.
const maxIDs = 1 << 18

// repeats counts the leads whose id came before. Of more ids than it may keep it
// watches a sample, those whose hash ends with so many zeros, so that its memory
// does not grow with the file. The zero repeats is empty.
type repeats struct {
	zeros int
	ids   map[uint64]int // how often each came again, by its hash
	first string         // the first id that came twice
}

func (r *repeats) note(id string) {
	sum := fnv.New64a()
	_, _ = io.WriteString(sum, id) // never fails
	h := sum.Sum64()
	// The finaliser of splitmix64, so that every bit counts.
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	h ^= h >> 31
	if !r.watched(h) {
		return
	}
	if n, ok := r.ids[h]; ok {
		if r.first == "" {
			r.first = id
		}
		r.ids[h] = n + 1
		return
	}
	if r.ids == nil {
		r.ids = map[uint64]int{}
	}
	r.ids[h] = 0
	for len(r.ids) > maxIDs {
		r.zeros++
		maps.DeleteFunc(r.ids, func(h uint64, _ int) bool { return !r.watched(h) })
	}
}

func (r *repeats) watched(h uint64) bool { return h&(1<<r.zeros-1) == 0 }

// String says how many there are, and what to do; "" where there are none.
func (r *repeats) String() string {
	again := 0
	for _, n := range r.ids {
		again += n
	}
	if again == 0 {
		return ""
	}
	about := ""
	if r.zeros > 0 {
		about = "about "
	}
	return fmt.Sprintf("%s%s of an id that came before, such as %q, each counted as a lead of its own: make one lead of them with -merge, or take them out.",
		about, plural(again<<r.zeros, "record"), r.first)
}
