package eval

import (
	"cmp"
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// numberIndex holds the thresholds on one number. A literal x >= t fires with
// every threshold up to x, one x < t with every threshold above it.
//
// Thresholds that do no more than set a bit are all compared where they are few.
// Where x lies is a toss-up for the processor, so this is done without a branch that
// it might guess wrong. The others are sorted, and the walk along them ends with the
// last one that fires.
type numberIndex struct {
	of source

	settling       []settling
	atLeast, below thresholds // rising, falling

	nodes []int32 // of all of them, for a number that is unknown

	// While the program is being built; by the index in nodes.
	at      []float64
	isBelow []bool
}

// settling is a threshold that sets a bit where x is at least at, or for a 1 in below
// where it is below it.
type settling struct {
	at    float64
	below uint64
	word  int32 // of the bits
	bit   uint8
}

// thresholds are sorted, and fire their nodes.
type thresholds struct {
	at    []float64
	nodes []int32
}

// set sets the bit if the threshold is met for the number x.
func (t *settling) set(bits []uint64, x float64) {
	bits[t.word] |= (atLeast(x, t.at) ^ t.below) << (t.bit & 63)
}

// check is a threshold that sets a bit, on a number that is always known. Such go
// without their index.
type check struct {
	settling
	from int32 // count or register
}

// factChecks are few thresholds that set bits, on a fact.
type factChecks struct {
	slot      int32
	or        bool // the fact counts as otherwise where it is unknown
	otherwise float64
	settling  []settling
	nodes     []int32
}

func (s *factChecks) set(bits []uint64, x float64) {
	for i := range s.settling {
		s.settling[i].set(bits, x)
	}
}

// answer sets what is met about a fact, or lists it as unknown.
func (s *factChecks) answer(f *Frame) {
	switch {
	case f.Known[s.slot]:
		s.set(f.met, f.Num[s.slot])
	case s.or:
		s.set(f.met, s.otherwise)
	default:
		f.unknowns = append(f.unknowns, s.nodes...)
	}
}

// maxFew is the number of thresholds up to which all are compared.
const maxFew = 8

// source is where a number comes from.
type source struct {
	kind      sourceKind
	at        int32   // slot, count, register or tally
	otherwise float64 // of ofFactOr
	n         *criteria.Node
	slots     []int // that n mentions
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

// rests are the slots of the facts that the number rests on.
func (s *source) rests() []int {
	switch s.kind {
	case ofFact, ofFactOr:
		return []int{int(s.at)}
	}
	return s.slots
}

// restsOnUnknown tells whether the number rests on a fact that is unknown.
func (s *source) restsOnUnknown(f *Frame) bool {
	switch s.kind {
	case ofFact, ofFactOr:
		return !f.Known[s.at]
	case ofWalk:
		return f.unknown(s.slots)
	}
	return false
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
	} else {
		s.slots = criteria.SlotsOf(x)
	}
	w.aggregateAll(x)
	w.p.numbers = append(w.p.numbers, numberIndex{of: s})
	w.numberIndexes[x] = len(w.p.numbers) - 1
	return len(w.p.numbers) - 1
}

func (s *numberIndex) add(at float64, below bool, node int32) {
	s.at, s.isBelow, s.nodes = append(s.at, at), append(s.isBelow, below), append(s.nodes, node)
}

// seal deals the thresholds out, once the nodes have their final numbers.
func (s *numberIndex) seal(inner int32) {
	few := len(s.at) <= maxFew
	for i, at := range s.at {
		node, below := s.nodes[i], uint64(0)
		if s.isBelow[i] {
			below = 1
		}
		switch c := node - inner; {
		case few && c >= 0:
			s.settling = append(s.settling, settling{at, below, c >> 6, uint8(c & 63)})
		case s.isBelow[i]:
			s.below.at, s.below.nodes = append(s.below.at, -at), append(s.below.nodes, node)
		default:
			s.atLeast.at, s.atLeast.nodes = append(s.atLeast.at, at), append(s.atLeast.nodes, node)
		}
	}
	s.atLeast.sort()
	s.below.sort()
	for i := range s.below.at {
		s.below.at[i] = -s.below.at[i]
	}
	s.at, s.isBelow = nil, nil
}

// flatten moves an index that has no more than a few thresholds that set bits to the
// program's checks.
func (s *numberIndex) flatten(p *Program) bool {
	if len(s.settling) < len(s.nodes) {
		return false
	}
	checks := &p.countChecks
	switch s.of.kind {
	case ofFact, ofFactOr:
		p.factChecks = append(p.factChecks, factChecks{slot: s.of.at, or: s.of.kind == ofFactOr, otherwise: s.of.otherwise, settling: s.settling, nodes: s.nodes})
		return true
	case ofCount:
	case ofExtreme:
		checks = &p.extremeChecks
	default:
		return false
	}
	for _, t := range s.settling {
		*checks = append(*checks, check{t, s.of.at})
	}
	return true
}

// sort makes the thresholds rise.
func (t *thresholds) sort() {
	order := make([]int, len(t.at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.at[a], t.at[b]) })
	at, nodes := make([]float64, len(order)), make([]int32, len(order))
	for i, from := range order {
		at[i], nodes[i] = t.at[from], t.nodes[from]
	}
	t.at, t.nodes = at, nodes
}

// answer fires what is met about the number, or lists it as unknown.
func (s *numberIndex) answer(f *Frame) {
	x, known := s.of.number(f)
	if !known {
		f.unknowns = append(f.unknowns, s.nodes...)
		return
	}
	s.fire(f, f.met, x)
}

// fire fires what is met about the number x, and sets bits where that is all.
func (s *numberIndex) fire(f *Frame, bits []uint64, x float64) {
	for i := range s.settling {
		s.settling[i].set(bits, x)
	}
	n := 0
	for n < len(s.atLeast.at) && s.atLeast.at[n] <= x {
		n++
	}
	f.fireAllIn(bits, s.atLeast.nodes[:n])
	n = 0
	for n < len(s.below.at) && s.below.at[n] > x {
		n++
	}
	f.fireAllIn(bits, s.below.nodes[:n])
}

// atLeast is 1 where x is at least at, and 0 where it is less.
func atLeast(x, at float64) uint64 {
	if x >= at {
		return 1
	}
	return 0
}
