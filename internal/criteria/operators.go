package criteria

import (
	"errors"
	"regexp/syntax"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/instead"
)

func (l *lowering) unary(t *ast.UnaryNode) *Node {
	x := l.lower(t.Node)
	if x == nil {
		return nil
	}
	switch t.Operator {
	case "!", "not":
		if x.Kind != Bool {
			return l.notDenied(t, x.Kind)
		}
		return l.make(Node{Op: OpNot, Kind: Bool, Args: []*Node{x}})
	case "-", "+":
		if x.Kind != Number {
			return l.problem(t, CodeType, "%s stands before a number, not before %v", t.Operator, x.Kind)
		}
		switch {
		case t.Operator == "+":
			return x
		case x.Op == OpConst:
			return l.number(-x.Number)
		}
		return l.make(Node{Op: OpNeg, Kind: Number, Args: []*Node{x}})
	}
	return l.problemAtSign(t, CodeUnsupported, "a criterion has no operator %s", t.Operator)
}

func (l *lowering) binary(t *ast.BinaryNode) *Node {
	switch t.Operator {
	case "and", "&&", "or", "||":
		return l.logic(t)
	case "in":
		return l.membership(t)
	case "??":
		return l.orElse(t)
	case "==", "!=":
		return l.equality(t)
	case "<", "<=", ">", ">=":
		return l.comparison(t)
	case "contains", "startsWith", "endsWith":
		return l.textOperator(t)
	case "matches":
		return l.matches(t)
	case "+", "-", "*", "/":
		return l.arithmetic(t)
	case "..":
		return l.problem(t, CodeUnsupported, "a range a..b stands only to the right of in")
	case "%":
		return l.problemAtSign(t, CodeUnsupported, "a criterion has no %%; facts are not whole numbers")
	case "^", "**":
		return l.problemAtSign(t, CodeUnsupported, "a criterion has no powers; multiply")
	}
	return l.problemAtSign(t, CodeUnsupported, "a criterion has no operator %s", t.Operator)
}

// logic flattens chains: a or b or c is one node with three operands.
func (l *lowering) logic(t *ast.BinaryNode) *Node {
	kind, word := OpAnd, "and"
	if t.Operator == "or" || t.Operator == "||" {
		kind, word = OpOr, "or"
	}
	var operands []ast.Node
	var left ast.Node = t
	for { // chains lean to the left
		b, ok := left.(*ast.BinaryNode)
		if !ok || !sameLogic(b.Operator, word) {
			break
		}
		operands = append(operands, b.Right)
		left = b.Left
	}
	operands = append(operands, left)
	n := Node{Op: kind, Kind: Bool}
	good := true
	for i := len(operands) - 1; i >= 0; i-- {
		x := l.lower(operands[i])
		switch {
		case x == nil:
			good = false
		case x.Kind != Bool:
			l.notJoined(word, operands, i, x.Kind)
			good = false
		default:
			n.Args = append(n.Args, x)
		}
	}
	if !good {
		return nil
	}
	return l.make(n)
}

func sameLogic(operator, word string) bool {
	return operator == word || word == "and" && operator == "&&" || word == "or" && operator == "||"
}

// membership is x in a list, a range or items that are no constants.
func (l *lowering) membership(t *ast.BinaryNode) *Node {
	x := l.lower(t.Left)
	if r, ok := t.Right.(*ast.BinaryNode); ok && r.Operator == ".." {
		low, high := l.lower(r.Left), l.lower(r.Right)
		if x == nil || low == nil || high == nil {
			return nil
		}
		for i, n := range []*Node{x, low, high} {
			if n.Kind != Number {
				return l.problem([]ast.Node{t.Left, r.Left, r.Right}[i], CodeType, "a range a..b holds numbers; this is %v", n.Kind)
			}
		}
		return l.make(Node{Op: OpInRange, Kind: Bool, Args: []*Node{x, low, high}})
	}
	if items, ok := t.Right.(*ast.ArrayNode); ok {
		if r, ok := soleRange(items); ok {
			return l.mend(items, CodeUnsupported, written(l.whole(r)), "a range stands without brackets")
		}
		return l.inItems(t, x, items)
	}
	list := l.lower(t.Right)
	if x == nil || list == nil {
		return nil
	}
	return l.in(t, x, list)
}

