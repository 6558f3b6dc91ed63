package criteria

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
)

// constantTexts are the texts of arguments, each of which is a text in quotes or
// a list of constants; at tells for each where it stands. ok is false where one is
// neither, which is reported.
func (l *lowering) constantTexts(name, what string, args []ast.Node) (texts []string, at []ast.Node, ok bool) {
	ok = true
	for _, arg := range args {
		switch t := arg.(type) {
		case *ast.StringNode:
			texts, at = append(texts, t.Value), append(at, arg)
			continue
		case *ast.ArrayNode, *ast.MemberNode, *ast.IdentifierNode:
			n := l.lower(arg)
			if n == nil {
				ok = false
				continue
			}
			if n.Op == OpConst && n.Kind == String {
				texts, at = append(texts, n.Text), append(at, arg)
				continue
			}
			if n.Op == OpList && n.Kind == Strings {
				for _, s := range n.Texts {
					texts, at = append(texts, s), append(at, arg)
				}
				continue
			}
		}
		l.problem(arg, CodeArguments, "the %s of %s must be texts in quotes or a list of them, such as lists.name", what, name)
		ok = false
	}
	return texts, at, ok
}

// subject is the first argument of a function on texts.
func (l *lowering) subject(arg ast.Node, name string) *Node {
	x := l.lower(arg)
	if x != nil && x.Kind != String {
		return l.problem(arg, CodeType, "%s looks at a text; this is %v", name, x.Kind)
	}
	return x
}

func (l *lowering) hasWord(t *ast.CallNode) *Node {
	if len(t.Arguments) < 2 {
		return l.problem(t, CodeArguments, "has_word takes a text and one word or more")
	}
	if word, ok := t.Arguments[0].(*ast.StringNode); ok && len(t.Arguments) == 2 {
		if of, ok := path(t.Arguments[1]); ok && l.mayName(of) {
			return l.mend(t, CodeArguments, instead.Write(fmt.Sprintf("has_word(%s, %q)", of, word.Value)), "the text comes first")
		}
	}
	x := l.subject(t.Arguments[0], "has_word")
	texts, at, ok := l.constantTexts("has_word", "words", t.Arguments[1:])
	var phrases [][]string
	for i, text := range texts {
		words := wordsOf(text)
		if len(words) == 0 {
			l.problem(at[i], CodeArguments, "there is no word in %q: words are runs of letters and digits", text)
			ok = false
			continue
		}
		phrases = append(phrases, words)
	}
	if x == nil || !ok {
		return nil
	}
	return l.make(Node{Op: OpHasWord, Kind: Bool, Args: []*Node{x}, Literal: &Literal{Words: phrases}})
}

func (l *lowering) domainIn(t *ast.CallNode) *Node {
	if len(t.Arguments) < 2 {
		return l.problem(t, CodeArguments, "domain_in takes a text and a list of domains, or one domain or more")
	}
	x := l.subject(t.Arguments[0], "domain_in")
	texts, at, ok := l.constantTexts("domain_in", "domains", t.Arguments[1:])
	for i, text := range texts {
		host, is := hostName(text)
		if !is {
			var hint instead.Text
			if h, ok := Host(text); ok {
				host := strconv.Quote(strings.ToLower(h))
				hint = instead.Said("; write "+host, host)
			}
			l.problem(at[i], CodeBadConstant, "%q is no domain%s", text, hint)
			ok = false
		}
		texts[i] = strings.ToLower(host)
	}
	if x == nil || !ok {
		return nil
	}
	slices.Sort(texts)
	list := l.strings(slices.Compact(texts))
	domains := l.c.domains[list]
	if domains == nil {
		domains = DomainSet{}
		for _, s := range list.Texts {
			domains[s] = true
		}
		l.c.domains[list] = domains
	}
	return l.make(Node{Op: OpDomainIn, Kind: Bool, Args: []*Node{x, list}, Literal: &Literal{Domains: domains}})
}

func (l *lowering) lookup(t *ast.CallNode) *Node {
	if len(t.Arguments) != 2 {
		return l.problem(t, CodeArguments, "lookup takes the name of a table and a key, not %d arguments", len(t.Arguments))
	}
	key := l.subject(t.Arguments[1], "lookup")
	name, ok := t.Arguments[0].(*ast.StringNode)
	if !ok {
		return l.tableName(t.Arguments[0])
	}
	table, ok := l.c.vocabulary.Tables[name.Value]
	if !ok {
		return l.noTable(name)
	}
	if key == nil || table.Kind == None { // a kind that is none is reported where the table is declared
		return nil
	}
	folded, ok := l.folded(t.Arguments[1], key)
	if !ok {
		return nil
	}
	if folded {
		to, ok := l.c.foldedTables[name.Value]
		if !ok {
			var twice [2]string
			if to, twice = table.fold(); to == nil {
				return l.problem(name, CodeBadConstant, "the keys %q and %q of table %s are one where case and blanks at the ends do not count", twice[0], twice[1], name.Value)
			}
			l.c.foldedTables[name.Value] = to
		}
		table, key = to, l.fold(OpLookup, key)
	}
	return l.make(Node{Op: OpLookup, Kind: table.Kind, Args: []*Node{key}, Text: name.Value, Literal: &Literal{Table: table}})
}

func (l *lowering) noTable(name *ast.StringNode) *Node {
	names := slices.Sorted(maps.Keys(l.c.vocabulary.Tables))
	if near, ok := nearest.To(name.Value, names); ok {
		return l.problem(name, CodeUnknownName, "unknown table %s; did you mean %s?", name.Value, instead.Said(near, QuotedAs(near, l.whole(name))))
	}
	return l.problem(name, CodeUnknownName, "unknown table %s; declare it under tables", name.Value)
}
