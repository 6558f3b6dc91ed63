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
	lowered  map[string]lowered // by the kinds of the elements around it
}

// lowered is what a definition comes to: a node, or what is wrong with it
// there, or neither where that is reported elsewhere.
type lowered struct {
	node    *Node
	problem *Problem
}

// Defines looks at every definition and returns the mistakes of each by name.
// It must come before any text is added.
func (c *Compiler) Defines() map[string][]Problem {
	names := slices.Sorted(maps.Keys(c.vocabulary.Defines))
	for _, name := range names {
		c.defines[name] = c.define(c.vocabulary.Defines[name])
	}
	wrong := map[string][]Problem{}
	for _, name := range c.findCycles(names) {
		d := c.defines[name]
		if len(d.problems) == 0 {
			d.problems = c.checkDefinition(d, c.vocabulary.Defines[name])
		}
		if len(d.problems) > 0 { // what uses it says nothing more
			d.tree = nil
			wrong[name] = d.problems
		}
	}
	return wrong
}

// checkDefinition returns the mistakes of a definition that has some wherever
// it may stand: on its own, or as a question about one element of a list.
func (c *Compiler) checkDefinition(d *definition, text string) []Problem {
	contexts := [][]current{nil, {{kind: OneActivity}}, {{kind: OnePerson}}, {{kind: String}}, {{kind: Number}}, {{kind: Bool}}, {{kind: Time}}}
	if d.shift > 0 {
		contexts = contexts[1:]
	}
	var first []Problem
	for i, elements := range contexts {
		l := &lowering{c: c, text: text, elements: elements, results: true, before: d.shift}
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
	d := &definition{lowered: map[string]lowered{}}
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
	l := &lowering{c: c, text: text, before: d.shift}
	for _, n := range l.note(tree) {
		if n.section == "define" && !slices.Contains(d.needs, n.name) {
			d.needs = append(d.needs, n.name)
		}
	}
	return d
}

type visitor func(ast.Node)

func (v visitor) Visit(n *ast.Node) { v(*n) }

// findCycles reports every definition that needs itself. It returns the names
// in an order in which each comes behind those that it needs.
func (c *Compiler) findCycles(names []string) (order []string) {
	done := map[string]bool{}
	place := map[string]int{} // in way, plus 1
	var way []string          // from a definition to what it needs
	var told []int            // by place: all from here up to the place itself are reported
	var visit func(name string)
	visit = func(name string) {
		if at := place[name]; at > 0 {
			for i := len(way) - 1; i >= at-1; i-- {
				if told[i] <= i {
					i = told[i]
				} else if d := c.defines[way[i]]; len(d.problems) == 0 {
					d.problems = []Problem{c.cycle(way[at-1:], i-at+1)}
				}
			}
			told[len(way)-1] = min(told[len(way)-1], at-1)
			return
		}
		if done[name] {
			return
		}
		way, told = append(way, name), append(told, len(way)+1)
		place[name] = len(way)
		for _, n := range c.defines[name].needs {
			visit(n)
		}
		place[name] = 0
		last := len(way) - 1
		if last > 0 && told[last] < last {
			told[last-1] = min(told[last-1], told[last])
		}
		way, told = way[:last], told[:last]
		done[name] = true
		order = append(order, name)
	}
	for _, name := range names {
		visit(name)
	}
	return order
}

// cycle is the mistake of the i-th definition of a circle.
func (c *Compiler) cycle(circle []string, i int) Problem {
	const begin, end = 4, 3 // shown of a long one
	var round strings.Builder
	for n := 0; n <= len(circle); n++ {
		if n == begin && len(circle) >= begin+end+1 {
			round.WriteString(" -> ...")
			n = len(circle) - end + 1
		}
		if n > 0 {
			round.WriteString(" -> ")
		}
		round.WriteString(circle[(i+n)%len(circle)])
	}
	name := circle[i]
	return Problem{Code: CodeDefineCycle, Message: fmt.Sprintf("%s needs itself: %s", name, &round), To: len(c.vocabulary.Defines[name])}
}

// define inserts a definition's text, in brackets.
func (l *lowering) define(t *ast.IdentifierNode) *Node {
	d := l.c.defines[t.Value]
	if d == nil || d.tree == nil {
		return nil // reported where it stands
	}
	context := fmt.Sprint(l.elements, l.results)
	is, ok := d.lowered[context]
	if !ok {
		is = l.c.lowerDefinition(t.Value, l)
		d.lowered[context] = is
	}
	if is.problem != nil {
		return l.problem(t, is.problem.Code, "%s", is.problem.Message)
	}
	return is.node
}

// lowerDefinition lowers a definition's text where another text names it.
func (c *Compiler) lowerDefinition(name string, from *lowering) lowered {
	d := c.defines[name]
	inner := &lowering{c: c, text: c.vocabulary.Defines[name], elements: from.elements, results: from.results, before: d.shift}
	n := inner.lower(d.tree)
	switch {
	case n == nil && len(d.problems) == 0 && len(inner.problems) > 0: // right on its own, wrong here
		p := inner.problems[0]
		if !strings.HasPrefix(p.Message, inDefinition) { // of several within one another the innermost is the place to look at
			p.Message = inDefinition + name + ": " + p.Message
		}
		return lowered{problem: &p}
	case n == nil:
		return lowered{}
	case int(n.Size) > c.limits.Size:
		return lowered{problem: &Problem{Code: CodeTooLarge, Message: fmt.Sprintf("with %s written out the expression has more than %d parts", name, c.limits.Size)}}
	}
	if deepest := 10 * c.limits.Nesting; int(n.Depth) > deepest {
		return lowered{problem: &Problem{Code: CodeTooLarge, Message: fmt.Sprintf("with %s written out the expression is nested more than %d deep", name, deepest)}}
	}
	return lowered{node: n}
}

const inDefinition = "in the definition "
