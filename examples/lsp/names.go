package main

import (
	"cmp"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"github.com/creachadair/jrpc2"
	"github.com/leadqual/leadqual/qualify/edit"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// locations are stretches of files as the protocol has them.
func (s *server) locations(v *view, of []edit.TextRange) []protocol.Location {
	out := []protocol.Location{}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range of {
		if t, uri, _ := s.fileOf(v, r.File); t != nil {
			out = append(out, protocol.Location{Uri: uri, Range: t.stretch(r.From, r.To)})
		}
	}
	return out
}

// fileOf is the text of a file in a view's folder, nil where there is none, and where
// it is; the version is nil where it is not open. The caller holds s.mu.
func (s *server) fileOf(v *view, name string) (*text, location, *int32) {
	t, d := s.textOf(v.folder, name)
	switch {
	case d != nil && name == v.name:
		return v.text, d.uri, new(d.version)
	case d != nil:
		return t, d.uri, new(d.version)
	}
	return t, uriOf(filepath.Join(v.folder.dir, filepath.FromSlash(name))), nil
}

func (s *server) definition(c *call) (any, error) {
	var params at
	if err := c.read(&params); err != nil {
		return nil, err
	}
	out := []protocol.Location{}
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		out = s.locations(v, v.Definition(v.name, v.text.offset(params.Position)))
		return nil
	})
	return out, err
}

func (s *server) references(c *call) (any, error) {
	var params struct {
		at
		Context struct {
			IncludeDeclaration bool `json:"includeDeclaration"`
		} `json:"context"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	out := []protocol.Location{}
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		offset := v.text.offset(params.Position)
		of := v.Uses(v.name, offset)
		if params.Context.IncludeDeclaration {
			of = append(v.Definition(v.name, offset), of...)
		}
		out = s.locations(v, of)
		return nil
	})
	return out, err
}

// prepareRename says what would be renamed, or why nothing can be.
func (s *server) prepareRename(c *call) (any, error) {
	var params at
	if err := c.read(&params); err != nil {
		return nil, err
	}
	type named struct {
		Range       protocol.Range `json:"range"`
		Placeholder string         `json:"placeholder"`
	}
	var out *named
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		offset := v.text.offset(params.Position)
		all := append(v.Definition(v.name, offset), v.Uses(v.name, offset)...)
		i := slices.IndexFunc(all, func(r edit.TextRange) bool { return r.File == v.name && r.From <= offset && offset <= r.To })
		name := ""
		if i >= 0 {
			quoted := `"` + v.text.src[all[i].From:all[i].To] + `"`
			if json.Unmarshal([]byte(quoted), &name) != nil {
				name = ""
			}
		}
		if _, err := v.Rename(v.name, offset, name); err != nil { // its own name, which changes nothing
			return jrpc2.Errorf(requestFailed, "%s", err.Error())
		}
		if i < 0 {
			return nil
		}
		out = &named{v.text.stretch(all[i].From, all[i].To), name}
		return nil
	})
	if err != nil || out == nil {
		return nil, err
	}
	return out, nil
}

func (s *server) rename(c *call) (any, error) {
	var params struct {
		at
		NewName string `json:"newName"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	var out *protocol.WorkspaceEdit
	err := s.far(c, params.TextDocument.URI, func(v *view) error {
		edits, err := v.Rename(v.name, v.text.offset(params.Position), params.NewName)
		if err != nil {
			return jrpc2.Errorf(requestFailed, "%s", err.Error())
		}
		if err := c.outdated(s); err != nil {
			return err
		}
		out = s.workspaceEdit(v, edits)
		return nil
	})
	if err != nil || out == nil {
		return nil, err
	}
	return out, nil
}

// workspaceEdit is edits as the protocol has them, with the versions of the texts that
// they are of where the client asks for these.
func (s *server) workspaceEdit(v *view, edits []edit.TextEdit) *protocol.WorkspaceEdit {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &protocol.WorkspaceEdit{}
	slices.SortStableFunc(edits, func(a, b edit.TextEdit) int { return cmp.Compare(a.File, b.File) })
	for from := 0; from < len(edits); {
		to := from
		for to < len(edits) && edits[to].File == edits[from].File {
			to++
		}
		t, uri, version := s.fileOf(v, edits[from].File)
		if t != nil {
			s.addEdits(out, t, uri, version, edits[from:to])
		}
		from = to
	}
	return out
}

func (s *server) addEdits(out *protocol.WorkspaceEdit, t *text, uri location, version *int32, edits []edit.TextEdit) {
	if !s.client.documentChanges {
		if out.Changes == nil {
			out.Changes = map[location][]protocol.TextEdit{}
		}
		for _, e := range edits {
			out.Changes[uri] = append(out.Changes[uri], protocol.TextEdit{Range: t.stretch(e.From, e.To), NewText: e.Text})
		}
		return
	}
	of := protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{Uri: uri, Version: version}}
	for _, e := range edits {
		of.Edits = append(of.Edits, protocol.Or3[protocol.TextEdit, protocol.AnnotatedTextEdit, protocol.SnippetTextEdit]{
			Value: protocol.TextEdit{Range: t.stretch(e.From, e.To), NewText: e.Text},
		})
	}
	out.DocumentChanges = append(out.DocumentChanges, protocol.Or4[protocol.TextDocumentEdit, protocol.CreateFile, protocol.RenameFile, protocol.DeleteFile]{Value: of})
}

var symbolKinds = map[string]protocol.SymbolKind{
	edit.KindFact: protocol.SymbolKindField, edit.KindDefinition: protocol.SymbolKindFunction,
	edit.KindList: protocol.SymbolKindEnum, edit.KindTable: protocol.SymbolKindStruct, edit.KindPart: protocol.SymbolKindKey,
}

// documentSymbol lists what a rule set declares, to jump there.
func (s *server) documentSymbol(c *call) (any, error) {
	var params documentID
	if err := c.read(&params); err != nil {
		return nil, err
	}
	out := []protocol.DocumentSymbol{}
	err := s.near(c, params.TextDocument.URI, func(v *view) error {
		for _, of := range v.Symbols(v.name) {
			if strings.TrimSpace(of.Name) != "" { // which the protocol wants
				r := v.text.stretch(of.Range.From, of.Range.To)
				out = append(out, protocol.DocumentSymbol{Name: of.Name, Detail: cmp.Or(of.List, of.Kind), Kind: symbolKinds[of.Kind], Range: r, SelectionRange: r})
			}
		}
		return nil
	})
	return out, err
}
