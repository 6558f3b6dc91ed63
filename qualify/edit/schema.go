package edit

import (
	"slices"
	"strings"
	"sync"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify/schemas"
)

// A schema is a JSON Schema of package schemas, read as it is written, so that its
// keys keep their order.
type schema struct {
	name string // as "ruleset"
	src  string
	root *node
	base *node // of the value that is described, root or a definition in it
}

// of is the schema of a definition.
func (s *schema) of(definition string) *schema {
	return &schema{s.name, s.src, s.root, s.root.at(s.src, "definitions", definition)}
}

var (
	fileSchemas = sync.OnceValue(func() (all []*schema) { // of files that people write, rule sets first
		for _, name := range []string{"ruleset", "account", "cases", "account_cases", "map", "policy", "roster"} {
			all = append(all, readSchema(name))
		}
		return all
	})
	leadSchema     = sync.OnceValue(func() *schema { return readSchema("lead") })
	decisionSchema = sync.OnceValue(func() *schema { return readSchema("decision") })
)

// ruleSetSchema and accountSchema are those of rule sets and of rules about accounts.
func ruleSetSchema() *schema { return fileSchemas()[0] }
func accountSchema() *schema { return fileSchemas()[1] }

// schemaOf is that of the kind of file that an object is: the one that has most of its
// keys, and of several the one that its name speaks of. Known is false where it has keys
// of none, and only its name speaks, or nothing does.
func schemaOf(name string, root *node, src string) (best *schema, known bool) {
	all := fileSchemas()
	best = all[0]
	for _, s := range all {
		if strings.HasSuffix(name, s.name+".json") {
			best = s
			break
		}
	}
	most := 0
	for _, s := range append([]*schema{best}, all...) {
		have := 0
		keys := s.keys(append(s.at(nil, false), s.at(nil, true)...), false)
		for i := range root.members {
			key := root.members[i].key.text(src)
			if slices.ContainsFunc(keys, func(k schemaKey) bool { return k.name == key }) {
				have++
			}
		}
		if have > most {
			best, most = s, have
		}
	}
	if best.name == "cases" { // the two kinds of them have the same keys
		if of := root.member(src, "cases"); of != nil && slices.ContainsFunc(of.items, func(n *node) bool { return n.member(src, "account") != nil }) {
			best = all[3]
		}
	}
	return best, most > 0
}

func readSchema(name string) *schema {
	data, err := schemas.FS().ReadFile(name + ".schema.json")
	if err != nil {
		panic("edit: " + err.Error()) // it is embedded
	}
	root := scan(string(data))
	root.decode(string(data))
	return &schema{name, string(data), root, root}
}

// decode makes all texts of a schema, which projects in several goroutines share.
func (n *node) decode(src string) {
	n.text(src)
	for _, item := range n.items {
		item.decode(src)
	}
	for _, m := range n.members {
		m.key.decode(src)
		if m.value != nil {
			m.value.decode(src)
		}
	}
}

// expand lists the alternatives of a schema's node: itself and what it refers to.
// With part, a rule set that is taken for a part of one comes first.
func (s *schema) expand(n *node, part bool) (out []*node) {
	if n == nil || n.kind != object {
		return nil
	}
	out = append(out, n)
	if ref := n.member(s.src, "$ref").text(s.src); ref != "" {
		const prefix = "#/definitions/"
		out = append(out, s.expand(s.root.at(s.src, "definitions", ref[len(prefix):]), part)...)
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		if of := n.member(s.src, key); of != nil {
			for _, item := range of.items {
				out = append(out, s.expand(item, part)...)
			}
		}
	}
	branch := "else"
	if part {
		branch = "then"
	}
	return append(out, s.expand(n.member(s.src, branch), part)...)
}

// at is what the schema says of the value at a path.
func (s *schema) at(steps []strictjson.Step, part bool) []*node {
	nodes := s.expand(s.base, part)
	for _, step := range steps {
		var next []*node
		for _, n := range nodes {
			switch {
			case step.Item >= 0:
				next = append(next, s.expand(n.member(s.src, "items"), part)...)
			case n.at(s.src, "properties", step.Key) != nil:
				next = append(next, s.expand(n.at(s.src, "properties", step.Key), part)...)
			default:
				next = append(next, s.expand(n.member(s.src, "additionalProperties"), part)...)
			}
		}
		nodes = next
	}
	return nodes
}

// doc is the first description among nodes, "" where there is none.
func (s *schema) doc(nodes []*node) string {
	for _, n := range nodes {
		if doc := n.member(s.src, "description").text(s.src); doc != "" {
			return doc
		}
	}
	return ""
}

// types are the types of values among nodes.
func (s *schema) types(nodes []*node) (out []string) {
	for _, n := range nodes {
		t := n.member(s.src, "type")
		if t == nil {
			continue
		}
		for _, one := range append([]*node{t}, t.items...) {
			if name := one.text(s.src); name != "" && name != "null" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// words are the texts of the enums among nodes.
func (s *schema) words(nodes []*node) (out []string) {
	for _, n := range nodes {
		if enum := n.member(s.src, "enum"); enum != nil {
			for _, item := range enum.items {
				if item.kind == text && !slices.Contains(out, item.text(s.src)) {
					out = append(out, item.text(s.src))
				}
			}
		}
	}
	return out
}

// A schemaKey is a key that an object may have.
type schemaKey struct {
	name, doc, typ string
	required       bool
	needs          []string // other keys
	not            []string // keys that it cannot stand beside
}

// keys are those that an object of these nodes may have, in order.
func (s *schema) keys(nodes []*node, part bool) (out []schemaKey) {
	for _, n := range nodes {
		properties := n.member(s.src, "properties")
		if properties == nil {
			continue
		}
		for _, m := range properties.members {
			name := m.key.text(s.src)
			if slices.ContainsFunc(out, func(k schemaKey) bool { return k.name == name }) {
				continue
			}
			of := s.expand(m.value, part)
			k := schemaKey{name: name, doc: s.doc(of)}
			if types := s.types(of); len(types) > 0 {
				k.typ = types[0]
			}
			out = append(out, k)
		}
	}
	for _, n := range nodes {
		if names := n.member(s.src, "propertyNames"); names != nil {
			for _, name := range s.words(s.expand(names, part)) {
				out = append(out, schemaKey{name: name})
			}
		}
	}
	for _, n := range nodes {
		for i := range out {
			k := &out[i]
			k.required = k.required || slices.Contains(s.texts(n.member(s.src, "required")), k.name)
			k.needs = append(k.needs, s.texts(n.at(s.src, "dependencies", k.name))...)
			if not := s.texts(n.at(s.src, "not", "required")); slices.Contains(not, k.name) {
				k.not = append(k.not, slices.DeleteFunc(not, func(other string) bool { return other == k.name })...)
				k.required = k.required && len(not) > 1
			}
		}
	}
	return out
}

func (s *schema) texts(n *node) (out []string) {
	if n == nil {
		return nil
	}
	for _, item := range n.items {
		out = append(out, item.text(s.src))
	}
	return out
}
