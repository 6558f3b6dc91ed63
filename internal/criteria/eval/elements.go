package eval

import (
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A list is gone over by the index of its base - the activities, a fact's
// texts, a constant list - through whatever filters and maps stand around it.
// Nothing is built, so lists cost no memory, and no closures, so they cost no
// allocation either.

// size is the number of elements at the base of a list, -1 where the base is
// unknown. It must come before load.
func (f *Frame) size(n *criteria.Node) int {
	switch n.Op {
	case criteria.OpActivities:
		return len(f.Activities())
	case criteria.OpTheirs:
		f.Activities() // for load
		p := &f.People[f.Elements[n.Level].At]
		return p.end - p.first
	case criteria.OpPeople:
		return len(f.People)
	case criteria.OpPersonal:
		if v := f.PersonalValue(n); v.Known {
			return len(v.List)
		}
		return -1
	case criteria.OpFact:
		if !f.Known[n.Slot] {
			return -1
		}
		return len(f.List[n.Slot])
	case criteria.OpField:
		return len(f.CustomOf(n).List)
	case criteria.OpList:
		return len(n.Texts) + len(n.Numbers)
	case criteria.OpFilter, criteria.OpMap, criteria.OpFold:
		return f.size(n.Args[0])
	case criteria.OpOrElse:
		f.fallback[n.ID] = !f.IsKnown(n.Args[0])
		return f.size(f.chosen(n))
	}
	return -1
}

// isWhole tells whether every element of a list is surely one, so that what is known of
// some of them may be enough.
func isWhole(list *criteria.Node) bool {
	switch list.Op {
	case criteria.OpActivities, criteria.OpTheirs, criteria.OpPeople, criteria.OpFact, criteria.OpPersonal, criteria.OpField, criteria.OpList:
		return true
	}
	return false
}

// chosen is the side of a list's ?? that size has found to count.
func (f *Frame) chosen(n *criteria.Node) *criteria.Node {
	if f.fallback[n.ID] {
		return n.Args[1]
	}
	return n.Args[0]
}

// current makes a visible activity the current element. Nothing else of the element is
// read of one, and what has been there may stay.
func (f *Frame) current(level, activity int) {
	e := &f.Elements[level]
	e.Activity, e.At = f.visible[activity], activity
}

// load makes an element of a list's base the current one at the level, as it
// comes out of the list. It is not kept where a filter drops it, and not known
// where a filter or a map has no answer for it.
func (f *Frame) load(n *criteria.Node, level, i int) (kept, known bool) {
	switch n.Op {
	case criteria.OpActivities:
		f.current(level, i)
	case criteria.OpTheirs:
		f.current(level, f.People[f.Elements[n.Level].At].first+i)
	case criteria.OpPeople:
		f.Elements[level].At = i
	case criteria.OpPersonal:
		f.Elements[level] = Element{Text: f.PersonalValue(n).List[i]}
	case criteria.OpFact:
		f.Elements[level] = Element{Text: f.List[n.Slot][i]}
	case criteria.OpField:
		f.Elements[level] = Element{Text: f.CustomOf(n).List[i]}
	case criteria.OpList:
		if i < len(n.Texts) {
			f.Elements[level] = Element{Text: n.Texts[i]}
		} else {
			f.Elements[level] = Element{Number: Number{n.Numbers[i-len(n.Texts)], true}}
		}
	case criteria.OpOrElse:
		return f.load(f.chosen(n), level, i)
	case criteria.OpFilter:
		if kept, known = f.load(n.Args[0], level, i); !kept {
			return kept, known
		}
		t := f.TruthOf(n.Args[1])
		return t == truth.Met, t != truth.Unknown
	case criteria.OpFold:
		kept, known = f.load(n.Args[0], level, i)
		f.Elements[level].Text = f.scratch.fold(f.Elements[level].Text)
		return kept, known
	case criteria.OpMap:
		if kept, known = f.load(n.Args[0], level, i); !kept {
			return kept, known
		}
		e, ok := f.ValueOf(n.Args[1])
		f.Elements[level] = e
		return ok, ok
	}
	return true, true
}
