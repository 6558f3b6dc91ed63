package criteria

import (
	"cmp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// A naming is where a text names a definition, a list or a table.
type naming struct {
	section, name string
	from, to      int
}

// note notes what a text names, by its tree, and returns it in the order of the text.
func (l *lowering) note(tree ast.Node) []naming {
	var found []naming
	add := func(section, name string, at ast.Node) {
		loc := at.Location()
		found = append(found, naming{section, name, l.byteOffset(loc.From), l.byteOffset(loc.To)})
	}
	v := l.c.vocabulary
	ast.Walk(&tree, visitor(func(n ast.Node) {
		switch t := n.(type) {
		case *ast.IdentifierNode:
			if _, ok := v.Defines[t.Value]; ok {
				add("define", t.Value, t)
			}
		case *ast.MemberNode:
			name, ok := t.Property.(*ast.StringNode)
			if base, named := t.Node.(*ast.IdentifierNode); ok && named && base.Value == "lists" {
				if _, ok := v.Lists[name.Value]; ok {
					add("lists", name.Value, name)
				}
			}
		case *ast.CallNode:
			if f, ok := t.Callee.(*ast.IdentifierNode); ok && f.Value == "lookup" && len(t.Arguments) > 0 {
				if name, ok := t.Arguments[0].(*ast.StringNode); ok && v.Tables[name.Value] != nil {
					add("tables", name.Value, name)
				}
			}
		}
	}))
	slices.SortFunc(found, func(a, b naming) int { return cmp.Compare(a.from, b.from) })
	found = slices.Compact(found) // 1 < x < 5 has x twice
	if found != nil {
		l.c.namings[l.text] = found
	}
	return found
}

// Renamed is a text that was compiled, or that of a definition, with what is given in
// the place of each name of a definition, a list or a table. A table's name stands in
// quotes, which go with it.
func (c *Compiler) Renamed(text string, to func(section, name string) string) string {
	var b strings.Builder
	done := 0
	for _, n := range c.namings[text] {
		b.WriteString(text[done:n.from])
		b.WriteString(to(n.section, n.name))
		done = n.to
	}
	b.WriteString(text[done:])
	return b.String()
}
