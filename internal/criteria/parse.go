package criteria

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	exprparser "github.com/expr-lang/expr/parser"
)

// An each text is parsed inside this call. The line break keeps a comment at
// the end of the text from hiding the bracket that closes the call.
const (
	eachPrefix = "any(activities, "
	eachSuffix = "\n)"
)

// parse returns expr's tree of the text; with inList, of the text as a
// predicate over the activities. expr's parser recurses, so brackets within
// brackets are counted before it sees the text.
func parse(text string, inList bool, limits Limits) (tree ast.Node, problem *Problem) {
	switch {
	case len(text) > limits.Length:
		return nil, &Problem{Code: CodeTooLarge, Message: fmt.Sprintf("the expression has %d bytes; at most %d are allowed", len(text), limits.Length)}
	case strings.TrimSpace(text) == "":
		return nil, &Problem{Code: CodeEmpty, Message: "the expression is empty"}
	case !utf8.ValidString(text):
		return nil, &Problem{Code: CodeSyntax, Message: "the expression is not valid UTF-8"}
	}
	if problem := checkNesting(text, limits.Nesting); problem != nil {
		return nil, problem
	}
	source, shift := text, 0
	if inList {
		source, shift = eachPrefix+text+eachSuffix, len(eachPrefix)
	}
	// The zero Config has no limit on nodes: those on length and on parts are
	// enough. What conf.CreateNew fills in is for expr's checker, and takes
	// longer than parsing.
	got, err := exprparser.ParseWithConfig(source, &conf.Config{})
	if err != nil {
		return nil, syntaxProblem(err, source, text, shift)
	}
	if !inList {
		return got.Node, nil
	}
	if call, ok := got.Node.(*ast.BuiltinNode); ok && call.Name == "any" && len(call.Arguments) == 2 {
		if predicate, ok := call.Arguments[1].(*ast.PredicateNode); ok {
			return predicate.Node, nil
		}
	}
	return nil, &Problem{Code: CodeBracket, Message: "this text is not one predicate over an activity", To: len(text)}
}

// checkNesting counts brackets outside of texts and comments. Together with
// the limit on a text's length it bounds the recursion of expr's parser.
func checkNesting(text string, limit int) *Problem {
	depth := 0
	for i := range brackets(text) {
		switch b := text[i]; b {
		case '(', '[', '{':
			if depth++; depth > limit {
				return &Problem{Code: CodeTooLarge, Message: fmt.Sprintf("more than %d brackets within one another", limit), From: i, To: i + 1}
			}
		default:
			if depth--; depth < 0 {
				return &Problem{Code: CodeBracket, Message: fmt.Sprintf("this %c closes no bracket", b), From: i, To: i + 1}
			}
		}
	}
	return nil
}

// offsetIn turns expr's offset in code points into one in bytes.
func offsetIn(text string, runes int) int {
	for i := range text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(text)
}

// cutLastDot splits a path at its last dot.
func cutLastDot(path string) (base, last string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return path, "", false
	}
	return path[:i], path[i+1:], true
}

// cutDot splits a path at its first dot.
func cutDot(path string) (group, rest string, ok bool) { return strings.Cut(path, ".") }
