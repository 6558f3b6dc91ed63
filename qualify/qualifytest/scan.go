package qualifytest

import (
	"slices"
	"strings"
)

// token is a piece of an expression. Coverage and mutation look at texts by
// their tokens only: whatever they make of them is compiled, and what does not
// compile is left out.
type token struct {
	kind     tokenKind
	text     string
	from, to int // bytes
}

type tokenKind uint8

const (
	operator tokenKind = iota // and, >=, +, ...
	name                      // a variable, a function, a .field or #
	number
	quoted
	open  // ( [ {
	shut  // ) ] }
	comma // , and ;
)

// wordOperators are the operators that are written in letters.
var wordOperators = []string{"and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches", "let"}

// longOperators are those of more than one sign, the longest first.
var longOperators = []string{"==", "!=", "<=", ">=", "&&", "||", "??", "..", "?.", "**"}

// scan takes an expression apart. Text that compiles comes out whole; of other
// text something comes out.
func scan(text string) []token {
	var tokens []token
	for i := 0; i < len(text); {
		kind, n := tokenAt(text[i:], tokens)
		if n < 0 { // white space or a comment
			i -= n
			continue
		}
		tokens = append(tokens, token{kind, text[i : i+n], i, i + n})
		i += n
	}
	return tokens
}

// tokenAt is the kind and the size of the token at the start of s. What is no
// token has a negative size.
func tokenAt(s string, before []token) (tokenKind, int) {
	switch c := s[0]; {
	case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		return 0, -1
	case strings.HasPrefix(s, "//"):
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			return 0, -i - 1
		}
		return 0, -len(s)
	case strings.HasPrefix(s, "/*"):
		if i := strings.Index(s, "*/"); i >= 0 {
			return 0, -i - 2
		}
		return 0, -len(s)
	case c == '"' || c == '\'' || c == '`':
		return quoted, quotedSize(s)
	case isDigit(c):
		return number, numberSize(s)
	case isLetter(c):
		n := nameSize(s)
		if slices.Contains(wordOperators, s[:n]) && !afterDot(before) {
			return operator, n
		}
		return name, n
	case c == '#':
		return name, 1
	case strings.IndexByte("([{", c) >= 0:
		return open, 1
	case strings.IndexByte(")]}", c) >= 0:
		return shut, 1
	case c == ',' || c == ';':
		return comma, 1
	}
	for _, long := range longOperators {
		if strings.HasPrefix(s, long) {
			return operator, len(long)
		}
	}
	if s[0] == '.' && len(s) > 1 && isLetter(s[1]) { // .type, or the rest of a.b
		return name, 1 + nameSize(s[1:])
	}
	return operator, 1
}

func afterDot(before []token) bool {
	return len(before) > 0 && before[len(before)-1].text == "."
}

func quotedSize(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] == '\\' && s[0] != '`' {
			i++
		} else if s[i] == s[0] {
			return i + 1
		}
	}
	return len(s)
}

func numberSize(s string) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case isDigit(c) || c == '_':
		case c == '.' && i+1 < len(s) && isDigit(s[i+1]):
		case (c == '+' || c == '-') && (s[i-1] == 'e' || s[i-1] == 'E') && !strings.HasPrefix(s, "0x"):
		case isLetter(c): // 1e3, 0xff
		default:
			return i
		}
		i++
	}
	return i
}

