package criteria

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"

	"github.com/leadqual/leadqual/internal/instead"
)

var tokenInMessage = regexp.MustCompile(`unexpected token (\w+)(?:\("(.*)"\))?`)

// syntaxProblem puts expr's first error in words for an author of rules.
func syntaxProblem(err error, source, text string, shift int) *Problem {
	var at *file.Error
	if !errors.As(err, &at) {
		return &Problem{Code: CodeSyntax, Message: err.Error(), To: len(text)}
	}
	from := min(max(offsetIn(source, at.From)-shift, 0), len(text))
	to := min(max(offsetIn(source, at.To)-shift, from), len(text))
	p := &Problem{Code: CodeSyntax, Message: at.Message, From: from, To: to}
	switch m := tokenInMessage.FindStringSubmatch(at.Message); {
	case strings.HasPrefix(at.Message, "literal not terminated"):
		p.Message = "this quote is never closed"
		p.From, p.To = openQuote(text), len(text)
	case strings.Contains(at.Message, "cannot be mixed"): // it points behind the operator
		p.Message = "put brackets around ?? and its two sides, as in (answers.budget ?? 0) > 5"
		if i := strings.LastIndex(text[:from], "??"); i >= 0 {
			p.From, p.To = i, i+len("??")
		}
	case p.slip(text):
	case m != nil && m[1] == "EOF" || from == len(text):
		p.endsEarly(text)
	case m != nil:
		p.unexpected(m[2], text, shift > 0)
	case strings.HasPrefix(at.Message, "unrecognized character") && from < len(text):
		r, _ := utf8.DecodeRuneInString(text[from:])
		p.Message = fmt.Sprintf("%q has no meaning here", r)
		if strings.ContainsRune("“”„‘’«»", r) {
			p.Message += `; use straight quotes, "..." or '...'`
		}
	case strings.HasPrefix(at.Message, "expected at least"):
		p.Code, p.Message = CodeArguments, "something is missing before this bracket: a function over a list takes the list and what to do with its elements, as in any(activities, .value > 0)"
	case strings.HasPrefix(at.Message, "invalid"):
		for p.From > 0 && (text[p.From-1] == '.' || isWordRune(rune(text[p.From-1]))) {
			p.From--
		}
		p.Message = "this is no number, or one that is too large"
	}
	return p
}

// openQuote is the offset of the quote that nothing closes, or 0.
func openQuote(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'', '`':
			end := skipText(text, i)
			if end >= len(text) {
				return i
			}
			i = end
		case '/':
			i = skipComment(text, i)
		}
	}
	return 0
}

// endsEarly words the error that something is missing at the end: often a
// bracket, which is then the place to look at.
func (p *Problem) endsEarly(text string) {
	p.Message = "the expression ends too early"
	var open []int
	for i := range brackets(text) {
		if strings.IndexByte("([{", text[i]) >= 0 {
			open = append(open, i)
		} else if len(open) > 0 {
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		p.From = open[len(open)-1]
		p.To = p.From + 1
		p.Message = fmt.Sprintf("this %c is never closed", text[p.From])
	}
}

// unexpected words the error about a token, with a hint where the slip is a
// common one.
func (p *Problem) unexpected(token, text string, inList bool) {
	before := strings.TrimRightFunc(text[:p.From], unicode.IsSpace)
	p.Message = "unexpected " + token
	afterWord := strings.LastIndexFunc(before, func(r rune) bool { return !isWordRune(r) && r != '_' }) + 1
	switch word := strings.ToLower(token); {
	case token == "=":
		p.instead("; to compare, write %s", "==", text)
	case word == "and" || word == "or" || word == "not" || word == "in":
		if word != token {
			p.instead("; write %s", word, text)
		}
	case before[afterWord:] == "not":
		p.From, p.To, p.Message = afterWord, afterWord+len("not"), "for unequal, write !=; to deny a condition, write not before the whole of it"
	case word == "is":
		p.instead("; write %s", "==", text)
	case word == "like":
		p.Message += "; write contains, startsWith, endsWith or matches"
	case word == "between":
		p.Message += "; write in low..high"
	case token == "," && len(before) > 0 && inList, inList && strings.HasSuffix(before, ","):
		p.Message += "; an each text is one condition: join two with and"
	case token == "," && !insideBrackets(text, p.From):
		p.instead("; write %s", "and", text)
	case token == ".", token == "#":
		end := p.To
		for end < len(text) && (text[end] == '_' || isWordRune(rune(text[end]))) {
			end++
		}
		p.Code, p.To = CodeOutOfElement, end
		p.Message = text[p.From:end] + " is about one element of a list; it stands inside any(activities, ...) and the like"
		if to := comparisonEnd(text, end); token == "." && to > end {
			write := inAny(text[p.From:to])
			p.Message = fmt.Sprintf("%s is about one activity; write %s", text[p.From:end], write)
			p.Mend = instead.In([]any{write}, p.From, to)
		}
	}
}

// insideBrackets tells whether a bracket is open at an offset.
func insideBrackets(text string, at int) bool {
	depth := 0
	for i := range brackets(text[:at]) {
		if strings.IndexByte("([{", text[i]) >= 0 {
			depth++
		} else {
			depth--
		}
	}
	return depth > 0
}
