package criteria

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Op says what a part of an expression computes from its operands.
type Op = op

// The operators as a Node shows them, in the words of node.go.
const (
	OpConst    = opConst
	OpList     = opList
	OpFact     = opFact
	OpNow      = opNow
	OpActs     = opActs
	OpElement  = opElement
	OpField    = opField
	OpNot      = opNot
	OpAnd      = opAnd
	OpOr       = opOr
	OpIf       = opIf
	OpOrElse   = opOrElse
	OpKnown    = opKnown
	OpEq       = opEq
	OpNe       = opNe
	OpLt       = opLt
	OpLe       = opLe
	OpGt       = opGt
	OpGe       = opGe
	OpInList   = opInList
	OpInItems  = opInItems
	OpInRange  = opInRange
	OpContains = opContains
	OpStarts   = opStarts
	OpEnds     = opEnds
	OpMatches  = opMatches
	OpHasWord  = opHasWord
	OpFree     = opFree
	OpDomain   = opDomain
	OpLower    = opLower
	OpUpper    = opUpper
	OpTrim     = opTrim
	OpLength   = opLength
	OpAdd      = opAdd
	OpSub      = opSub
	OpMul      = opMul
	OpDiv      = opDiv
	OpNeg      = opNeg
	OpAbs      = opAbs
	OpFloor    = opFloor
	OpCeil     = opCeil
	OpRound    = opRound
	OpMin      = opMin
	OpMax      = opMax
	OpMinOf    = opMinOf
	OpMaxOf    = opMaxOf
	OpSum      = opSum
	OpCount    = opCount
	OpAny      = opAny
	OpAll      = opAll
	OpNone     = opNone
	OpOne      = opOne
	OpFilter   = opFilter
	OpMap      = opMap
)

// A Node is a read-only view of a part of an expression, for packages that
// reason about expressions rather than evaluate them. Equal parts of the texts
// of one Compiler are equal Nodes, and a Node may be the key of a map. The zero
// Node is none. Slices that a Node returns are not to be changed.
type Node struct {
	c *Compiler
	n *node
}

// Inspect is the tree of a condition that was added.
func (c *Compiler) Inspect(k Cond) Node { return Node{c, c.conds[k]} }

// InspectNum is the tree of a computed number.
func (c *Compiler) InspectNum(k Num) Node { return Node{c, c.nums[k]} }

// InspectEach is the tree of a predicate over activities.
func (c *Compiler) InspectEach(k Each) Node { return Node{c, c.eaches[k]} }

// IsZero tells whether there is no node.
func (x Node) IsZero() bool { return x.n == nil }

// ID numbers the nodes of a Compiler from 0.
func (x Node) ID() int { return x.n.id }

// Op is what the node computes.
func (x Node) Op() Op { return x.n.op }

// Kind is what the node comes to.
func (x Node) Kind() Kind { return x.n.kind }

// Len is the number of operands.
func (x Node) Len() int { return len(x.n.args) }

// Arg is an operand.
func (x Node) Arg(i int) Node { return Node{x.c, x.n.args[i]} }

// Path is the path of an OpFact's fact.
func (x Node) Path() string { return x.c.vocabulary.Facts[x.c.slots[x.n.slot]].Path }

// Field is the name of an OpField's field, without the dot.
func (x Node) Field() string { return activityFields[x.n.field].Path }

// Level is the depth of the current element that an OpField, an OpElement or a
// function over a list is about, 0 the outermost.
func (x Node) Level() int { return x.n.level }

// Number is the value of a constant Number.
func (x Node) Number() float64 { return x.n.num }

// Text is the value of a constant String, or the pattern of an OpMatches.
func (x Node) Text() string { return x.n.str }

// Truth is the value of a constant Bool.
func (x Node) Truth() bool { return x.n.truth }

// Instant is the value of a constant Time, or the length of a constant Span.
func (x Node) Instant() Instant { return x.n.at }

// Texts are the elements of an OpList of texts.
func (x Node) Texts() []string { return x.n.strs }

// Numbers are the elements of an OpList of numbers.
func (x Node) Numbers() []float64 { return x.n.nums }

// Words are the phrases of an OpHasWord, folded as it compares them.
func (x Node) Words() [][]string { return x.n.words }

// GivesUp tells whether the part has a ?? or a comparison with nil in it.
func (x Node) GivesUp() bool { return x.n.givesUp }

// Activities tells whether the part looks at the activities.
func (x Node) Activities() bool { return x.n.acts }

// Size is the number of parts, this one included.
func (x Node) Size() int { return x.n.size }

// Facts are the paths of the facts that the part mentions, in its order.
func (x Node) Facts() []string {
	var paths []string
	for _, slot := range x.n.facts {
		paths = append(paths, x.c.vocabulary.Facts[x.c.slots[slot]].Path)
	}
	return paths
}

// Test answers, for a text in the place of the first operand, an OpContains,
// OpStarts, OpEnds with a constant, OpMatches, OpHasWord or OpFree. ok is
// false for other nodes, and where the answer is unknown.
func (x Node) Test(s string) (met, ok bool) {
	switch n := x.n; n.op {
	case opContains, opStarts, opEnds:
		part := n.args[1]
		if part.op != opConst {
			return false, false
		}
		switch n.op {
		case opContains:
			return strings.Contains(s, part.str), true
		case opStarts:
			return strings.HasPrefix(s, part.str), true
		}
		return strings.HasSuffix(s, part.str), true
	case opMatches:
		return n.re.MatchString(s), true
	case opHasWord:
		for _, words := range n.words {
			if hasWords(s, words) {
				return true, true
			}
		}
		return false, true
	case opFree:
		if domain, ok := emailDomain(s); ok {
			return isFreeDomain(domain), true
		}
	}
	return false, false
}

