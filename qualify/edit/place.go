package edit

import (
	"slices"
	"sort"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A place is where an offset stands in a text.
type place struct {
	steps  []strictjson.Step // to the value, or to the object whose key it is
	isKey  bool
	at     *node   // the key or value, nil where none is written yet
	of     *member // whose key or value it is, nil in a list and for a new key
	around []*node // the objects and lists around it, outermost first
}

// container is the object or list that the place is in, nil outside of all.
func (p *place) container() *node {
	if len(p.around) == 0 {
		return nil
	}
	return p.around[len(p.around)-1]
}

// holds tells whether an offset stands within a value.
func (n *node) holds(offset int) bool {
	switch {
	case n.kind == word:
		return n.from <= offset && offset <= n.to
	case n.closed:
		return n.from < offset && offset < n.to
	}
	return n.from < offset && offset <= n.to
}

// find is the place of an offset.
func find(root *node, src string, offset int) *place {
	p := &place{}
	for n := root; n != nil; {
		if n.kind != object && n.kind != list || !n.holds(offset) {
			if n.holds(offset) || n.kind == missing {
				p.at = n
			}
			return p
		}
		p.around = append(p.around, n)
		p.of = nil
		if n.kind == list {
			n = p.item(n, offset)
		} else {
			n = p.member(n, src, offset)
		}
	}
	return p
}

// item goes into the item of a list at an offset.
func (p *place) item(n *node, offset int) *node {
	i := sort.Search(len(n.items), func(i int) bool { return n.items[i].to >= offset })
	p.steps = append(p.steps, strictjson.Step{Item: i})
	if i < len(n.items) && n.items[i].holds(offset) {
		return n.items[i]
	}
	return nil
}

// member goes into the member of an object at an offset.
func (p *place) member(n *node, src string, offset int) *node {
	p.isKey = true
	i := sort.Search(len(n.members), func(i int) bool { return n.members[i].key.from > offset }) - 1
	if i < 0 {
		return nil
	}
	m := &n.members[i]
	switch {
	case m.key.holds(offset):
		p.at, p.of = m.key, m
		return nil
	case m.value == nil || offset <= m.key.to || m.value.kind != missing && offset > m.value.from && !m.value.holds(offset):
		return nil
	}
	p.isKey = false
	p.steps = append(p.steps, strictjson.Step{Key: m.key.text(src), Item: -1})
	p.of = m
	if m.value.kind != missing && !m.value.holds(offset) { // before it
		return nil
	}
	return m.value
}

// pathOf is the place of the value in the JSON.
func pathOf(steps []strictjson.Step) string {
	out := ""
	for _, s := range steps {
		if s.Item >= 0 {
			out = strictjson.PathItem(out, s.Item)
		} else {
			out = strictjson.PathKey(out, s.Key)
		}
	}
	return out
}

// An expression is one that stands in a file.
type expression struct {
	at   *node
	text string
}

// expressions lists those of a text in their order.
func expressions(root *node, src string, known *shaped, formAt func([]strictjson.Step) (criteria.Form, bool)) []expression {
	w := &walk{src: src, formAt: formAt}
	w.value(root, known)
	return w.found
}

// A shaped is a path without the numbers of items and the names in keyed sections, and
// what was found out of it: a text has few of them, and many values.
type shaped struct {
	under  map[string]*shaped // by key, "" for an item
	looked bool
	isText bool // it is an expression
	named  bool // its keys are names
}

func (s *shaped) at(key string) *shaped {
	if s.named {
		key = "*"
	}
	next := s.under[key]
	if next == nil {
		next = &shaped{}
		if s.under == nil {
			s.under = map[string]*shaped{}
		}
		s.under[key] = next
	}
	return next
}

type walk struct {
	src   string
	steps []strictjson.Step
	found []expression

	formAt func([]strictjson.Step) (criteria.Form, bool)
}

func (w *walk) value(n *node, is *shaped) {
	switch n.kind {
	case object:
		for _, m := range n.members {
			if m.value == nil || m.value.kind == word || m.value.kind == missing {
				continue
			}
			key := m.key.text(w.src)
			inner := is.at(key)
			if len(w.steps) == 0 {
				inner.named = slices.Contains(keyed, key)
			}
			w.steps = append(w.steps, strictjson.Step{Key: key, Item: -1})
			w.value(m.value, inner)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case list:
		inner := is.at("")
		for i, item := range n.items {
			w.steps = append(w.steps, strictjson.Step{Item: i})
			w.value(item, inner)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case text:
		if !is.looked {
			is.looked = true
			_, is.isText = w.formAt(w.steps)
		}
		if is.isText {
			w.found = append(w.found, expression{n, n.text(w.src)})
		}
	}
}
