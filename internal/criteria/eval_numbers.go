package criteria

import (
	"math"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify/truth"
)

// number is what a Number node comes to. What has no finite value is unknown.
func (f *Frame) number(n *node) number {
	v := f.rawNumber(n)
	if !v.known {
		return v
	}
	return finite(v.value)
}

// finite is a number that is unknown where it is none.
func finite(v float64) number {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return number{}
	}
	return number{v, true}
}

func (f *Frame) rawNumber(n *node) number {
	if n.tally > 0 && !f.odd {
		v, known := f.tally(n.tally - 1)
		return number{v, known}
	}
	switch n.op {
	case opConst:
		return number{n.num, true}
	case opFact:
		return number{f.Num[n.slot], f.Known[n.slot]}
	case opElement:
		return f.elems[n.level].num
	case opField:
		a := f.elems[n.level].act
		if n.field == fieldDaysAgo {
			return number{f.Now.DaysSince(InstantOf(a.At)), true}
		}
		return number{*fieldOf[float64](a, n.field), true}
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.number(branch)
		}
		return number{}
	case opOrElse:
		if v := f.number(n.args[0]); v.known {
			return v
		}
		return f.number(n.args[1])
	case opLength:
		s, ok := f.text(n.args[0])
		return number{float64(utf8.RuneCountInString(s)), ok}
	case opCount:
		count, size := 0, f.size(n.args[0])
		known := size >= 0
		mark := f.scratch.mark()
		for i := range size {
			f.scratch.back(mark)
			kept, ok := f.load(n.args[0], n.level, i)
			if known = known && ok; !kept {
				continue
			}
			switch f.truth(n.args[1]) {
			case truth.Met:
				count++
			case truth.Unknown:
				known = false
			}
		}
		return number{float64(count), known}
	case opSum:
		sum, size := exactSum{}, f.size(n.args[0])
		known := size >= 0
		mark := f.scratch.mark()
		for i := range size {
			f.scratch.back(mark)
			kept, ok := f.load(n.args[0], n.level, i)
			if known = known && ok; kept {
				sum.add(f.elems[n.level].num.value)
			}
		}
		return number{sum.value(), known}
	case opMinOf, opMaxOf:
		best, any, size := 0.0, false, f.size(n.args[0])
		known := size >= 0
		mark := f.scratch.mark()
		for i := range size {
			f.scratch.back(mark)
			kept, ok := f.load(n.args[0], n.level, i)
			known = known && ok
			if v := f.elems[n.level].num.value; kept && (!any || n.op == opMinOf && v < best || n.op == opMaxOf && v > best) {
				best, any = v, true
			}
		}
		return number{best, known && any}
	case opMin, opMax:
		best := f.number(n.args[0])
		for _, a := range n.args[1:] {
			v := f.number(a)
			if !v.known {
				return number{}
			}
			if n.op == opMin && v.value < best.value || n.op == opMax && v.value > best.value {
				best.value = v.value
			}
		}
		return best
	}
	return f.arithmetic(n)
}

func (f *Frame) arithmetic(n *node) number {
	a := f.number(n.args[0])
	if !a.known {
		return number{}
	}
	var b number
	if len(n.args) == 2 {
		if b = f.number(n.args[1]); !b.known {
			return number{}
		}
	}
	return number{calculate(n.op, a.value, b.value), true}
}

// calculate is the result of an operation of arithmetic on one or two numbers,
// which need not be finite.
func calculate(o op, a, b float64) float64 {
	switch o {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opNeg:
		return -a
	case opAbs:
		return math.Abs(a)
	case opFloor:
		return math.Floor(a)
	case opCeil:
		return math.Ceil(a)
	case opRound:
		return math.Round(a)
	}
	return math.NaN()
}