// signs are how operators between two operands are written.
var signs = map[op]string{
	opEq: "==", opNe: "!=", opLt: "<", opLe: "<=", opGt: ">", opGe: ">=", opInList: "in", opOrElse: "??",
	opContains: "contains", opStarts: "startsWith", opEnds: "endsWith", opAdd: "+", opSub: "-", opMul: "*", opDiv: "/",
}

// names are how functions are called.
var names = map[op]string{
	opFree: "is_free_email", opDomain: "email_domain", opLower: "lower", opUpper: "upper", opTrim: "trim", opLength: "len",
	opAbs: "abs", opFloor: "floor", opCeil: "ceil", opRound: "round", opMin: "min", opMax: "max", opMinOf: "min", opMaxOf: "max",
	opSum: "sum", opCount: "count", opAny: "any", opAll: "all", opNone: "none", opOne: "one", opFilter: "filter", opMap: "map",
}

// String is the part as an author could have written it, with the definitions
// written out, and cut where it is long.
func (x Node) String() string {
	var b strings.Builder
	x.write(&b, false)
	const most = 200
	if s := b.String(); len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(b.String()[:most], "") + "..."
}

// write appends the part, in brackets where it stands inside another and has
// operators.
func (x Node) write(b *strings.Builder, inner bool) {
	n := x.n
	if b.Len() > 1000 { // String cuts it anyway
		return
	}
	arg := x.Arg
	bracketed := inner && (signs[n.op] != "" || n.op == opAnd || n.op == opOr || n.op == opNot || n.op == opIf || n.op == opKnown || n.op == opInItems || n.op == opInRange || n.op == opMatches)
	if bracketed {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch n.op {
	case opConst:
		x.writeConst(b)
	case opList:
		b.WriteByte('[')
		for i, s := range n.strs {
			separate(b, i, ", ")
			b.WriteString(strconv.Quote(s))
		}
		for i, v := range n.nums {
			separate(b, i, ", ")
			b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
		}
		b.WriteByte(']')
	case opFact:
		b.WriteString(x.Path())
	case opNow:
		b.WriteString("now")
	case opActs:
		b.WriteString("activities")
	case opElement:
		b.WriteByte('#')
	case opField:
		b.WriteString("." + x.Field())
	case opNot:
		b.WriteString("not ")
		arg(0).write(b, true)
	case opNeg:
		b.WriteByte('-')
		arg(0).write(b, true)
	case opAnd, opOr:
		for i := range n.args {
			separate(b, i, map[op]string{opAnd: " and ", opOr: " or "}[n.op])
			arg(i).write(b, true)
		}
	case opIf:
		arg(0).write(b, true)
		b.WriteString(" ? ")
		arg(1).write(b, true)
		b.WriteString(" : ")
		arg(2).write(b, true)
	case opKnown:
		arg(0).write(b, true)
		b.WriteString(" != nil")
	case opInItems:
		arg(0).write(b, true)
		b.WriteString(" in [")
		for i := range n.args[1:] {
			separate(b, i, ", ")
			arg(i+1).write(b, false)
		}
		b.WriteByte(']')
	case opInRange:
		arg(0).write(b, true)
		b.WriteString(" in ")
		arg(1).write(b, true)
		b.WriteString("..")
		arg(2).write(b, true)
	case opMatches:
		arg(0).write(b, true)
		b.WriteString(" matches " + strconv.Quote(n.str))
	case opHasWord:
		b.WriteString("has_word(")
		arg(0).write(b, false)
		for _, words := range n.words {
			b.WriteString(", " + strconv.Quote(strings.Join(words, " ")))
		}
		b.WriteByte(')')
	default:
		if sign, ok := signs[n.op]; ok {
			arg(0).write(b, true)
			b.WriteString(" " + sign + " ")
			arg(1).write(b, true)
			return
		}
		if n.op == opCount && n.args[1].op == opConst {
			b.WriteString("len(")
			arg(0).write(b, false)
			b.WriteByte(')')
			return
		}
		b.WriteString(names[n.op] + "(")
		for i := range n.args {
			separate(b, i, ", ")
			arg(i).write(b, false)
		}
		b.WriteByte(')')
	}
}

func separate(b *strings.Builder, i int, by string) {
	if i > 0 {
		b.WriteString(by)
	}
}

func (x Node) writeConst(b *strings.Builder) {
	switch n := x.n; n.kind {
	case Bool:
		b.WriteString(strconv.FormatBool(n.truth))
	case Number:
		b.WriteString(strconv.FormatFloat(n.num, 'f', -1, 64))
	case String:
		b.WriteString(strconv.Quote(n.str))
	case Time:
		b.WriteString("date(" + strconv.Quote(time.Unix(n.at.Sec, n.at.Nsec).UTC().Format(time.RFC3339)) + ")")
	case Span:
		seconds := float64(n.at.Sec) + float64(n.at.Nsec)/1e9
		b.WriteString("duration(" + strconv.Quote(strconv.FormatFloat(math.Round(seconds*1e9)/1e9, 'f', -1, 64)+"s") + ")")
	}
}
