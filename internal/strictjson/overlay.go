package strictjson

import "slices"

// A layer lays one tree over another. Paths of lists are kept apart from the
// trail, which counts the items of the text that is laid on.
type layer struct {
	report
	overlay *Overlay
	src     string
	alone   bool // the text is looked at by itself
}

// over is patch laid over base.
func (l *layer) over(list string, base, patch *node) node {
	switch {
	case base.kind == objectKind && patch.kind == objectKind:
		return l.objects(list, base, patch)
	case patch.kind == listKind && slices.Contains(l.overlay.ByID, list):
		if base.kind != listKind {
			base = &node{kind: listKind, offset: patch.offset, end: patch.end}
		}
		return l.lists(list, base, patch)
	}
	return l.bare(list, patch)
}

// bare is a value as it stands alone: without the words for merging.
func (l *layer) bare(list string, n *node) node {
	switch {
	case n.kind == objectKind:
		return l.objects(list, &node{kind: objectKind, offset: n.offset, end: n.end, keys: &keys{}}, n)
	case n.kind == listKind && slices.Contains(l.overlay.ByID, list):
		return l.lists(list, &node{kind: listKind, offset: n.offset, end: n.end}, n)
	case n.kind == listKind:
		out := *n
		out.items = make([]node, len(n.items))
		for i := range n.items {
			l.trail.pushItem(i)
			out.items[i] = l.bare(list+"[]", &n.items[i])
			l.trail.pop()
		}
		return out
	}
	return *n
}

// objects lays the members of an object over those of another.
func (l *layer) objects(list string, base, patch *node) node {
	names, items := slices.Clone(base.keys.list), slices.Clone(base.items)
	removed := make([]bool, len(names), len(names)+len(patch.items))
	for i := range patch.items {
		k, v := patch.keys.list[i], &patch.items[i]
		if k.ignored {
			continue
		}
		l.trail.pushKey(k.name)
		at := base.keys.find(k.name)
		switch {
		case v.kind == nullKind:
			if at >= 0 {
				removed[at] = true
			}
		case at >= 0:
			items[at] = l.over(below(list, k.name), &base.items[at], v)
			if items[at].offset == v.offset { // replaced: the key is the patch's as well
				names[at] = k
			}
		default:
			names, items, removed = append(names, k), append(items, l.bare(below(list, k.name), v)), append(removed, false)
		}
		l.trail.pop()
	}
	kept := 0
	for i := range names {
		if !removed[i] {
			names[kept], items[kept] = names[i], items[i]
			kept++
		}
	}
	out := objectOf(base, names[:kept], items[:kept])
	out.flawed = base.flawed || patch.flawed
	return out
}

func below(list, key string) string {
	if list == "" {
		return key
	}
	return list + "." + key
}

// lists lays the items of a list over those of another, by their ids.
func (l *layer) lists(list string, base, patch *node) node {
	c := newChain(len(base.items) + len(patch.items))
	for i := range base.items {
		id, _ := l.textOf(&base.items[i], "id")
		c.add(id, base.items[i], -1)
	}
	mine := make(map[string]bool, len(patch.items))
	type waiting struct {
		item   int
		id, at string
		n      node
	}
	var open []waiting
	for i := range patch.items {
		v := &patch.items[i]
		l.trail.pushItem(i)
		id, named := l.textOf(v, "id")
		switch {
		case !named: // whoever decodes the whole says so
			c.add("", l.bare(list+"[]", v), -1)
		case mine[id]:
			l.add(CodeDuplicateID, v.offset, "%s stands twice in this file", quote(id))
		default:
			mine[id] = true
			before, placed := l.textOf(v, "before")
			at, known := c.places[id]
			entry := without(v, "before")
			switch {
			case l.drops(v):
				if !known && !l.alone {
					l.add(CodeUnknownID, v.offset, "there is no %s here to drop", quote(id))
				} else if known {
					c.remove(at)
				}
			case known && placed:
				l.add(CodeNotAllowed, v.offset, `%s is here already, and "before" is for new entries: to move one, drop it in one file and give it anew in a file that extends that`, quote(id))
			case known:
				c.nodes[at] = l.entry(list, &c.nodes[at], &entry)
			case !placed:
				c.add(id, l.bare(list+"[]", &entry), -1)
			default:
				open = append(open, waiting{i, id, before, l.bare(list+"[]", &entry)})
			}
		}
		l.trail.pop()
	}
	// An entry may stand before one that comes later in the same text.
	for placed := true; placed && len(open) > 0; {
		placed = false
		open = slices.DeleteFunc(open, func(w waiting) bool {
			at, known := c.places[w.at]
			switch {
			case known:
				c.add(w.id, w.n, at)
			case l.alone:
				c.add(w.id, w.n, -1)
			default:
				return false
			}
			placed = true
			return true
		})
	}
	for _, w := range open {
		l.trail.pushItem(w.item)
		l.add(CodeUnknownID, w.n.offset, "there is no %s here to stand before", quote(w.at))
		l.trail.pop()
	}
	out := *base
	out.items = c.list()
	out.flawed = base.flawed || patch.flawed
	return out
}