func (l *lowering) in(t *ast.BinaryNode, x, list *Node) *Node {
	want := list.Kind.Element()
	switch {
	case want.IsWhole():
		return l.wholeCompared(t, want)
	case want == None && list.Kind == String:
		return l.mend(t, CodeType, written(l.whole(t.Left)+" contains "+l.whole(t.Right)), "in looks into a list, not into a text")
	case want == None:
		return l.problem(t.Right, CodeType, "in looks into a list; this is %v", list.Kind)
	case list.Op == OpList && len(list.Texts)+len(list.Numbers) == 0:
		if x.Kind.List() == None || x.Kind.IsWhole() {
			return l.problem(t.Left, CodeType, "in looks for a single value; this is %v", x.Kind)
		}
	case x.Kind != want:
		if items, ok := t.Right.(*ast.ArrayNode); ok {
			if write, ok := l.wanting(items, x.Kind); ok {
				return l.mend(items, CodeType, written(write), "on the left is %v, and each element here is %v", x.Kind, want)
			}
		}
		return l.problem(t.Left, CodeType, "this is %v, and each element on the right is %v", x.Kind, want)
	}
	return l.compared(t, OpInList, x, list)
}

// soleRange is the range that is all of a list.
func soleRange(items *ast.ArrayNode) (*ast.BinaryNode, bool) {
	if len(items.Nodes) != 1 {
		return nil, false
	}
	r, ok := items.Nodes[0].(*ast.BinaryNode)
	return r, ok && r.Operator == ".."
}

func (l *lowering) inItems(t *ast.BinaryNode, x *Node, items *ast.ArrayNode) *Node {
	nodes := make([]*Node, 0, len(items.Nodes))
	for _, item := range items.Nodes {
		if n := l.lower(item); n != nil {
			nodes = append(nodes, n)
		}
	}
	if x == nil || len(nodes) < len(items.Nodes) {
		return nil
	}
	list, problem := l.constants(items, nodes)
	if problem {
		return nil
	}
	if list != nil {
		return l.in(t, x, list)
	}
	if x.Kind.IsWhole() {
		return l.wholeCompared(t, x.Kind)
	}
	if nodes[0].Kind != x.Kind {
		return l.problem(t.Left, CodeType, "this is %v, and each element on the right is %v", x.Kind, nodes[0].Kind)
	}
	if x.Kind.Element() != None {
		return l.problem(t.Left, CodeType, "in looks for a single value; this is %v", x.Kind)
	}
	return l.compared(t, OpInItems, append([]*Node{x}, nodes...)...)
}

func (l *lowering) orElse(t *ast.BinaryNode) *Node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	if a.Kind != b.Kind {
		return l.problem(t, CodeType, "both sides of ?? must be of one kind; left is %v, right is %v", a.Kind, b.Kind)
	}
	if a.Kind.IsWhole() || a.Kind.Element().IsWhole() {
		return l.problem(t, CodeUnsupported, "activities and people are always there; ?? stands beside what is asked of them")
	}
	n := l.make(Node{Op: OpOrElse, Kind: a.Kind, Level: max(a.Level, b.Level), Args: []*Node{a, b}})
	if n.choices > maxChoices {
		return l.problemAtSign(t, CodeTooLarge, "more than %d ?? between lists within one another", maxChoices)
	}
	return n
}

// wholeCompared reports a comparison of an activity or a person.
func (l *lowering) wholeCompared(t ast.Node, kind Kind) *Node {
	as := `any(activities, .type == "webinar")`
	if kind == OnePerson {
		as = `any(people, .role == "champion")`
	}
	return l.problem(t, CodeUnsupported, "%v as a whole is compared with nothing; compare its fields, as in %s", kind, as)
}

// equality is == and !=, with nil the question whether something is known.
func (l *lowering) equality(t *ast.BinaryNode) *Node {
	_, nilLeft := t.Left.(*ast.NilNode)
	_, nilRight := t.Right.(*ast.NilNode)
	if nilLeft || nilRight {
		of := t.Left
		if nilLeft {
			of = t.Right
		}
		if nilLeft && nilRight {
			return l.problem(t, CodeType, "nil compared with nil says nothing about the lead")
		}
		x := l.lower(of)
		if x == nil {
			return nil
		}
		if x.Kind.IsWhole() {
			return l.wholeCompared(t, x.Kind)
		}
		known := l.make(Node{Op: OpIsKnown, Kind: Bool, Args: []*Node{x}})
		if t.Operator == "!=" {
			return known
		}
		return l.make(Node{Op: OpNot, Kind: Bool, Args: []*Node{known}})
	}
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	if a.Kind != b.Kind {
		return l.notComparable(t, a, b)
	}
	if a.Kind.IsWhole() {
		return l.wholeCompared(t, a.Kind)
	}
	if a.Kind.Element() != None {
		return l.problem(t, CodeUnsupported, "%s compares single values; for lists use in, any or all", t.Operator)
	}
	kind := OpEq
	if t.Operator == "!=" {
		kind = OpNe
	}
	return l.compared(t, kind, a, b)
}

