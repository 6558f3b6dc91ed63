package criteria

import "slices"

// Fault is a set of reasons why known operands have no answer.
type Fault uint8

// The faults.
const (
	NotFinite Fault = 1 << iota // a number without a finite value, such as x / 0
	NoDomain                    // an address with nothing behind an @
)

// Behind appends to slots, each once and in the order of the text, the unknown
// facts on which the unknown outcome of a condition rests; fault tells on what
// else it rests.
//
// It reads the frame as the last Run left it.
func (p *Program) Behind(f *Frame, c Cond, slots []int) (_ []int, fault Fault) {
	return f.behindText(p.conds[c], slots)
}

// BehindNum is Behind for a computed number that is unknown.
func (p *Program) BehindNum(f *Frame, n Num, slots []int) (_ []int, fault Fault) {
	return f.behindText(p.nums[n], slots)
}

func (f *Frame) behindText(n *node, slots []int) ([]int, Fault) {
	if len(n.facts) == 1 && !n.acts && !n.faults && !f.Known[n.facts[0]] { // what else could it be
		return withFact(n.facts[0], slots), 0
	}
	return f.behind(n, slots, 0)
}

func withFact(slot int, slots []int) []int {
	if slices.Contains(slots, slot) {
		return slots
	}
	return append(slots, slot)
}

// BehindEach tells why the predicate has no answer for some of the activities.
// It reads nothing but their fields, so no fact can be missing.
func (p *Program) BehindEach(f *Frame, e Each) (fault Fault) {
	if !f.odd && !slices.Contains(p.oddEaches, int32(e)) {
		return 0
	}
	for _, a := range f.Activities() {
		f.elems[0] = element{act: a}
		_, fault = f.behind(p.eaches[e], nil, fault)
	}
	return fault
}

// Open tells whether the last Run may have left anything unknown. False is a
// proof.
func (p *Program) Open(f *Frame) bool {
	if len(f.open) > 0 || f.dim || f.odd || len(p.oddEaches) > 0 {
		return true
	}
	for i := range f.numbers {
		if !f.numbers[i].known {
			return true
		}
	}
	return false
}

func (f *Frame) behind(n *node, slots []int, fault Fault) ([]int, Fault) {
	if f.known(n) {
		return slots, fault
	}
	switch n.op {
	case opFact:
		return withFact(n.slot, slots), fault
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.behind(branch, slots, fault)
		}
		return f.behind(n.args[0], slots, fault)
	case opAny, opAll, opNone, opOne, opCount, opFilter, opMap:
		return f.behindElements(n, slots, fault)
	}
	if isArithmetic(n) {
		_, slots, fault = f.behindArithmetic(n, slots, fault)
		return slots, fault
	}
	operands := true
	for _, a := range n.args {
		operands = operands && f.known(a)
		slots, fault = f.behind(a, slots, fault)
	}
	switch {
	case !operands:
	case n.kind == Number:
		fault |= NotFinite
	case n.op == opDomain || n.op == opFree:
		fault |= NoDomain
	}
	return slots, fault
}

// isArithmetic tells whether a number is calculated from one or two others.
func isArithmetic(n *node) bool {
	return n.kind == Number && n.tally == 0 && (n.op >= opAdd && n.op <= opRound)
}

// behindArithmetic finds what is behind a calculation together with what it
// comes to. To ask each part of a long sum by itself whether it is known would
// take the square of its length.
func (f *Frame) behindArithmetic(n *node, slots []int, fault Fault) (number, []int, Fault) {
	var operands [2]number
	known := true
	for i, a := range n.args {
		if isArithmetic(a) {
			operands[i], slots, fault = f.behindArithmetic(a, slots, fault)
		} else if operands[i] = f.number(a); !operands[i].known {
			slots, fault = f.behind(a, slots, fault)
		}
		known = known && operands[i].known
	}
	if !known {
		return number{}, slots, fault
	}
	v := finite(calculate(n.op, operands[0].value, operands[1].value))
	if !v.known {
		fault |= NotFinite
	}
	return v, slots, fault
}

// behindElements finds what is behind a function over a list: its list, or
// else what it asks of the elements.
func (f *Frame) behindElements(n *node, slots []int, fault Fault) ([]int, Fault) {
	if !f.known(n.args[0]) {
		return f.behind(n.args[0], slots, fault)
	}
	size, mark := f.size(n.args[0]), f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		if kept, _ := f.load(n.args[0], n.level, i); kept {
			slots, fault = f.behind(n.args[1], slots, fault)
		}
	}
	return slots, fault
}
