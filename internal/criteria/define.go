package criteria

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// definition is a text under define. It means its text in brackets wherever
// its name stands, so it is lowered once for each context: inside
// any(activities, ...) it may use the activity's fields.
type definition struct {
	tree     ast.Node // nil where the text is wrong
	shift    int      // of positions, where expr had to see it as a predicate
	needs    []string // other definitions it names
	problems []Problem
	lowered  map[string]*node // by the kinds of the elements around it
}

// Defines looks at every definition and returns the mistakes of each by name.
// It must come before any text is added.
func (c *Compiler) Defines() map[string][]Problem {
	names := slices.Sorted(maps.Keys(c.vocabulary.Defines))
	for _, name := range names {
		c.defines[name] = c.define(c.vocabulary.Defines[name])
	}
	c.findCycles(names)
	for _, name := range names {
		d := c.defines[name]
		if d.tree == nil {
			continue
		}
		d.problems = c.checkDefinition(d, c.vocabulary.Defines[name])
	}
	wrong := map[string][]Problem{}
	for _, name := range names {
		if d := c.defines[name]; len(d.problems) > 0 {
			d.tree = nil
			wrong[name] = d.problems
		}
	}
	return wrong
}

// checkDefinition returns the mistakes of a definition that has some wherever
// it may stand: on its own, or as a question about one element of a list.
func (c *Compiler) checkDefinition(d *definition, text string) []Problem {
	contexts := [][]Kind{nil, {Act}, {String}, {Number}, {Bool}, {Time}}
	if d.shift > 0 {
		contexts = contexts[1:]
	}
	var first []Problem
	for i, elements := range contexts {
		l := c.lowering(text, elements)
		l.shift(d.shift)
		l.lower(d.tree)
		if len(l.problems) == 0 {
			return nil
		}
		if i == 0 {
			first = l.problems
		}
	}
	return first
}

// define parses a definition.
func (c *Compiler) define(text string) *definition {
	d := &definition{lowered: map[string]*node{}}
	tree, problem := parse(text, false, c.limits)
	if problem != nil && (problem.Code == CodeSyntax || problem.Code == CodeOutOfElement) {
		// expr parses .field only inside a function over a list.
		if predicate, p := parse(text, true, c.limits); p == nil {
			tree, problem, d.shift = predicate, nil, len(eachPrefix)
		}
	}
	if problem != nil {
		d.problems = []Problem{*problem}
		return d
	}
	d.tree = tree
	ast.Walk(&tree, visitor(func(n ast.Node) {
		if id, ok := n.(*ast.IdentifierNode); ok {
			if _, ok := c.vocabulary.Defines[id.Value]; ok && !slices.Contains(d.needs, id.Value) {
				d.needs = append(d.needs, id.Value)
			}
		}
	}))
	return d
}

type visitor func(ast.Node)

func (v visitor) Visit(n *ast.Node) { v(*n) }

// findCycles reports every definition that needs itself.
func (c *Compiler) findCycles(names []string) {
	done := map[string]bool{}
	var way []string
	var visit func(name string)
	visit = func(name string) {
		if i := slices.Index(way, name); i >= 0 {
			circle := way[i:]
			for j, n := range circle {
				d := c.defines[n]
				round := append(slices.Clone(circle[j:]), circle[:j+1]...)
				if len(round) > 8 {
					round = append(round[:4:4], append([]string{"..."}, round[len(round)-3:]...)...)
				}
				if len(d.problems) == 0 {
					d.problems = []Problem{{Code: CodeDefineCycle, Message: fmt.Sprintf("%s needs itself: %s", n, strings.Join(round, " -> ")), To: len(c.vocabulary.Defines[n])}}
				}
			}
			return
		}
		if done[name] {
			return
		}
		way = append(way, name)
		for _, n := range c.defines[name].needs {
			visit(n)
		}
		way = way[:len(way)-1]
		done[name] = true
	}
	for _, name := range names {
		visit(name)
	}
	for _, name := range names {
		if d := c.defines[name]; len(d.problems) > 0 {
			d.tree = nil
		}
	}
}

// define inserts a definition's text, in brackets.
func (l *lowering) define(t *ast.IdentifierNode) *node {
	d := l.c.defines[t.Value]
	if d == nil || d.tree == nil {
		return nil // reported where it stands
	}
	context := fmt.Sprint(l.elements)
	if n, ok := d.lowered[context]; ok {
		return n
	}
	inner := l.c.lowering(l.c.vocabulary.Defines[t.Value], l.elements)
	inner.shift(d.shift)
	inner.depth = l.depth
	n := inner.lower(d.tree)
	if n == nil {
		if len(d.problems) == 0 && len(inner.problems) > 0 { // right on its own, wrong here
			p := inner.problems[0]
			return l.problem(t, p.Code, "in the definition %s: %s", t.Value, p.Message)
		}
		return nil
	}
	if n.size > l.c.limits.Size {
		return l.problem(t, CodeTooLarge, "with %s written out the expression has more than %d parts", t.Value, l.c.limits.Size)
	}
	d.lowered[context] = n
	return n
}
