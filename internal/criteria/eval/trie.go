package eval

import (
	"github.com/leadqual/leadqual/internal/criteria"
)

// trie finds which of many parts a text begins with, ends with or contains, in
// one walk along the text instead of one search for each part. For what a text
// contains it is the automaton of Aho and Corasick ("Efficient string
// matching", Communications of the ACM 18(6), 1975), with the transitions of
// every state filled in.
type trie struct {
	class [256]uint8 // of a byte; 0 is in no part
	width int32      // Number of classes
	next  []int32    // by state and class; 0 is the root, or no way on
	found []span     // by state, in ids
	ids   []int32    // of the parts that end in a state
	back  bool       // walks from the end
	whole bool       // goes on after a mismatch
}

// span is a range of a list.
type span struct{ from, to int32 }

// minTrie is the number of parts from which on a trie is faster than one
// search after the other.
const minTrie = 6

// newTrie makes a trie for the parts by the operation OpStartsWith, OpEndsWith or
// OpContains; no part is empty. It returns nil where its states would be too
// many.
func newTrie(o criteria.Op, parts []string, fold bool) *trie {
	t := &trie{width: 1, back: o == criteria.OpEndsWith, whole: o == criteria.OpContains}
	bytes := 1
	for _, p := range parts {
		bytes += len(p)
		for i := range len(p) {
			if t.class[p[i]] == 0 {
				t.class[p[i]] = uint8(t.width)
				t.width++
			}
		}
	}
	if t.width > 255 || bytes > 1<<16 {
		return nil
	}
	if fold {
		for b := 'a'; b <= 'z'; b++ {
			t.class[b-'a'+'A'] = t.class[b]
		}
	}
	t.next = make([]int32, t.width)
	ends := [][]int32{nil}
	for id, p := range parts {
		state := int32(0)
		for i := range len(p) {
			b := p[i]
			if t.back {
				b = p[len(p)-1-i]
			}
			at := state*t.width + int32(t.class[b])
			if t.next[at] == 0 {
				t.next[at] = int32(len(ends))
				ends = append(ends, nil)
				t.next = append(t.next, make([]int32, t.width)...)
			}
			state = t.next[at]
		}
		ends[state] = append(ends[state], int32(id))
	}
	if t.whole {
		t.link(ends)
	}
	for _, list := range ends {
		from := int32(len(t.ids))
		t.ids = append(t.ids, list...)
		t.found = append(t.found, span{from, int32(len(t.ids))})
	}
	return t
}

// link fills in where a state goes on after a mismatch: to the longest suffix
// that is a state, whose parts end there too.
func (t *trie) link(ends [][]int32) {
	fallback := make([]int32, len(ends))
	var queue []int32
	for c := int32(1); c < t.width; c++ {
		if s := t.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for i := 0; i < len(queue); i++ {
		s := queue[i]
		ends[s] = append(ends[s], ends[fallback[s]]...)
		for c := int32(1); c < t.width; c++ {
			at, other := s*t.width+c, t.next[fallback[s]*t.width+c]
			if to := t.next[at]; to != 0 {
				fallback[to] = other
				queue = append(queue, to)
			} else {
				t.next[at] = other
			}
		}
	}
}

// find appends the ids of the parts found, each once.
func (t *trie) find(s string, ids []int32) []int32 {
	state, start := int32(0), len(ids)
	for i := range len(s) {
		b := s[i]
		if t.back {
			b = s[len(s)-1-i]
		}
		c := t.class[b]
		if c == 0 {
			if !t.whole {
				return ids
			}
			state = 0
			continue
		}
		state = t.next[state*t.width+int32(c)]
		if state == 0 {
			if !t.whole {
				return ids
			}
			continue
		}
		if f := t.found[state]; f.from < f.to {
			ids = t.add(ids, start, f)
		}
	}
	return ids
}

func (t *trie) add(ids []int32, start int, f span) []int32 {
next:
	for _, id := range t.ids[f.from:f.to] {
		if t.whole { // a part may be met again
			for _, have := range ids[start:] {
				if have == id {
					continue next
				}
			}
		}
		ids = append(ids, id)
	}
	return ids
}
