package edit

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A reading is what the text of an expression names, found by its tokens, so that it
// need not parse.
type reading struct {
	tokens []criteria.Token
	chains []chain
	values []value
	calls  []string // names of functions and operators
}

// A chain is a name with dots: company.employees, .type.
type chain struct {
	text     string
	from, to int
	first    int // its first token
	last     int // its last token
}

// A value is a constant text, and what it is compared with: the name of a fact, a
// field with its dot, or a table as lookup does it.
type value struct {
	subject, text string
	token         int
}

// reading is that of a text, from what was read before where it is known.
func (p *Project) reading(text string) *reading {
	r := p.readings[text]
	if r == nil {
		if len(p.readings) > 100_000 {
			clear(p.readings)
		}
		r = read(text)
		p.readings[text] = r
	}
	return r
}

// longestRead is the greatest length of a text that is looked into.
const longestRead = 64 << 10

func read(text string) *reading {
	r := &reading{}
	if len(text) > longestRead {
		return r
	}
	r.tokens = criteria.Tokens(text)
	r.findChains(text)
	for i, t := range r.tokens {
		switch {
		case t.Kind == criteria.TextToken || t.Kind == criteria.OpenToken:
			if subject := r.subject(i); subject != "" {
				r.values = append(r.values, value{subject, t.Value, i})
			}
		case t.Kind == criteria.SignToken:
			r.calls = append(r.calls, t.Value)
		}
	}
	return r
}

func (r *reading) sign(i int, words ...string) bool {
	return i >= 0 && i < len(r.tokens) && (r.tokens[i].Kind == criteria.SignToken || r.tokens[i].Kind == criteria.BracketToken) && slices.Contains(words, r.tokens[i].Value)
}

func (r *reading) isWord(i int) bool {
	return i >= 0 && i < len(r.tokens) && r.tokens[i].Kind == criteria.WordToken
}

func (r *reading) findChains(text string) {
	for i := 0; i < len(r.tokens); {
		first, next := i, i
		switch {
		case r.isWord(i):
			next++
		case r.sign(i, "."):
		default:
			i++
			continue
		}
		for r.sign(next, ".") {
			next++
			if !r.touches(next) { // behind a dot that nothing follows yet
				break
			}
			next++
		}
		c := chain{from: r.tokens[first].From, to: r.tokens[next-1].To, first: first, last: next - 1}
		c.text = text[c.from:c.to]
		if r.sign(next, "(") && !strings.Contains(c.text, ".") {
			r.calls = append(r.calls, c.text)
		}
		r.chains = append(r.chains, c)
		i = next
	}
}

// touches tells whether a name follows the dot before it at once. Words such as in
// are names there.
func (r *reading) touches(i int) bool {
	if i >= len(r.tokens) || r.tokens[i].From != r.tokens[i-1].To {
		return false
	}
	t := r.tokens[i]
	return t.Kind == criteria.WordToken || t.Kind == criteria.SignToken && t.Value[0] >= 'a' && t.Value[0] <= 'z'
}

// chainAt is the chain of which a token is part, nil where there is none.
func (r *reading) chainAt(token int) *chain {
	for i := range r.chains {
		if c := &r.chains[i]; c.first <= token && token <= c.last {
			return c
		}
	}
	return nil
}

// comparisons are the operators that a text stands beside.
var comparisons = []string{"==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches", "??"}

// inTable begins the subject of the keys of a table, and ofTable that of its values.
const (
	tableNames = "tables"
	inTable    = "key of table "
	ofTable    = "value of table "
)

// subject is what a text that stands at a token is compared with, "" where that is
// not clear.
func (r *reading) subject(at int) string {
	i := at - 1
	switch {
	case r.sign(i, comparisons...):
		return r.operandBefore(i)
	case r.sign(i, ",", "[", "("):
		return r.inBrackets(i)
	case r.sign(at+1, "==", "!=", "in"): // it stands on the left
		if c := r.chainAt(at + 2); c != nil {
			return c.text
		}
	}
	return ""
}

// inBrackets is the subject of what stands behind a comma or an opening bracket.
func (r *reading) inBrackets(i int) string {
	commas := 0
	for depth := 0; i >= 0; i-- {
		switch {
		case r.sign(i, ")", "]", "}"):
			depth++
		case r.sign(i, "(", "[", "{") && depth > 0:
			depth--
		case r.sign(i, ",") && depth == 0:
			commas++
		case r.sign(i, "[") && r.sign(i-1, "in"):
			return r.operandBefore(i - 1)
		case r.sign(i, "["): // a list as an argument
			return r.subject(i)
		case r.sign(i, "(") && r.isWord(i-1):
			return r.argument(i, commas)
		case r.sign(i, "("):
			return r.subject(i)
		}
	}
	return ""
}

// argument is the subject of an argument of the call whose bracket opens at a token.
func (r *reading) argument(open, number int) string {
	first := r.chainAt(open + 1)
	switch name := r.tokens[open-1].Value; {
	case name == "lookup" && number == 0:
		return tableNames
	case name == "lookup" && open+1 < len(r.tokens) && r.tokens[open+1].Kind == criteria.TextToken:
		return inTable + r.tokens[open+1].Value
	case number > 0 && first != nil && (name == "has_word" || name == "domain_in"):
		return first.text
	}
	return ""
}

// operandBefore is the name that ends before the operator at a token.
func (r *reading) operandBefore(i int) string {
	if r.sign(i-1, "not") {
		i--
	}
	if c := r.chainAt(i - 1); c != nil {
		return c.text
	}
	if r.sign(i-1, "#") {
		return "#"
	}
	if !r.sign(i-1, ")") {
		return ""
	}
	depth := 0
	for i--; i >= 0; i-- {
		switch {
		case r.sign(i, ")"):
			depth++
		case r.sign(i, "("):
			if depth--; depth > 0 {
				continue
			}
			if !r.isWord(i-1) || i+1 >= len(r.tokens) {
				if c := r.chainAt(i + 1); c != nil {
					return c.text
				}
				return ""
			}
			if r.tokens[i-1].Value == "lookup" && r.tokens[i+1].Kind == criteria.TextToken {
				return ofTable + r.tokens[i+1].Value
			}
			if c := r.chainAt(i + 1); c != nil { // lower(x), trim(x)
				return c.text
			}
			return ""
		}
	}
	return ""
}

// Names and values that are used, with how often.
type uses struct {
	names  map[string]int
	values map[string]map[string]int // by subject
}

// uses counts what the expressions of files name, save one.
func (p *Project) uses(files []*file, but *node) *uses {
	u := &uses{names: map[string]int{}, values: map[string]map[string]int{}}
	for _, f := range files {
		for i := range f.expressions {
			if f.expressions[i].at == but {
				continue
			}
			u.add(p.reading(f.expressions[i].text), -1)
		}
	}
	return u
}

// add counts what one expression names, but at a token.
func (u *uses) add(r *reading, but int) {
	for _, c := range r.chains {
		if but < c.first || but > c.last {
			u.names[c.text]++
		}
	}
	for _, call := range r.calls {
		u.names[call]++
	}
	for _, v := range r.values {
		if v.token == but {
			continue
		}
		if u.values[v.subject] == nil {
			u.values[v.subject] = map[string]int{}
		}
		u.values[v.subject][v.text]++
	}
}
