package schema

import (
	"reflect"

	"github.com/leadqual/leadqual/qualify"
)

// wholeOrPart is the schema of a rule set, given that of one in a single file: a
// file that extends others, or that has no name, is a part of one.
func (g *generator) wholeOrPart(whole *node) *node {
	piece := g.object(reflect.TypeFor[qualify.RuleSet](), part)
	piece.Description = "A part of a rule set in several files. A key may be null, which removes it; what has an id is merged into what has that id."
	path := &node{Type: "string", MinLength: 1}
	piece.Properties.add("extends", &node{
		Description: "Extends are the files that this one is laid over: a path, or a list of paths, relative to this file.",
		AnyOf:       []*node{path, {Type: "array", Items: path, MinItems: 1}},
	})
	forEditors(piece)
	g.made["whole"], g.made["part"] = whole, piece
	return &node{
		Description: "A file that has a name and does not extend others is a whole rule set. One that extends others, or has no name, is a part of one: nothing has to be in it, and null removes a key.",
		If:          &node{AnyOf: []*node{{Required: []string{"extends"}}, {Not: &node{Required: []string{"name"}}}}},
		Then:        &node{Ref: "#/definitions/part"},
		Else:        &node{Ref: "#/definitions/whole"},
	}
}

// mergeByID adds the words by which an entry with an id is merged.
func mergeByID(n *node) {
	n.Properties.add("before", &node{Description: "Before is the id of the entry before which a new one stands; else it stands last.", Type: "string", MinLength: 1})
	n.Properties.add("drop", &node{Description: "Drop removes the entry with this id. Nothing stands beside it but the id.", Enum: []any{true}})
}

func orNull(n *node) *node { return &node{AnyOf: []*node{n, {Type: "null"}}} }
