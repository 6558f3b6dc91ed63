package main

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/qualify/edit"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// at is where in a document something is asked.
type at struct {
	documentID
	Position protocol.Position `json:"position"`
}

var completionKinds = map[string]protocol.CompletionItemKind{
	edit.KindKey:        protocol.CompletionItemKindProperty,
	edit.KindValue:      protocol.CompletionItemKindValue,
	edit.KindFact:       protocol.CompletionItemKindField,
	edit.KindField:      protocol.CompletionItemKindField,
	edit.KindResult:     protocol.CompletionItemKindVariable,
	edit.KindList:       protocol.CompletionItemKindEnum,
	edit.KindTable:      protocol.CompletionItemKindStruct,
	edit.KindDefinition: protocol.CompletionItemKindReference,
	edit.KindFunction:   protocol.CompletionItemKindFunction,
	edit.KindOperator:   protocol.CompletionItemKindOperator,
	edit.KindConstant:   protocol.CompletionItemKindConstant,
	edit.KindPart:       protocol.CompletionItemKindUnit,
}

// completion is incomplete always: with each further key more is offered than the
// beginning of what is written says, such as words within names, and in another order.
func (s *server) completion(c *call) (any, error) {
	var params at
	if err := c.read(&params); err != nil {
		return nil, err
	}
	list := protocol.CompletionList{IsIncomplete: true, Items: []protocol.CompletionItem{}}
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		offset := v.text.offset(params.Position)
		for i, o := range v.Complete(v.name, offset) {
			if item, ok := s.item(v.text, offset, o); ok {
				item.SortText = fmt.Sprintf("%04d", i)
				list.Items = append(list.Items, item)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// item is a completion as the protocol has it. Its edit has to stand in the line of the
// cursor and around it.
func (s *server) item(t *text, offset int, o edit.Completion) (protocol.CompletionItem, bool) {
	from, to := o.Edit.From, o.Edit.To
	if from > offset || to < offset || strings.ContainsAny(t.src[from:to], "\r\n") {
		return protocol.CompletionItem{}, false
	}
	filter := t.src[from:offset] // what is offered goes with it, though clients may not see how
	if strings.HasPrefix(o.Edit.Text, filter) {
		filter = o.Edit.Text
	} else {
		filter += " " + o.Label
	}
	item := protocol.CompletionItem{
		Label: o.Label, Detail: o.Detail, FilterText: filter, Kind: new(completionKinds[o.Kind]),
		TextEdit: &protocol.Or2[protocol.TextEdit, protocol.InsertReplaceEdit]{
			Value: protocol.TextEdit{Range: t.stretch(from, to), NewText: o.Edit.Text},
		},
	}
	if o.Doc != "" {
		var doc any = o.Doc
		if s.client.markdown {
			doc = protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: markdown(o.Doc)}
		}
		item.Documentation = &protocol.Or2[string, protocol.MarkupContent]{Value: doc}
	}
	return item, true
}
