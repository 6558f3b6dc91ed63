package criteria

import (
	"math"
	"regexp"
	"strconv"
)

// op says what a node computes from its operands.
type op uint8

const (
	opConst    op = iota // the constant of the node's kind
	opList               // the constant list of the node's kind
	opFact               // the fact in the node's slot
	opNow                // the instant of the decision
	opActs               // the visible activities
	opElement            // the current element at the node's level
	opField              // a field of the current activity at the node's level
	opNot                // Kleene
	opAnd                // Kleene
	opOr                 // Kleene
	opIf                 // condition, then, else
	opOrElse             // a ?? b
	opKnown              // x != nil
	opEq                 // the operands of this and the next five are of one kind
	opNe                 //
	opLt                 //
	opLe                 //
	opGt                 //
	opGe                 //
	opInList             // x in list
	opInItems            // x in [items that are no constants]
	opInRange            // x in low..high
	opContains           //
	opStarts             //
	opEnds               //
	opMatches            // with the node's regular expression
	opHasWord            // with the node's words
	opFree               // is_free_email
	opDomain             // email_domain
	opLower              //
	opUpper              //
	opTrim               //
	opLength             // of a text, in code points
	opAdd                //
	opSub                //
	opMul                //
	opDiv                //
	opNeg                //
	opAbs                //
	opFloor              //
	opCeil               //
	opRound              // half away from zero
	opMin                // of the operands
	opMax                // of the operands
	opMinOf              // of a list
	opMaxOf              // of a list
	opSum                // of a list
	opCount              // list, predicate
	opAny                // list, predicate; Kleene over the elements
	opAll                //
	opNone               //
	opOne                //
	opFilter             // list, predicate
	opMap                // list, expression
)

// node is a typed expression. Nodes are interned: equal expressions of one
// rule set are one node, so nodes may be compared as pointers and what they
// come to may be shared. They are never changed once made.
type node struct {
	op   op
	kind Kind
	id   int     // number within the Compiler
	args []*node // operands

	slot  int // opFact
	level int // opElement, opField and aggregates: depth of nesting, 0 the outermost
	field int // opField

	num   float64
	str   string
	truth bool
	at    Instant
	strs  []string
	nums  []float64
	re    *regexp.Regexp
	words [][]string

	size     int   // nodes when written out as a tree, a pattern's program with them
	depth    int   // levels of that tree
	elements int   // levels of current elements it needs: 0 none, 1 level 0, ...
	work     int   // nodes that one evaluation may visit, lists of the rule set gone through
	choices  int   // ?? between lists within one another
	givesUp  bool  // contains ?? or a comparison with nil
	faults   bool  // contains what may have no answer though its operands are known
	facts    []int // slots that it mentions, in the order of the text; of whole texts only

	// tally is one more than the index of the tally that counts it, set when
	// the program is made; 0 without.
	tally int32
	acts  bool // looks at the activities
}

// nodeKey tells interned nodes apart. Constants that do not fit its fields are
// written into text.
type nodeKey struct {
	op     op
	kind   Kind
	a, b   int
	number uint64
	text   string
}

func (n *node) key() nodeKey {
	k := nodeKey{op: n.op, kind: n.kind, number: math.Float64bits(n.num), text: n.str, a: -1, b: -1}
	switch len(n.args) {
	case 0:
		k.a, k.b = n.slot, n.level<<8|n.field
		if n.truth {
			k.b = 1
		}
	case 1:
		k.a, k.b = n.args[0].id, n.level
	case 2:
		k.a, k.b = n.args[0].id, n.args[1].id
		k.number = uint64(n.level)
	default:
		k.b = n.level
	}
	extra := []byte(nil)
	if len(n.args) > 2 {
		for _, a := range n.args {
			extra = strconv.AppendInt(append(extra, ','), int64(a.id), 10)
		}
	}
	for _, s := range n.strs {
		extra = appendText(extra, s)
	}
	for _, x := range n.nums {
		extra = strconv.AppendUint(append(extra, ','), math.Float64bits(x), 16)
	}
	for _, phrase := range n.words {
		extra = append(extra, '/')
		for _, w := range phrase {
			extra = appendText(extra, w)
		}
	}
	if n.kind == Time || n.kind == Span {
		extra = strconv.AppendInt(append(extra, '@'), n.at.Sec, 10)
		extra = strconv.AppendInt(append(extra, '.'), n.at.Nsec, 10)
	}
	if extra != nil {
		k.text += "\x00" + string(extra)
	}
	return k
}

// appendText appends a text so that no two lists of texts come to the same.
func appendText(to []byte, s string) []byte {
	return append(append(strconv.AppendInt(to, int64(len(s)), 10), ':'), s...)
}

// intern returns the one node equal to n, and derives what follows from its
// operands when it is new.
func (c *Compiler) intern(n node) *node {
	key := n.key()
	if have, ok := c.nodes[key]; ok {
		return have
	}
	n.id = len(c.nodes)
	n.size, n.depth = 1+n.size, 1
	switch n.op {
	case opActs:
		n.acts = true
	case opElement, opField:
		n.elements = n.level + 1
	case opKnown, opOrElse:
		n.givesUp = true
	case opFree, opDomain:
		n.faults = true
	}
	n.faults = n.faults || n.kind == Number && n.op >= opAdd // counts are among these, which have always one
	for i, a := range n.args {
		n.size = min(n.size+a.size, sizeCap)
		n.choices = max(n.choices, a.choices)
		n.depth = max(n.depth, a.depth+1)
		n.givesUp = n.givesUp || a.givesUp
		n.faults = n.faults || a.faults
		n.acts = n.acts || a.acts
		needs := a.elements
		if i == 1 && n.op >= opCount && needs == n.level+1 {
			needs-- // the aggregate itself provides that level
		}
		n.elements = max(n.elements, needs)
	}
	c.listed = min(c.listed+n.measure(), sizeCap)
	c.nodes[key] = &n
	return &n
}

// sizeCap is where sizes stop to grow: a let that doubles the one before would
// overflow them. It is beyond any limit.
const sizeCap = 1 << 40

// maxChoices bounds ?? between lists within one another. Whether a list is
// known shows only at its end, so each of them goes through its left side
// twice.
const maxChoices = 4

// measure finds what a new node costs beyond its size, and returns how many
// texts it looks at, or tries, in lists of the rule set.
func (n *node) measure() (listed int) {
	switch {
	case n.op == opInList:
		listed = n.args[1].items()
	case n.op >= opCount: // a predicate for each element
		listed = min(n.args[0].items()*n.args[1].work, sizeCap)
	case n.op == opOrElse && n.kind.element() != None:
		n.choices++
	}
	n.work = n.size + listed
	for _, a := range n.args {
		n.work = min(n.work+a.work-a.size, sizeCap)
	}
	return listed
}

// items is how many texts of the rule set a list may have. Those of the lead
// are not counted: their number is up to the host.
func (n *node) items() int {
	switch n.op {
	case opList:
		return len(n.strs) + len(n.nums)
	case opOrElse:
		return max(n.args[0].items(), n.args[1].items())
	case opFilter, opMap:
		return n.args[0].items()
	}
	return 0
}

// factsOf lists the slots that a node mentions, each once, in the order of the
// text. It is kept for whole texts only: for every part of a long one it would
// take the square of its length.
func (c *Compiler) factsOf(n *node) []int {
	var facts []int
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if len(n.args) == 0 && n.op != opFact || seen[n] {
			return
		}
		seen[n] = true
		if n.op == opFact {
			facts = append(facts, n.slot)
		}
		for _, a := range n.args {
			visit(a)
		}
	}
	visit(n)
	return facts
}
