package criteria

import (
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// A Token is a word, sign or constant of a text, by byte offsets in it.
type Token struct {
	Kind     TokenKind
	Value    string // of a text in quotes what it stands for, else as it is written
	From, To int
}

// TokenKind is what a token is.
type TokenKind uint8

// The kinds of tokens.
const (
	WordToken    TokenKind = iota + 1 // a name
	NumberToken                       // a number
	TextToken                         // a text in quotes
	OpenToken                         // a text that nothing closes, to the end
	SignToken                         // an operator, in signs or words, or a comma
	BracketToken                      // ( [ { } ] )
)

// mostSlips is how often a text is read on behind something that is no token.
const mostSlips = 100

// Tokens splits a text as expr does, also one that does not parse: what is no
// token is passed over.
func Tokens(text string) []Token {
	var tokens []Token
	at := 0
	for range mostSlips {
		found, end := tokensOf(text[at:])
		for _, t := range found {
			t.From, t.To = t.From+at, t.To+at
			tokens = append(tokens, t)
		}
		if at += end; at >= len(text) {
			break
		}
		if strings.IndexByte("\"'`", text[at]) >= 0 {
			if end := skipText(text, at); end < len(text) { // with an escape that is none
				tokens = append(tokens, Token{TextToken, text[at+1 : end], at, end + 1})
				at = end + 1
				continue
			}
			return append(tokens, Token{OpenToken, text[at+1:], at, len(text)})
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return tokens
}

// tokensOf are the tokens up to the first mistake, and where that begins.
func tokensOf(text string) (tokens []Token, end int) {
	l := lexer.New()
	l.Reset(file.NewSource(text))
	runes := 0 // at end
	advance := func(to int) int {
		for runes < to && end < len(text) {
			_, size := utf8.DecodeRuneInString(text[end:])
			end, runes = end+size, runes+1
		}
		return end
	}
	for {
		t, err := l.Next()
		if err != nil || t.Kind == lexer.EOF {
			break
		}
		from := advance(t.From)
		to := advance(t.To)
		kind := SignToken
		switch t.Kind {
		case lexer.Identifier:
			kind = WordToken
		case lexer.Number:
			kind = NumberToken
		case lexer.String, lexer.Bytes:
			kind = TextToken
		case lexer.Bracket:
			kind = BracketToken
		}
		tokens = append(tokens, Token{kind, t.Value, from, to})
	}
	for rest := text[end:]; rest != ""; rest = text[end:] { // blanks and comments before the mistake
		r, size := utf8.DecodeRuneInString(rest)
		if next := skipComment(text, end); next > end {
			end = next + 1
			if end > len(text) {
				end = len(text)
			}
			continue
		}
		if r != ' ' && r != '\t' && r != '\n' && r != '\r' {
			break
		}
		end += size
	}
	return tokens, end
}
