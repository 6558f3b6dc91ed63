package edit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A Hover says what stands at a place.
type Hover struct {
	Range TextRange   `json:"range"`
	Kind  string      `json:"kind"`           // one of the Kind constants
	Title string      `json:"title"`          // what it is called, with its type
	Text  string      `json:"text"`           // what it means, in one or several lines
	Uses  []TextRange `json:"uses,omitempty"` // where it is named
}

// Hover says what stands at an offset: a key, a fact, a list, a definition, a part, a
// function or an operator; ok is false where nothing does of which there is something
// to say.
func (p *Project) Hover(name string, offset int) (h Hover, ok bool) {
	f := p.view(name, offset)
	if f == nil {
		return h, false
	}
	if s, r, is := p.symbolAt(f, offset); is {
		if h, ok = p.ofSymbol(f, s); ok {
			h.Range = r
			h.Uses = p.Uses(name, offset)
			return h, true
		}
	}
	at := find(f.root, f.src, offset)
	if at.at == nil {
		return h, false
	}
	if _, is := f.formAt(at.steps); is && !at.isKey && at.at.kind == text {
		return p.ofToken(f, at, offset)
	}
	path := at.steps
	if at.isKey {
		path = append(path, strictjson.Step{Key: at.at.text(f.src), Item: -1})
	}
	s := f.schema
	nodes := s.at(path, f.isPart())
	doc := s.doc(nodes)
	if doc == "" || len(path) == 0 {
		return h, false
	}
	h = Hover{Range: TextRange{f.name, at.at.from, at.at.to}, Kind: KindKey, Title: path[len(path)-1].Key, Text: doc}
	if types := s.types(nodes); len(types) > 0 {
		h.Title += ": " + strings.Join(types, " or ")
	}
	if words := s.words(nodes); len(words) > 0 {
		h.Text += "\nOne of " + strings.Join(words, ", ") + "."
	}
	return h, true
}

// ofSymbol says what has a name.
func (p *Project) ofSymbol(f *file, s symbol) (h Hover, ok bool) {
	if f = p.rulesFor(f, s.people); f == nil {
		return h, false
	}
	v := p.vocabulary(f)
	rules := v.rules
	h = Hover{Kind: s.kind, Title: s.name}
	switch s.kind {
	case KindFact:
		name := s.name
		if rest, ofActivity := strings.CutPrefix(name, "activities."); ofActivity {
			name = "." + rest
		}
		fact, known := v.fact(name)
		if !known {
			return h, false
		}
		if h.Title, h.Text = name+": "+fact.detail(), fact.doc(); fact.result {
			h.Kind = KindResult
		}
		if fact.Default != nil {
			h.Text = strings.TrimPrefix(fmt.Sprintf("%s\nAbsent counts as %v.", h.Text, fact.Default), "\n")
		}
		return h, true
	case KindList:
		items, known := rules.Lists[s.name]
		h.Title, h.Text = "lists."+s.name, shortList(items)
		return h, known
	case KindTable:
		table, known := rules.Tables[s.name]
		h.Title = s.name + ": table of " + table.Type
		rows := slices.Sorted(maps.Keys(table.Rows))
		h.Text = shortList(rows)
		if table.File != "" {
			h.Text = "rows of " + table.File
		}
		return h, known
	case KindDefinition:
		text, known := rules.Define[s.name]
		h.Text = text
		return h, known
	}
	for _, o := range p.occurrences(f, s) {
		if !o.declares {
			continue
		}
		in := p.files[o.File]
		at := find(in.root, in.src, o.From) // in the whole file
		h.Title = s.list + " " + s.name
		for _, key := range []string{"name", "reason", "note"} {
			if says := at.container().member(in.src, key).text(in.src); says != "" {
				h.Text = strings.TrimPrefix(h.Text+"\n"+says, "\n")
			}
		}
		return h, true
	}
	return h, false
}

// ofToken says what a function, an operator or a constant means.
func (p *Project) ofToken(f *file, at *place, offset int) (h Hover, ok bool) {
	for _, t := range p.reading(at.at.text(f.src)).tokens {
		r := f.rangeIn(at.at, t.From, t.To)
		if offset < r.From || offset >= r.To || t.Kind != criteria.WordToken && t.Kind != criteria.SignToken {
			continue
		}
		h.Range = r
		for _, fn := range criteria.Functions() {
			if fn.Name == t.Value {
				h.Kind, h.Title, h.Text = KindFunction, fn.Name+fn.Arguments, fn.Meaning
				return h, true
			}
		}
		for _, op := range criteria.Operators() {
			if op.Word == t.Value {
				h.Kind, h.Title, h.Text = KindOperator, op.Word, op.Meaning
				return h, true
			}
		}
		for _, c := range criteria.Constants() {
			if c.Word == t.Value {
				h.Kind, h.Title, h.Text = KindConstant, c.Word, c.Meaning
				return h, true
			}
		}
	}
	return h, false
}
