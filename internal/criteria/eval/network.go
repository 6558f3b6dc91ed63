package eval

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A network evaluates all conditions of a rule set at a cost that follows what
// is met, not what is asked. Conditions are pushed into negation normal form:
// gates over literals, where and, or and the literals' denials are all there
// is. In this form Kleene's logic is monotone: an and is met once all its
// operands are, an or once one is, and with "met or unknown" for "met" the same
// holds for what is possible. So one kind of event, an operand that fires,
// does it all: first every met literal fires, and what fires with them is met;
// then every unknown literal fires, and what fires with those is unknown; what
// never fires is unmet and costs nothing.
//
// Most of what fires is no more than a bit to set. A condition that is an and of a
// few operands has a bit in as many planes, one for each operand, and is met where
// its bits are set in all of them, which join finds for 64 conditions at a time. So
// nothing is counted for it, and an operand that is of no other use, such as a
// threshold, sets its bit by itself. The other conditions have the bit of the first
// plane, which an or sets by any of its operands. Nodes that come to a bit and
// nothing else are numbered inner + the bit. Only what stands below other gates, and
// an and of many operands, goes through the queue and is counted.
type network struct {
	inner int32
	words int      // of a plane, which has a bit for each condition and guard
	blank []uint64 // the planes before anything fires: a bit is set where a condition has no operand
	nodes []netNode
	edges []int32
	need  []uint16 // by inner node, the hits at which a gate fires: all operands of an and, one of an or
}

// maxPlanes is the number of operands up to which an and has planes.
const maxPlanes = 4

// netNode is a literal or a gate that is inner. In edges it has first the bits that
// it sets where it fires, then its other parents.
type netNode struct{ bits, parents, end int32 }

// propagate works through the frame's queue of inner literals that fire, and of
// the gates that fire with them, and sets the bits of the conditions that do.
func (w *network) propagate(f *Frame, bits []uint64) {
	nodes, edges, misses := w.nodes, w.edges, f.missing
	queue := f.queue
	for i := 0; i < len(queue); i++ {
		n := &nodes[queue[i]]
		for _, c := range edges[n.bits:n.parents] {
			bits[uint32(c)>>6] |= 1 << (c & 63)
		}
		for _, up := range edges[n.parents:n.end] {
			misses[up]--
			if misses[up] == 0 {
				queue = append(queue, up)
			}
		}
	}
	f.queue = queue
}

// join finds the conditions that are met in all planes.
func (w *network) join(bits []uint64) {
	first := bits[:w.words]
	for from := w.words; from < len(bits); from += w.words {
		plane := bits[from : from+w.words]
		for i := range first {
			first[i] &= plane[i]
		}
	}
}

// fire queues a literal that is met, if there is one, or sets the bit of what it
// settles.
func (f *Frame) fire(at int32) { f.fireIn(f.met, at) }

// fireIn is fire for what is met, or for what is met or unknown.
func (f *Frame) fireIn(bits []uint64, at int32) {
	if c := at - f.inner; c >= 0 {
		bits[uint32(c)>>6] |= 1 << (c & 63)
	} else if at >= 0 {
		f.queue = append(f.queue, at)
	}
}

func (f *Frame) fireAllIn(bits []uint64, list []int32) {
	for _, at := range list {
		f.fireIn(bits, at)
	}
}

// builder is a network while it is being built.
type builder struct {
	c      *criteria.Compiler
	p      *Program
	nodes  []buildNode
	gates  map[string]int32
	lits   map[literal]int32
	always int32 // the node that is always met, -1 before its first use

	// What index has made, by the node or value that it is about.
	numberIndexes map[*criteria.Node]int
	extremes      map[string]int
	textIndexes   map[*criteria.Node]int
	values        map[valueKey]int32
	aggregates    map[*criteria.Node]int32

	guards int // bits that are no conditions

	tests      map[testKey]int // index in the tests of its question
	thresholds map[thresholdKey]int32
}

type buildNode struct {
	need     int
	operands []int32
	cond     int32
}

