package eval

import (
	"cmp"
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// numberIndex holds the thresholds on one number. A literal x >= t fires with every
// threshold up to x, one x < t with every threshold above it. They are sorted,
// and the walk along them ends with the last one that fires.
type numberIndex struct {
	of source

	atLeast, below thresholds // rising, falling

	nodes []int32 // of all of them, for a number that is unknown

	// While the program is being built; by the index in nodes.
	at      []float64
	isBelow []bool
}

// thresholds are sorted, and fire their nodes.
type thresholds struct {
	at    []float64
	nodes []int32
}

// source is where a number comes from.
type source struct {
	kind      sourceKind
	at        int32   // slot, count, register or tally
	otherwise float64 // of ofFactOr
	n         *criteria.Node
}

type sourceKind uint8

const (
	ofWalk      sourceKind = iota // evaluates the node n
	ofFact                        // reads the slot
	ofFactOr                      // reads the slot, otherwise where it is unknown
	ofCount                       // reads the count
	ofExtreme                     // reads the register, which is infinite where it is of nothing
	ofAggregate                   // reads the tally, which may be unknown
)

// Number is the source's value.
func (s *source) number(f *Frame) (float64, bool) {
	switch s.kind {
	case ofFact:
		return f.Num[s.at], f.Known[s.at]
	case ofFactOr:
		if f.Known[s.at] {
			return f.Num[s.at], true
		}
		return s.otherwise, true
	case ofCount:
		return float64(f.counts[s.at]), true
	case ofExtreme:
		return f.extremes[s.at], true
	case ofAggregate:
		return f.aggregate(s.at)
	}
	v := f.NumberOf(s.n)
	return v.Value, v.Known
}

// threshold is the literal x o c, or its denial, on the number x.
func (w *builder) threshold(x *criteria.Node, o criteria.Op, c float64, denied bool) int32 {
	return w.thresholdOn(w.numberIndex(x), o, c, denied)
}

func (w *builder) thresholdOn(scale int, o criteria.Op, c float64, denied bool) int32 {
	// x > c is x >= the next number, x <= c is x < the next number: between
	// neighbouring numbers there is none, and facts are finite.
	if o == criteria.OpGt || o == criteria.OpLe {
		c = math.Nextafter(c, math.Inf(1))
	}
	atLeast := (o == criteria.OpGe || o == criteria.OpGt) != denied
	s := &w.p.numbers[scale]
	key := thresholdKey{scale, atLeast, c}
	at, ok := w.thresholds[key]
	if !ok {
		at = w.literal()
		w.thresholds[key] = at
		s.add(c, !atLeast, at)
	}
	return at
}

type thresholdKey struct {
	index   int
	atLeast bool
	at      float64
}

// numberIndex finds or makes the scale of a number.
func (w *builder) numberIndex(x *criteria.Node) int {
	if i, ok := w.numberIndexes[x]; ok {
		return i
	}
	s := source{n: x}
	if fact, other, ok := factOr(x); ok {
		s.kind, s.at, s.otherwise = ofFactOr, int32(fact.Slot), other.Number
	} else if x.Op == criteria.OpFact {
		s.kind, s.at = ofFact, int32(x.Slot)
	} else if i := w.aggregateOf(x); i >= 0 {
		s.kind, s.at = ofAggregate, i
		if t := &w.p.pass.aggregates[i]; t.kind == aggCount {
			s.kind, s.at = ofCount, t.register
		}
	}
	w.aggregateAll(x)
	w.p.numbers = append(w.p.numbers, numberIndex{of: s})
	w.numberIndexes[x] = len(w.p.numbers) - 1
	return len(w.p.numbers) - 1
}

func (s *numberIndex) add(at float64, below bool, node int32) {
	s.at, s.isBelow, s.nodes = append(s.at, at), append(s.isBelow, below), append(s.nodes, node)
}

// seal sorts the thresholds, once the nodes have their final numbers.
func (s *numberIndex) seal() {
	order := make([]int, len(s.at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.at[a], s.at[b]) })
	for _, i := range order {
		if !s.isBelow[i] {
			s.atLeast.add(s.at[i], s.nodes[i])
		}
	}
	for _, i := range slices.Backward(order) {
		if s.isBelow[i] {
			s.below.add(s.at[i], s.nodes[i])
		}
	}
	s.at, s.isBelow = nil, nil
}

func (t *thresholds) add(at float64, node int32) {
	t.at, t.nodes = append(t.at, at), append(t.nodes, node)
}

// fire fires what is met about the number x.
func (s *numberIndex) fire(f *Frame, x float64) {
	for i, at := range s.atLeast.at {
		if at > x {
			break
		}
		f.fire(s.atLeast.nodes[i])
	}
	for i, at := range s.below.at {
		if at <= x {
			break
		}
		f.fire(s.below.nodes[i])
	}
}
