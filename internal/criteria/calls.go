package criteria

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/meant"
	"github.com/leadqual/leadqual/internal/nearest"
)

// IsFunction tells whether a text can call the name, or expr gives it a
// meaning as a function.
func IsFunction(name string) bool {
	_, known := builtin.Index[name]
	return known || slices.Contains(functionNames, name)
}

// builtin is a call of a function that expr knows.
func (l *lowering) builtin(t *ast.BuiltinNode) *Node {
	switch t.Name {
	case "any", "all", "none", "one", "count", "sum", "filter", "map":
		return l.overList(t)
	case "len":
		return l.length(t)
	case "min", "max":
		return l.extreme(t)
	case "abs", "floor", "ceil", "round":
		ops := map[string]Op{"abs": OpAbs, "floor": OpFloor, "ceil": OpCeil, "round": OpRound}
		return l.oneOperand(t, t.Name, t.Arguments, ops[t.Name], Number, Number)
	case "lower", "upper", "trim":
		ops := map[string]Op{"lower": OpLower, "upper": OpUpper, "trim": OpTrim}
		return l.oneOperand(t, t.Name, t.Arguments, ops[t.Name], String, String)
	case "date":
		return l.date(t)
	case "duration":
		return l.duration(t)
	case "now":
		return l.problem(t, CodeUnsupported, "a decision does not read the clock; write %s, the instant it is made for", instead.Write("now"))
	}
	return l.noFunction(t, t.Name)
}

// call is a call of a function that expr does not know.
func (l *lowering) call(t *ast.CallNode) *Node {
	name, ok := path(t.Callee)
	if !ok || strings.Contains(name, ".") {
		return l.method(t)
	}
	switch name {
	case "has_word":
		return l.hasWord(t)
	case "domain_in":
		return l.domainIn(t)
	case "lookup":
		return l.lookup(t)
	case "email_domain":
		return l.oneOperand(t, name, t.Arguments, OpEmailDomain, String, String)
	case "is_free_email":
		return l.oneOperand(t, name, t.Arguments, OpIsFreeEmail, String, Bool)
	}
	return l.noFunction(t, name)
}

// method is a call of a method, of which there are none.
func (l *lowering) method(t *ast.CallNode) *Node {
	if of, ok := t.Callee.(*ast.MemberNode); ok {
		if name, ok := of.Property.(*ast.StringNode); ok && l.spelled(t, name.Value, l.source(of.Node)) {
			return nil
		}
	}
	return l.problem(t, CodeUnsupported, "a criterion has no methods")
}

func (l *lowering) noFunction(at ast.Node, name string) *Node {
	if l.spelled(at, name, "") {
		return nil
	}
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
	if n, ok := nearest.To(name, functionNames); ok {
		return l.problemAtSign(at, CodeUnknownName, "unknown function %s; did you mean %s?", name, instead.Write(n))
	}
	return l.problemAtSign(at, CodeUnknownName, "unknown function %s; there are %s", name, strings.Join(functionNames, " "))
}

func (l *lowering) oneOperand(at ast.Node, name string, args []ast.Node, o Op, want, kind Kind) *Node {
	if len(args) != 1 {
		return l.problem(at, CodeArguments, "%s takes one argument, not %d", name, len(args))
	}
	x := l.lower(args[0])
	if x == nil {
		return nil
	}
	if x.Kind != want {
		return l.problem(args[0], CodeType, "%s takes %v; this is %v", name, want, x.Kind)
	}
	return l.make(Node{Op: o, Kind: kind, Args: []*Node{x}})
}

