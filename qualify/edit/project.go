package edit

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A Project is the texts of rule sets that are edited together: one rule set, or
// several, and what they extend. The texts need not be JSON. It is for one goroutine
// at a time.
type Project struct {
	options  *qualify.Options
	files    map[string]*file
	checkers map[string]*vocabulary // by root file
	readings map[string]*reading    // by the text of an expression
	shapes   shaped
	wholes   map[string]*whole // by root file
}

// A file is one text as it was given, with what was found in it.
type file struct {
	name        string
	src         string
	root        *node
	expressions []expression
	skeleton    []byte   // what of it declares names
	extends     []string // names of files
	schema      *schema
	known       bool // its keys say that it is of this kind

	// Of rules about accounts: the rule sets in it, which share its text; and of one
	// of these its key, and the file.
	person, account *file
	part            string
	of              *file
}

// A TextRange is a stretch of a file, in bytes.
type TextRange struct {
	File string `json:"file"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// A TextEdit replaces a stretch of a file.
type TextEdit struct {
	TextRange
	Text string `json:"text"`
}

// New returns a project without files. Options bound the rule sets, as for
// qualify.Load; nil means the defaults.
func New(options *qualify.Options) *Project {
	return &Project{options: options, files: map[string]*file{}, checkers: map[string]*vocabulary{}, readings: map[string]*reading{}, wholes: map[string]*whole{}}
}

// Set gives the text of a file, by its name with slashes, relative to the folder of
// the project. It copies the text. Files that rule sets name, such as tables in CSV,
// are given too. A nil text removes the file.
func (p *Project) Set(name string, text []byte) {
	if text == nil {
		delete(p.files, name)
		return
	}
	if old := p.files[name]; old != nil && old.src == string(text) {
		return
	}
	f := &file{name: name, src: string(text), root: &node{}}
	isJSON := path.Ext(name) == ".json" || strings.HasPrefix(strings.TrimLeft(f.src, " \t\r\n\ufeff"), "{")
	if isJSON && len(f.src) <= p.mostBytes() {
		f.root = scan(f.src)
	}
	f.schema, f.known = schemaOf(name, f.root, f.src)
	p.files[name] = f
	switch f.schema {
	case ruleSetSchema():
		p.look(f)
		f.extends = f.bases()
	case accountSchema():
		f.person, f.account = f.inner("person", "qualify.RuleSet"), f.inner("account", "of_account.qualify.RuleSet")
		p.look(f.person)
		p.look(f.account)
		f.expressions = expressions(f.root, f.src, &shaped{}, f.formAt)
	}
}

// look finds what a rule set has.
func (p *Project) look(f *file) {
	f.expressions = expressions(f.root, f.src, &p.shapes, f.formAt)
	f.skeleton = f.declarations()
}

// inner is a rule set within a file.
func (f *file) inner(key, definition string) *file {
	in := &file{name: f.name, src: f.src, root: f.root.member(f.src, key), schema: accountSchema().of(definition), part: key, of: f}
	if in.root == nil {
		in.root = &node{}
	}
	return in
}

// view is the file, or the rule set within it that an offset stands in.
func (p *Project) view(name string, offset int) *file {
	f := p.files[name]
	if f == nil || offset < 0 || offset > len(f.src) {
		return nil
	}
	for _, in := range []*file{f.person, f.account} {
		if in != nil && in.root.kind == object && in.root.holds(offset) {
			return in
		}
	}
	return f
}

// isRules tells whether a file is a rule set, or rules about accounts.
func (f *file) isRules() bool {
	return f.schema == ruleSetSchema() || f.schema == accountSchema() || f.of != nil
}

// formAt says what the expression at a path of a file has to be.
func (f *file) formAt(path []strictjson.Step) (criteria.Form, bool) {
	switch {
	case f.schema == accountSchema():
		return criteria.CondForm, shape(path) == "roles[].when"
	case !f.isRules():
		return 0, false
	}
	return qualify.FormAt(inside.Key{}, path)
}

func (p *Project) mostBytes() int {
	if p.options != nil && p.options.MaxBytes > 0 {
		return p.options.MaxBytes
	}
	return qualify.DefaultOptions().MaxBytes
}

// bases are the files that a file extends.
func (f *file) bases() (names []string) {
	of := f.root.member(f.src, "extends")
	if of == nil {
		return nil
	}
	for _, n := range append([]*node{of}, of.items...) {
		if given := n.text(f.src); given != "" {
			names = append(names, path.Join(path.Dir(f.name), given))
		}
	}
	return names
}

// isPart tells whether a file is taken for a part of a rule set.
func (f *file) isPart() bool { return f.of == nil && f.root.member(f.src, "extends") != nil }

// names are those of the files, sorted.
func (p *Project) names() []string { return slices.Sorted(maps.Keys(p.files)) }

// whole is the file that a file belongs to: the one that extends it, and nobody
// extends; of several the first by name.
func (p *Project) rootOf(name string) string {
	seen := map[string]bool{}
	for !seen[name] {
		seen[name] = true
		for _, other := range p.names() {
			if slices.Contains(p.files[other].extends, name) && !seen[other] {
				name = other
				break
			}
		}
	}
	return name
}

// rootsOf are all the files that a file belongs to, that of rootOf first.
func (p *Project) rootsOf(name string) []string {
	roots := []string{p.rootOf(name)}
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		seen[name] = true
		last := true
		for _, other := range p.names() {
			if slices.Contains(p.files[other].extends, name) {
				if last = false; !seen[other] {
					visit(other)
				}
			}
		}
		if last && name != roots[0] {
			roots = append(roots, name)
		}
	}
	visit(name)
	return roots
}

// order lists the files of a rule set as they are laid over one another.
func (p *Project) order(root string) (out []*file) {
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		f := p.files[name]
		if f == nil || seen[name] {
			return
		}
		seen[name] = true
		for _, base := range f.extends {
			visit(base)
		}
		out = append(out, f)
	}
	visit(root)
	return out
}

// together are the files of a rule set and of those that it shares files with.
func (p *Project) together(f *file) (out []*file) {
	switch {
	case f.part == "account":
		return []*file{f}
	case f.of != nil: // the roles go by what the rules about people declare
		return []*file{f, f.of}
	case f.person != nil:
		return []*file{f.person, f}
	}
	in := map[string]bool{f.name: true}
	for grown := true; grown; {
		grown = false
		for _, other := range p.names() {
			for _, base := range p.files[other].extends {
				if in[other] != in[base] && p.files[base] != nil {
					in[other], in[base], grown = true, true, true
				}
			}
		}
	}
	for _, other := range p.names() {
		if in[other] {
			out = append(out, p.files[other])
		}
	}
	return out
}

// A vocabulary is what the expressions of a rule set may name.
type vocabulary struct {
	skeleton string
	rules    *qualify.RuleSet // its declarations alone
	checker  *qualify.Checker
	errs     qualify.Errors // of the declarations

	all   []fact // once they are asked for
	named map[string]fact
}

// vocabulary is that of the rule set that a file belongs to.
func (p *Project) vocabulary(f *file) *vocabulary {
	if f.person != nil {
		f = f.person
	}
	var texts [][]byte
	key, all := p.rootOf(f.name), ""
	if f.of != nil {
		key = f.name + " " + f.part
		texts = append(texts, f.skeleton)
		all = string(f.of.person.skeleton) + f.of.roles()
	} else {
		for _, other := range p.order(key) {
			texts = append(texts, other.skeleton)
		}
	}
	for _, text := range texts {
		all += string(text) + "\n"
	}
	if v := p.checkers[key]; v != nil && v.skeleton == all {
		return v
	}
	v := &vocabulary{skeleton: all, rules: qualify.Sketch(inside.Key{}, p.options, texts...)}
	if f.of == nil {
		v.checker, v.errs = v.rules.NewChecker(p.options)
	} else {
		person := qualify.Sketch(inside.Key{}, p.options, f.of.person.skeleton)
		v.checker, v.errs = qualify.AccountChecker(inside.Key{}, f.of.roles(), person, v.rules, f.part == "account", p.options)
	}
	p.checkers[key] = v
	return v
}

// roles is the JSON of the roles of rules about accounts.
func (f *file) roles() string {
	w := &writer{src: f.src}
	if of := f.root.member(f.src, "roles"); of != nil {
		w.value(of)
	}
	return string(w.out)
}

// declarations is the JSON of what in a file declares names that expressions use.
func (f *file) declarations() []byte {
	w := &writer{src: f.src}
	w.object(f.root, func(key string, n *node) {
		switch key {
		case "facts", "lists", "tables", "define", "texts":
			w.value(n)
		case "icp":
			w.only(n, "grades")
		case "scoring":
			w.only(n, "groups", "bands")
		case "checklists":
			w.value(n)
		case "bant":
			w.only(n)
		}
	})
	return w.out
}

// A writer writes JSON of a text that need not be JSON.
type writer struct {
	src string
	out []byte
}

// object writes the members of an object that some function writes values for.
func (w *writer) object(n *node, value func(key string, n *node)) {
	w.out = append(w.out, '{')
	first := true
	seen := map[string]bool{}
	for _, m := range n.members {
		key := m.key.text(w.src)
		if m.value == nil || seen[key] {
			continue
		}
		start := len(w.out)
		if !first {
			w.out = append(w.out, ',')
		}
		w.text(key)
		w.out = append(w.out, ':')
		before := len(w.out)
		value(key, m.value)
		if len(w.out) == before {
			w.out = w.out[:start]
			continue
		}
		seen[key], first = true, false
	}
	w.out = append(w.out, '}')
}

// only writes an object with some of its members.
func (w *writer) only(n *node, keys ...string) {
	w.object(n, func(key string, n *node) {
		if slices.Contains(keys, key) {
			w.value(n)
		}
	})
}

func (w *writer) text(s string) {
	quoted, err := json.Marshal(s)
	if err == nil {
		w.out = append(w.out, quoted...)
	}
}

// value writes a value, and nothing where it is none.
func (w *writer) value(n *node) {
	switch n.kind {
	case object:
		w.object(n, func(_ string, n *node) { w.value(n) })
	case list:
		w.out = append(w.out, '[')
		first := true
		for _, item := range n.items {
			before := len(w.out)
			if !first {
				w.out = append(w.out, ',')
			}
			start := len(w.out)
			if w.value(item); len(w.out) == start {
				w.out = w.out[:before]
				continue
			}
			first = false
		}
		w.out = append(w.out, ']')
	case text:
		w.text(n.text(w.src))
	case word:
		if raw := w.src[n.from:n.to]; json.Valid([]byte(raw)) {
			w.out = append(w.out, raw...)
		}
	}
}

// steps is a path taken apart.
func steps(path string) []strictjson.Step {
	s, _ := strictjson.Steps(path)
	return s
}