// literal is a node that the network does not look into, or its denial.
type literal struct {
	n      *criteria.Node
	denied bool
}

// build builds the network for the program's conditions.
func build(c *criteria.Compiler, p *Program) {
	w := &builder{
		c: c, p: p, gates: make(map[string]int32, len(p.conds)), lits: make(map[literal]int32, 2*len(p.conds)), always: -1,
		numberIndexes: map[*criteria.Node]int{}, extremes: map[string]int{}, textIndexes: map[*criteria.Node]int{},
		values: map[valueKey]int32{}, aggregates: map[*criteria.Node]int32{}, thresholds: map[thresholdKey]int32{}, tests: map[testKey]int{},
	}
	for i, n := range p.conds {
		if n.Results {
			continue // see Program.Evaluate
		}
		at := w.node(n, false)
		if at == never {
			continue
		}
		if w.nodes[at].cond != never { // another condition of the same text
			at = w.add(buildNode{need: 1, operands: []int32{at}, cond: never})
		}
		w.nodes[at].cond = int32(i)
	}
	for _, n := range p.nums {
		w.aggregateAll(n)
	}
	for i, n := range p.eaches {
		if total(n, 0) {
			w.addAggregate(aggregate{kind: aggMatches, register: int32(i), where: newPredicate([]*criteria.Node{n})})
		} else {
			p.walkedEaches = append(p.walkedEaches, int32(i))
		}
	}
	if w.always >= 0 {
		p.always = []int32{w.always}
	}
	w.guard()
	w.number()
	p.seal()
}

// parents of each node.
func (w *builder) parents() [][]int32 {
	parents := make([][]int32, len(w.nodes))
	for i, n := range w.nodes {
		for _, x := range n.operands {
			parents[x] = append(parents[x], int32(i))
		}
	}
	return parents
}

// planed tells whether a node has planes: an and that is a condition and nothing
// else.
func (w *builder) planed(at int32, parents [][]int32) bool {
	n := &w.nodes[at]
	return len(n.operands) > 1 && n.need > 1 && n.need <= maxPlanes && n.cond != never && len(parents[at]) == 0
}

// number gives the nodes their final numbers, and replaces the old ones wherever an
// index keeps them.
func (w *builder) number() {
	net, parents := &w.p.net, w.parents()
	w.makePlanes(parents)
	final := make([]int32, len(w.nodes))
	for i := range w.nodes {
		if w.bitOf(int32(i), parents) == never {
			final[i] = net.inner
			net.inner++
		}
	}
	for i := range w.nodes {
		if bit := w.bitOf(int32(i), parents); bit != never {
			final[i] = net.inner + bit
		}
	}
	net.nodes = make([]netNode, net.inner)
	net.need = make([]uint16, net.inner)
	for i, n := range w.nodes {
		if at := final[i]; at < net.inner {
			net.need[at] = uint16(n.need)
			w.connect(&net.nodes[at], int32(i), final, parents)
		}
	}
	w.p.renumber(final)
}

// makePlanes makes room for the operands of conditions that have planes.
func (w *builder) makePlanes(parents [][]int32) {
	net, planes := &w.p.net, 1
	net.words = (len(w.p.conds) + w.guards + 63) / 64
	for i := range w.nodes {
		if w.planed(int32(i), parents) {
			planes = max(planes, w.nodes[i].need)
		}
	}
	net.blank = make([]uint64, planes*net.words)
	for i := net.words; i < len(net.blank); i++ {
		net.blank[i] = ^uint64(0)
	}
	for i, n := range w.nodes {
		if !w.planed(int32(i), parents) {
			continue
		}
		for j := 1; j < n.need; j++ {
			net.blank[j*net.words+int(n.cond>>6)] &^= 1 << (n.cond & 63)
		}
	}
}

