package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// theirs are the lists whose ids are the host's, which decisions give to it: others
// would be other people, or other data.
var theirs = map[string]string{
	"routes[].owners": "owners are known to the host by their ids, and leads are given to them by these",
	"roles":           "decisions tell people by their roles, and expressions compare these with texts",
}

// Rename returns the edits that give what is named at an offset another name,
// wherever it is named in the files that go together with this one: a definition, a
// list, a table, or a part that has an id. What is decided stays as it is, and the
// fingerprint with it, but for ids, which stand in decisions. The error says why something cannot have that name: it is none, it
// is taken, it has a meaning already, or it is what the host knows something by. The
// edits stand in the order of the files' names, and in each from its beginning.
func (p *Project) Rename(name string, offset int, to string) ([]TextEdit, error) {
	f := p.view(name, offset)
	if f == nil {
		return nil, fmt.Errorf("there is no file %s", name)
	}
	s, _, ok := p.symbolAt(f, offset)
	of := p.occurrences(f, s)
	switch {
	case !ok || len(of) == 0:
		return nil, fmt.Errorf("nothing that has a name of the rule set's own stands here: place the cursor on a definition, a list, a table or an id")
	case s.kind == KindFact && !p.isFact(f, s):
		return nil, fmt.Errorf("%s is not renamed here: only definitions, lists, tables and ids are", s.name)
	case s.kind == KindFact:
		return nil, fmt.Errorf("%s is what the host's data call this fact: rename it there, and then here", s.name)
	case theirs[s.list] != "":
		return nil, fmt.Errorf("%s is not renamed: %s", s.name, theirs[s.list])
	case !slices.ContainsFunc(of, func(o occurrence) bool { return o.declares }):
		return nil, fmt.Errorf("%s is declared nowhere", s.name)
	case to == s.name:
		return nil, nil
	case to == "":
		return nil, fmt.Errorf("a name is not empty")
	}
	other := s
	if other.name = to; len(p.occurrences(f, other)) > 0 {
		return nil, fmt.Errorf("there is a %s named %s already", cmp.Or(s.list, s.kind), to)
	}
	if s.kind == KindDefinition {
		if taken := p.occurrences(f, symbol{kind: KindFact, name: to}); len(taken) > 0 {
			return nil, fmt.Errorf("expressions name %s already, and would mean the definition then", to)
		}
	}
	var edits []TextEdit
	for _, o := range of {
		edits = append(edits, TextEdit{o.TextRange, escaped(to)})
	}
	slices.SortFunc(edits, func(a, b TextEdit) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.From, b.From))
	})
	return edits, p.refuses(f, edits)
}

func (p *Project) isFact(f *file, s symbol) bool {
	_, ok := p.vocabulary(f).fact(strings.TrimPrefix(s.name, "activities"))
	return ok
}

// refuses says what the compiler has against some edits that it has nothing against
// without them.
func (p *Project) refuses(f *file, edits []TextEdit) error {
	after := p.with(edits)
	name := f.name
	was, now := p.vocabulary(f).errs, after.vocabulary(after.same(f)).errs
	for _, e := range now { // the name is what is wrong
		if len(now) > len(was) && !slices.ContainsFunc(was, func(w *qualify.Error) bool { return w.Code == e.Code && w.Message == e.Message }) {
			return e
		}
	}
	if len(p.Mistakes(name)) == 0 {
		if now := after.Mistakes(name); len(now) > 0 {
			return now[0].Error
		}
	}
	return nil
}

// same is the file, or the rule set within it, that another project has.
func (p *Project) same(f *file) *file {
	in := p.files[f.name]
	switch f.part {
	case "person":
		return in.person
	case "account":
		return in.account
	}
	return in
}

// with is a project with some edits made.
func (p *Project) with(edits []TextEdit) *Project {
	after := New(p.options)
	for name, f := range p.files {
		after.files[name] = f
	}
	for name, text := range Apply(edits, func(name string) string { return p.files[name].src }) {
		after.Set(name, []byte(text))
	}
	return after
}

// Apply makes edits, which do not overlap, in texts: it returns those of the files that
// change, by name.
func Apply(edits []TextEdit, text func(file string) string) map[string]string {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b TextEdit) int { return cmp.Compare(b.From, a.From) })
	out := map[string]string{}
	for _, e := range edits { // from the end, so that what is before keeps its place
		t, ok := out[e.File]
		if !ok {
			t = text(e.File)
		}
		out[e.File] = t[:e.From] + e.Text + t[e.To:]
	}
	return out
}
