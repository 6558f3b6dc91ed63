package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/leadqual/leadqual/qualify"
)

// YAML is the text of a rule set, and where its parts stand.
type YAML struct {
	file   string
	lines  [][]rune
	json   []byte
	places []place        // of the tokens of json, one a line
	paths  map[string]int // of values, by their paths
	twice  qualify.Errors // keys that are not in json, as they are there already
}

// Bounds of a text. The parser's time grows with the square of the nesting.
const (
	maxYAML = 1 << 20 // bytes
	maxDeep = 100
)

// CompileYAML makes an engine of a rule set as qualify.CompileJSON does, from YAML 1.2. The error is
// a qualify.Errors in the same way, with the lines and columns of the YAML: those
// inside of expressions too, however they are quoted or folded.
//
// Anchors, aliases and merge keys mean what they stand for. Tags other than
// !!str, and more than one document, are mistakes.
func CompileYAML(file string, text []byte, options *qualify.Options) (*qualify.Engine, *YAML, error) {
	y, err := readYAML(file, text, options)
	if err != nil {
		return nil, nil, err
	}
	engine, err := qualify.CompileJSON(file, y.json, options)
	var mistakes qualify.Errors
	if err != nil && !errors.As(err, &mistakes) {
		return nil, nil, err
	}
	if mistakes = append(y.placed(mistakes), y.twice...); len(mistakes) > 0 {
		slices.SortStableFunc(mistakes, byPlace)
		return nil, nil, mistakes
	}
	return engine, y, nil
}

// Place says where the value at a path stands, for lint.Options.
func (y *YAML) Place(path string) (file string, line, column int, ok bool) {
	i, ok := y.paths[path]
	if !ok {
		return "", 0, 0, false
	}
	return y.file, y.places[i].line, y.places[i].column, true
}

// placed moves mistakes from the JSON to the YAML.
func (y *YAML) placed(mistakes qualify.Errors) qualify.Errors {
	for _, m := range mistakes {
		if m.Line < 1 || m.Line > len(y.places) {
			continue
		}
		p := &y.places[m.Line-1]
		m.Line, m.Column = p.line, p.column
		if m.Text != "" && p.text == m.Text {
			m.Line, m.Column = y.inside(p, m.From)
		}
	}
	return mistakes
}

func byPlace(a, b *qualify.Error) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

// codeYAML is the code of text that is not YAML.
const codeYAML qualify.Code = "yaml_syntax"

// readYAML turns a text into JSON.
func readYAML(file string, text []byte, options *qualify.Options) (*YAML, error) {
	mistake := func(line, column int, code qualify.Code, format string, args ...any) error {
		return qualify.Errors{{Code: code, Message: fmt.Sprintf(format, args...), File: file, Line: line, Column: column}}
	}
	if len(text) > maxYAML {
		return nil, mistake(1, 1, qualify.CodeTooLarge, "the rule set has more than %d bytes", maxYAML)
	}
	// The lexer counts a CRLF behind a comment as two lines.
	source := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(text), "\uFEFF"))
	tokens := lexer.Tokenize(source)
	if t := tooDeep(tokens); t != nil {
		return nil, mistake(t.Position.Line, t.Position.Column, qualify.CodeTooDeep, "nested deeper than %d", maxDeep)
	}
	parsed, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // which Parse reports with all else
	var syntax interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &syntax) {
		at := token.Position{Line: 1, Column: 1}
		if t := syntax.GetToken(); t != nil && t.Position != nil {
			at = *t.Position
		}
		return nil, mistake(at.Line, max(at.Column, 1), codeYAML, "%s", syntax.GetMessage())
	}
	if err != nil {
		return nil, mistake(1, 1, codeYAML, "%v", err)
	}
	documents := slices.DeleteFunc(parsed.Docs, func(d *ast.DocumentNode) bool {
		return d.Body == nil || d.Body.Type() == ast.DirectiveType
	})
	switch len(documents) {
	case 0:
		return nil, mistake(1, 1, codeYAML, "there is no rule set in it")
	case 1:
	default:
		at := placeOf(documents[1].Body)
		return nil, mistake(at.line, at.column, codeYAML, "a second document; want one")
	}
	y := &YAML{file: file, paths: map[string]int{}}
	for line := range strings.SplitSeq(source, "\n") {
		y.lines = append(y.lines, []rune(line))
	}
	limit := qualify.DefaultOptions().MaxBytes
	if options != nil && options.MaxBytes > 0 {
		limit = options.MaxBytes
	}
	w := jsonWriter{yaml: y, limit: limit, anchors: map[string]ast.Node{}}
	w.value(documents[0].Body, "")
	if len(w.mistakes) > 0 {
		slices.SortStableFunc(w.mistakes, byPlace)
		return nil, w.mistakes
	}
	return y, nil
}

// tooDeep returns the token at which a text nests too deep to be parsed, nil if
// none does. Blocks that are indented more and more need too long a text to
// count.
func tooDeep(tokens token.Tokens) *token.Token {
	flow, line, onLine := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			if t.Position.Line != line {
				line, onLine = t.Position.Line, 0
			}
			onLine++
		}
		if flow > maxDeep || onLine > maxDeep {
			return t
		}
	}
	return nil
}
