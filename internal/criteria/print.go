package criteria

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Holds answers, for texts in the place of the operands, an operator or a
// function that tests texts; part is that of the second operand of OpContains,
// OpStartsWith and OpEndsWith. lower is strings.ToLower or does the same. ok is
// false for other nodes, and where there is no answer.
func (n *Node) Holds(s, part string, lower func(string) string) (met, ok bool) {
	switch n.Op {
	case OpContains:
		return strings.Contains(s, part), true
	case OpStartsWith:
		return strings.HasPrefix(s, part), true
	case OpEndsWith:
		return strings.HasSuffix(s, part), true
	case OpMatches:
		return n.Pattern.MatchString(s), true
	case OpHasWord:
		return slices.ContainsFunc(n.Words, func(words []string) bool { return HasWords(s, words) }), true
	case OpIsFreeEmail:
		host, ok := EmailHost(s)
		return ok && IsFreeDomain(lower(host)), ok
	case OpDomainIn:
		host, ok := Host(s)
		return ok && n.Domains.Contains(lower(host)), ok
	}
	return false, false
}

// Test is Holds for a text in the place of the first operand where the second
// is a constant, if there is one.
func (n *Node) Test(s string) (met, ok bool) {
	part := ""
	switch n.Op {
	case OpContains, OpStartsWith, OpEndsWith:
		if n.Args[1].Op != OpConst {
			return false, false
		}
		part = n.Args[1].Text
		if n.Args[0].Op == OpFold {
			s = FoldFact(s)
		}
	}
	return n.Holds(s, part, strings.ToLower)
}

// signs are how operators between two operands are written.
var signs = map[Op]string{
	OpEq: "==", OpNe: "!=", OpLt: "<", OpLe: "<=", OpGt: ">", OpGe: ">=", OpInList: "in", OpOrElse: "??",
	OpContains: "contains", OpStartsWith: "startsWith", OpEndsWith: "endsWith", OpAdd: "+", OpSub: "-", OpMul: "*", OpDiv: "/",
}

// names are how functions are called.
var names = map[Op]string{
	OpIsFreeEmail: "is_free_email", OpDomainIn: "domain_in", OpEmailDomain: "email_domain", OpLower: "lower", OpUpper: "upper", OpTrim: "trim", OpLen: "len",
	OpAbs: "abs", OpFloor: "floor", OpCeil: "ceil", OpRound: "round", OpMin: "min", OpMax: "max", OpMinOf: "min", OpMaxOf: "max",
	OpSum: "sum", OpCount: "count", OpAny: "any", OpAll: "all", OpNone: "none", OpOne: "one", OpFilter: "filter", OpMap: "map",
}

// String is the part as an author could have written it, with the definitions
// written out, and cut where it is long.
func (n *Node) String() string {
	var b strings.Builder
	n.write(&b, false)
	const most = 200
	if s := b.String(); len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(b.String()[:most], "") + "..."
}

// write appends the part, in brackets where it stands inside another and has
// operators.
func (n *Node) write(b *strings.Builder, inner bool) {
	if b.Len() > 1000 { // String cuts it anyway
		return
	}
	bracketed := inner && (signs[n.Op] != "" || n.Op == OpAnd || n.Op == OpOr || n.Op == OpNot || n.Op == OpIf || n.Op == OpIsKnown || n.Op == OpInItems || n.Op == OpInRange || n.Op == OpMatches)
	if bracketed {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch n.Op {
	case OpConst:
		n.writeConst(b)
	case OpFold:
		n.Args[0].write(b, inner)
	case OpLookup:
		b.WriteString("lookup(" + strconv.Quote(n.Text) + ", ")
		n.Args[0].write(b, false)
		b.WriteByte(')')
	case OpList:
		b.WriteByte('[')
		for i, s := range n.Texts {
			separate(b, i, ", ")
			b.WriteString(strconv.Quote(s))
		}
		for i, v := range n.Numbers {
			separate(b, i, ", ")
			b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
		}
		b.WriteByte(']')
	case OpFact:
		b.WriteString(n.Path())
	case OpNow:
		b.WriteString("now")
	case OpActivities:
		b.WriteString("activities")
	case OpElement:
		b.WriteByte('#')
	case OpField:
		b.WriteString("." + n.Path())
	case OpPersonal:
		b.WriteString("." + n.Path())
	case OpMember:
		b.WriteString(".member")
	case OpTheirs:
		b.WriteString(".activities")
	case OpPeople:
		b.WriteString("people")
	case OpNot:
		b.WriteString("not ")
		n.Args[0].write(b, true)
	case OpNeg:
		b.WriteByte('-')
		n.Args[0].write(b, true)
	case OpAnd, OpOr:
		for i := range n.Args {
			separate(b, i, map[Op]string{OpAnd: " and ", OpOr: " or "}[n.Op])
			n.Args[i].write(b, true)
		}
	case OpIf:
		n.Args[0].write(b, true)
		b.WriteString(" ? ")
		n.Args[1].write(b, true)
		b.WriteString(" : ")
		n.Args[2].write(b, true)
	case OpIsKnown:
		n.Args[0].write(b, true)
		b.WriteString(" != nil")
	case OpInItems:
		n.Args[0].write(b, true)
		b.WriteString(" in [")
		for i := range n.Args[1:] {
			separate(b, i, ", ")
			n.Args[i+1].write(b, false)
		}
		b.WriteByte(']')
	case OpInRange:
		n.Args[0].write(b, true)
		b.WriteString(" in ")
		n.Args[1].write(b, true)
		b.WriteString("..")
		n.Args[2].write(b, true)
	case OpMatches:
		n.Args[0].write(b, true)
		b.WriteString(" matches " + strconv.Quote(n.Text))
	case OpHasWord:
		b.WriteString("has_word(")
		n.Args[0].write(b, false)
		for _, words := range n.Words {
			b.WriteString(", " + strconv.Quote(strings.Join(words, " ")))
		}
		b.WriteByte(')')
	default:
		if sign, ok := signs[n.Op]; ok {
			n.Args[0].write(b, true)
			b.WriteString(" " + sign + " ")
			n.Args[1].write(b, true)
			return
		}
		if n.Op == OpCount && n.Args[1].Op == OpConst {
			b.WriteString("len(")
			n.Args[0].write(b, false)
			b.WriteByte(')')
			return
		}
		b.WriteString(names[n.Op] + "(")
		for i := range n.Args {
			separate(b, i, ", ")
			n.Args[i].write(b, false)
		}
		b.WriteByte(')')
	}
}

func separate(b *strings.Builder, i int, by string) {
	if i > 0 {
		b.WriteString(by)
	}
}

func (n *Node) writeConst(b *strings.Builder) {
	switch n.Kind {
	case Bool:
		b.WriteString(strconv.FormatBool(n.Truth))
	case Number:
		b.WriteString(strconv.FormatFloat(n.Number, 'f', -1, 64))
	case String:
		b.WriteString(strconv.Quote(n.Text))
	case Time:
		b.WriteString("date(" + strconv.Quote(time.Unix(n.Instant.Sec, n.Instant.Nsec).UTC().Format(time.RFC3339)) + ")")
	case Span:
		seconds := float64(n.Instant.Sec) + float64(n.Instant.Nsec)/1e9
		b.WriteString("duration(" + strconv.Quote(strconv.FormatFloat(math.Round(seconds*1e9)/1e9, 'f', -1, 64)+"s") + ")")
	}
}
