package criteria

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Op says what a node computes from its operands.
type Op uint8

const (
	OpConst       Op = iota // the constant of the node's kind
	OpList                  // the constant list of the node's kind
	OpFact                  // the fact in the node's slot
	OpNow                   // the instant of the decision
	OpActivities            // the visible activities
	OpElement               // the current element at the node's level
	OpField                 // a field of the current activity at the node's level
	OpMember                // who did the current activity at the node's level
	OpPeople                // the account's people
	OpPersonal              // a field of the current person at the node's level
	OpTheirs                // the visible activities of the current person at the node's level
	OpNot                   // Kleene
	OpAnd                   // Kleene
	OpOr                    // Kleene
	OpIf                    // condition, then, else
	OpOrElse                // a ?? b
	OpIsKnown               // x != nil
	OpEq                    // the operands of this and the next five are of one kind
	OpNe                    //
	OpLt                    //
	OpLe                    //
	OpGt                    //
	OpGe                    //
	OpInList                // x in list
	OpInItems               // x in [items that are no constants]
	OpInRange               // x in low..high
	OpContains              //
	OpStartsWith            //
	OpEndsWith              //
	OpMatches               // with the node's regular expression
	OpHasWord               // with the node's words
	OpIsFreeEmail           // is_free_email
	OpDomainIn              // domain_in: a text, and the domains as a list
	OpEmailDomain           // email_domain
	OpLower                 //
	OpUpper                 //
	OpTrim                  //
	OpFold                  // a text, or each of a list, as folded comparisons see it
	OpLookup                // the value of a row of the table of which the operand is the key
	OpLen                   // of a text, in code points
	OpAdd                   //
	OpSub                   //
	OpMul                   //
	OpDiv                   //
	OpNeg                   //
	OpAbs                   //
	OpFloor                 //
	OpCeil                  //
	OpRound                 // half away from zero
	OpMin                   // of the operands
	OpMax                   // of the operands
	OpMinOf                 // of a list
	OpMaxOf                 // of a list
	OpSum                   // of a list
	OpCount                 // list, predicate
	OpAny                   // list, predicate; Kleene over the elements
	OpAll                   //
	OpNone                  //
	OpOne                   //
	OpFilter                // list, predicate
	OpMap                   // list, expression
)

// Node is a typed expression. Nodes are interned: equal expressions of one
// rule set are one node, so nodes may be compared as pointers and what they
// come to may be shared. They are never changed once made.
type Node struct {
	Args []*Node // operands
	*Literal
	*Mentions

	Number float64
	Text   string // a constant; the path of OpFact, OpField and OpPersonal, without the dot; of OpMatches the pattern; of OpLookup the table's name

	Slot  int // OpFact
	Field int // OpField: in ActivityFields, or from CustomField on in Vocabulary.Custom; OpPersonal: in Vocabulary.People
	ID    int // Number within the Compiler
	Level int // OpElement, fields, OpTheirs and aggregates: depth of nesting, 0 the outermost

	Size  int32 // nodes when written out as a tree, a pattern's program with them
	Depth int32 // levels of that tree
	Work  int32 // nodes that one evaluation may visit, lists of the rule set gone through

	Op      Op
	Kind    Kind
	Folding FoldState // of a text or a list of texts
	Levels  int8      // levels of current elements it needs: 0 none, 1 level 0, ...
	choices int8      // ?? between lists within one another

	Truth       bool
	Results     bool // names what was decided
	NonMonotone bool // contains ?? or a comparison with nil
	MayFault    bool // contains what may have no answer though its operands are known
	Hides       bool // what it rests on may depend on what else is known: a choice, or what it asks of the elements of a list that is no log
	Activities  bool // looks at the activities
	People      bool // looks at the people
}

// Literal is what few nodes have: it is apart so that the others stay small, of which
// a host with many rule sets has very many. No node has none.
type Literal struct {
	Instant Instant
	Texts   []string
	Numbers []float64
	Pattern *Pattern // OpMatches
	Words   [][]string
	Domains DomainSet // OpDomainIn
	Table   *Table    // OpLookup
}

// Mentions are the facts that a whole text mentions, in the order of the text. Texts
// that mention the same share them, and parts of texts have none.
type Mentions struct {
	Slots []int
	Facts []string // their paths
}

var (
	noLiteral  Literal
	noMentions Mentions
)

