package eval_test

import (
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/criteria"
)

var patterns sync.Map

func pattern(text string) *regexp.Regexp {
	if re, ok := patterns.Load(text); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(text)
	patterns.Store(text, re)
	return re
}

// builtin is a function that expr knows.
func (o *oracle) builtin(t *ast.BuiltinNode, in *scope) any {
	if len(t.Arguments) == 2 {
		if p, ok := t.Arguments[1].(*ast.PredicateNode); ok {
			return o.over(t.Name, source{t.Arguments[0], in}, p.Node)
		}
	}
	args := make([]any, len(t.Arguments))
	for i, a := range t.Arguments {
		if args[i] = o.of(a, in); args[i] == nil {
			return nil
		}
	}
	switch x := args[0].(type) {
	case list:
		return ofList(t.Name, x)
	case float64:
		return ofNumbers(t.Name, args)
	case string:
		return ofText(t.Name, x)
	}
	panic("the oracle has no " + t.Name)
}

// over is a function over the elements of a list.
func (o *oracle) over(name string, of source, body ast.Node) any {
	items, ok := o.of(of.tree, of.in).(list)
	if !ok {
		return nil
	}
	var values, kept list
	open := 0
	for _, x := range items {
		v := o.of(body, of.in.with(x, of))
		switch v {
		case nil:
			open++
		case true:
			kept = append(kept, x)
		}
		values = append(values, v)
	}
	switch name {
	case "any", "none":
		var t any = false
		for _, v := range values {
			t = or(t, v)
		}
		if name == "none" {
			return o.unary("not", t)
		}
		return t
	case "all":
		var t any = true
		for _, v := range values {
			t = and(t, v)
		}
		return t
	case "one":
		switch met := len(kept); {
		case met > 1 || met+open == 0:
			return false
		case open == 0:
			return true
		}
		return nil
	}
	switch {
	case open > 0:
		return nil
	case name == "count":
		return float64(len(kept))
	case name == "filter":
		return append(list{}, kept...)
	case name == "map":
		return append(list{}, values...)
	}
	return ofList(name, values)
}

func ofList(name string, items list) any {
	switch name {
	case "len":
		return float64(len(items))
	case "count":
		n := 0.0
		for _, x := range items {
			if x == true {
				n++
			}
		}
		return n
	case "sum": // rounded once
		sum := new(big.Float).SetPrec(3000)
		for _, x := range items {
			sum.Add(sum, big.NewFloat(x.(float64)))
		}
		v, _ := sum.Float64()
		return v
	}
	if len(items) == 0 {
		return nil
	}
	return ofNumbers(name, items)
}

func ofNumbers(name string, args []any) any {
	x := args[0].(float64)
	switch name {
	case "abs":
		return math.Abs(x)
	case "floor":
		return math.Floor(x)
	case "ceil":
		return math.Ceil(x)
	case "round":
		return math.Round(x)
	}
	for _, a := range args[1:] {
		if name == "min" {
			x = math.Min(x, a.(float64))
		} else {
			x = math.Max(x, a.(float64))
		}
	}
	return x
}

func ofText(name, s string) any {
	switch name {
	case "len":
		return float64(utf8.RuneCountInString(s))
	case "lower":
		return strings.ToLower(s)
	case "upper":
		return strings.ToUpper(s)
	case "trim":
		return strings.TrimSpace(s)
	case "duration":
		return span{strconv.FormatInt(int64(lengthOf(s)), 10)}
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04:05", time.RFC3339} {
		if at, err := time.Parse(layout, s); err == nil {
			return instantOf(at)
		}
	}
	panic("no date: " + s)
}

// lengthOf reads a length of time, days and weeks as hours.
func lengthOf(s string) time.Duration {
	hours := func(by float64) func(string) string {
		return func(m string) string {
			n, _ := strconv.ParseFloat(m[:len(m)-1], 64)
			return strconv.FormatFloat(n*by, 'f', -1, 64) + "h"
		}
	}
	s = regexp.MustCompile(`[\d.]+w`).ReplaceAllStringFunc(s, hours(168))
	s = regexp.MustCompile(`[\d.]+d`).ReplaceAllStringFunc(s, hours(24))
	d, err := time.ParseDuration(s)
	if err != nil {
		panic(err)
	}
	return d
}

