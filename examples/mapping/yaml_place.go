package main

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// place is where a value begins in the YAML, and what it says if it is a text.
type place struct {
	line, column int // from 1, in code points
	form         textForm
	text         string
}

// textForm is how a text is written.
type textForm uint8

const (
	noText textForm = iota
	plainText
	singleQuoted
	doubleQuoted
	blockText // | and >, from the next line on
)

// placeOf is the place of a node.
func placeOf(n ast.Node) place {
	t := n.GetToken()
	p := place{}
	switch n := n.(type) {
	case *ast.StringNode:
		p.text = n.Value
		switch t.Type {
		case token.SingleQuoteType:
			p.form = singleQuoted
		case token.DoubleQuoteType:
			p.form = doubleQuoted
		default:
			p.form = plainText
		}
	case *ast.LiteralNode:
		p.text, p.form = n.Value.Value, blockText
		t = n.Start
	case *ast.MappingNode:
		t = n.Start
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return placeOf(n.Values[0]) // not the colon
		}
	case *ast.MappingValueNode:
		t = n.Key.GetToken()
	case *ast.SequenceNode:
		t = n.Start
	}
	p.line, p.column = t.Position.Line, max(t.Position.Column, 1)
	return p
}

// inside returns where the byte at an offset of a text stands, however the text
// is quoted, escaped, folded or indented. White space of the text that YAML made
// of other white space stands near it.
func (y *YAML) inside(p *place, offset int) (line, column int) {
	s := scan{lines: y.lines, form: p.form, line: p.line - 1, column: p.column - 1}
	switch p.form {
	case blockText:
		s.line, s.column = s.line+1, 0
	case singleQuoted, doubleQuoted:
		s.column++
	}
	at, ok := s.next()
	for i, r := range p.text {
		for ok && at.raw && at.r != r && isSpace(at.r) {
			at, ok = s.next()
		}
		switch {
		case !ok:
			return p.line, p.column
		case i >= offset:
			return at.line + 1, at.column + 1
		case at.r == r:
			at, ok = s.next()
		case !isSpace(r):
			return p.line, p.column
		}
	}
	if !ok {
		return p.line, p.column
	}
	return at.line + 1, at.column + 1 // the end of the text
}

// scan goes over the characters of a text as YAML writes it.
type scan struct {
	lines        [][]rune
	form         textForm
	line, column int // from 0
}

// written is one character of a text.
type written struct {
	r            rune
	raw          bool // not escaped
	line, column int  // from 0
}

// next returns the next character. It is false at the end of the file.
func (s *scan) next() (written, bool) {
	for s.line < len(s.lines) {
		at := written{raw: true, line: s.line, column: s.column}
		rest := s.lines[s.line][min(s.column, len(s.lines[s.line])):]
		if len(rest) == 0 {
			s.line, s.column = s.line+1, 0
			at.r = '\n'
			return at, true
		}
		size := 1
		at.r = rest[0]
		switch {
		case s.form == singleQuoted && at.r == '\'' && len(rest) > 1 && rest[1] == '\'':
			size = 2
		case s.form == doubleQuoted && at.r == '\\':
			if len(rest) == 1 { // and the end of the line
				s.line, s.column = s.line+1, 0
				continue
			}
			at.r, size = escaped(rest)
			at.raw = false
		}
		s.column += size
		return at, true
	}
	return written{}, false
}

// escapes are those of one character, other than themselves.
var escapes = map[rune]rune{
	'0': 0, 'a': '\a', 'b': '\b', 't': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r', 'e': 0x1B, 'N': 0x85, '_': 0xA0, 'L': 0x2028, 'P': 0x2029,
}

// escaped is what a text that begins with a backslash and something means, and
// its size.
func escaped(text []rune) (rune, int) {
	code, size := byNumber(text)
	switch {
	case utf16.IsSurrogate(code): // of a pair, as JSON writes them
		low, more := byNumber(text[size:])
		if r := utf16.DecodeRune(code, low); r != utf8.RuneError {
			return r, size + more
		}
		return utf8.RuneError, size
	case size > 0:
		return code, size
	}
	if r, ok := escapes[text[1]]; ok {
		return r, 2
	}
	return text[1], 2
}

// byNumber reads an escape with the number of a character; its size is 0 where
// there is none.
func byNumber(text []rune) (code rune, size int) {
	if len(text) < 2 || text[0] != '\\' {
		return 0, 0
	}
	switch text[1] {
	case 'x':
		size = 4
	case 'u':
		size = 6
	case 'U':
		size = 10
	}
	if size == 0 || len(text) < size {
		return 0, 0
	}
	n, err := strconv.ParseInt(string(text[2:size]), 16, 32)
	if err != nil {
		return 0, 0
	}
	return rune(n), size
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }
