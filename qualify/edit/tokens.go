package edit

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A Token is a part of an expression that has a colour of its own.
type Token struct {
	From int    `json:"from"` // in bytes of the file
	To   int    `json:"to"`
	Kind string `json:"kind"` // one of the Kind constants
}

// The kinds of tokens, besides those of completions.
const (
	KindNumber = "number"
	KindText   = "text" // with its quotes
	KindName   = "name" // one that nothing declares
)

// Tokens returns what the expressions consist of that lie, in part at least, in a
// stretch of a file, in their order: names with their dots, numbers, texts and
// operators, but no brackets, commas and comments. An expression that does not parse
// has those that can be told apart. No token goes over the end of a line. There are
// none of the JSON around the expressions.
func (p *Project) Tokens(name string, from, to int) (out []Token) {
	f := p.files[name]
	if f == nil {
		return nil
	}
	for _, in := range []*file{f, f.person, f.account} {
		if in == nil {
			continue
		}
		first := sort.Search(len(in.expressions), func(i int) bool { return in.expressions[i].at.to > from })
		var v *vocabulary
		for _, x := range in.expressions[first:] {
			if x.at.from >= to {
				break
			}
			if v == nil {
				v = p.vocabulary(in)
			}
			out = v.tokens(out, in, &x, p.reading(x.text))
		}
	}
	slices.SortStableFunc(out, func(a, b Token) int { return a.From - b.From })
	return out
}

// tokens adds those of an expression.
func (v *vocabulary) tokens(out []Token, f *file, x *expression, r *reading) []Token {
	lets, chains := r.lets(len(r.tokens)), r.chains
	raw := f.src[x.at.start():x.at.end()]
	in, at := 0, 0 // the last place in raw, and in the expression
	place := func(to int) int {
		in, at = in+strictjson.LooselyAt(raw[in:], to-at), to
		return x.at.start() + in
	}
	for i := 0; i < len(r.tokens); i++ {
		t := r.tokens[i]
		kind := ""
		switch {
		case len(chains) > 0 && chains[0].first == i:
			kind = v.kindOf(chains[0].text, lets)
			t.To, i, chains = chains[0].to, chains[0].last, chains[1:]
		case t.Kind == criteria.NumberToken:
			kind = KindNumber
		case t.Kind == criteria.TextToken, t.Kind == criteria.OpenToken:
			kind = KindText
		case t.Value == "#":
			kind = KindField
		case t.Kind == criteria.SignToken && t.Value != ",":
			kind = cmp.Or(languageWords()[t.Value], KindOperator)
		default:
			continue
		}
		out = append(out, Token{place(t.From), place(t.To), kind})
	}
	return out
}

// kindOf is what a name in an expression stands for.
func (v *vocabulary) kindOf(name string, lets []string) string {
	if kind := languageWords()[name]; kind != "" {
		return kind
	}
	fact, isFact := v.fact(name)
	switch _, defined := v.rules.Define[name]; {
	case name[0] == '.':
		return KindField
	case strings.HasPrefix(name, "lists."):
		return KindList
	case defined || slices.Contains(lets, name):
		return KindDefinition
	case isFact && fact.result:
		return KindResult
	case isFact:
		return KindFact
	}
	return KindName
}

// languageWords are the names that the language has, with their kinds.
var languageWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{"people": KindConstant}
	for _, c := range criteria.Constants() {
		words[c.Word] = KindConstant
	}
	for _, f := range criteria.Functions() {
		words[f.Name] = KindFunction
	}
	return words
})
