package edit

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

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
	f := &file{name: name, src: string(text)}
	if path.Ext(name) == ".json" || strings.HasPrefix(strings.TrimLeft(f.src, " \t\r\n"), "{") {
		if most := p.mostBytes(); len(f.src) <= most {
			f.root = scan(f.src)
		}
	}
	if f.root == nil {
		f.root = &node{}
	}
	f.expressions = expressions(f.root, f.src, &p.shapes)
	f.skeleton = f.declarations()
	f.extends = f.bases()
	p.files[name] = f
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
func (f *file) isPart() bool { return f.root.member(f.src, "extends") != nil }

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
func (p *Project) together(name string) (out []*file) {
	in := map[string]bool{name: true}
	for grown := true; grown; {
		grown = false
		for _, other := range p.names() {
			f := p.files[other]
			for _, base := range f.extends {
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
}

// vocabulary is that of the rule set that a file belongs to.
func (p *Project) vocabulary(name string) *vocabulary {
	root := p.rootOf(name)
	var texts [][]byte
	all := ""
	for _, f := range p.order(root) {
		texts = append(texts, f.skeleton)
		all += string(f.skeleton) + "\n"
	}
	if v := p.checkers[root]; v != nil && v.skeleton == all {
		return v
	}
	v := &vocabulary{skeleton: all, rules: qualify.Sketch(inside.Key{}, p.options, texts...)}
	v.checker, _ = v.rules.NewChecker(p.options)
	p.checkers[root] = v
	return v
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