// nameSize is the size of a name with its dots: company.employees is one.
func nameSize(s string) int {
	i := 0
	for i < len(s) {
		if !isLetter(s[i]) && !isDigit(s[i]) && (s[i] != '.' || i+1 == len(s) || !isLetter(s[i+1])) {
			break
		}
		i++
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '$' || c >= 0x80
}

// comparison is a comparison within an expression.
type comparison struct {
	op          int // index of the operator's token
	from, to    int // bytes of the whole of it
	left, right string
	low, high   string   // of a range
	lists       []string // of whose elements it is about one, the innermost first
}

// orderings are the operators that a threshold stands beside.
var orderings = []string{"<", "<=", ">", ">="}

// endsOperand tells whether an operator cannot be part of an operand of a
// comparison.
func endsOperand(t token) bool {
	switch t.kind {
	case comma:
		return true
	case operator:
		switch t.text {
		case "and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches", "let",
			"&&", "||", "!", "?", ":", "??", "=", "==", "!=", "<", "<=", ">", ">=", "|":
			return true
		}
	}
	return false
}

// comparisons finds the orderings and ranges of an expression. An element at
// the outermost level is one of the list given.
func comparisons(text string, tokens []token, list string) []comparison {
	var found []comparison
	for i, t := range tokens {
		ordering := t.kind == operator && slices.Contains(orderings, t.text)
		if !ordering && (t.kind != operator || t.text != "in") {
			continue
		}
		last := i - 1
		if last >= 0 && t.text == "in" && tokens[last].text == "not" {
			last--
		}
		first, end := leftOf(tokens, last), rightOf(tokens, i+1)
		if first > last || end <= i+1 {
			continue
		}
		c := comparison{op: i, from: tokens[first].from, to: tokens[end-1].to}
		c.left = text[c.from:tokens[last].to]
		c.right = text[tokens[i+1].from:c.to]
		if !ordering {
			dots := topLevel(tokens, i+1, end, "..")
			if dots < 0 {
				continue
			}
			c.low = text[tokens[i+1].from:tokens[dots-1].to]
			c.high = text[tokens[dots+1].from:c.to]
		}
		for at := first; at < end && c.lists == nil; at++ {
			if !isElement(tokens[at]) {
				continue
			}
			if _, bracket := listAround(text, tokens, at); bracket >= first {
				continue // about an element of a list within
			}
			c.lists = listsAround(text, tokens, at, list)
		}
		found = append(found, c)
	}
	return found
}

func isElement(t token) bool {
	return t.kind == name && (t.text[0] == '.' || t.text[0] == '#')
}

// leftOf is the first token of the operand that ends with token last.
func leftOf(tokens []token, last int) int {
	depth, i := 0, last
	for ; i >= 0; i-- {
		switch t := tokens[i]; {
		case t.kind == shut:
			depth++
		case t.kind == open && depth == 0:
			return i + 1
		case t.kind == open:
			depth--
		case depth == 0 && endsOperand(t):
			return i + 1
		}
	}
	return 0
}

// rightOf is the index behind the operand that begins with token first.
func rightOf(tokens []token, first int) int {
	depth := 0
	for i := first; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case t.kind == open:
			depth++
		case t.kind == shut && depth == 0:
			return i
		case t.kind == shut:
			depth--
		case depth == 0 && endsOperand(t):
			return i
		}
	}
	return len(tokens)
}

// topLevel is the index of an operator between first and end that stands in no
// brackets and has something on both sides, or -1.
func topLevel(tokens []token, first, end int, text string) int {
	depth := 0
	for i := first; i < end; i++ {
		switch t := tokens[i]; {
		case t.kind == open:
			depth++
		case t.kind == shut:
			depth--
		case depth == 0 && t.kind == operator && t.text == text && i > first && i+1 < end:
			return i
		}
	}
	return -1
}

// overLists are the functions whose second argument is about an element of the
// first.
var overLists = []string{"any", "all", "none", "one", "count", "sum", "filter", "map"}

// listsAround are the list whose elements the token is about, and where that belongs
// to an element itself, such as .activities, the lists around it. An element at the
// outermost level is one of the list given.
func listsAround(text string, tokens []token, at int, outermost string) (lists []string) {
	for {
		list, bracket := listAround(text, tokens, at)
		if bracket < 0 {
			return append(lists, outermost)
		}
		lists = append(lists, list)
		if at = bracket + 1; !isElement(tokens[at]) {
			return lists
		}
	}
}

// listAround is the list whose elements the token is about, and the index of
// the bracket behind which it stands; -1 where the text has none.
func listAround(text string, tokens []token, at int) (list string, bracket int) {
	depth, behind := 0, -1 // the nearest comma to the left, at depth 0
	for i := at - 1; i > 0; i-- {
		switch t := tokens[i]; {
		case t.kind == shut:
			depth++
		case t.kind == open && depth > 0:
			depth--
		case t.kind == comma && depth == 0:
			behind = i
		case t.kind == open:
			if behind > i+1 && slices.Contains(overLists, tokens[i-1].text) {
				return text[tokens[i+1].from:tokens[behind-1].to], i
			}
			behind = -1
		}
	}
	return "", -1
}