// overList is a function over a list with a predicate or an expression.
func (l *lowering) overList(t *ast.BuiltinNode) *Node {
	list := l.lower(t.Arguments[0])
	if list == nil {
		return nil
	}
	element := list.Kind.Element()
	if element == None {
		return l.problem(t.Arguments[0], CodeType, "%s goes over a list; this is %v", t.Name, list.Kind)
	}
	if len(t.Arguments) == 1 {
		return l.wholeList(t, list)
	}
	if len(l.elements) == MaxLevels {
		return l.problem(t, CodeUnsupported, "functions over lists nest at most %d deep", MaxLevels)
	}
	predicate, ok := t.Arguments[1].(*ast.PredicateNode)
	if !ok {
		return l.problem(t, CodeArguments, "%s takes a list and a condition on its elements", t.Name)
	}
	level := len(l.elements)
	l.elements = append(l.elements, current{element, list.Folding})
	x := l.lower(predicate.Node)
	l.elements = l.elements[:level]
	if x == nil {
		return nil
	}
	n := Node{Level: level, Args: []*Node{list, x}}
	switch t.Name {
	case "sum":
		if x.Kind != Number {
			return l.problem(predicate.Node, CodeType, "sum adds numbers; this is %v", x.Kind)
		}
		n.Op, n.Kind = OpMap, Numbers
		return l.make(Node{Op: OpSum, Kind: Number, Level: level, Args: []*Node{l.make(n)}})
	case "map":
		if n.Op, n.Kind = OpMap, x.Kind.List(); n.Kind == None {
			return l.problem(predicate.Node, CodeUnsupported, "map makes lists of single values; this is %v", x.Kind)
		}
		return l.make(n)
	}
	if x.Kind != Bool {
		return l.problem(predicate.Node, CodeType, "%s takes a condition; this is %v", t.Name, x.Kind)
	}
	ops := map[string]Op{"any": OpAny, "all": OpAll, "none": OpNone, "one": OpOne, "count": OpCount, "filter": OpFilter}
	n.Op = ops[t.Name]
	switch t.Name {
	case "count":
		n.Kind = Number
	case "filter":
		n.Kind = list.Kind
	default:
		n.Kind = Bool
	}
	return l.make(n)
}

// wholeList is sum(list) and count(list).
func (l *lowering) wholeList(t *ast.BuiltinNode, list *Node) *Node {
	level := len(l.elements)
	switch {
	case t.Name == "sum" && list.Kind == Numbers:
		return l.make(Node{Op: OpSum, Kind: Number, Level: level, Args: []*Node{list}})
	case t.Name == "sum":
		return l.problem(t.Arguments[0], CodeType, "sum adds numbers; this is %v: name what to add, as in sum(activities, .value)", list.Kind)
	case t.Name == "count" && list.Kind == Bools:
		if level == MaxLevels {
			return l.problem(t, CodeUnsupported, "functions over lists nest at most %d deep", MaxLevels)
		}
		self := l.make(Node{Op: OpElement, Kind: Bool, Level: level})
		return l.make(Node{Op: OpCount, Kind: Number, Level: level, Args: []*Node{list, self}})
	}
	return l.problem(t, CodeArguments, "count takes a list and a condition; write %s for the number of all elements", written("len("+l.whole(t.Arguments[0])+")"))
}

func (l *lowering) length(t *ast.BuiltinNode) *Node {
	if len(t.Arguments) != 1 {
		return l.problem(t, CodeArguments, "len takes one argument, not %d", len(t.Arguments))
	}
	x := l.lower(t.Arguments[0])
	switch {
	case x == nil:
		return nil
	case x.Kind == String:
		return l.make(Node{Op: OpLen, Kind: Number, Args: []*Node{x}})
	case x.Kind.Element() == None:
		return l.problem(t.Arguments[0], CodeType, "len counts the elements of a list or the letters of a text; this is %v", x.Kind)
	}
	all := l.make(Node{Op: OpConst, Kind: Bool, Truth: true})
	return l.make(Node{Op: OpCount, Kind: Number, Level: len(l.elements), Args: []*Node{x, all}})
}

