package strictjson

import (
	"slices"
	"sort"
)

// Texts are JSON texts that make up one value, each laid over those before it:
// objects key by key, the lists that Overlay names by the ids of their items; a
// null removes a key, and all else is replaced. Offsets count through all texts,
// in the order in which they were added; Where says which text one stands in.
//
// A Texts is for one goroutine.
type Texts struct {
	overlay Overlay
	limits  Limits
	src     string // of all texts
	starts  []int  // of each text in src
	root    node   // what the texts laid so far make up
}

// An Overlay says how one text is laid over another. Lists are named by their
// paths, with [] for the items of a list around them: "checklists[].items".
type Overlay struct {
	// ByID are the lists of objects with an "id": an item with an id that the
	// list has is laid over that one; a new one stands before the item that its
	// "before" names, else last; with "drop": true the item is removed.
	ByID []string
	// Forms are for lists of ByID whose items have one of several forms.
	Forms map[string]Forms
}

// Forms are the forms that the items of a list may have.
type Forms struct {
	// Keys name the forms. The first of them that an item has is its form.
	Keys []string
	// Merged is the form that adds to an item of another; an item that takes on
	// any other form loses its keys save those of Kept.
	Merged string
	Kept   []string
}

// NewTexts returns an empty Texts.
func NewTexts(overlay Overlay, limits Limits) *Texts {
	return &Texts{overlay: overlay, limits: limits}
}

// A Text is one text that was read.
type Text struct {
	in   *Texts
	root node
	// Broken says that the text is no JSON, so that nothing of it can be used.
	Broken bool
}

// Read reads a text, and reports what makes it no JSON. It does not lay it over
// the others yet.
func (t *Texts) Read(text []byte) (*Text, []Problem) {
	start := len(t.src)
	t.src += string(text)
	t.starts = append(t.starts, start)
	var r report
	x := &Text{in: t, root: parse(t.src, start, t.limits, &r)}
	problems := merge(&r, &report{})
	x.Broken = slices.ContainsFunc(problems, Problem.Breaks)
	return x, problems
}

// Take decodes a member of the text's object and removes it from the text. The
// index finds what is in it, the member itself by the empty path. It is nil
// where there is no such member.
func (x *Text) Take(key string, into any) (*Index, []Problem) {
	i := member(&x.root, key)
	if i < 0 {
		return nil, nil
	}
	at := &Index{src: x.in.src, root: x.root.items[i]}
	x.root = without(&x.root, key)
	r := decodeNode(x.in.src, &at.root, into, x.in.limits)
	for i := range r.problems {
		r.problems[i].Path = key + r.problems[i].Path
	}
	return at, r.problems
}

// Has tells whether the text's object has a member.
func (x *Text) Has(key string) bool { return member(&x.root, key) >= 0 }

// Decode fills what into points to from a text as it stands, and reports what
// does not fit its type.
func (x *Text) Decode(into any) (*Index, []Problem) {
	return &Index{src: x.in.src, root: x.root}, merge(decodeNode(x.in.src, &x.root, into, x.in.limits), &report{})
}

// Lay lays a text over those before it, and reports what cannot be.
func (t *Texts) Lay(x *Text) []Problem {
	l := &layer{overlay: &t.overlay, src: t.src}
	if t.root.kind == noKind {
		t.root = node{kind: x.root.kind, offset: x.root.offset, end: x.root.end, keys: &keys{}}
	}
	t.root = l.over("", &t.root, &x.root)
	return merge(&l.report, &report{})
}

// Check reports what of a text by itself does not fit a type. What it says
// about the merging is passed over; into is filled with the rest.
func (t *Texts) Check(x *Text, into any) []Problem {
	l := &layer{overlay: &t.overlay, src: t.src, alone: true}
	bare := l.bare("", &x.root)
	return merge(decodeNode(t.src, &bare, into, t.limits), &report{})
}

// Decode fills what into points to from what the texts make up.
func (t *Texts) Decode(into any) (*Index, []Problem) {
	x := &Index{src: t.src, root: t.root}
	return x, merge(decodeNode(t.src, &x.root, into, t.limits), &report{})
}

// Start is where the text that was read last begins.
func (t *Texts) Start() int { return t.starts[len(t.starts)-1] }

// Where returns the number of the text that an offset stands in, counted from 0
// in the order of reading, and the offset within it.
func (t *Texts) Where(offset int) (text, within int) {
	i := sort.SearchInts(t.starts, offset+1) - 1
	if i < 0 {
		return 0, 0
	}
	return i, offset - t.starts[i]
}

// objectOf is n with other members.
func objectOf(n *node, list []key, items []node) node {
	out := *n
	out.items = items
	out.keys = &keys{list: list}
	for i := range list {
		out.keys.places = out.keys.places.added(list[:i+1])
	}
	return out
}
