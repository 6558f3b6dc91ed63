package main

import (
	"github.com/leadqual/leadqual/qualify/edit"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// tokenTypes are the types of semantic tokens, which the protocol numbers in this order,
// and the kinds that have them.
var tokenTypes = []struct {
	name  protocol.SemanticTokenTypes
	kinds []string
}{
	{protocol.SemanticTokenTypesProperty, []string{edit.KindFact, edit.KindField}},
	{protocol.SemanticTokenTypesVariable, []string{edit.KindResult, edit.KindDefinition, edit.KindList, edit.KindTable}},
	{protocol.SemanticTokenTypesFunction, []string{edit.KindFunction}},
	{protocol.SemanticTokenTypesOperator, []string{edit.KindOperator}},
	{protocol.SemanticTokenTypesKeyword, []string{edit.KindConstant}},
	{protocol.SemanticTokenTypesNumber, []string{edit.KindNumber}},
	{protocol.SemanticTokenTypesString, []string{edit.KindText}},
}

// legend is what is said of the types, and the number of each kind.
func legend() (names []string, of map[string]uint32) {
	of = map[string]uint32{}
	for i, t := range tokenTypes {
		names = append(names, string(t.name))
		for _, kind := range t.kinds {
			of[kind] = uint32(i)
		}
	}
	return names, of
}

func (s *server) semanticTokens(c *call) (any, error) {
	var params struct {
		documentID
		Range *protocol.Range `json:"range"` // nil for all
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	data := []uint32{}
	_, number := legend()
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		from, to := 0, len(v.text.src)
		if params.Range != nil {
			from, to = v.text.offset(params.Range.Start), v.text.offset(params.Range.End)
		}
		var last protocol.Position
		for _, token := range v.Tokens(v.name, from, to) {
			n, ok := number[token.Kind]
			if !ok {
				continue
			}
			r := v.text.stretch(token.From, token.To)
			character := r.Start.Character
			if r.Start.Line == last.Line {
				character -= last.Character
			}
			data = append(data, r.Start.Line-last.Line, character, r.End.Character-r.Start.Character, n, 0)
			last = r.Start
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return protocol.SemanticTokens{Data: data}, nil
}
