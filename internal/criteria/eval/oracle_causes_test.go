package eval_test

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// causes gathers the unknown facts on which an unknown value rests, in the order
// of the text, and the faults.
type causes struct {
	*oracle
	facts []string
	fault eval.Fault
}

func (c *causes) add(n ast.Node, in *scope) {
	if _, ok := n.(*ast.NilNode); ok || c.of(n, in) != nil {
		return
	}
	switch t := n.(type) {
	case *ast.IdentifierNode:
		if of, ok := in.lets[t.Value]; ok {
			c.add(of.tree, of.in)
		} else if tree, ok := c.definition(t.Value); ok {
			c.add(tree, &scope{in.elements, in.sources, nil})
		} else {
			c.missing(t.Value)
		}
	case *ast.MemberNode:
		if _, ok := t.Node.(*ast.PointerNode); ok { // a value that is not finite
			c.fault |= eval.NotFinite
		} else {
			c.missing(dotted(t))
		}
	case *ast.UnaryNode:
		c.operands(in, 0, t.Node)
	case *ast.BinaryNode:
		operands := []ast.Node{t.Left, t.Right}
		if r, ok := t.Right.(*ast.BinaryNode); ok && r.Operator == ".." {
			operands = []ast.Node{t.Left, r.Left, r.Right}
		}
		if items, ok := t.Right.(*ast.ArrayNode); ok && t.Operator == "in" {
			operands = append([]ast.Node{t.Left}, items.Nodes...)
		}
		c.operands(in, eval.NotFinite, operands...)
	case *ast.ConditionalNode:
		switch c.of(t.Cond, in) {
		case nil:
			c.add(t.Cond, in)
		case true:
			c.add(t.Exp1, in)
		case false:
			c.add(t.Exp2, in)
		}
	case *ast.VariableDeclaratorNode:
		c.add(t.Expr, in.let(t.Name, source{t.Value, in}))
	case *ast.BuiltinNode:
		if p, ok := t.Arguments[len(t.Arguments)-1].(*ast.PredicateNode); ok {
			c.elements(t.Name, source{t.Arguments[0], in}, p.Node)
		} else {
			c.operands(in, eval.NotFinite, t.Arguments...)
		}
	case *ast.CallNode:
		if t.Callee.String() == "lookup" {
			c.add(t.Arguments[1], in)
		} else {
			c.operands(in, eval.NoDomain, t.Arguments[0])
			if c.of(t.Arguments[0], in) != nil {
				c.mentioned(t.Arguments[0], in) // what is there and says nothing
			}
		}
	}
}

// operands adds what is behind each; where all are known, it is the operation that
// has no answer.
func (c *causes) operands(in *scope, fault eval.Fault, operands ...ast.Node) {
	known := true
	for _, x := range operands {
		known = known && c.of(x, in) != nil
		c.add(x, in)
	}
	if known {
		c.fault |= fault
	}
}

// mentioned adds the facts that a text is made of.
func (c *causes) mentioned(n ast.Node, in *scope) {
	switch t := n.(type) {
	case *ast.IdentifierNode:
		if of, ok := in.lets[t.Value]; ok {
			c.mentioned(of.tree, of.in)
		} else if tree, ok := c.definition(t.Value); ok {
			c.mentioned(tree, &scope{in.elements, in.sources, nil})
		} else {
			c.missing(t.Value)
		}
	case *ast.MemberNode:
		if _, ok := t.Node.(*ast.PointerNode); !ok && !strings.HasPrefix(dotted(t), "lists.") {
			c.missing(dotted(t))
		}
	case *ast.UnaryNode:
		c.mentioned(t.Node, in)
	case *ast.BinaryNode:
		c.mentioned(t.Left, in)
		c.mentioned(t.Right, in)
	case *ast.ConditionalNode:
		c.mentioned(t.Cond, in)
		c.mentioned(t.Exp1, in)
		c.mentioned(t.Exp2, in)
	case *ast.VariableDeclaratorNode:
		c.mentioned(t.Expr, in.let(t.Name, source{t.Value, in}))
	case *ast.BuiltinNode:
		for _, a := range t.Arguments {
			c.mentioned(a, in)
		}
	case *ast.CallNode:
		for _, a := range t.Arguments {
			c.mentioned(a, in)
		}
	}
}

func (c *causes) elements(name string, of source, body ast.Node) {
	items, ok := c.of(of.tree, of.in).(list)
	if !ok {
		c.add(of.tree, of.in)
		return
	}
	known := true
	for _, x := range items {
		in := of.in.with(x, of)
		known = known && c.of(body, in) != nil
		c.add(body, in)
	}
	if known && name == "sum" { // too large
		c.fault |= eval.NotFinite
	}
}

func (c *causes) missing(path string) {
	if !slices.Contains(c.facts, path) {
		c.facts = append(c.facts, path)
	}
}