// entry lays an entry of a list over the one with its id.
func (l *layer) entry(list string, base, patch *node) node {
	if forms, ok := l.overlay.Forms[list]; ok {
		from, to := forms.of(base), forms.of(patch)
		if to != "" && to != forms.Merged && from != "" && from != to {
			bare := keep(base, forms.Kept)
			return l.over(list+"[]", &bare, patch)
		}
	}
	return l.over(list+"[]", base, patch)
}

// of is the form of an item, "" for none. A null is no form.
func (f *Forms) of(n *node) string {
	for _, key := range f.Keys {
		if i := member(n, key); i >= 0 && n.items[i].kind != nullKind {
			return key
		}
	}
	return ""
}

// drops tells whether an entry only removes the one with its id.
func (l *layer) drops(n *node) bool {
	i := member(n, "drop")
	if i < 0 {
		return false
	}
	switch v := &n.items[i]; {
	case v.kind != boolKind || l.src[v.offset:v.end] != "true":
		l.add(CodeBadValue, v.offset, `"drop" is true or absent`)
	case len(n.items) > 2:
		l.add(CodeNotAllowed, v.offset, `"drop" removes the whole entry: nothing but its id may stand beside it`)
	}
	return true
}

// textOf is a member of an object that is a string.
func (l *layer) textOf(n *node, key string) (text string, ok bool) {
	i := member(n, key)
	if i < 0 || n.items[i].kind != stringKind || n.items[i].flawed {
		return "", false
	}
	d := decoder{src: l.src}
	return d.text(&n.items[i]), true
}

// member is the place of a key in an object, or -1.
func member(n *node, key string) int {
	if n.kind != objectKind {
		return -1
	}
	return n.keys.find(key)
}

// without is an object without one of its keys.
func without(n *node, key string) node {
	i := member(n, key)
	if i < 0 {
		return *n
	}
	return objectOf(n, slices.Delete(slices.Clone(n.keys.list), i, i+1), slices.Delete(slices.Clone(n.items), i, i+1))
}

// keep is an object with some of its keys only.
func keep(n *node, kept []string) node {
	var names []key
	var items []node
	for i, k := range n.keys.list {
		if slices.Contains(kept, k.name) {
			names, items = append(names, k), append(items, n.items[i])
		}
	}
	return objectOf(n, names, items)
}

// A chain is a list that is found by id, and in which an item is added and
// removed anywhere in constant time.
type chain struct {
	nodes      []node
	ids        []string
	prev, next []int // -1 at the ends
	first      int
	last       int
	places     map[string]int
}

func newChain(size int) *chain {
	return &chain{first: -1, last: -1, places: make(map[string]int, size), nodes: make([]node, 0, size)}
}

// add puts an item before another, or last with -1. An id of "" is not found.
func (c *chain) add(id string, n node, before int) {
	at := len(c.nodes)
	prev := c.last
	if before >= 0 {
		prev = c.prev[before]
		c.prev[before] = at
	} else {
		c.last = at
	}
	if prev >= 0 {
		c.next[prev] = at
	} else {
		c.first = at
	}
	c.nodes, c.ids, c.prev, c.next = append(c.nodes, n), append(c.ids, id), append(c.prev, prev), append(c.next, before)
	if _, twice := c.places[id]; id != "" && !twice {
		c.places[id] = at
	}
}

func (c *chain) remove(at int) {
	prev, next := c.prev[at], c.next[at]
	if prev >= 0 {
		c.next[prev] = next
	} else {
		c.first = next
	}
	if next >= 0 {
		c.prev[next] = prev
	} else {
		c.last = prev
	}
	delete(c.places, c.ids[at])
}

func (c *chain) list() []node {
	out := make([]node, 0, len(c.nodes))
	for at := c.first; at >= 0; at = c.next[at] {
		out = append(out, c.nodes[at])
	}
	return out
}
