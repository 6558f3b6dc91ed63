package criteria

import "slices"

// Behind appends to slots, each once and in the order of the text, the unknown
// facts on which the condition's unknown outcome rests. notFinite tells that it
// rests on a number without a finite value, such as x / 0. Nothing is behind a
// known outcome.
//
// It reads the frame as the last Run left it.
func (p *Program) Behind(f *Frame, c Cond, slots []int) (_ []int, notFinite bool) {
	return f.behind(p.conds[c], slots, false)
}

// BehindNum is Behind for a computed number.
func (p *Program) BehindNum(f *Frame, n Num, slots []int) (_ []int, notFinite bool) {
	return f.behind(p.nums[n], slots, false)
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

// NotFinite tells whether an activity's fields left the predicate without an
// answer, such as .value / 0.
func (p *Program) NotFinite(f *Frame, e Each) bool {
	if !f.odd && !slices.Contains(p.oddEaches, int32(e)) {
		return false
	}
	for _, a := range f.Activities() {
		f.elems[0] = element{act: a}
		if !f.known(p.eaches[e]) {
			return true
		}
	}
	return false
}

func (f *Frame) behind(n *node, slots []int, notFinite bool) ([]int, bool) {
	if f.known(n) {
		return slots, notFinite
	}
	switch n.op {
	case opFact:
		if !slices.Contains(slots, n.slot) {
			slots = append(slots, n.slot)
		}
		return slots, notFinite
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.behind(branch, slots, notFinite)
		}
		return f.behind(n.args[0], slots, notFinite)
	case opAny, opAll, opNone, opOne, opCount, opFilter, opMap:
		return f.behindElements(n, slots, notFinite)
	}
	if isArithmetic(n) {
		_, slots, notFinite = f.behindArithmetic(n, slots, notFinite)
		return slots, notFinite
	}
	operands := true
	for _, a := range n.args {
		operands = operands && f.known(a)
		slots, notFinite = f.behind(a, slots, notFinite)
	}
	return slots, notFinite || operands && n.kind == Number
}

// isArithmetic tells whether a number is calculated from one or two others.
func isArithmetic(n *node) bool {
	return n.kind == Number && n.tally == 0 && (n.op >= opAdd && n.op <= opRound)
}

// behindArithmetic finds what is behind a calculation together with what it
// comes to. To ask each part of a long sum by itself whether it is known would
// take the square of its length.
func (f *Frame) behindArithmetic(n *node, slots []int, notFinite bool) (number, []int, bool) {
	var operands [2]number
	known := true
	for i, a := range n.args {
		if isArithmetic(a) {
			operands[i], slots, notFinite = f.behindArithmetic(a, slots, notFinite)
		} else if operands[i] = f.number(a); !operands[i].known {
			slots, notFinite = f.behind(a, slots, notFinite)
		}
		known = known && operands[i].known
	}
	if !known {
		return number{}, slots, notFinite
	}
	v := finite(calculate(n.op, operands[0].value, operands[1].value))
	return v, slots, notFinite || !v.known
}

// behindElements finds what is behind a function over a list: its list, or
// else what it asks of the elements.
func (f *Frame) behindElements(n *node, slots []int, notFinite bool) ([]int, bool) {
	if !f.known(n.args[0]) {
		return f.behind(n.args[0], slots, notFinite)
	}
	size, mark := f.size(n.args[0]), f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		if kept, _ := f.load(n.args[0], n.level, i); kept {
			slots, notFinite = f.behind(n.args[1], slots, notFinite)
		}
	}
	return slots, notFinite
}
