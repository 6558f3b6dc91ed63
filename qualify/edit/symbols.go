package edit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// alike are the values of a file at places of the same shape: of any item where the
// path has one, and of any key where the schema has no fixed ones.
func (f *file) alike(path []strictjson.Step) []*node {
	nodes := []*node{f.root}
	for i, step := range path {
		var next []*node
		for _, n := range nodes {
			switch {
			case n == nil:
			case step.Item >= 0:
				next = append(next, n.items...)
			case i == 1 && slices.Contains(keyed, path[0].Key):
				for _, m := range n.members {
					next = append(next, m.value)
				}
			default:
				next = append(next, n.member(f.src, step.Key))
			}
		}
		nodes = next
	}
	return slices.DeleteFunc(nodes, func(n *node) bool { return n == nil })
}

// keyed are the sections whose keys are names.
var keyed = []string{"facts", "lists", "tables", "define", "matrix"}

// valuesUsed counts the texts at places of the same shape.
func (c *completer) valuesUsed() map[string]int {
	used := map[string]int{}
	for _, f := range c.p.together(c.f) {
		for _, n := range f.alike(c.at.steps) {
			if n.kind == text && n != c.at.at {
				used[n.text(f.src)]++
			}
		}
	}
	return used
}

// shape is a path without the numbers of items.
func shape(path []strictjson.Step) string {
	var b strings.Builder
	for i, s := range path {
		switch {
		case s.Item >= 0:
			b.WriteString("[]")
		case i > 0:
			b.WriteString("." + s.Key)
		default:
			b.WriteString(s.Key)
		}
	}
	return b.String()
}

// A symbol is something that has a name in a rule set, and is named elsewhere.
type symbol struct {
	kind string
	list string // of a part, the shape of its list's path: scoring.groups
	name string

	people bool // cases of accounts name it, of a person
}

// An occurrence is where a name stands.
type occurrence struct {
	TextRange
	declares bool
	of       *node // the expression, key or value that it stands in
}

// sections are those whose keys are names, with what these are.
var sections = map[string]string{"facts": KindFact, "lists": KindList, "tables": KindTable, "define": KindDefinition}

// namesIn calls yield with what each chain and table's name of an expression stands
// for, and where the name stands in it.
func (v *vocabulary) namesIn(r *reading, yield func(s symbol, from, to int)) {
	for _, c := range r.chains {
		s := symbol{kind: KindFact, name: factPath(c.text)}
		from, to := c.from, c.to
		parts := strings.Split(c.text, ".")
		switch {
		case parts[0] == "lists" && len(parts) == 2:
			s, from = symbol{kind: KindList, name: parts[1]}, from+len("lists.")
		case strings.HasPrefix(c.text, "score.groups.") && len(parts) == 3:
			s, from = symbol{kind: KindPart, list: "scoring.groups", name: parts[2]}, from+len("score.groups.")
		case parts[0] == "checklists" && len(parts) == 3:
			s, from = symbol{kind: KindPart, list: "checklists", name: parts[1]}, from+len("checklists.")
			to = from + len(parts[1])
		case len(parts) == 1:
			if _, ok := v.rules.Define[c.text]; ok {
				s.kind = KindDefinition
			}
		}
		yield(s, from, to)
	}
	for _, value := range r.values {
		if value.subject == tableNames {
			t := r.tokens[value.token]
			yield(symbol{kind: KindTable, name: value.text}, t.From+1, max(t.From+1, t.To-1))
		}
	}
}

// idLists are the lists of parts with ids that may get others: those whose ids are
// not the host's.
func (f *file) walkIDs(yield func(list string, n *node, declares bool)) {
	w := &idWalk{src: f.src, yield: yield}
	if f.person != nil { // what else has ids stands in the rule sets
		if roles := f.root.member(f.src, "roles"); roles != nil {
			w.value(roles, "roles")
		}
		return
	}
	w.value(f.root, "")
}

type idWalk struct {
	src   string
	yield func(list string, n *node, declares bool)
}

func (w *idWalk) value(n *node, shape string) {
	for _, item := range n.items {
		w.value(item, shape+"[]")
	}
	for _, m := range n.members {
		if m.value == nil {
			continue
		}
		key := m.key.text(w.src)
		inner := strings.TrimPrefix(shape+"."+key, ".")
		if list, ok := strings.CutSuffix(shape, "[]"); ok && m.value.kind == text {
			switch {
			case key == "id":
				w.yield(list, m.value, true)
			case key == "before":
				w.yield(list, m.value, false)
			}
		}
		if list := references[inner]; list != "" && m.value.kind == text {
			w.yield(list, m.value, false)
		}
		if m.value.kind == object || m.value.kind == list {
			w.value(m.value, inner)
		}
	}
}

