package edit

import (
	"cmp"
	"slices"
	"strings"
)

// A Completion is something that could be written at a place.
type Completion struct {
	Label string `json:"label"`
	// Kind is what it is, one of the Kind constants.
	Kind string `json:"kind"`
	// Detail is short, such as a type; Doc says what it means.
	Detail string `json:"detail,omitempty"`
	Doc    string `json:"doc,omitempty"`
	// Edit writes it.
	Edit TextEdit `json:"edit"`
}

// A candidate is what may become a completion.
type candidate struct {
	Label, Kind, Detail, Doc string
	Edit                     TextEdit

	match  int // how the label goes with what is written, the least best
	fit    fit
	uses   int
	order  int
	sample string
	memo   string
	value  string // as JSON, of a value
}

// The kinds of completions and of what one hovers over.
const (
	KindKey        = "key"
	KindValue      = "value"
	KindFact       = "fact"
	KindField      = "field"
	KindResult     = "result"
	KindList       = "list"
	KindTable      = "table"
	KindDefinition = "definition"
	KindFunction   = "function"
	KindOperator   = "operator"
	KindConstant   = "constant"
	KindPart       = "part"
)

// mostOffered is how many completions there are at most.
const mostOffered = 200

// Complete returns what could be written at an offset of a file, in bytes, the likeliest
// first: keys and values of the JSON, and within expressions what may be named, called
// or compared there. What does not compile there, whatever follows, is left out. What
// is written up to the offset goes with the beginning of what is offered, or of its
// last part. It returns nil for a file that is not there.
func (p *Project) Complete(name string, offset int) []Completion {
	f := p.view(name, offset)
	if f == nil {
		return nil
	}
	at := find(f.root, f.src, offset)
	c := &completer{p: p, f: f, at: at, offset: offset}
	switch {
	case at.isKey:
		c.keys()
		c.notAllowed()
	case at.container() == nil:
		return nil
	default:
		if form, ok := f.formAt(at.steps); ok && at.at != nil && at.at.kind == text {
			c.expression(form)
		} else {
			c.jsonValues()
			c.leastWrong()
		}
	}
	c.rank()
	var out []Completion
	for _, o := range c.out[:min(len(c.out), mostOffered)] {
		out = append(out, Completion{o.Label, o.Kind, o.Detail, o.Doc, o.Edit})
	}
	return out
}

// rank puts the likeliest first.
func (c *completer) rank() {
	slices.SortStableFunc(c.out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.match, b.match), cmp.Compare(b.uses, a.uses), cmp.Compare(b.fit, a.fit), cmp.Compare(a.order, b.order))
	})
}

// A completer gathers completions at a place.
type completer struct {
	p      *Project
	f      *file
	at     *place
	offset int
	out    []candidate
	named  map[string]int // by expressions, with how often
}

// match says how a label goes with what is written: as its beginning, as the beginning
// of its last part or of a word in it, or not at all.
func match(label, written string) (int, bool) {
	if written == "" {
		return 0, true
	}
	if strings.HasPrefix(label, written) {
		return 0, true
	}
	label, written = strings.ToLower(label), strings.ToLower(written)
	if strings.HasPrefix(label, written) {
		return 1, true
	}
	if len(written) < 2 {
		return 0, false
	}
	for i := 1; i < len(label); i++ {
		if strings.IndexByte("._ -", label[i-1]) >= 0 && strings.HasPrefix(label[i:], strings.TrimPrefix(written, ".")) {
			return 2, true
		}
	}
	return 0, false
}
