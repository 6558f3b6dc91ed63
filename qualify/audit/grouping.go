package audit

import (
	"encoding/json"
	"hash/fnv"

	"github.com/leadqual/leadqual/qualify"
)

// A grouping shares out examples to folds. Examples are in one group where
// they are equal or have one id, or both are in one group with a third.
type grouping struct {
	parent []int
	key    []uint64 // of what is in the lead
	byKey  map[uint64]int
	byID   map[string]int
	least  map[int]uint64 // by group, filled by fold
}

func newGrouping(n int) *grouping {
	g := &grouping{parent: make([]int, n), key: make([]uint64, n), byKey: map[uint64]int{}, byID: map[string]int{}}
	for i := range g.parent {
		g.parent[i] = -1 // not put
	}
	return g
}

func (g *grouping) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// put places the i-th example.
func (g *grouping) put(i int, lead *qualify.Lead) error {
	l := *lead
	l.ID = ""
	text, err := json.Marshal(&l)
	if err != nil { // of numbers that are none, which a host may have filled in
		text, err = json.Marshal(l.Values())
	}
	if err != nil {
		return err
	}
	h := fnv.New64a()
	h.Write(text)
	x := h.Sum64()
	// The finaliser of splitmix64, so that every bit counts.
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	g.parent[i], g.key[i] = i, x^x>>31
	if j, ok := g.byKey[g.key[i]]; ok {
		g.parent[g.root(i)] = g.root(j)
	} else {
		g.byKey[g.key[i]] = i
	}
	if lead.ID == "" {
		return nil
	}
	if j, ok := g.byID[lead.ID]; ok {
		g.parent[g.root(i)] = g.root(j)
	} else {
		g.byID[lead.ID] = i
	}
	return nil
}

// fold is the fold of an example, once all are put. It does not depend on their
// order: it is that of the group's least key.
func (g *grouping) fold(i int) int {
	if g.least == nil {
		g.least = map[int]uint64{}
		for j := range g.parent {
			if g.parent[j] < 0 {
				continue
			}
			r := g.root(j)
			if least, ok := g.least[r]; !ok || g.key[j] < least {
				g.least[r] = g.key[j]
			}
		}
	}
	return int(g.least[g.root(i)] % folds)
}