// occurrences are where a symbol stands in the files that go together with one, in
// the order of their names.
func (p *Project) occurrences(in *file, s symbol) (out []occurrence) {
	if in = p.rulesFor(in, s.people); in == nil {
		return nil
	}
	s.people = false
	v := p.vocabulary(in)
	for _, f := range p.together(in) {
		for section, kind := range sections {
			if kind != s.kind || f.person != nil {
				continue
			}
			if of := f.root.member(f.src, section); of != nil {
				for _, m := range of.members {
					if m.key.text(f.src) == s.name {
						out = append(out, occurrence{TextRange{f.name, m.key.start(), m.key.end()}, true, m.key})
					}
				}
			}
		}
		if s.kind == KindPart {
			f.walkIDs(func(list string, n *node, declares bool) {
				if list == s.list && n.text(f.src) == s.name {
					out = append(out, occurrence{TextRange{f.name, n.start(), n.end()}, declares, n})
				}
			})
		}
		for i := range f.expressions {
			x := &f.expressions[i]
			v.namesIn(p.reading(x.text), func(of symbol, from, to int) {
				if of == s {
					out = append(out, occurrence{f.rangeIn(x.at, from, to), false, x.at})
				}
			})
		}
	}
	return append(out, p.references(in, s)...)
}

// references are where cases and maps speak of a symbol of a rule set: of parts, and of
// facts that it declares.
func (p *Project) references(in *file, s symbol) (out []occurrence) {
	if s.kind != KindPart && !strings.Contains(s.name, "custom.") {
		return nil
	}
	of := p.together(in)
	for _, name := range p.names() {
		f, rules := p.files[name], p.rulesOf(p.files[name])
		if rules == "" || !slices.ContainsFunc(of, func(of *file) bool { return of.name == rules }) {
			continue
		}
		f.walkReferences(func(r reference, n *node) {
			people := r.people
			if r.people = false; r.symbol == s && (in.part == "" || people == (in.part == "person")) {
				out = append(out, occurrence{TextRange{name, n.start(), n.end()}, false, n})
			}
		})
	}
	return out
}

// symbolAt is what the name at an offset stands for, and where that name stands.
func (p *Project) symbolAt(f *file, offset int) (s symbol, at TextRange, ok bool) {
	place := find(f.root, f.src, offset)
	if place.at == nil {
		return s, at, false
	}
	whole := TextRange{f.name, place.at.start(), place.at.end()}
	if !f.isRules() {
		r, ok := f.refers(place.steps, place.isKey, place.at.text(f.src))
		return r.symbol, whole, ok && !r.value
	}
	if place.isKey {
		if len(place.steps) != 1 || sections[place.steps[0].Key] == "" {
			return s, at, false
		}
		return symbol{kind: sections[place.steps[0].Key], name: place.at.text(f.src)}, whole, true
	}
	if _, isExpression := f.formAt(place.steps); isExpression && place.at.kind == text {
		text := place.at.text(f.src)
		p.vocabulary(f).namesIn(p.reading(text), func(of symbol, from, to int) {
			if r := f.rangeIn(place.at, from, to); r.From <= offset && offset <= r.To {
				s, at, ok = of, r, true
			}
		})
		return s, at, ok
	}
	f.walkIDs(func(list string, n *node, _ bool) {
		if n == place.at {
			s, at, ok = symbol{kind: KindPart, list: list, name: n.text(f.src)}, whole, true
		}
	})
	return s, at, ok
}

// Definition returns where what is named at an offset is declared: a definition, a
// list, a table, a fact, or a part by its id. In a rule set of several files these may
// be several places.
func (p *Project) Definition(name string, offset int) []TextRange { return p.named(name, offset, true) }

// Uses returns where what is named at an offset is named, except for where it is
// declared.
func (p *Project) Uses(name string, offset int) []TextRange { return p.named(name, offset, false) }

func (p *Project) named(name string, offset int, declares bool) (out []TextRange) {
	f := p.view(name, offset)
	if f == nil {
		return nil
	}
	s, _, ok := p.symbolAt(f, offset)
	if !ok {
		return nil
	}
	for _, o := range p.occurrences(f, s) {
		if o.declares == declares {
			out = append(out, o.TextRange)
		}
	}
	return out
}

// A Symbol is what a file declares by a name.
type Symbol struct {
	Range TextRange // of the name
	Name  string
	Kind  string // as of a Completion
	List  string // of a part with an id, where it stands: scoring.rules
}

// Symbols lists what a file declares: facts, definitions, lists, tables, and parts by
// their ids, in the order of the text.
func (p *Project) Symbols(name string) (out []Symbol) {
	f := p.files[name]
	if f == nil || !f.isRules() {
		return nil
	}
	add := func(of symbol, n *node) {
		out = append(out, Symbol{TextRange{name, n.start(), n.end()}, of.name, of.kind, of.list})
	}
	for _, in := range []*file{f, f.person, f.account} {
		if in == nil {
			continue
		}
		in.walkIDs(func(list string, n *node, declares bool) {
			if declares {
				add(symbol{kind: KindPart, list: strings.ReplaceAll(list, "[]", ""), name: n.text(in.src)}, n)
			}
		})
		for section, kind := range sections {
			if of := in.root.member(in.src, section); of != nil && in.person == nil {
				for _, m := range of.members {
					add(symbol{kind: kind, name: m.key.text(in.src)}, m.key)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Symbol) int { return cmp.Compare(a.Range.From, b.Range.From) })
	return out
}