// bitOf is the bit that a node comes to and nothing else, or never: of a condition
// that is not counted, or of an operand of one that is used nowhere else, a literal or
// an or.
func (w *builder) bitOf(at int32, parents [][]int32) int32 {
	n := &w.nodes[at]
	switch {
	case len(parents[at]) == 0 && n.need > maxPlanes:
		return never
	case len(parents[at]) == 0:
		return n.cond
	case len(parents[at]) > 1 || n.cond != never || n.need > 1:
		return never
	}
	up := parents[at][0]
	if w.planed(up, parents) {
		return w.plane(up, at)
	}
	if w.nodes[up].need > 1 {
		return never
	}
	return w.bitOf(up, parents)
}

// plane is the bit of an operand of a condition that has planes.
func (w *builder) plane(up, operand int32) int32 {
	n := &w.nodes[up]
	return int32(slices.Index(n.operands, operand)*w.p.net.words*64) + n.cond
}

// connect gives an inner node its edges.
func (w *builder) connect(to *netNode, at int32, final []int32, parents [][]int32) {
	net := &w.p.net
	to.bits = int32(len(net.edges))
	if c := w.nodes[at].cond; c != never {
		net.edges = append(net.edges, c)
	}
	var counted []int32
	for _, up := range parents[at] {
		switch {
		case w.planed(up, parents):
			net.edges = append(net.edges, w.plane(up, at))
		case w.nodes[up].need == 1 && final[up] >= net.inner:
			net.edges = append(net.edges, final[up]-net.inner)
		default:
			counted = append(counted, final[up])
		}
	}
	to.parents = int32(len(net.edges))
	net.edges = append(net.edges, counted...)
	to.end = int32(len(net.edges))
}

// never stands for a node that never fires.
const never int32 = -1

// Node returns the network's node for a condition or its denial.
func (w *builder) node(n *criteria.Node, denied bool) int32 {
	switch n.Op {
	case criteria.OpConst:
		if n.Truth == denied {
			return never
		}
		if w.always < 0 {
			w.always = w.literal()
		}
		return w.always
	case criteria.OpNot:
		return w.node(n.Args[0], !denied)
	case criteria.OpAnd, criteria.OpOr:
		operands := make([]int32, len(n.Args))
		for i, a := range n.Args {
			operands[i] = w.node(a, denied)
		}
		return w.gate(n.Op == criteria.OpAnd != denied, operands)
	}
	if at, ok := w.lits[literal{n, denied}]; ok {
		return at
	}
	at, ok := w.literalOf(n, denied)
	if !ok {
		at = w.walked(n, denied)
	}
	w.lits[literal{n, denied}] = at
	return at
}

func (w *builder) literal() int32 { return w.add(buildNode{cond: never}) }

func (w *builder) add(n buildNode) int32 {
	w.nodes = append(w.nodes, n)
	return int32(len(w.nodes) - 1)
}

// maxOperands is how many hits are counted.
const maxOperands = math.MaxUint16

// gate returns the and or the or of nodes.
func (w *builder) gate(and bool, operands []int32) int32 {
	var distinct []int32
	seen := map[int32]bool{}
	for _, x := range operands {
		switch {
		case x == never && and:
			return never
		case x == never:
			continue
		case x == w.always && !and:
			return x
		case x == w.always, seen[x]:
			continue
		}
		seen[x] = true
		distinct = append(distinct, x)
	}
	if len(distinct) > maxOperands {
		part := w.gate(and, distinct[:maxOperands])
		return w.gate(and, append([]int32{part}, distinct[maxOperands:]...))
	}
	switch len(distinct) {
	case 0:
		if !and {
			return never
		}
		if w.always < 0 {
			w.always = w.literal()
		}
		return w.always
	case 1:
		return distinct[0]
	}
	key := []byte{'|'}
	if and {
		key[0] = '&'
	}
	for _, x := range distinct {
		key = append(key, byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
	}
	if at, ok := w.gates[string(key)]; ok {
		return at
	}
	need := 1
	if and {
		need = len(distinct)
	}
	at := w.add(buildNode{need: need, operands: distinct, cond: never})
	w.gates[string(key)] = at
	return at
}
