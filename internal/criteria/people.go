package criteria

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
)

// theirs is the field of a person that lists what the person did.
const theirs = "activities"

// personal is .name: a field of the current person.
func (l *lowering) personal(t ast.Node, name string) *Node {
	level := len(l.elements) - 1
	if name == theirs {
		return l.make(Node{Op: OpTheirs, Kind: Activities, Level: level})
	}
	fields := l.c.vocabulary.People
	names := []string{theirs}
	for i := range fields {
		f := &fields[i]
		switch {
		case f.Path == name && f.Refused != "":
			return l.problem(t, CodeUnsupported, ".%s %s", name, f.Refused)
		case f.Path == name:
			return l.make(Node{Op: OpPersonal, Kind: f.Kind, Level: level, Field: i, Text: f.Path, Folding: f.said()})
		}
		if f.Refused == "" {
			names = append(names, f.Path)
		}
	}
	if bare, ok := strings.CutPrefix(name, "person."); ok && slices.Contains(names, bare) {
		return l.mend(t, CodeUnknownName, instead.Write("."+bare), "a person here has no .%s", name)
	}
	if near, ok := nearest.To(name, names); ok {
		return l.problem(t, CodeUnknownName, "a person has no .%s; did you mean %s?", name, instead.Write("."+near))
	}
	if strings.HasPrefix(name, "custom") {
		return l.problem(t, CodeUnknownName, "a person has no .%s; declare it under person.facts with its type", name)
	}
	return l.problem(t, CodeUnknownName, "a person has no .%s; it has .%s", name, strings.Join(names, " ."))
}

// said is the folding that a person's field has of its own: how it is compared goes
// by the rules about people if they say it, and else by whatever it is compared with.
func (f *Fact) said() FoldState {
	switch {
	case f.Kind != String && f.Kind != Strings:
		return 0
	case f.Fold == Exact:
		return SaysExact
	case f.Fold == Folded:
		return SaysFolded
	}
	return 0
}
