package eval

import (
	"slices"

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
	if len(n.Slots) > 0 && !n.People && !f.unknown(n.Slots) { // a whole text, as usual
		return slots
	}
	f.named.list = 0
	return f.open(n, slots)
}

func (f *Frame) open(n *criteria.Node, slots []int) []int {
	if f.settled(n) {
		return slots
	}
	switch {
	case n.Op == criteria.OpFact:
		if !f.Known[n.Slot] {
			slots = f.withSlot(n.Slot, slots)
		}
		return slots
	case n.Op == criteria.OpPersonal:
		return f.withSlot(f.personal(n), slots)
	case goesOverList(n):
		return f.unknownFacts(n, slots) // whichever element they stand beside
	case n.Op == criteria.OpIf && f.settled(n.Args[0]):
		return f.open(f.branch(n), slots)
	}
	for _, a := range n.Args {
		slots = f.open(a, slots)
	}
	return slots
}

// Settled tells whether a text has an answer that no missing fact changes.
func (p *Program) Settled(f *Frame, n *criteria.Node) bool { return f.settled(n) }

// MayBeMet is false where no values of the unknown facts make a condition met,
// though some may leave it unknown.
func (p *Program) MayBeMet(f *Frame, n *criteria.Node) bool {
	met, _ := f.answers(n)
	return met
}

// answers tells which answers a condition may have once what is missing is
// known.
func (f *Frame) answers(n *criteria.Node) (met, unmet bool) {
	if f.settled(n) {
		t := f.TruthOf(n)
		return t == truth.Met, t == truth.Unmet
	}
	switch n.Op {
	case criteria.OpNot:
		unmet, met = f.answers(n.Args[0])
		return met, unmet
	case criteria.OpAnd, criteria.OpOr:
		met, unmet = n.Op == criteria.OpAnd, n.Op == criteria.OpOr
		for _, a := range n.Args {
			if aMet, aUnmet := f.answers(a); n.Op == criteria.OpAnd {
				met, unmet = met && aMet, unmet || aUnmet
			} else {
				met, unmet = met || aMet, unmet && aUnmet
			}
		}
		return met, unmet
	case criteria.OpIf:
		first, second := f.answers(n.Args[0])
		if first {
			met, unmet = f.answers(n.Args[1])
		}
		if second {
			otherMet, otherUnmet := f.answers(n.Args[2])
			met, unmet = met || otherMet, unmet || otherUnmet
		}
		return met, unmet
	}
	return true, true
}

// settled tells whether a node has an answer that no missing fact changes.
func (f *Frame) settled(n *criteria.Node) bool {
	switch {
	case !n.NonMonotone && !n.Results:
		return f.IsKnown(n)
	case n.Op == criteria.OpFact || goesOverList(n):
		return false
	case n.Op == criteria.OpAnd || n.Op == criteria.OpOr:
		all := true
		for _, a := range n.Args {
			if !f.settled(a) {
				all = false
			} else if f.TruthOf(a) == truth.Of(n.Op == criteria.OpOr) {
				return true
			}
		}
		return all
	case n.Op == criteria.OpOrElse:
		return f.settled(n.Args[0])
	case n.Op == criteria.OpIf:
		return f.settled(n.Args[0]) && f.settled(f.branch(n))
	}
	return f.IsKnown(n) && !slices.ContainsFunc(n.Args, func(a *criteria.Node) bool { return !f.settled(a) })
}

// goesOverList tells whether a node asks something of each element of a list.
func goesOverList(n *criteria.Node) bool {
	switch n.Op {
	case criteria.OpAny, criteria.OpAll, criteria.OpNone, criteria.OpOne, criteria.OpCount, criteria.OpFilter, criteria.OpMap,
		criteria.OpSum, criteria.OpMinOf, criteria.OpMaxOf:
		return true
	}
	return false
}

// unknownFacts appends the slots of the unknown facts that a text mentions.
func (f *Frame) unknownFacts(n *criteria.Node, slots []int) []int {
	if n.Op == criteria.OpFact && !f.Known[n.Slot] {
		return f.withSlot(n.Slot, slots)
	}
	if n.Op == criteria.OpPersonal {
		for i := range f.People {
			if !f.People[i].Values[n.Field].Known {
				slots = f.withSlot(f.personalOf(i, n.Field), slots)
			}
		}
	}
	for _, a := range n.Args {
		slots = f.unknownFacts(a, slots)
	}
	return slots
}
