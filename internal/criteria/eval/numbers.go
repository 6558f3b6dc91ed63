package eval

import (
	"math"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// NumberOf is what a Number node comes to. What has no finite value is unknown.
func (f *Frame) NumberOf(n *criteria.Node) Number {
	v := f.rawNumber(n)
	if !v.Known {
		return v
	}
	return finite(v.Value)
}

// finite is a number that is unknown where it is none.
func finite(v float64) Number {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return Number{}
	}
	return Number{v, true}
}

func (f *Frame) rawNumber(n *criteria.Node) Number {
	switch n.Op {
	case criteria.OpConst:
		return Number{n.Number, true}
	case criteria.OpFact:
		return Number{f.Num[n.Slot], f.Known[n.Slot]}
	case criteria.OpElement:
		return f.Elements[n.Level].Number
	case criteria.OpField:
		if n.Field >= criteria.CustomField {
			return Number{f.CustomOf(n).Number, true}
		}
		a := f.Elements[n.Level].Activity
		if n.Field == criteria.FieldDaysAgo {
			return Number{f.Now.DaysSince(criteria.InstantOf(a.At)), true}
		}
		return Number{*criteria.FieldOf[float64](a, n.Field), true}
	case criteria.OpPersonal:
		v := f.PersonalValue(n)
		return Number{v.Number, v.Known}
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.NumberOf(branch)
		}
		return Number{}
	case criteria.OpOrElse:
		if v := f.NumberOf(n.Args[0]); v.Known {
			return v
		}
		return f.NumberOf(n.Args[1])
	case criteria.OpLen:
		s, ok := f.TextOf(n.Args[0])
		return Number{float64(utf8.RuneCountInString(s)), ok}
	case criteria.OpLookup:
		key, ok := f.TextOf(n.Args[0])
		return Number{n.Table.Row(key).Number, ok}
	case criteria.OpCount, criteria.OpSum, criteria.OpMinOf, criteria.OpMaxOf:
		return f.aggregateOf(n)
	case criteria.OpMin, criteria.OpMax:
		best := f.NumberOf(n.Args[0])
		for _, a := range n.Args[1:] {
			v := f.NumberOf(a)
			if !v.Known {
				return Number{}
			}
			if n.Op == criteria.OpMin && v.Value < best.Value || n.Op == criteria.OpMax && v.Value > best.Value {
				best.Value = v.Value
			}
		}
		return best
	}
	return f.arithmetic(n)
}

// aggregateOf is a number made of a list.
func (f *Frame) aggregateOf(n *criteria.Node) Number {
	if tally := f.p.aggregateOf[n.ID]; tally > 0 && !f.nonFinite {
		v, known := f.aggregate(tally - 1)
		return Number{v, known}
	}
	if t := f.theirTest(n); t != nil {
		return Number{float64(t.count(f, n, -1)), true}
	}
	switch n.Op {
	case criteria.OpCount:
		count, size := 0, f.size(n.Args[0])
		known := size >= 0
		mark := f.scratch.mark()
		for i := range size {
			f.scratch.back(mark)
			kept, ok := f.load(n.Args[0], n.Level, i)
			if known = known && ok; !kept {
				continue
			}
			switch f.TruthOf(n.Args[1]) {
			case truth.Met:
				count++
			case truth.Unknown:
				known = false
			}
		}
		return Number{float64(count), known}
	case criteria.OpSum:
		sum, size := ExactSum{}, f.size(n.Args[0])
		known := size >= 0
		mark := f.scratch.mark()
		for i := range size {
			f.scratch.back(mark)
			kept, ok := f.load(n.Args[0], n.Level, i)
			if known = known && ok; kept {
				sum.Add(f.Elements[n.Level].Number.Value)
			}
		}
		return Number{sum.Value(), known}
	case criteria.OpMinOf, criteria.OpMaxOf:
		best, any, size := 0.0, false, f.size(n.Args[0])
		known := size >= 0
		mark := f.scratch.mark()
		for i := range size {
			f.scratch.back(mark)
			kept, ok := f.load(n.Args[0], n.Level, i)
			known = known && ok
			if v := f.Elements[n.Level].Number.Value; kept && (!any || n.Op == criteria.OpMinOf && v < best || n.Op == criteria.OpMaxOf && v > best) {
				best, any = v, true
			}
		}
		return Number{best, known && any}
	}
	return Number{}
}

func (f *Frame) arithmetic(n *criteria.Node) Number {
	a := f.NumberOf(n.Args[0])
	if !a.Known {
		return Number{}
	}
	var b Number
	if len(n.Args) == 2 {
		if b = f.NumberOf(n.Args[1]); !b.Known {
			return Number{}
		}
	}
	return Number{calculate(n.Op, a.Value, b.Value), true}
}

// calculate is the result of an operation of arithmetic on one or two numbers,
// which need not be finite.
func calculate(o criteria.Op, a, b float64) float64 {
	switch o {
	case criteria.OpAdd:
		return a + b
	case criteria.OpSub:
		return a - b
	case criteria.OpMul:
		return a * b
	case criteria.OpDiv:
		return a / b
	case criteria.OpNeg:
		return -a
	case criteria.OpAbs:
		return math.Abs(a)
	case criteria.OpFloor:
		return math.Floor(a)
	case criteria.OpCeil:
		return math.Ceil(a)
	case criteria.OpRound:
		return math.Round(a)
	}
	return math.NaN()
}
