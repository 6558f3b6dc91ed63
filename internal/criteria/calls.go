package criteria

import (
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"

	"github.com/leadqual/leadqual/internal/nearest"
)

// functions are the names that a criterion may call.
var functions = []string{
	"abs", "all", "any", "ceil", "count", "date", "duration", "email_domain", "filter", "floor", "has_word",
	"is_free_email", "len", "lower", "map", "max", "min", "none", "one", "round", "sum", "trim", "upper",
}

// IsFunction tells whether a text can call the name, or expr gives it a
// meaning as a function.
func IsFunction(name string) bool {
	_, known := builtin.Index[name]
	return known || slices.Contains(functions, name)
}

// builtin is a call of a function that expr knows.
func (l *lowering) builtin(t *ast.BuiltinNode) *node {
	switch t.Name {
	case "any", "all", "none", "one", "count", "sum", "filter", "map":
		return l.overList(t)
	case "len":
		return l.length(t)
	case "min", "max":
		return l.extreme(t)
	case "abs", "floor", "ceil", "round":
		ops := map[string]op{"abs": opAbs, "floor": opFloor, "ceil": opCeil, "round": opRound}
		return l.oneOperand(t, t.Name, t.Arguments, ops[t.Name], Number, Number)
	case "lower", "upper", "trim":
		ops := map[string]op{"lower": opLower, "upper": opUpper, "trim": opTrim}
		return l.oneOperand(t, t.Name, t.Arguments, ops[t.Name], String, String)
	case "date":
		return l.date(t)
	case "duration":
		return l.duration(t)
	case "now":
		return l.problem(t, CodeUnsupported, "a decision does not read the clock; use now, the instant it is made for")
	}
	return l.noFunction(t, t.Name)
}

// call is a call of a function that expr does not know.
func (l *lowering) call(t *ast.CallNode) *node {
	name, ok := path(t.Callee)
	if !ok || strings.Contains(name, ".") {
		return l.problem(t, CodeUnsupported, "a criterion has no methods")
	}
	switch name {
	case "has_word":
		return l.hasWord(t)
	case "email_domain":
		return l.oneOperand(t, name, t.Arguments, opDomain, String, String)
	case "is_free_email":
		return l.oneOperand(t, name, t.Arguments, opFree, String, Bool)
	}
	return l.noFunction(t, name)
}

func (l *lowering) noFunction(at ast.Node, name string) *node {
	if _, known := builtin.Index[name]; known || name == "reduce" || name == "sortBy" || name == "groupBy" || strings.HasPrefix(name, "find") {
		hint := ""
		switch name {
		case "int", "float":
			hint = "; every number is one already, and a fact of another kind is declared so under facts"
		case "first", "last", "find", "findLast":
			hint = "; use any, count, min or max"
		case "mean", "median":
			hint = "; divide a sum by a count"
		}
		return l.problemAtSign(at, CodeUnsupported, "a criterion has no %s()%s", name, hint)
	}
	if n, ok := nearest.To(name, functions); ok {
		return l.problemAtSign(at, CodeUnknownName, "unknown function %s; did you mean %s?", name, n)
	}
	return l.problemAtSign(at, CodeUnknownName, "unknown function %s; there are %s", name, strings.Join(functions, " "))
}

func (l *lowering) oneOperand(at ast.Node, name string, args []ast.Node, o op, want, kind Kind) *node {
	if len(args) != 1 {
		return l.problem(at, CodeArguments, "%s takes one argument, not %d", name, len(args))
	}
	x := l.lower(args[0])
	if x == nil {
		return nil
	}
	if x.kind != want {
		return l.problem(args[0], CodeType, "%s takes %v; this is %v", name, want, x.kind)
	}
	return l.make(node{op: o, kind: kind, args: []*node{x}})
}

// overList is a function over a list with a predicate or an expression.
func (l *lowering) overList(t *ast.BuiltinNode) *node {
	list := l.lower(t.Arguments[0])
	if list == nil {
		return nil
	}
	element := list.kind.element()
	if element == None {
		return l.problem(t.Arguments[0], CodeType, "%s goes over a list; this is %v", t.Name, list.kind)
	}
	if len(t.Arguments) == 1 {
		return l.wholeList(t, list)
	}
	if len(l.elements) == maxLevels {
		return l.problem(t, CodeUnsupported, "functions over lists nest at most %d deep", maxLevels)
	}
	predicate, ok := t.Arguments[1].(*ast.PredicateNode)
	if !ok {
		return l.problem(t, CodeArguments, "%s takes a list and a condition on its elements", t.Name)
	}
	level := len(l.elements)
	l.elements = append(l.elements, element)
	x := l.lower(predicate.Node)
	l.elements = l.elements[:level]
	if x == nil {
		return nil
	}
	n := node{level: level, args: []*node{list, x}}
	switch t.Name {
	case "sum":
		if x.kind != Number {
			return l.problem(predicate.Node, CodeType, "sum adds numbers; this is %v", x.kind)
		}
		n.op, n.kind = opMap, Numbers
		return l.make(node{op: opSum, kind: Number, level: level, args: []*node{l.make(n)}})
	case "map":
		if n.op, n.kind = opMap, x.kind.list(); n.kind == None {
			return l.problem(predicate.Node, CodeUnsupported, "map makes lists of single values; this is %v", x.kind)
		}
		return l.make(n)
	}
	if x.kind != Bool {
		return l.problem(predicate.Node, CodeType, "%s takes a condition; this is %v", t.Name, x.kind)
	}
	ops := map[string]op{"any": opAny, "all": opAll, "none": opNone, "one": opOne, "count": opCount, "filter": opFilter}
	n.op = ops[t.Name]
	switch t.Name {
	case "count":
		n.kind = Number
	case "filter":
		n.kind = list.kind
	default:
		n.kind = Bool
	}
	return l.make(n)
}