// extreme is min and max, of numbers or of one list of numbers.
func (l *lowering) extreme(t *ast.BuiltinNode) *Node {
	if len(t.Arguments) == 0 {
		return l.problem(t, CodeArguments, "%s takes numbers or a list of numbers", t.Name)
	}
	n := Node{Op: OpMin, Kind: Number, Level: len(l.elements)}
	if t.Name == "max" {
		n.Op = OpMax
	}
	for _, arg := range t.Arguments {
		x := l.lower(arg)
		switch {
		case x == nil:
			continue
		case x.Kind == Numbers && len(t.Arguments) == 1:
			n.Op += OpMinOf - OpMin
		case x.Kind != Number:
			l.problem(arg, CodeType, "%s takes numbers or one list of numbers; this is %v", t.Name, x.Kind)
			continue
		}
		n.Args = append(n.Args, x)
	}
	if len(n.Args) < len(t.Arguments) {
		return nil
	}
	return l.make(n)
}

// dateLayouts are the forms of date(): those of expr that name a day.
var dateLayouts = []string{"2006-01-02", "2006-01-02 15:04:05", time.RFC3339}

func (l *lowering) date(t *ast.BuiltinNode) *Node {
	text, ok := l.constantText(t)
	if !ok {
		return nil
	}
	for _, layout := range dateLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return l.make(Node{Op: OpConst, Kind: Time, Literal: &Literal{Instant: InstantOf(at)}})
		}
	}
	if day, ok := meant.Date(text); ok {
		return l.mend(t.Arguments[0], CodeBadConstant, instead.Write(strconv.Quote(day)), "%q is no date", text)
	}
	return l.problem(t.Arguments[0], CodeBadConstant, "%q is no date: write \"2026-12-31\", \"2026-12-31 18:00:00\" (UTC) or \"2026-12-31T18:00:00+01:00\"", text)
}

func (l *lowering) duration(t *ast.BuiltinNode) *Node {
	text, ok := l.constantText(t)
	if !ok {
		return nil
	}
	d, err := parseDuration(text)
	if span, ok := meant.Span(text); err != nil && ok {
		return l.mend(t.Arguments[0], CodeBadConstant, instead.Write(strconv.Quote(span)), "%q is no duration", text)
	}
	if err != nil {
		return l.problem(t.Arguments[0], CodeBadConstant, "%q is no duration: write weeks, days, hours, minutes and seconds, as in \"30d\", \"2w\" or \"1h30m\"", text)
	}
	return l.make(Node{Op: OpConst, Kind: Span, Literal: &Literal{Instant: SpanOf(d)}})
}

// parseDuration is time.ParseDuration with weeks and days, w and d, before all
// smaller units.
func parseDuration(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	if !negative {
		rest = strings.TrimPrefix(rest, "+")
	}
	var sum time.Duration
	for _, unit := range []struct {
		name string
		is   time.Duration
	}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}} {
		number, after, ok := strings.Cut(rest, unit.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		if err != nil || strings.Trim(number, "0123456789.") != "" {
			return 0, errNoDuration
		}
		days := n * float64(unit.is)
		if sum += time.Duration(days); days >= math.MaxInt64 || sum < 0 {
			return 0, errNoDuration
		}
		rest = after
	}
	if rest != "" || sum == 0 && !strings.ContainsAny(text, "wd") {
		if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
			return 0, errNoDuration
		}
		small, err := time.ParseDuration(rest)
		if sum += small; err != nil || sum < 0 {
			return 0, errNoDuration
		}
	}
	if negative {
		sum = -sum
	}
	return sum, nil
}

var errNoDuration = errors.New("no duration")

func (l *lowering) constantText(t *ast.BuiltinNode) (string, bool) {
	if len(t.Arguments) == 1 {
		if s, ok := t.Arguments[0].(*ast.StringNode); ok {
			return s.Value, true
		}
	}
	if write := dateOf(t.Arguments); t.Name == "date" && write != "" {
		l.mend(t, CodeArguments, instead.Write(write), "date takes one text in quotes")
		return "", false
	}
	l.problem(t, CodeArguments, "%s takes one text in quotes", t.Name)
	return "", false
}