// call is a function that expr does not know.
func (o *oracle) call(t *ast.CallNode, in *scope) any {
	name := t.Callee.String()
	if name == "lookup" {
		return o.lookup(t.Arguments[0].(*ast.StringNode).Value, t.Arguments[1], in)
	}
	s, ok := o.of(t.Arguments[0], in).(string)
	if !ok {
		return nil
	}
	var texts []string
	for _, a := range t.Arguments[1:] {
		switch v := o.of(a, in).(type) {
		case string:
			texts = append(texts, v)
		case list:
			for _, x := range v {
				texts = append(texts, x.(string))
			}
		}
	}
	switch name {
	case "has_word":
		return slices.ContainsFunc(texts, func(w string) bool { return strings.Contains(words(s), words(w)) })
	case "domain_in":
		host, ok := hostOf(s)
		if !ok {
			return nil
		}
		return slices.ContainsFunc(texts, func(d string) bool {
			return strings.HasSuffix("."+host, "."+strings.ToLower(strings.TrimSuffix(d, ".")))
		})
	}
	host, ok := addressHost(s)
	switch {
	case !ok:
		return nil
	case name == "email_domain":
		return host
	}
	return slices.Contains(criteria.FreeEmailDomains(), host)
}

func (o *oracle) lookup(name string, key ast.Node, in *scope) any {
	s, ok := o.of(key, in).(string)
	if !ok {
		return nil
	}
	table := o.vocabulary.Tables[name]
	var v any = table.Default.Text
	switch table.Kind {
	case criteria.Number:
		v = table.Default.Number
	case criteria.Bool:
		v = table.Default.Truth
	}
	folds := o.foldsOf(o.folding(key, in))
	for k, row := range table.Rows() {
		if k == s && !folds || folds && plain(k) == plain(s) {
			v = row
		}
	}
	return v
}

// words is a text with a space before and behind each of its words, without case,
// and nothing else.
func words(s string) string {
	s = strings.ReplaceAll(s, "\u00ad", "")
	return " " + strings.Join(wordForm.FindAllString(caseless(s), -1), " ") + " "
}

var (
	wordForm    = regexp.MustCompile(`[\p{L}\p{M}\p{Nd}\x{200c}\x{200d}]+`)
	hostForm    = regexp.MustCompile(`^[\pL\pM\pN]([\pL\pM\pN-]*[\pL\pM\pN])?(\.[\pL\pM\pN]([\pL\pM\pN-]*[\pL\pM\pN])?)*\.?$`)
	namedForm   = regexp.MustCompile(`^[^<>@]*<([^<>]*)>$`)
	addressForm = regexp.MustCompile(`^[^@\s,;<>]+@([^@]*)$`)
	urlForm     = regexp.MustCompile(`^(?:.*?://)?([^/?#]*)`)
)

func named(host string) (string, bool) {
	return strings.ToLower(strings.TrimSuffix(host, ".")), hostForm.MatchString(host)
}

func addressHost(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if m := namedForm.FindStringSubmatch(s); m != nil {
		s = strings.TrimSpace(m[1])
	}
	m := addressForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	return named(m[1])
}

func hostOf(s string) (string, bool) {
	s = strings.TrimSpace(s)
	before, _, _ := strings.Cut(s, "@")
	switch {
	case strings.Contains(s, "://") || strings.Contains(before, "/"):
		authority := urlForm.FindStringSubmatch(s)[1]
		host := authority[strings.LastIndex(authority, "@")+1:]
		host, _, _ = strings.Cut(host, ":")
		return named(host)
	case strings.Contains(s, "@"):
		return addressHost(s)
	}
	return named(s)
}

