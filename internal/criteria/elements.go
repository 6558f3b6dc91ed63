package criteria

import "github.com/leadqual/leadqual/qualify/truth"

// A list is gone over by the index of its base - the activities, a fact's
// texts, a constant list - through whatever filters and maps stand around it.
// Nothing is built, so lists cost no memory, and no closures, so they cost no
// allocation either.

// size is the number of elements at the base of a list, -1 where the base is
// unknown. It must come before load.
func (f *Frame) size(n *node) int {
	switch n.op {
	case opActs:
		return len(f.Activities())
	case opFact:
		if !f.Known[n.slot] {
			return -1
		}
		return len(f.List[n.slot])
	case opList:
		return len(n.strs) + len(n.nums)
	case opFilter, opMap:
		return f.size(n.args[0])
	case opOrElse:
		f.second[n.id] = !f.known(n.args[0])
		return f.size(f.chosen(n))
	}
	return -1
}

// chosen is the side of a list's ?? that size has found to count.
func (f *Frame) chosen(n *node) *node {
	if f.second[n.id] {
		return n.args[1]
	}
	return n.args[0]
}

// load makes an element of a list's base the current one at the level, as it
// comes out of the list. It is not kept where a filter drops it, and not known
// where a filter or a map has no answer for it.
func (f *Frame) load(n *node, level, i int) (kept, known bool) {
	switch n.op {
	case opActs:
		f.elems[level] = element{act: f.visible[i]}
	case opFact:
		f.elems[level] = element{str: f.List[n.slot][i]}
	case opList:
		if i < len(n.strs) {
			f.elems[level] = element{str: n.strs[i]}
		} else {
			f.elems[level] = element{num: number{n.nums[i-len(n.strs)], true}}
		}
	case opOrElse:
		return f.load(f.chosen(n), level, i)
	case opFilter:
		if kept, known = f.load(n.args[0], level, i); !kept {
			return kept, known
		}
		t := f.truth(n.args[1])
		return t == truth.Met, t != truth.Unknown
	case opMap:
		if kept, known = f.load(n.args[0], level, i); !kept {
			return kept, known
		}
		e, ok := f.value(n.args[1])
		f.elems[level] = e
		return ok, ok
	}
	return true, true
}
