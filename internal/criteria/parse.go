package criteria

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
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
	got, err := exprparser.Parse(source)
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
	for i := 0; i < len(text); i++ {
		switch b := text[i]; b {
		case '"', '\'', '`':
			i = skipText(text, i)
		case '/':
			i = skipComment(text, i)
		case '(', '[', '{':
			if depth++; depth > limit {
				return &Problem{Code: CodeTooLarge, Message: fmt.Sprintf("more than %d brackets within one another", limit), From: i, To: i + 1}
			}
		case ')', ']', '}':
			if depth--; depth < 0 {
				return &Problem{Code: CodeBracket, Message: fmt.Sprintf("this %c closes no bracket", b), From: i, To: i + 1}
			}
		}
	}
	return nil
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

var tokenInMessage = regexp.MustCompile(`unexpected token (\w+)(?:\("(.*)"\))?`)

// syntaxProblem puts expr's first error in words for an author of rules.
func syntaxProblem(err error, source, text string, shift int) *Problem {
	var at *file.Error
	if !errors.As(err, &at) {
		return &Problem{Code: CodeSyntax, Message: err.Error(), To: len(text)}
	}
	from := min(max(byteOffset(source, at.From)-shift, 0), len(text))
	to := min(max(byteOffset(source, at.To)-shift, from), len(text))
	p := &Problem{Code: CodeSyntax, Message: at.Message, From: from, To: to}
	if m := tokenInMessage.FindStringSubmatch(at.Message); m != nil {
		p.Message = unexpected(m[1], m[2], text, from)
	} else if strings.HasPrefix(at.Message, "unrecognized character") && from < len(text) {
		r, _ := utf8.DecodeRuneInString(text[from:])
		p.Message = fmt.Sprintf("%q has no meaning here", r)
		if strings.ContainsRune("“”„‘’", r) {
			p.Message += `; use straight quotes, "..." or '...'`
		}
	}
	return p
}

// unexpected words the error about a token, with a hint where the slip is a
// common one.
func unexpected(kind, value, text string, from int) string {
	if kind == "EOF" {
		return "the expression ends too early"
	}
	message := fmt.Sprintf("unexpected %s", value)
	switch {
	case value == "=":
		message += "; to compare, write =="
	case value == ">" && from > 0 && text[from-1] == '<':
		message += "; for unequal, write !="
	case strings.EqualFold(value, "and") || strings.EqualFold(value, "or") || strings.EqualFold(value, "not") || strings.EqualFold(value, "in"):
		if lower := strings.ToLower(value); lower != value {
			message += "; write " + lower
		}
	case value == "is":
		message += "; to ask whether it is known, write == nil or != nil"
	case strings.EqualFold(value, "like"):
		message += "; write contains, startsWith, endsWith or matches"
	}
	return message
}

// byteOffset turns expr's offset in code points into one in bytes.
func byteOffset(text string, runes int) int {
	for i := range text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(text)
}

// cutDot splits a path at its first dot.
func cutDot(path string) (group, rest string, ok bool) { return strings.Cut(path, ".") }
