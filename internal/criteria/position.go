package criteria

import (
	"iter"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// position is where a part stands in the author's text, from its first byte to
// behind its last. expr gives an operator the place of its sign, a call that of
// its name and a choice none at all; so the place is put together from those of
// all that is in the part, and widened to the brackets that belong to it.
func (l *lowering) position(at ast.Node) (from, to int) {
	from, to = len(l.text), 0
	ast.Walk(&at, visitor(func(n ast.Node) {
		switch n.(type) {
		case *ast.ConditionalNode, *ast.PredicateNode, *ast.SequenceNode, *ast.ChainNode:
			return // expr places these behind themselves or nowhere
		}
		loc := n.Location()
		from = min(from, l.byteOffset(loc.From))
		to = max(to, l.byteOffset(loc.To))
	}))
	if from > to {
		return 0, len(l.text)
	}
	switch at.(type) {
	case *ast.BuiltinNode, *ast.CallNode: // f() has its brackets to come
		if rest := strings.TrimLeft(l.text[to:], " \t\r\n"); strings.HasPrefix(rest, "(") && !strings.Contains(l.text[from:to], "(") {
			to = len(l.text) - len(rest) + 1
		}
	}
	return l.balance(from, to)
}

// balance widens a stretch of text until the brackets in it are pairs.
func (l *lowering) balance(from, to int) (int, int) {
	var open []int // offsets of brackets that wait for their pair
	for i := range brackets(l.text) {
		if strings.IndexByte("([{", l.text[i]) >= 0 {
			open = append(open, i)
			continue
		}
		if len(open) == 0 {
			continue
		}
		pair := open[len(open)-1]
		open = open[:len(open)-1]
		switch {
		case pair < from && from <= i && i < to:
			from = pair
		case from <= pair && pair < to && to <= i:
			to = i + 1
		}
	}
	return from, to
}

// brackets are the offsets of the brackets outside of texts and comments.
func brackets(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < len(text); i++ {
			switch text[i] {
			case '"', '\'', '`':
				i = skipText(text, i)
			case '/':
				i = skipComment(text, i)
			case '(', '[', '{', ')', ']', '}':
				if !yield(i) {
					return
				}
			}
		}
	}
}

// skipText returns the offset of the quote that closes the text opened at i,
// or the end.
func skipText(text string, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		if text[i] == '\\' && quote != '`' {
			i++
		} else if text[i] == quote {
			return i
		}
	}
	return len(text)
}

// skipComment returns the offset of a comment's last byte, or i where none
// begins there.
func skipComment(text string, i int) int {
	rest := text[i:]
	if strings.HasPrefix(rest, "//") {
		if n := strings.IndexByte(rest, '\n'); n >= 0 {
			return i + n
		}
		return len(text)
	}
	if strings.HasPrefix(rest, "/*") {
		if n := strings.Index(rest[2:], "*/"); n >= 0 {
			return i + 2 + n + 1
		}
		return len(text)
	}
	return i
}
