package edit

import (
	"slices"
	"strings"
)

// keys completes a key of an object.
func (c *completer) keys() {
	part := c.f.isPart()
	s := c.f.schema
	of := c.at.container()
	nodes := s.at(c.at.steps, part)
	keys := s.keys(nodes, part)
	if len(c.at.steps) == 0 && !part && s == ruleSetSchema() {
		for _, k := range s.keys(s.at(nil, true), true) {
			if k.name == "extends" {
				keys = append(keys, k)
			}
		}
	}
	if !c.f.isRules() {
		keys = append(keys, c.factKeys()...)
	} else if len(c.at.steps) == 1 {
		c.named = c.p.uses(c.p.together(c.f), nil).names
		keys = append(keys, c.ownKeys()...)
	}
	have := map[string]bool{}
	for i := range of.members {
		if m := &of.members[i]; m != c.at.of {
			have[m.key.text(c.f.src)] = true
		}
	}
	from, to, written := c.offset, c.offset, ""
	quoted, closed, valued := false, false, false
	if k := c.at.at; k != nil {
		from, to = k.start(), k.end()
		written = c.f.src[from:max(from, min(c.offset, to))]
		quoted, closed = k.kind == text, k.closed
		valued = c.at.of.value != nil
		if quoted && !closed {
			to = c.offset
		}
	}
	used := c.keysUsed()
	for i, k := range keys {
		m, ok := match(k.name, written)
		if !ok || have[k.name] || k.refused(have) {
			continue
		}
		insert := escaped(k.name)
		if !quoted {
			insert = `"` + insert
		}
		if !closed {
			insert += `"`
			if !valued {
				insert += ": "
			}
		}
		o := candidate{Label: k.name, Kind: KindKey, Detail: k.typ, Doc: k.doc, match: m, order: i, uses: used[k.name] + c.named[k.name], Edit: TextEdit{TextRange{c.f.name, from, to}, insert}}
		switch {
		case k.required:
			o.uses += 1_000_000
		case o.uses == 0 && c.f.schema.name != "map" && (k.name == "$schema" || k.name == "format" || slices.Contains(free, k.name)):
			o.uses = -1
		}
		c.out = append(c.out, o)
	}
}

// forms are the keys that say how a part works, which what they need may follow.
var forms = []string{"each", "compute", "tiers", "when"}

// refused tells whether a key cannot stand beside others, or needs one that is not there.
func (k *schemaKey) refused(have map[string]bool) bool {
	if slices.ContainsFunc(k.not, func(other string) bool { return have[other] }) {
		return true
	}
	return !slices.Contains(forms, k.name) && slices.ContainsFunc(k.needs, func(other string) bool { return !have[other] })
}

// ownKeys are keys that are names: of facts, and those that expressions name and
// nothing declares.
func (c *completer) ownKeys() (out []schemaKey) {
	v := c.p.vocabulary(c.f)
	names := func(prefix, write string) {
		for name := range c.named {
			if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && !strings.Contains(rest, ".") {
				out = append(out, schemaKey{name: write + rest, doc: "named by expressions"})
			}
		}
	}
	switch c.at.steps[0].Key {
	case "facts":
		for _, f := range v.facts() {
			switch {
			case f.result, strings.HasPrefix(f.name, ".") && !strings.HasPrefix(f.name, ".custom."):
			case strings.HasPrefix(f.name, "."):
				out = append(out, schemaKey{name: "activities" + f.name, doc: f.doc(), typ: f.Type})
			default:
				out = append(out, schemaKey{name: f.name, doc: f.doc(), typ: f.Type})
			}
		}
		names("custom.", "custom.")
		names(".custom.", "activities.custom.")
	case "lists":
		names("lists.", "")
	}
	slices.SortStableFunc(out, func(a, b schemaKey) int { return strings.Compare(a.name, b.name) })
	return slices.CompactFunc(out, func(a, b schemaKey) bool { return a.name == b.name })
}

// keysUsed counts the keys of objects at places of the same shape.
func (c *completer) keysUsed() map[string]int {
	used := map[string]int{}
	for _, f := range c.p.together(c.f) {
		for _, n := range f.alike(c.at.steps) {
			for i := range n.members {
				if m := &n.members[i]; m.key != c.at.at {
					used[m.key.text(f.src)]++
				}
			}
		}
	}
	return used
}

// free are keys whose values are words of the author.
var free = []string{"id", "name", "note", "reason", "doc", "ask", "version", "salt", "fitted"}

// jsonValues completes a value.
func (c *completer) jsonValues() {
	part := c.f.isPart()
	s := c.f.schema
	nodes := s.at(c.at.steps, part)
	from, to, written := c.offset, c.offset, ""
	quoted, closed := false, false
	if n := c.at.at; n != nil && (n.kind == text || n.kind == word) {
		from, to = n.start(), n.end()
		written = c.f.src[from:max(from, min(c.offset, to))]
		quoted, closed = n.kind == text, n.closed
		if quoted && !closed {
			to = c.offset
		}
	}
	used := c.valuesUsed()
	types := s.types(nodes)
	add := func(label, detail string, isText bool) {
		m, ok := match(label, written)
		if !ok || !isText && quoted || slices.ContainsFunc(c.out, func(o candidate) bool { return o.Label == label }) {
			return
		}
		insert, value := label, label
		if isText {
			insert = escaped(label)
			value = `"` + insert + `"`
			if !quoted {
				insert = `"` + insert
			}
			if !closed {
				insert += `"`
			}
		}
		c.out = append(c.out, candidate{Label: label, Kind: KindValue, Detail: detail, match: m, order: len(c.out), uses: used[label], Edit: TextEdit{TextRange{c.f.name, from, to}, insert}, value: value})
	}
	words := s.words(nodes)
	for _, w := range words {
		add(w, "", true)
	}
	if slices.Contains(types, "boolean") {
		add("true", "", false)
		add("false", "", false)
	}
	known := c.known()
	for _, w := range known {
		add(w, "", true)
	}
	key := ""
	for _, step := range c.at.steps {
		if step.Item < 0 {
			key = step.Key
		}
	}
	if len(words) == 0 && known == nil && slices.Contains(types, "string") && !slices.Contains(free, key) {
		for w := range used {
			add(w, "used elsewhere", true)
		}
		slices.SortStableFunc(c.out, func(a, b candidate) int { return strings.Compare(a.Label, b.Label) })
		for i := range c.out {
			c.out[i].order = i
		}
	}
}
