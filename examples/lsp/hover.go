package main

import (
	"github.com/myleshyson/lsprotocol-go/protocol"
)

func (s *server) hover(c *call) (any, error) {
	var params at
	if err := c.read(&params); err != nil {
		return nil, err
	}
	var found *protocol.Hover
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		h, ok := v.Hover(v.name, v.text.offset(params.Position))
		if !ok {
			return nil
		}
		content := protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: h.Title + "\n\n" + h.Text}
		if s.client.markdownHover {
			content = protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: "**" + markdown(h.Title) + "**\n\n" + markdown(h.Text)}
		}
		found = &protocol.Hover{
			Contents: protocol.Or3[protocol.MarkupContent, protocol.MarkedString, []protocol.MarkedString]{Value: content},
			Range:    new(v.text.stretch(h.Range.From, h.Range.To)),
		}
		return nil
	})
	if err != nil || found == nil {
		return nil, err
	}
	return found, nil
}
