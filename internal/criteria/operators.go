package criteria

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/expr-lang/expr/ast"
)

func (l *lowering) unary(t *ast.UnaryNode) *node {
	x := l.lower(t.Node)
	if x == nil {
		return nil
	}
	switch t.Operator {
	case "!", "not":
		if x.kind != Bool {
			return l.problem(t, CodeType, "%s denies true or false, not %v; put brackets around what it denies", t.Operator, x.kind)
		}
		return l.make(node{op: opNot, kind: Bool, args: []*node{x}})
	case "-", "+":
		if x.kind != Number {
			return l.problem(t, CodeType, "%s stands before a number, not before %v", t.Operator, x.kind)
		}
		switch {
		case t.Operator == "+":
			return x
		case x.op == opConst:
			return l.number(-x.num)
		}
		return l.make(node{op: opNeg, kind: Number, args: []*node{x}})
	}
	return l.problemAtSign(t, CodeUnsupported, "a criterion has no operator %s", t.Operator)
}

func (l *lowering) binary(t *ast.BinaryNode) *node {
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
func (l *lowering) logic(t *ast.BinaryNode) *node {
	kind, word := opAnd, "and"
	if t.Operator == "or" || t.Operator == "||" {
		kind, word = opOr, "or"
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
	n := node{op: kind, kind: Bool}
	good := true
	for i := len(operands) - 1; i >= 0; i-- {
		x := l.lower(operands[i])
		switch {
		case x == nil:
			good = false
		case x.kind != Bool:
			l.problem(operands[i], CodeType, "%s joins what is true or false; this is %v", word, x.kind)
			good = false
		default:
			n.args = append(n.args, x)
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
func (l *lowering) membership(t *ast.BinaryNode) *node {
	x := l.lower(t.Left)
	if r, ok := t.Right.(*ast.BinaryNode); ok && r.Operator == ".." {
		low, high := l.lower(r.Left), l.lower(r.Right)
		if x == nil || low == nil || high == nil {
			return nil
		}
		for i, n := range []*node{x, low, high} {
			if n.kind != Number {
				return l.problem([]ast.Node{t.Left, r.Left, r.Right}[i], CodeType, "a range a..b holds numbers; this is %v", n.kind)
			}
		}
		return l.make(node{op: opInRange, kind: Bool, args: []*node{x, low, high}})
	}
	if items, ok := t.Right.(*ast.ArrayNode); ok {
		return l.inItems(t, x, items)
	}
	list := l.lower(t.Right)
	if x == nil || list == nil {
		return nil
	}
	return l.in(t, x, list)
}

func (l *lowering) in(t *ast.BinaryNode, x, list *node) *node {
	want := list.kind.element()
	switch {
	case want == None && list.kind == String:
		return l.problem(t.Right, CodeType, "in looks into a list, not into a text; write text contains part")
	case want == None:
		return l.problem(t.Right, CodeType, "in looks into a list; this is %v", list.kind)
	case list.op == opList && len(list.strs)+len(list.nums) == 0:
		if x.kind.list() == None || x.kind == Act {
			return l.problem(t.Left, CodeType, "in looks for a single value; this is %v", x.kind)
		}
	case x.kind != want:
		return l.problem(t.Left, CodeType, "this is %v, and each element on the right is %v%s", x.kind, want, elementHint(x, want))
	}
	return l.make(node{op: opInList, kind: Bool, args: []*node{x, list}})
}

func elementHint(x *node, element Kind) string {
	if x.kind == Number && element == String {
		return "; leave out the quotes"
	}
	return ""
}

func (l *lowering) inItems(t *ast.BinaryNode, x *node, items *ast.ArrayNode) *node {
	nodes := make([]*node, 0, len(items.Nodes))
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
	if nodes[0].kind != x.kind {
		return l.problem(t.Left, CodeType, "this is %v, and each element on the right is %v", x.kind, nodes[0].kind)
	}
	if x.kind.element() != None || x.kind == Act {
		return l.problem(t.Left, CodeType, "in looks for a single value; this is %v", x.kind)
	}
	return l.make(node{op: opInItems, kind: Bool, args: append([]*node{x}, nodes...)})
}

func (l *lowering) orElse(t *ast.BinaryNode) *node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	if a.kind != b.kind {
		return l.problem(t, CodeType, "both sides of ?? must be of one kind; left is %v, right is %v", a.kind, b.kind)
	}
	if a.kind == Acts || a.kind == Act {
		return l.problem(t, CodeUnsupported, "activities are always known; ?? is not needed")
	}
	n := l.make(node{op: opOrElse, kind: a.kind, args: []*node{a, b}})
	if n.choices > maxChoices {
		return l.problemAtSign(t, CodeTooLarge, "more than %d ?? between lists within one another", maxChoices)
	}
	return n
}

// equality is == and !=, with nil the question whether something is known.
func (l *lowering) equality(t *ast.BinaryNode) *node {
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
		known := l.make(node{op: opKnown, kind: Bool, args: []*node{x}})
		if t.Operator == "!=" {
			return known
		}
		return l.make(node{op: opNot, kind: Bool, args: []*node{known}})
	}
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	if a.kind != b.kind {
		return l.problem(t, CodeType, "cannot compare %v with %v%s", a.kind, b.kind, compareHint(a, b))
	}
	if a.kind.element() != None || a.kind == Act {
		return l.problem(t, CodeUnsupported, "%s compares single values; for lists use in, any or all", t.Operator)
	}
	kind := opEq
	if t.Operator == "!=" {
		kind = opNe
	}
	return l.make(node{op: kind, kind: Bool, args: []*node{a, b}})
}

// compareHint says how to mend the comparison of two kinds.
func compareHint(a, b *node) string {
	if a.kind == String || b.kind.element() != None {
		a, b = b, a
	}
	switch {
	case a.kind.element() != None && b.kind == Number:
		return "; for the number of its elements write len(...)"
	case b.op != opConst || b.kind != String:
		return ""
	case a.kind == Bool:
		return "; write true or false, without quotes"
	case a.kind == Number && isNumber(b.str):
		return "; leave out the quotes"
	case a.kind == Time:
		return `; write date("2026-12-31")`
	}
	return ""
}

func (l *lowering) comparison(t *ast.BinaryNode) *node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	switch {
	case a.kind != b.kind:
		return l.problem(t, CodeType, "cannot compare %v with %v%s", a.kind, b.kind, compareHint(a, b))
	case a.kind != Number && a.kind != String && a.kind != Time && a.kind != Span:
		return l.problem(t, CodeType, "%s compares numbers, texts or instants, not %v", t.Operator, a.kind)
	}
	ops := map[string]op{"<": opLt, "<=": opLe, ">": opGt, ">=": opGe}
	return l.make(node{op: ops[t.Operator], kind: Bool, args: []*node{a, b}})
}

func (l *lowering) textOperator(t *ast.BinaryNode) *node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	for i, n := range []*node{a, b} {
		if n.kind != String {
			hint := ""
			if n.kind == Strings && i == 0 {
				hint = "; for a list write part in list"
			}
			return l.problem([]ast.Node{t.Left, t.Right}[i], CodeType, "%s looks at texts; this is %v%s", t.Operator, n.kind, hint)
		}
	}
	ops := map[string]op{"contains": opContains, "startsWith": opStarts, "endsWith": opEnds}
	return l.make(node{op: ops[t.Operator], kind: Bool, args: []*node{a, b}})
}

func (l *lowering) matches(t *ast.BinaryNode) *node {
	x, pattern := l.lower(t.Left), l.lower(t.Right)
	if x == nil || pattern == nil {
		return nil
	}
	if x.kind != String {
		return l.problem(t.Left, CodeType, "matches looks at texts; this is %v", x.kind)
	}
	if pattern.op != opConst || pattern.kind != String {
		return l.problem(t.Right, CodeArguments, "the pattern after matches must be a text in quotes")
	}
	if len(pattern.str) > l.c.limits.Pattern {
		return l.problem(t.Right, CodeTooLarge, "the pattern has %d bytes; at most %d are allowed", len(pattern.str), l.c.limits.Pattern)
	}
	program := programSize(pattern.str)
	if program > l.c.limits.Size || l.c.programs+program > l.c.limits.Total {
		return l.problem(t.Right, CodeTooLarge, "with its repetitions written out the pattern has too many parts")
	}
	l.c.programs += program
	re, err := regexp.Compile(pattern.str)
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
	return l.make(node{op: opMatches, kind: Bool, args: []*node{x}, str: pattern.str, re: re, size: program})
}

// arithmetic is over numbers, and over instants and spans where that has a
// meaning.
func (l *lowering) arithmetic(t *ast.BinaryNode) *node {
	a, b := l.lower(t.Left), l.lower(t.Right)
	if a == nil || b == nil {
		return nil
	}
	ops := map[string]op{"+": opAdd, "-": opSub, "*": opMul, "/": opDiv}
	var kind Kind
	switch o := t.Operator; {
	case a.kind == Number && b.kind == Number:
		kind = Number
	case o == "-" && a.kind == Time && b.kind == Time:
		kind = Span
	case (o == "-" || o == "+") && a.kind == Time && b.kind == Span, o == "+" && a.kind == Span && b.kind == Time:
		kind = Time
	case (o == "-" || o == "+") && a.kind == Span && b.kind == Span:
		kind = Span
	case a.kind == String || b.kind == String:
		return l.problem(t, CodeType, "%s calculates with numbers; a criterion builds no texts", o)
	default:
		return l.problem(t, CodeType, "%s has no meaning between %v and %v", o, a.kind, b.kind)
	}
	return l.make(node{op: ops[t.Operator], kind: kind, args: []*node{a, b}})
}
