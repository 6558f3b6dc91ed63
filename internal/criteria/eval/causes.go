package eval

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// Fault is a set of reasons why known operands have no answer.
type Fault uint8

// The faults.
const (
	NotFinite Fault = 1 << iota // a number without a finite value, such as x / 0
	NoDomain                    // an address with nothing behind an @
)

// Causes appends to slots, each once and in the order of the text, the unknown
// facts on which the unknown outcome of a condition rests, and those that are
// known and have no domain; fault tells on what else it rests.
//
// It reads the frame as the last Run left it.
func (p *Program) Causes(f *Frame, c criteria.Cond, slots []int) (_ []int, fault Fault) {
	return f.causesOfText(p.conds[c], slots)
}

// CausesNum is Behind for a computed number that is unknown.
func (p *Program) CausesNum(f *Frame, n criteria.Num, slots []int) (_ []int, fault Fault) {
	return f.causesOfText(p.nums[n], slots)
}

func (f *Frame) causesOfText(n *criteria.Node, slots []int) ([]int, Fault) {
	f.named.list = 0
	if len(n.Slots) == 1 && !n.Activities && !n.People && !n.MayFault && !f.Known[n.Slots[0]] { // what else could it be
		return f.withSlot(n.Slots[0], slots), 0
	}
	return f.causes(n, slots, 0)
}

// named has the slots of a list that is being made, where it has grown long: that of
// an account may name a fact of each of 100,000 people.
type named struct {
	slots map[int]struct{}
	list  int // how many it has of the list; 0 is none
}

// fewSlots are looked through one by one.
const fewSlots = 64

// withSlot appends a slot to a list that has it at most once. Between two lists,
// named.list is to be 0.
func (f *Frame) withSlot(slot int, slots []int) []int {
	if len(slots) < fewSlots {
		if slices.Contains(slots, slot) {
			return slots
		}
		return append(slots, slot)
	}
	if f.named.list == 0 {
		if f.named.slots == nil {
			f.named.slots = map[int]struct{}{}
		}
		clear(f.named.slots)
		for _, s := range slots {
			f.named.slots[s] = struct{}{}
		}
	}
	if _, there := f.named.slots[slot]; !there {
		f.named.slots[slot] = struct{}{}
		slots = append(slots, slot)
	}
	f.named.list = len(slots)
	return slots
}

// FaultsOfEach tells why the predicate has no answer for some of the activities.
// It reads nothing but their fields, so no fact can be missing.
func (p *Program) FaultsOfEach(f *Frame, e criteria.Each) (fault Fault) {
	if !f.nonFinite && !slices.Contains(p.walkedEaches, int32(e)) {
		return 0
	}
	for i, a := range f.Activities() {
		f.Elements[0] = Element{Activity: a, At: i}
		_, fault = f.causes(p.eaches[e], nil, fault)
	}
	return fault
}

// MayBeUnknown tells whether the last Run may have left anything unknown. False is a
// proof.
func (p *Program) MayBeUnknown(f *Frame) bool {
	if len(f.unknowns) > 0 || f.guardedUnknown || f.nonFinite || len(p.walkedEaches) > 0 {
		return true
	}
	for i := range f.numbers {
		if !f.numbers[i].Known {
			return true
		}
	}
	return false
}

// causes is causesOf for what may be known.
func (f *Frame) causes(n *criteria.Node, slots []int, fault Fault) ([]int, Fault) {
	if f.IsKnown(n) {
		return slots, fault
	}
	return f.causesOf(n, slots, fault)
}

// causesOf finds what is behind a node that is unknown.
func (f *Frame) causesOf(n *criteria.Node, slots []int, fault Fault) ([]int, Fault) {
	switch n.Op {
	case criteria.OpFact:
		return f.withSlot(n.Slot, slots), fault
	case criteria.OpPersonal:
		return f.withSlot(f.personal(n), slots), fault
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.causesOf(branch, slots, fault)
		}
		return f.causesOf(n.Args[0], slots, fault)
	case criteria.OpAny, criteria.OpAll, criteria.OpNone, criteria.OpOne, criteria.OpCount, criteria.OpFilter, criteria.OpMap:
		return f.causesOfElements(n, slots, fault)
	}
	if isArithmetic(n) {
		_, slots, fault = f.causesOfArithmetic(n, slots, fault)
		return slots, fault
	}
	operands := true
	for _, a := range n.Args {
		if !f.IsKnown(a) {
			operands = false
			slots, fault = f.causesOf(a, slots, fault)
		}
	}
	switch {
	case !operands:
	case n.Kind == criteria.Number:
		fault |= NotFinite
	case n.Op == criteria.OpEmailDomain || n.Op == criteria.OpIsFreeEmail || n.Op == criteria.OpDomainIn:
		fault |= NoDomain
		slots = f.factsOf(n.Args[0], slots) // they are there, and say nothing
	}
	return slots, fault
}

// factsOf appends the slots of the facts that a text is made of.
func (f *Frame) factsOf(n *criteria.Node, slots []int) []int {
	if n.Op == criteria.OpFact {
		return f.withSlot(n.Slot, slots)
	}
	for _, a := range n.Args {
		slots = f.factsOf(a, slots)
	}
	return slots
}

// isArithmetic tells whether a number is calculated from one or two others.
func isArithmetic(n *criteria.Node) bool {
	return n.Kind == criteria.Number && (n.Op >= criteria.OpAdd && n.Op <= criteria.OpRound)
}

// causesOfArithmetic finds what is behind a calculation together with what it
// comes to. To ask each part of a long sum by itself whether it is known would
// take the square of its length.
func (f *Frame) causesOfArithmetic(n *criteria.Node, slots []int, fault Fault) (Number, []int, Fault) {
	var operands [2]Number
	known := true
	for i, a := range n.Args {
		if isArithmetic(a) {
			operands[i], slots, fault = f.causesOfArithmetic(a, slots, fault)
		} else if operands[i] = f.NumberOf(a); !operands[i].Known {
			slots, fault = f.causesOf(a, slots, fault)
		}
		known = known && operands[i].Known
	}
	if !known {
		return Number{}, slots, fault
	}
	v := finite(calculate(n.Op, operands[0].Value, operands[1].Value))
	if !v.Known {
		fault |= NotFinite
	}
	return v, slots, fault
}

// causesOfElements finds what is behind a function over a list: its list, or
// else what it asks of the elements.
func (f *Frame) causesOfElements(n *criteria.Node, slots []int, fault Fault) ([]int, Fault) {
	if !f.IsKnown(n.Args[0]) {
		return f.causesOf(n.Args[0], slots, fault)
	}
	size, mark := f.size(n.Args[0]), f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		if kept, _ := f.load(n.Args[0], n.Level, i); kept {
			slots, fault = f.causes(n.Args[1], slots, fault)
		}
	}
	return slots, fault
}
