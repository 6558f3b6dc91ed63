package main

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/distinct"
)

// maxIDs bounds the ids that are kept to find leads that come twice.
const maxIDs = 1 << 18

// repeats counts the leads whose id came before, in memory that does not grow with
// the file. The zero repeats is empty.
type repeats struct {
	ids   distinct.Counter
	first string // the first id that came twice
}

func (r *repeats) note(id string) {
	r.ids.Most = maxIDs
	if r.ids.Add(distinct.Hash(0, id)) && r.first == "" {
		r.first = id
	}
}

// String says how many there are, and what to do; "" where there are none.
func (r *repeats) String() string {
	again, estimated := r.ids.Repeats()
	if again == 0 {
		return ""
	}
	about := ""
	if estimated {
		about = "about "
	}
	return fmt.Sprintf("%s%s of an id that came before, such as %q, each counted as a lead of its own: make one lead of them with -merge, or take them out.",
		about, plural(again, "record"), r.first)
}
