package edit

import (
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
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
	i := 0
	for ; i < len(n.items) && n.items[i].to < offset; i++ {
	}
	p.steps = append(p.steps, strictjson.Step{Item: i})
	if i < len(n.items) && n.items[i].holds(offset) {
		return n.items[i]
	}
	return nil
}

// member goes into the member of an object at an offset.
func (p *place) member(n *node, src string, offset int) *node {
	for i := range n.members {
		m := &n.members[i]
		next := n.to
		if i+1 < len(n.members) {
			next = n.members[i+1].key.from
		}
		switch {
		case m.key.holds(offset):
			p.isKey, p.at, p.of = true, m.key, m
			return nil
		case m.value == nil || offset <= m.key.to:
			continue
		case m.value.kind == missing && offset <= next, m.value.from <= offset && m.value.holds(offset):
			p.steps = append(p.steps, strictjson.Step{Key: m.key.text(src), Item: -1})
			p.of = m
			return m.value
		}
	}
	p.isKey = true
	return nil
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
	steps []strictjson.Step
	form  criteria.Form
	at    *node
	text  string
}

// expressions lists those of a text in their order.
func expressions(root *node, src string) []expression {
	w := &walk{src: src, forms: map[string]form{}}
	w.value(root, "")
	return w.found
}

type form struct {
	form criteria.Form
	ok   bool
}

type walk struct {
	src   string
	steps []strictjson.Step
	forms map[string]form // by path without numbers
	found []expression
}

func (w *walk) value(n *node, shape string) {
	switch n.kind {
	case object:
		for _, m := range n.members {
			if m.value == nil {
				continue
			}
			key := m.key.text(w.src)
			if m.value.kind == word || m.value.kind == missing {
				continue
			}
			w.steps = append(w.steps, strictjson.Step{Key: key, Item: -1})
			inner := shape + "." + key
			if shape == ".define" {
				inner = ".define."
			}
			w.value(m.value, inner)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case list:
		for i, item := range n.items {
			w.steps = append(w.steps, strictjson.Step{Item: i})
			w.value(item, shape+"[]")
			w.steps = w.steps[:len(w.steps)-1]
		}
	case text:
		f, known := w.forms[shape]
		if !known {
			f.form, f.ok = formAt(w.steps)
			w.forms[shape] = f
		}
		if f.ok {
			w.found = append(w.found, expression{append([]strictjson.Step(nil), w.steps...), f.form, n, n.text(w.src)})
		}
	}
}

// formAt says what the expression at a path has to be.
func formAt(steps []strictjson.Step) (criteria.Form, bool) {
	return qualify.FormAt(inside.Key{}, steps)
}