// wholeList is sum(list) and count(list).
func (l *lowering) wholeList(t *ast.BuiltinNode, list *node) *node {
	level := len(l.elements)
	switch {
	case t.Name == "sum" && list.kind == Numbers:
		return l.make(node{op: opSum, kind: Number, level: level, args: []*node{list}})
	case t.Name == "sum":
		return l.problem(t.Arguments[0], CodeType, "sum adds numbers; this is %v: name what to add, as in sum(activities, .value)", list.kind)
	case t.Name == "count" && list.kind == Bools:
		if level == maxLevels {
			return l.problem(t, CodeUnsupported, "functions over lists nest at most %d deep", maxLevels)
		}
		self := l.make(node{op: opElement, kind: Bool, level: level})
		return l.make(node{op: opCount, kind: Number, level: level, args: []*node{list, self}})
	}
	return l.problem(t, CodeArguments, "count takes a list and a condition; for the number of all elements write len")
}

func (l *lowering) length(t *ast.BuiltinNode) *node {
	if len(t.Arguments) != 1 {
		return l.problem(t, CodeArguments, "len takes one argument, not %d", len(t.Arguments))
	}
	x := l.lower(t.Arguments[0])
	switch {
	case x == nil:
		return nil
	case x.kind == String:
		return l.make(node{op: opLength, kind: Number, args: []*node{x}})
	case x.kind.element() == None:
		return l.problem(t.Arguments[0], CodeType, "len counts the elements of a list or the letters of a text; this is %v", x.kind)
	}
	all := l.make(node{op: opConst, kind: Bool, truth: true})
	return l.make(node{op: opCount, kind: Number, level: len(l.elements), args: []*node{x, all}})
}

// extreme is min and max, of numbers or of one list of numbers.
func (l *lowering) extreme(t *ast.BuiltinNode) *node {
	if len(t.Arguments) == 0 {
		return l.problem(t, CodeArguments, "%s takes numbers or a list of numbers", t.Name)
	}
	n := node{op: opMin, kind: Number, level: len(l.elements)}
	if t.Name == "max" {
		n.op = opMax
	}
	for _, arg := range t.Arguments {
		x := l.lower(arg)
		switch {
		case x == nil:
			continue
		case x.kind == Numbers && len(t.Arguments) == 1:
			n.op += opMinOf - opMin
		case x.kind != Number:
			l.problem(arg, CodeType, "%s takes numbers or one list of numbers; this is %v", t.Name, x.kind)
			continue
		}
		n.args = append(n.args, x)
	}
	if len(n.args) < len(t.Arguments) {
		return nil
	}
	return l.make(n)
}

func (l *lowering) hasWord(t *ast.CallNode) *node {
	if len(t.Arguments) < 2 {
		return l.problem(t, CodeArguments, "has_word takes a text and one word or more")
	}
	x := l.lower(t.Arguments[0])
	if x != nil && x.kind != String {
		l.problem(t.Arguments[0], CodeType, "has_word looks at a text; this is %v", x.kind)
		x = nil
	}
	n := node{op: opHasWord, kind: Bool}
	for _, arg := range t.Arguments[1:] {
		word, ok := arg.(*ast.StringNode)
		if !ok {
			l.problem(arg, CodeArguments, "the words of has_word must be texts in quotes")
			x = nil
			continue
		}
		words := wordsOf(word.Value)
		if len(words) == 0 {
			l.problem(arg, CodeArguments, "there is no word in %q: words are runs of letters and digits", word.Value)
			x = nil
			continue
		}
		n.words = append(n.words, words)
	}
	if x == nil {
		return nil
	}
	n.args = []*node{x}
	return l.make(n)
}

// dateLayouts are the forms of date(): those of expr that name a day.
var dateLayouts = []string{"2006-01-02", "2006-01-02 15:04:05", time.RFC3339}

func (l *lowering) date(t *ast.BuiltinNode) *node {
	text, ok := l.constantText(t)
	if !ok {
		return nil
	}
	for _, layout := range dateLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return l.make(node{op: opConst, kind: Time, at: InstantOf(at)})
		}
	}
	return l.problem(t.Arguments[0], CodeBadConstant, "%q is no date: write \"2026-12-31\", \"2026-12-31 18:00:00\" (UTC) or \"2026-12-31T18:00:00+01:00\"", text)
}

func (l *lowering) duration(t *ast.BuiltinNode) *node {
	text, ok := l.constantText(t)
	if !ok {
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return l.problem(t.Arguments[0], CodeBadConstant, "%q is no duration: write hours, minutes and seconds, as in \"240h\" or \"1h30m\"", text)
	}
	return l.make(node{op: opConst, kind: Span, at: spanOf(d)})
}

func (l *lowering) constantText(t *ast.BuiltinNode) (string, bool) {
	if len(t.Arguments) == 1 {
		if s, ok := t.Arguments[0].(*ast.StringNode); ok {
			return s.Value, true
		}
	}
	l.problem(t, CodeArguments, "%s takes one text in quotes", t.Name)
	return "", false
}
