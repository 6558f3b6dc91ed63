package edit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// An outline is a file with a gap, in which keys and values are tried by compiling it.
// It is JSON whatever the file is, and short however long that is: of lists and of large
// objects it has the first entries, what lies around the gap, and what the values that
// are tried are the names of. What is missing is missing for all that are tried.
type outline struct {
	writer
	c      *completer
	labels map[string]bool // of what is tried
	gap    int             // in out, -1 where it was not met
	before string          // what a key in the gap has before it
	value  string          // and its value, where it has one
}

// The greatest number of entries that an outline has of a list and of an object, besides
// those that are wanted, and of the completions that are tried.
const (
	mostItems   = 3
	mostMembers = 40
	mostTried   = 64
)

// outline makes one of the file that is completed in.
func (c *completer) outline() *outline {
	o := &outline{writer: writer{src: c.f.src}, c: c, labels: map[string]bool{}, gap: -1}
	for _, tried := range c.out {
		o.labels[tried.Label] = true
	}
	o.node(c.p.files[c.f.name].root)
	return o
}

// with is the text with something in the gap.
func (o *outline) with(text string) string {
	return string(o.out[:o.gap]) + text + string(o.out[o.gap:])
}

// node writes a value.
func (o *outline) node(n *node) {
	switch n.kind {
	case object:
		o.members(n)
	case list:
		o.items(n)
	default:
		o.writer.value(n)
	}
}

// around tells whether the gap is in a value.
func (o *outline) around(n *node) bool { return slices.Contains(o.c.at.around, n) }

// entry writes what something writes, behind a comma where that is wanted; nothing where
// that is nothing.
func (o *outline) entry(key string, write func()) {
	start := len(o.out)
	o.out = append(o.out, o.comma()+key...)
	end := len(o.out)
	if write(); len(o.out) == end && o.gap != end {
		o.out = o.out[:start]
	}
}

// comma is what separates an entry from what stands before it.
func (o *outline) comma() string {
	if last := o.out[len(o.out)-1]; last == '{' || last == '[' {
		return ""
	}
	return ","
}

func (o *outline) members(n *node) {
	at := o.c.at
	o.out = append(o.out, '{')
	seen := map[string]bool{}
	for i := range n.members {
		m := &n.members[i]
		key := m.key.text(o.src)
		here := n == at.container() && m == at.of
		switch {
		case here && at.isKey:
			if m.value != nil {
				w := writer{src: o.src}
				w.value(m.value)
				o.value = string(w.out)
			}
			continue
		case seen[key], m.value == nil, len(seen) >= mostMembers && !here && !o.around(m.value) && !o.labels[key]:
			continue
		}
		seen[key] = true
		quoted := writer{}
		quoted.text(key)
		o.entry(string(quoted.out)+":", func() {
			if here {
				o.gap = len(o.out)
			} else {
				o.node(m.value)
			}
		})
	}
	if n == at.container() && at.isKey {
		o.gap, o.before = len(o.out), o.comma()
	}
	o.out = append(o.out, '}')
}

func (o *outline) items(n *node) {
	at := o.c.at
	o.out = append(o.out, '[')
	here := -1
	if n == at.container() {
		here = at.steps[len(at.steps)-1].Item
	}
	for i := range max(len(n.items), here+1) {
		var item *node
		if i < len(n.items) {
			item = n.items[i]
		}
		if i != here && i >= mostItems && !o.around(item) && (len(o.labels) == 0 || !o.labels[item.member(o.src, "id").text(o.src)]) {
			continue
		}
		o.entry("", func() {
			if i == here {
				o.gap = len(o.out)
				if item != nil && item.from >= o.c.offset && at.at != item { // it is written before this one
					o.out = append(o.out, ',')
					o.node(item)
				}
			} else {
				o.node(item)
			}
		})
	}
	o.out = append(o.out, ']')
}

// short is the outline of another file.
func (o *outline) short(f *file) string {
	if f.root.kind == object {
		short := outline{writer: writer{src: f.src}, c: &completer{at: &place{}}, labels: o.labels}
		short.node(f.root)
		return string(short.out)
	}
	rest := f.src // the rows of a table
	for range mostMembers {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	return f.src[:len(f.src)-len(rest)]
}

// wrong counts the mistakes of some kind with each text in the gap.
func (o *outline) wrong(texts []string, is func(*qualify.Error) bool) []int {
	p := New(o.c.p.options)
	own := o.c.p.files[o.c.f.name]
	root := own.name
	if own.isRules() { // cases are not to be decided, and maps may fill what they like
		root = o.c.p.rootOf(own.name)
		for name, f := range o.c.p.files {
			if name != own.name {
				p.files[name] = &file{name: name, src: o.short(f), schema: f.schema, person: f.person, extends: f.extends}
			}
		}
	}
	counts := make([]int, len(texts))
	for i, text := range texts {
		f := &file{name: own.name, src: o.with(text), root: &node{}, schema: own.schema, person: own.person, extends: own.extends}
		p.files[own.name] = f
		for _, e := range p.errorsOf(p.files[root], &whole{folder: &folder{files: p.files}}) {
			if is(e) {
				counts[i]++
			}
		}
	}
	return counts
}

// tried are the completions in the gap of an outline, the likeliest, with how many
// mistakes of some kind there are with each, and with none of them.
func (c *completer) tried(text func(o *outline, tried candidate) string, is func(*qualify.Error) bool) (wrong []int, without int) {
	c.rank()
	c.out = c.out[:min(len(c.out), mostTried)]
	o := c.outline()
	if o.gap < 0 {
		return make([]int, len(c.out)), 0
	}
	texts := []string{""}
	for _, tried := range c.out {
		texts = append(texts, text(o, tried))
	}
	wrong = o.wrong(texts, is)
	return wrong[1:], wrong[0]
}

// drop leaves out the completions with more than so many mistakes.
func (c *completer) drop(wrong []int, most int) {
	i := -1
	c.out = slices.DeleteFunc(c.out, func(candidate) bool { i++; return wrong[i] > most })
}

// leastWrong drops the values with which more is wrong than with others.
func (c *completer) leastWrong() {
	if wrong, _ := c.tried(func(_ *outline, tried candidate) string { return tried.value }, func(*qualify.Error) bool { return true }); len(wrong) > 0 {
		c.drop(wrong, slices.Min(wrong))
	}
}

// samplesOf are values by the types of schemas.
var samplesOf = map[string]string{"number": "1", "integer": "1", "boolean": "true", "string": `"x"`, "array": "[]", "object": "{}"}

// notAllowed drops the keys that mean nothing beside the others.
func (c *completer) notAllowed() {
	wrong, without := c.tried(func(o *outline, tried candidate) string {
		w := writer{}
		w.text(tried.Label)
		return o.before + string(w.out) + ":" + cmp.Or(o.value, samplesOf[tried.Detail], "null")
	}, func(e *qualify.Error) bool { return e.Code == qualify.CodeNotAllowed })
	c.drop(wrong, without)
}
