package eval_test

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// The oracle says what a text means by the documentation of package qualify: it
// evaluates expr's own tree of the text, one rule of the language after the
// other. It shares nothing with the evaluator, but for the types of facts and
// the list of free mail.
//
// A value is a bool, float64, string, instant, span, *criteria.Activity or list;
// nil where it is unknown.
type (
	oracle struct {
		vocabulary *criteria.Vocabulary
		facts      map[string]any
		now        time.Time
		activities []*criteria.Activity
	}
	instant struct{ ns string } // of a big integer, so that == compares
	span    struct{ ns string }
	list    []any
)

// scope is what surrounds a part of a text: the current elements, each with the
// tree of the list that it comes from, and the names that let declares.
type scope struct {
	elements []any
	sources  []source
	lets     map[string]source
}

// source is a tree and what surrounds it.
type source struct {
	tree ast.Node
	in   *scope
}

func (s *scope) with(element any, from source) *scope {
	return &scope{append(slices.Clip(s.elements), element), append(slices.Clip(s.sources), from), s.lets}
}

func (s *scope) let(name string, is source) *scope {
	lets := map[string]source{name: is}
	for n, x := range s.lets {
		if n != name {
			lets[n] = x
		}
	}
	return &scope{s.elements, s.sources, lets}
}

// seenBy reads a frame's lead.
func seenBy(p *eval.Program, f *eval.Frame, v *criteria.Vocabulary) *oracle {
	o := &oracle{vocabulary: v, facts: map[string]any{}, now: f.Now.Time(), activities: f.Activities()}
	for slot, fact := range p.Slots() {
		if !f.Known[slot] {
			continue
		}
		switch at := v.Facts[fact]; at.Kind {
		case criteria.Bool:
			o.facts[at.Path] = f.Bool[slot]
		case criteria.Number:
			o.facts[at.Path] = f.Num[slot]
		case criteria.String:
			o.facts[at.Path] = f.Str[slot]
		case criteria.Time:
			o.facts[at.Path] = instantOf(f.At[slot].Time())
		case criteria.Strings:
			texts := list{}
			for _, s := range f.List[slot] {
				texts = append(texts, s)
			}
			o.facts[at.Path] = texts
		}
	}
	return o
}

func nanoseconds(t time.Time) *big.Int {
	ns := big.NewInt(t.Unix())
	return ns.Add(ns.Mul(ns, big.NewInt(1e9)), big.NewInt(int64(t.Nanosecond())))
}

func instantOf(t time.Time) instant { return instant{nanoseconds(t).String()} }

// trees are those of all texts parsed so far; nil for a text that has none.
var trees sync.Map

func parse(text string) ast.Node {
	if have, ok := trees.Load(text); ok {
		return have.(ast.Node)
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil
	}
	trees.Store(text, tree.Node)
	return tree.Node
}

func parsed(text string) ast.Node {
	tree := parse(text)
	if tree == nil {
		panic("expr refuses " + text)
	}
	return tree
}

// predicate is the tree of a text about one element.
func predicate(text string) ast.Node {
	return parsed("any(activities, " + text + "\n)").(*ast.BuiltinNode).Arguments[1].(*ast.PredicateNode).Node
}

// definition is the tree of a definition, which may be about an element.
func (o *oracle) definition(name string) (ast.Node, bool) {
	text, ok := o.vocabulary.Defines[name]
	if !ok {
		return nil, false
	}
	if tree := parse(text); tree != nil {
		return tree, true
	}
	return predicate(text), true
}

// of is what a tree comes to. A number that is not finite is unknown.
func (o *oracle) of(n ast.Node, in *scope) any {
	v := o.value(n, in)
	if x, ok := v.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return nil
	}
	return v
}

func (o *oracle) value(n ast.Node, in *scope) any {
	switch t := n.(type) {
	case *ast.BoolNode:
		return t.Value
	case *ast.IntegerNode:
		return float64(t.Value)
	case *ast.FloatNode:
		return t.Value
	case *ast.StringNode:
		return t.Value
	case *ast.ArrayNode:
		return o.array(t, in)
	case *ast.IdentifierNode:
		if of, ok := in.lets[t.Value]; ok {
			return o.of(of.tree, of.in)
		}
		if tree, ok := o.definition(t.Value); ok {
			return o.of(tree, &scope{in.elements, in.sources, nil})
		}
		switch t.Value {
		case "now":
			return instantOf(o.now)
		case "activities":
			all := list{}
			for _, a := range o.activities {
				all = append(all, a)
			}
			return all
		}
		return o.facts[t.Value]
	case *ast.PointerNode:
		return in.elements[len(in.elements)-1]
	case *ast.MemberNode:
		if _, ok := t.Node.(*ast.PointerNode); ok {
			return o.field(in.elements[len(in.elements)-1].(*criteria.Activity), t.Property.String())
		}
		return o.named(dotted(t))
	case *ast.UnaryNode:
		return o.unary(t.Operator, o.of(t.Node, in))
	case *ast.BinaryNode:
		return o.binary(t, in)
	case *ast.ConditionalNode:
		switch o.of(t.Cond, in) {
		case true:
			return o.of(t.Exp1, in)
		case false:
			return o.of(t.Exp2, in)
		}
		return nil
	case *ast.VariableDeclaratorNode:
		return o.of(t.Expr, in.let(t.Name, source{t.Value, in}))
	case *ast.BuiltinNode:
		return o.builtin(t, in)
	case *ast.CallNode:
		return o.call(t, in)
	}
	panic(fmt.Sprintf("the oracle has no %T", n))
}

