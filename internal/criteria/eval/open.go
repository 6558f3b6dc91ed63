package eval

import (
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Open appends to slots, each once, the unknown facts that may change what a text
// comes to, alone or once others are known. Causes has only those that are
// missing now: not a ? b : c's other branch, and none of what has a known answer
// by way of ?? or nil.
//
// It reads the frame as the last Run left it.
func (p *Program) Open(f *Frame, n *criteria.Node, slots []int) []int {
	return f.open(n, slots)
}

func (f *Frame) open(n *criteria.Node, slots []int) []int {
	if f.settled(n) {
		return slots
	}
	switch n.Op {
	case criteria.OpFact:
		if !f.Known[n.Slot] {
			slots = withSlot(n.Slot, slots)
		}
		return slots
	case criteria.OpAny, criteria.OpAll, criteria.OpNone, criteria.OpOne, criteria.OpCount, criteria.OpFilter, criteria.OpMap,
		criteria.OpSum, criteria.OpMinOf, criteria.OpMaxOf:
		return f.unknownFacts(n, slots) // whichever element they stand beside
	case criteria.OpIf:
		if f.settled(n.Args[0]) {
			return f.open(f.branch(n), slots)
		}
	case criteria.OpOrElse:
		if f.settled(n.Args[0]) {
			return slots
		}
	case criteria.OpAnd, criteria.OpOr:
		decides := truth.Of(n.Op == criteria.OpOr)
		for _, a := range n.Args {
			if f.settled(a) && f.TruthOf(a) == decides {
				return slots
			}
		}
	}
	for _, a := range n.Args {
		slots = f.open(a, slots)
	}
	return slots
}

// settled tells whether a node has an answer that no missing fact changes.
func (f *Frame) settled(n *criteria.Node) bool {
	return !n.NonMonotone && !n.Results && f.IsKnown(n)
}

// unknownFacts appends the slots of the unknown facts that a text mentions.
func (f *Frame) unknownFacts(n *criteria.Node, slots []int) []int {
	if n.Op == criteria.OpFact && !f.Known[n.Slot] {
		return withSlot(n.Slot, slots)
	}
	for _, a := range n.Args {
		slots = f.unknownFacts(a, slots)
	}
	return slots
}