func (l *lowering) comparison(t *ast.BinaryNode) *Node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	switch {
	case a.Kind != b.Kind:
		return l.notComparable(t, a, b)
	case a.Kind != Number && a.Kind != String && a.Kind != Time && a.Kind != Span:
		return l.problem(t, CodeType, "%s compares numbers, texts or instants, not %v", t.Operator, a.Kind)
	}
	ops := map[string]Op{"<": OpLt, "<=": OpLe, ">": OpGt, ">=": OpGe}
	return l.compared(t, ops[t.Operator], a, b)
}

func (l *lowering) textOperator(t *ast.BinaryNode) *Node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	for i, n := range []*Node{a, b} {
		if n.Kind != String {
			if n.Kind == Strings && i == 0 && b.Kind == String {
				return l.mend(t, CodeType, written(l.whole(t.Right)+" in "+l.whole(t.Left)), "%s looks at texts, not at %v", t.Operator, n.Kind)
			}
			return l.problem([]ast.Node{t.Left, t.Right}[i], CodeType, "%s looks at texts; this is %v", t.Operator, n.Kind)
		}
	}
	ops := map[string]Op{"contains": OpContains, "startsWith": OpStartsWith, "endsWith": OpEndsWith}
	return l.compared(t, ops[t.Operator], a, b)
}

func (l *lowering) matches(t *ast.BinaryNode) *Node {
	x, pattern := l.lower(t.Left), l.lower(t.Right)
	if x == nil || pattern == nil {
		return nil
	}
	if x.Kind != String {
		return l.problem(t.Left, CodeType, "matches looks at texts; this is %v", x.Kind)
	}
	if pattern.Op != OpConst || pattern.Kind != String {
		return l.problem(t.Right, CodeArguments, "the pattern after matches must be a text in quotes")
	}
	if len(pattern.Text) > l.c.limits.Pattern {
		return l.problem(t.Right, CodeTooLarge, "the pattern has %d bytes; at most %d are allowed", len(pattern.Text), l.c.limits.Pattern)
	}
	program := programSize(pattern.Text)
	if program > l.c.limits.Size || l.c.programs+program > l.c.limits.Total {
		return l.problem(t.Right, CodeTooLarge, "with its repetitions written out the pattern has too many parts")
	}
	l.c.programs += program
	re, err := NewPattern(pattern.Text)
	if err != nil {
		message := err.Error()
		if e, ok := errors.AsType[*syntax.Error](err); ok {
			message = string(e.Code) + " in " + e.Expr
			if strings.Contains(e.Expr, "(?") {
				message += " (Go's regular expressions, RE2, have no look-around)"
			}
		}
		return l.problem(t.Right, CodeBadConstant, "the pattern is wrong: %s", message)
	}
	return l.make(Node{Op: OpMatches, Kind: Bool, Args: []*Node{x}, Text: pattern.Text, Literal: &Literal{Pattern: re}, Size: int32(program)})
}

// arithmetic is over numbers, and over instants and spans where that has a
// meaning.
func (l *lowering) arithmetic(t *ast.BinaryNode) *Node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	ops := map[string]Op{"+": OpAdd, "-": OpSub, "*": OpMul, "/": OpDiv}
	var kind Kind
	switch o := t.Operator; {
	case a.Kind == Number && b.Kind == Number:
		kind = Number
	case o == "-" && a.Kind == Time && b.Kind == Time:
		kind = Span
	case (o == "-" || o == "+") && a.Kind == Time && b.Kind == Span, o == "+" && a.Kind == Span && b.Kind == Time:
		kind = Time
	case (o == "-" || o == "+") && a.Kind == Span && b.Kind == Span:
		kind = Span
	case a.Kind == String || b.Kind == String:
		return l.problem(t, CodeType, "%s calculates with numbers; a criterion builds no texts", o)
	default:
		if write, ok := l.constantFor(t.Right, b, Span); ok && (a.Kind == Time || a.Kind == Span) && (o == "-" || o == "+") {
			return l.mend(t.Right, CodeType, instead.Write(write), "%s has no meaning between %v and %v", o, a.Kind, b.Kind)
		}
		return l.problem(t, CodeType, "%s has no meaning between %v and %v", o, a.Kind, b.Kind)
	}
	return l.make(Node{Op: ops[t.Operator], Kind: kind, Args: []*Node{a, b}})
}