// caseless replaces every letter by the least of those that differ from it in
// case only, by Unicode's simple folding, or by a small one of ASCII; the dotted
// capital I is an i.
func caseless(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 'İ' {
			return 'i'
		}
		least := r
		for x := unicode.SimpleFold(r); x != r; x = unicode.SimpleFold(x) {
			least = min(least, x)
		}
		if least < utf8.RuneSelf {
			return unicode.ToLower(least)
		}
		return least
	}, s)
}

// plain is a text without case and without blanks at its ends.
func plain(s string) string { return caseless(strings.TrimSpace(s)) }

// side is a side of a folded comparison by an operator: plain, but that a constant
// keeps its blanks where a part of a text is looked for.
func (o *oracle) side(operator string, n ast.Node, s string, in *scope) string {
	if slices.Contains([]string{"contains", "startsWith", "endsWith"}, operator) && o.constant(n, in) {
		return caseless(s)
	}
	return plain(s)
}

// constant tells whether a tree is a text in quotes or a list of them, by whatever
// name.
func (o *oracle) constant(n ast.Node, in *scope) bool {
	switch t := n.(type) {
	case *ast.StringNode, *ast.ArrayNode:
		return true
	case *ast.MemberNode:
		return strings.HasPrefix(dotted(t), "lists.")
	case *ast.IdentifierNode:
		if of, ok := in.lets[t.Value]; ok {
			return o.constant(of.tree, of.in)
		}
		if tree, ok := o.definition(t.Value); ok {
			return o.constant(tree, &scope{in.elements, in.sources, nil})
		}
	}
	return false
}

// says are what facts say of folding: nothing, one thing, or both.
type says struct{ folded, exact bool }

// folds tells whether a comparison is folded.
func (o *oracle) folds(t *ast.BinaryNode, in *scope) bool {
	a, b := o.folding(t.Left, in), o.folding(t.Right, in)
	return o.foldsOf(says{a.folded || b.folded, a.exact || b.exact})
}

func (o *oracle) foldsOf(s says) bool { return s.folded || !s.exact && o.vocabulary.Folded }

// folding gathers what the facts say that a text is made of.
func (o *oracle) folding(n ast.Node, in *scope) (s says) {
	all := func(trees ...ast.Node) says {
		for _, x := range trees {
			of := o.folding(x, in)
			s.folded, s.exact = s.folded || of.folded, s.exact || of.exact
		}
		return s
	}
	switch t := n.(type) {
	case *ast.IdentifierNode:
		if of, ok := in.lets[t.Value]; ok {
			return o.folding(of.tree, of.in)
		}
		if tree, ok := o.definition(t.Value); ok {
			return o.folding(tree, &scope{in.elements, in.sources, nil})
		}
		return o.said(t.Value)
	case *ast.PointerNode:
		from := in.sources[len(in.sources)-1]
		return o.folding(from.tree, from.in)
	case *ast.MemberNode:
		if _, ok := t.Node.(*ast.PointerNode); ok {
			return says{folded: o.vocabulary.Folded}
		}
		return o.said(dotted(t))
	case *ast.BinaryNode:
		if t.Operator == "??" {
			return all(t.Left, t.Right)
		}
	case *ast.ConditionalNode:
		return all(t.Exp1, t.Exp2)
	case *ast.VariableDeclaratorNode:
		return o.folding(t.Expr, in.let(t.Name, source{t.Value, in}))
	case *ast.ArrayNode:
		return all(t.Nodes...)
	case *ast.BuiltinNode:
		switch t.Name {
		case "trim", "filter":
			return all(t.Arguments[0])
		case "map":
			return o.folding(t.Arguments[1].(*ast.PredicateNode).Node, in.with(nil, source{t.Arguments[0], in}))
		}
	}
	return s
}

func (o *oracle) said(path string) says {
	for _, f := range o.vocabulary.Facts {
		if f.Path == path && (f.Kind == criteria.String || f.Kind == criteria.Strings) {
			return says{f.Fold == criteria.Folded || f.Fold == criteria.Unsaid && o.vocabulary.Folded, f.Fold == criteria.Exact}
		}
	}
	return says{}
}