func dotted(n ast.Node) string {
	if m, ok := n.(*ast.MemberNode); ok {
		return dotted(m.Node) + "." + strings.Trim(m.Property.String(), `"`)
	}
	return n.String()
}

func (o *oracle) named(path string) any {
	if name, ok := strings.CutPrefix(path, "lists."); ok {
		texts := list{}
		for _, s := range o.vocabulary.Lists[name] {
			texts = append(texts, s)
		}
		return texts
	}
	return o.facts[path]
}

// array is a list with its items; it is unknown if one is.
func (o *oracle) array(t *ast.ArrayNode, in *scope) any {
	items := list{}
	for _, x := range t.Nodes {
		v := o.of(x, in)
		if v == nil {
			return nil
		}
		items = append(items, v)
	}
	return items
}

func (o *oracle) field(a *criteria.Activity, name string) any {
	switch strings.Trim(name, `"`) {
	case "type":
		return a.Type
	case "at":
		return instantOf(a.At)
	case "days_ago":
		return days(o.now, a.At)
	case "channel":
		return a.Channel
	case "url":
		return a.URL
	case "subject":
		return a.Subject
	case "campaign":
		return a.Campaign
	}
	return a.Value
}

// days are 86,400 seconds each, with fractions.
func days(now, at time.Time) float64 {
	return (float64(now.Unix()-at.Unix()) + float64(now.Nanosecond()-at.Nanosecond())/1e9) / 86400
}

func (o *oracle) unary(sign string, x any) any {
	switch x := x.(type) {
	case bool:
		return !x
	case float64:
		if sign == "-" {
			return -x
		}
		return x
	}
	return nil
}

func (o *oracle) binary(t *ast.BinaryNode, in *scope) any {
	if t.Operator == "in" {
		return o.membership(t, in)
	}
	if isNil(t.Left) || isNil(t.Right) {
		of := t.Left
		if isNil(of) {
			of = t.Right
		}
		return (o.of(of, in) == nil) == (t.Operator == "==")
	}
	a, b := o.of(t.Left, in), o.of(t.Right, in)
	switch t.Operator {
	case "and", "&&":
		return and(a, b)
	case "or", "||":
		return or(a, b)
	case "??":
		if a == nil {
			return b
		}
		return a
	}
	if a == nil || b == nil {
		return nil
	}
	if x, ok := a.(string); ok && t.Operator != "matches" && o.folds(t, in) {
		a, b = o.side(t.Operator, t.Left, x, in), o.side(t.Operator, t.Right, b.(string), in)
	}
	return operate(t.Operator, a, b)
}

func isNil(n ast.Node) bool {
	_, is := n.(*ast.NilNode)
	return is
}

// and is Kleene's.
func and(a, b any) any {
	switch {
	case a == false || b == false:
		return false
	case a == nil || b == nil:
		return nil
	}
	return true
}

func or(a, b any) any {
	switch {
	case a == true || b == true:
		return true
	case a == nil || b == nil:
		return nil
	}
	return false
}

// membership is x in a list, which is one of its elements or not, or in a range.
func (o *oracle) membership(t *ast.BinaryNode, in *scope) any {
	x := o.of(t.Left, in)
	if r, ok := t.Right.(*ast.BinaryNode); ok && r.Operator == ".." {
		low, high := o.of(r.Left, in), o.of(r.Right, in)
		var least, most any
		if x != nil && low != nil {
			least = low.(float64) <= x.(float64)
		}
		if x != nil && high != nil {
			most = x.(float64) <= high.(float64)
		}
		return and(least, most)
	}
	if x == nil {
		return nil
	}
	folds := o.folds(t, in)
	same := func(item any) any {
		if item == nil {
			return nil
		}
		if s, ok := x.(string); ok && folds {
			return plain(s) == plain(item.(string))
		}
		return x == item
	}
	var found any = false
	if items, ok := t.Right.(*ast.ArrayNode); ok {
		for _, item := range items.Nodes {
			found = or(found, same(o.of(item, in)))
		}
		return found
	}
	items, ok := o.of(t.Right, in).(list)
	if !ok {
		return nil
	}
	for _, item := range items {
		found = or(found, same(item))
	}
	return found
}

func operate(sign string, a, b any) any {
	switch x := a.(type) {
	case bool:
		return (x == b) == (sign == "==")
	case float64:
		y := b.(float64)
		switch sign {
		case "+":
			return x + y
		case "-":
			return x - y
		case "*":
			return x * y
		case "/":
			return x / y
		}
		return ordered(sign, cmp.Compare(x, y))
	case string:
		y := b.(string)
		switch sign {
		case "contains":
			return strings.Contains(x, y)
		case "startsWith":
			return strings.HasPrefix(x, y)
		case "endsWith":
			return strings.HasSuffix(x, y)
		case "matches":
			return pattern(y).MatchString(x)
		}
		return ordered(sign, strings.Compare(x, y))
	}
	x, y := number(a), number(b)
	_, spanA := a.(span)
	_, spanB := b.(span)
	switch sign {
	case "+":
		x.Add(x, y)
	case "-":
		x.Sub(x, y)
	default:
		return ordered(sign, x.Cmp(y))
	}
	if spanA == spanB { // of two instants, or two lengths of time
		return span{x.String()}
	}
	return instant{x.String()}
}

// number is that of an instant or a length of time, in nanoseconds.
func number(v any) *big.Int {
	text := ""
	switch v := v.(type) {
	case instant:
		text = v.ns
	case span:
		text = v.ns
	}
	n, _ := new(big.Int).SetString(text, 10)
	return n
}

func ordered(sign string, c int) bool {
	switch sign {
	case "==":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}
