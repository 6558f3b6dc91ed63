package main

import (
	"slices"
	"strings"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// codeAction lists what mends the mistakes in a range, or what lint says there. Where nothing is marked there is
// nothing to try, and nothing else waits for it.
func (s *server) codeAction(c *call) (any, error) {
	var params struct {
		documentID
		Range   protocol.Range `json:"range"`
		Context struct {
			Only []string `json:"only"`
		} `json:"context"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	out := []protocol.CodeAction{}
	quickFix := string(protocol.CodeActionKindQuickFix)
	wanted := params.Context.Only == nil || slices.ContainsFunc(params.Context.Only, func(kind string) bool {
		return kind == "" || kind == quickFix || strings.HasPrefix(quickFix, kind+".")
	})
	if !wanted || !s.client.actions || !s.marked(params.TextDocument.URI, params.Range) {
		return out, nil
	}
	err := s.far(c, params.TextDocument.URI, func(v *view) error {
		from := v.text.offset(params.Range.Start)
		to := max(from, v.text.offset(params.Range.End))
		actions := v.Actions(v.name, from, to)
		if len(actions) == 0 { // lint looks only at what has no mistakes
			actions, _ = v.FindingActions(c.ctx, v.name, from, to) // an error says that there are mistakes, or that nobody waits
		}
		for _, a := range actions {
			var m mark
			at := a.Mistake.Range
			if a.Finding != nil {
				m, at = ofFinding(*a.Finding), a.Finding.Range
			} else {
				m = ofMistake(a.Mistake)
			}
			m.from, m.to = at.From, at.To
			out = append(out, protocol.CodeAction{
				Title: a.Title, Kind: new(protocol.CodeActionKindQuickFix), IsPreferred: true,
				Diagnostics: []protocol.Diagnostic{m.diagnostic(v.text)}, Edit: s.workspaceEdit(v, a.Edits),
			})
		}
		return c.outdated(s)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// marked tells whether something is said of a range of a document.
func (s *server) marked(uri location, r protocol.Range) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.documents[uri]
	if !d.own() {
		return false
	}
	from, to := d.text.offset(r.Start), d.text.offset(r.End)
	return slices.ContainsFunc(d.folder.marks[d.name], func(m mark) bool { return m.from <= to && m.to >= from })
}
