package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify/schemas"
)

// A key of a file, out of its schema.
type key struct {
	Path     string   `json:"path" jsonschema:"[] is each element of a list, NAME any name of yours"`
	Type     string   `json:"type,omitempty"`
	Required bool     `json:"required,omitempty" jsonschema:"where the object that it belongs to is there"`
	Values   []string `json:"values,omitempty" jsonschema:"the values that it may have"`
	Meaning  string   `json:"meaning,omitempty"`
	Keys     int      `json:"keys,omitempty" jsonschema:"how many keys below it are left out here; name it as section to see them"`
}

// schemaFiles are the files that a schema is about.
var schemaFiles = map[string]string{
	"rules": "ruleset.schema.json", "lead": "lead.schema.json", "cases": "cases.schema.json",
	"decision": "decision.schema.json", "map": "map.schema.json",
}

// keysOf are the keys of a file in the order of their names: those below the
// section, a path or the beginning of one, or where it is "" the outermost.
func keysOf(file, section string) ([]key, error) {
	data, err := schemas.FS().ReadFile(schemaFiles[file])
	if err != nil {
		return nil, err
	}
	var root node
	if err := json.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	w := &walk{definitions: root.Definitions, section: section, keys: []key{}}
	if whole := root.Definitions["whole"]; whole != nil {
		root.merge(whole)
	}
	w.below("", &root, nil)
	if len(w.keys) == 0 {
		return nil, fmt.Errorf("section %q: there is none in %s; leave it out to see the outermost keys", shown(section), file)
	}
	return w.keys, nil
}

// node is what of a JSON Schema says which keys there are.
type node struct {
	Description string
	Type        any    // a text, or a list of them
	Ref         string `json:"$ref"`
	Enum        []any
	Properties  map[string]*node
	Additional  json.RawMessage `json:"additionalProperties"` // a bool or a node
	Items       *node
	Required    []string
	AllOf       []*node
	AnyOf       []*node
	OneOf       []*node
	Definitions map[string]*node
}

// walk lists the keys of a schema.
type walk struct {
	definitions map[string]*node
	section     string
	keys        []key
}

// resolved is the node with what it refers to.
func (w *walk) resolved(n *node) *node {
	out := *n
	out.Properties = maps.Clone(n.Properties)
	if name, ok := strings.CutPrefix(n.Ref, "#/definitions/"); ok && w.definitions[name] != nil {
		out.Ref = ""
		out.merge(w.resolved(w.definitions[name]))
	}
	for _, part := range slices.Concat(n.AllOf, n.AnyOf, n.OneOf) {
		out.merge(w.resolved(part))
	}
	return &out
}

// merge adds what the node lacks.
func (n *node) merge(m *node) {
	if n.Description == "" {
		n.Description = m.Description
	}
	if n.Type == nil {
		n.Type = m.Type
	}
	if n.Items == nil {
		n.Items = m.Items
	}
	if n.Additional == nil {
		n.Additional = m.Additional
	}
	if n.Enum == nil {
		n.Enum = m.Enum
	}
	if n.Required == nil {
		n.Required = m.Required
	}
	if n.Properties == nil && m.Properties != nil {
		n.Properties = map[string]*node{}
	}
	for name, p := range m.Properties {
		if n.Properties[name] == nil {
			n.Properties[name] = p
		}
	}
}

// below lists what is below a path whose ancestors are over, and returns how many
// keys that are.
func (w *walk) below(path string, n *node, over []*node) (count int) {
	n = w.resolved(n)
	if len(over) > 12 || slices.ContainsFunc(over, func(o *node) bool { return o.Properties != nil && sameKeys(o, n) }) {
		return 0 // a schema within itself
	}
	over = append(over, n)
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		if name == "note" && path != "" || name == "$schema" {
			continue // note may stand anywhere
		}
		count += w.key(strings.TrimPrefix(path+"."+name, "."), n.Properties[name], slices.Contains(n.Required, name), over)
	}
	var any node
	if json.Unmarshal(n.Additional, &any) == nil && len(n.Additional) > 0 && n.Additional[0] == '{' {
		count += w.key(strings.TrimPrefix(path+".NAME", "."), &any, false, over)
	}
	if n.Items != nil {
		count += w.below(path+"[]", n.Items, over)
	}
	return count
}

// key lists a key and what is below it.
func (w *walk) key(path string, n *node, required bool, over []*node) int {
	r := w.resolved(n)
	k := key{Path: path, Required: required, Meaning: r.Description, Type: typeOf(r)}
	for _, v := range r.Enum {
		if text, ok := v.(string); ok {
			k.Values = append(k.Values, text)
		}
	}
	in := w.section == "" && !strings.Contains(path, ".") || w.section != "" && (path == w.section || strings.HasPrefix(path, w.section+".") || strings.HasPrefix(path, w.section+"["))
	at := len(w.keys)
	if in {
		w.keys = append(w.keys, k)
	}
	count := w.below(path, n, over)
	if in && len(w.keys) == at+1 {
		w.keys[at].Keys = count
	}
	return count + 1
}

func sameKeys(a, b *node) bool {
	return maps.EqualFunc(a.Properties, b.Properties, func(x, y *node) bool { return x == y }) && len(b.Properties) > 0
}

// typeOf is the type as words.
func typeOf(n *node) string {
	var all []string
	switch t := n.Type.(type) {
	case string:
		all = []string{t}
	case []any:
		for _, x := range t {
			if text, ok := x.(string); ok {
				all = append(all, text)
			}
		}
	}
	return strings.Join(all, " or ")
}
