package edit

import (
	"context"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// An Action is an edit that mends a mistake, or what a finding is about.
type Action struct {
	Title   string     `json:"title"`
	Mistake Mistake    `json:"mistake,omitzero"`
	Finding *Finding   `json:"finding,omitempty"`
	Edits   []TextEdit `json:"edits"`
}

// mostTries bounds how often a text is compiled for one list of actions.
const mostTries = 100

// Actions returns what mends mistakes that lie, in part at least, in a stretch of a
// file: what the messages say is to be written instead. Each was tried: the mistake is
// gone then, and no other has come.
func (p *Project) Actions(name string, from, to int) (out []Action) {
	f := p.files[name]
	if f == nil {
		return nil
	}
	mistakes, tries := p.Mistakes(name), mostTries
	if slices.ContainsFunc(mistakes, func(m Mistake) bool { return m.Error.Code == qualify.CodeJSONSyntax }) {
		mistakes = slices.Clone(mistakes) // which need not have those of the expression at hand: they are bounded
		for _, m := range p.MistakesAt(name, from) {
			if !slices.ContainsFunc(mistakes, func(other Mistake) bool { return other.Range == m.Range && other.Error.Code == m.Error.Code }) {
				mistakes = append(mistakes, m)
			}
		}
	}
	for _, m := range mistakes {
		if m.Range.File != name || m.Range.From > to || m.Range.To < from {
			continue
		}
		if e, ok := f.mending(&m); ok {
			if tries--; tries >= 0 && p.mends(&m, e) {
				title := "Write " + strings.TrimSpace(m.Error.Mend.Write)
				if e.Text == "" {
					title = "Remove " + f.src[e.From:e.To]
				}
				out = append(out, Action{Title: title, Mistake: m, Edits: []TextEdit{e}})
			}
		}
	}
	return out
}

// mending is the edit that a message says: what it says is to be written, in place of
// what it is about.
func (f *file) mending(m *Mistake) (edit TextEdit, ok bool) {
	mend := m.Error.Mend
	if mend == nil {
		return edit, false
	}
	if m.Error.Text == "" {
		from := m.Range.From + mend.From
		return TextEdit{TextRange{f.name, from, min(m.Range.From+mend.To, len(f.src))}, mend.Write}, true
	}
	return f.written(m.Range.From, m.Error.Text, mend)
}

// written is the edit that mends an expression, which stands at an offset.
func (f *file) written(offset int, expression string, mend *qualify.Mend) (edit TextEdit, ok bool) {
	at := find(f.root, f.src, min(offset+1, len(f.src))).at
	if at == nil || at.kind != text || at.text(f.src) != expression {
		return edit, false
	}
	return TextEdit{f.rangeIn(at, mend.From, mend.To), escaped(mend.Write)}, true
}

// FindingActions returns what mends what lint says of the rule set that a file belongs
// to, in a stretch of that file. Each was tried: it compiles, the finding is gone then,
// and no other has come. It takes as long as Findings for each, and is given up with the
// context's error.
func (p *Project) FindingActions(ctx context.Context, name string, from, to int) (out []Action, err error) {
	found, err := p.Findings(ctx, name)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		f := p.files[x.Range.File]
		if x.Range.File != name || x.Range.From > to || x.Range.To < from || x.Finding.Mend == nil {
			continue
		}
		e, ok := f.written(x.Range.From, x.Finding.Text, x.Finding.Mend)
		if !ok {
			continue
		}
		left, err := p.with([]TextEdit{e}).Findings(ctx, name)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err == nil && fewer(left, found):
			out = append(out, Action{Title: "Write " + x.Finding.Mend.Write, Finding: &x, Edits: []TextEdit{e}})
		}
	}
	return out, nil
}

// fewer tells whether all findings of one list are in another that has more.
func fewer(left, found []Finding) bool {
	return len(left) < len(found) && !slices.ContainsFunc(left, func(a Finding) bool {
		return !slices.ContainsFunc(found, func(b Finding) bool {
			return a.Finding.Code == b.Finding.Code && a.Finding.Path == b.Finding.Path && a.Finding.Message == b.Finding.Message
		})
	})
}

// mends tells whether a mistake is gone after an edit, and no other has come.
func (p *Project) mends(m *Mistake, e TextEdit) bool {
	same := func(of []Mistake) (n int) {
		for _, other := range of {
			if other.Error.Code == m.Error.Code && other.Error.Message == m.Error.Message {
				n++
			}
		}
		return n
	}
	after := p.with([]TextEdit{e})
	if was := p.MistakesAt(e.File, m.Range.From); m.Error.Text != "" && len(was) > 0 {
		now := after.MistakesAt(e.File, e.From)
		return same(now) < same(was) && len(now) < len(was)
	}
	was, now := p.Mistakes(e.File), after.Mistakes(e.File)
	if m.Error.Code == qualify.CodeJSONSyntax { // the first of those of a text that is no JSON
		return len(now) == 0 || now[0].Range.From > m.Range.From && len(now) <= len(was) || now[0].Error.Code != qualify.CodeJSONSyntax
	}
	return same(now) < same(was) && len(now) < len(was)
}