// Path is that of a fact or of a field, without the dot.
func (n *Node) Path() string { return n.Text }

// ElementLevel is the level at which the elements of a list are current while it
// is gone over for its own sake, as in x in list. Filters and maps say it; all
// other lists take one beyond those of the text, as the list itself may be a
// field of a current element.
func (n *Node) ElementLevel() int {
	if level := n.ownLevel(); level >= 0 {
		return level
	}
	return MaxLevels
}

func (n *Node) ownLevel() int {
	switch n.Op {
	case OpFilter, OpMap:
		return n.Level
	case OpFold:
		return n.Args[0].ownLevel()
	case OpOrElse:
		return max(n.Args[0].ownLevel(), n.Args[1].ownLevel())
	}
	return -1
}

// nodeKey tells interned nodes apart. Constants that do not fit its fields are
// written into text.
type nodeKey struct {
	op     Op
	kind   Kind
	a, b   int
	number uint64
	text   string
}

func (n *Node) key() nodeKey {
	k := nodeKey{op: n.Op, kind: n.Kind, number: math.Float64bits(n.Number), text: n.Text, a: -1, b: -1}
	switch len(n.Args) {
	case 0:
		k.a, k.b = n.Slot, int(n.Folding)<<32|n.Level<<24|n.Field
		if n.Truth {
			k.b = 1
		}
	case 1:
		k.a, k.b = n.Args[0].ID, n.Level
	case 2:
		k.a, k.b = n.Args[0].ID, n.Args[1].ID
		k.number = uint64(n.Level)
	default:
		k.b = n.Level
	}
	extra := []byte(nil)
	if len(n.Args) > 2 {
		for _, a := range n.Args {
			extra = strconv.AppendInt(append(extra, ','), int64(a.ID), 10)
		}
	}
	for _, s := range n.Texts {
		extra = appendText(extra, s)
	}
	for _, x := range n.Numbers {
		extra = strconv.AppendUint(append(extra, ','), math.Float64bits(x), 16)
	}
	for _, phrase := range n.Words {
		extra = append(extra, '/')
		for _, w := range phrase {
			extra = appendText(extra, w)
		}
	}
	if n.Kind == Time || n.Kind == Span {
		extra = strconv.AppendInt(append(extra, '@'), n.Instant.Sec, 10)
		extra = strconv.AppendInt(append(extra, '.'), n.Instant.Nsec, 10)
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
func (c *Compiler) intern(n Node) *Node {
	if n.Literal == nil {
		n.Literal = &noLiteral
	}
	key := n.key()
	if have, ok := c.nodes[key]; ok {
		return have
	}
	n.Mentions = &noMentions
	n.ID = len(c.nodes)
	n.Size, n.Depth = 1+n.Size, 1
	switch n.Op {
	case OpActivities:
		n.Activities = true
	case OpPeople:
		n.People = true
	case OpElement, OpField, OpMember, OpPersonal, OpTheirs:
		n.Levels = int8(n.Level) + 1
		n.People = n.Op == OpPersonal || n.Op == OpTheirs
		n.Activities = n.Op == OpTheirs
	case OpIsKnown, OpOrElse:
		n.NonMonotone = true
	case OpIsFreeEmail, OpEmailDomain, OpDomainIn:
		n.MayFault = true
	}
	n.Hides = n.Op == OpIf || n.Op >= OpCount && !n.Args[0].isLog()
	n.MayFault = n.MayFault || n.Kind == Number && (n.Op >= OpAdd && n.Op <= OpDiv || n.Op >= OpMinOf && n.Op <= OpSum)
	for i, a := range n.Args {
		n.Size = min(n.Size+a.Size, sizeCap)
		n.choices = max(n.choices, a.choices)
		n.Depth = max(n.Depth, a.Depth+1)
		n.NonMonotone = n.NonMonotone || a.NonMonotone
		n.MayFault = n.MayFault || a.MayFault
		n.Hides = n.Hides || a.Hides
		n.Activities = n.Activities || a.Activities
		n.People = n.People || a.People
		n.Results = n.Results || a.Results
		needs := a.Levels
		if i == 1 && n.Op >= OpCount && int(needs) == n.Level+1 {
			needs-- // the aggregate itself provides that level
		}
		n.Levels = max(n.Levels, needs)
	}
	n.Folding = n.foldState()
	c.listed = min(c.listed+n.measure(), sizeCap)
	made := c.place(n)
	c.nodes[key] = made
	return made
}

// isLog tells whether a list is complete as it stands: what is not in it did not
// happen, and its elements are known but for what filters ask of them.
func (n *Node) isLog() bool { return n.Op == OpActivities || n.Op == OpTheirs }

// sizeCap is where sizes stop to grow: a let that doubles the one before would
// overflow them. It is beyond any limit, which are at most MostParts.
const (
	MostParts = 500_000_000
	sizeCap   = 1 << 29
)

// maxChoices bounds ?? between lists within one another. Whether a list is
// known shows only at its end, so each of them goes through its left side
// twice.
const maxChoices = 4

// measure finds what a new node costs beyond its size, and returns how many
// texts it looks at, or tries, in lists of the rule set.
func (n *Node) measure() (listed int) {
	switch {
	case n.Op == OpInList:
		listed = n.Args[1].items()
	case n.Op >= OpCount: // a predicate for each element
		listed = min(n.Args[0].items()*int(n.Args[1].Work), sizeCap)
	case n.Op == OpOrElse && n.Kind.Element() != None:
		n.choices++
	}
	work := int(n.Size) + listed
	for _, a := range n.Args {
		work = min(work+int(a.Work-a.Size), sizeCap)
	}
	n.Work = int32(work)
	return listed
}

// items is how many texts of the rule set a list may have. Those of the lead
// are not counted: their number is up to the host.
func (n *Node) items() int {
	switch n.Op {
	case OpList:
		return len(n.Texts) + len(n.Numbers)
	case OpOrElse:
		return max(n.Args[0].items(), n.Args[1].items())
	case OpFilter, OpMap, OpFold:
		return n.Args[0].items()
	}
	return 0
}

// SlotsOf lists the slots that a node mentions, each once, in the order of the
// text. It is kept for whole texts only: for every part of a long one it would
// take the square of its length.
func SlotsOf(n *Node) []int {
	var facts []int
	seen := map[*Node]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		if len(n.Args) == 0 && n.Op != OpFact || seen[n] {
			return
		}
		seen[n] = true
		if n.Op == OpFact {
			facts = append(facts, n.Slot)
		}
		for _, a := range n.Args {
			visit(a)
		}
	}
	visit(n)
	return facts
}

// place moves a new node to where it stays: beside others, as a text's nodes are
// looked at together.
func (c *Compiler) place(n Node) *Node {
	const together = 17 // which is 2 KB
	if len(c.room) == 0 {
		c.room = make([]Node, together)
	}
	at := &c.room[0]
	c.room = c.room[1:]
	*at = n
	return at
}

// mentions gives a whole text what it mentions.
func (c *Compiler) mentions(n *Node) {
	slots := SlotsOf(n)
	if len(slots) == 0 {
		return
	}
	key := fmt.Sprint(slots)
	m := c.mentioned[key]
	if m == nil {
		m = &Mentions{Slots: slots, Facts: make([]string, len(slots))}
		for i, slot := range slots {
			m.Facts[i] = c.vocabulary.Facts[c.slots[slot]].Path
		}
		c.mentioned[key] = m
	}
	n.Mentions = m
}

// Deny is the denial of a condition that always has an answer.
func (c *Compiler) Deny(n *Node) *Node {
	switch n.Op {
	case OpNot:
		return n.Args[0]
	case OpConst:
		return c.intern(Node{Op: OpConst, Kind: Bool, Truth: !n.Truth})
	case OpAnd, OpOr:
		args := make([]*Node, len(n.Args))
		for i, a := range n.Args {
			args[i] = c.Deny(a)
		}
		return c.intern(Node{Op: map[Op]Op{OpAnd: OpOr, OpOr: OpAnd}[n.Op], Kind: Bool, Args: args})
	}
	if o, ok := map[Op]Op{OpEq: OpNe, OpNe: OpEq, OpLt: OpGe, OpGe: OpLt, OpGt: OpLe, OpLe: OpGt}[n.Op]; ok {
		return c.intern(Node{Op: o, Kind: Bool, Args: slices.Clone(n.Args)})
	}
	return c.intern(Node{Op: OpNot, Kind: Bool, Args: []*Node{n}})
}

// Count is count(list, test).
func (c *Compiler) Count(list, test *Node) *Node {
	return c.intern(Node{Op: OpCount, Kind: Number, Args: []*Node{list, test}})
}
