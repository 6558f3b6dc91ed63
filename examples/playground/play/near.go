package play

import (
	"fmt"

	"github.com/leadqual/leadqual/qualify/edit"
)

// An edited file is a text that is being written.
type edited struct {
	project *edit.Project
	path    string // in the project
	text    *counted
	of      string  // the project's name
	engine  *Engine // which has the other files
}

// projectOf says which files are edited together, and what they are called there. The
// second rule set is a project of its own.
var projectOf = map[string]struct{ project, path string }{
	"rules": {"rules", "rules.json"}, "cases": {"rules", "cases.json"}, "map": {"rules", "map.json"}, "other": {"other", "rules.json"},
}

// Requests about a file, and what the answers consist of.
type (
	setRequest struct {
		File string `json:"file"`
		Text string `json:"text"`
	}
	placeRequest struct {
		File   string `json:"file"`
		Offset int    `json:"offset"`
	}
	renameRequest struct {
		File   string `json:"file"`
		Offset int    `json:"offset"`
		To     string `json:"to"`
	}
	stretchRequest struct {
		File string `json:"file"`
		From int    `json:"from"`
		To   int    `json:"to"`
	}

	stretch struct {
		File string `json:"file"`
		From int    `json:"from"`
		To   int    `json:"to"`
	}
	change struct {
		stretch
		Text string `json:"text"`
	}
	item struct {
		Label  string `json:"label"`
		Kind   string `json:"kind"`
		Detail string `json:"detail"`
		Doc    string `json:"doc"`
		From   int    `json:"from"`
		To     int    `json:"to"`
		Text   string `json:"text"`
	}
	hovered struct {
		From  int       `json:"from"`
		To    int       `json:"to"`
		Kind  string    `json:"kind"`
		Title string    `json:"title"`
		Text  string    `json:"text"`
		Uses  []stretch `json:"uses"`
	}
	action struct {
		Title string   `json:"title"`
		From  int      `json:"from"` // of the mistake that it mends
		To    int      `json:"to"`
		Edits []change `json:"edits"`
	}
)

// Answers that are lists. They are never null.
type (
	items struct {
		Items []item `json:"items"`
	}
	ranges struct {
		Ranges []stretch `json:"ranges"`
	}
	edits struct {
		Edits []change `json:"edits"`
	}
	colours struct {
		Tokens [][3]any `json:"tokens"` // from, to, kind
	}
	mendings struct {
		Actions []action `json:"actions"`
	}
	nothing struct{}
)

// set takes the text of a file; "" leaves none. Leads are not edited here.
func (e *Engine) set(r setRequest) any {
	in, ok := projectOf[r.File]
	if !ok {
		return failure{fmt.Sprintf("no file %.40q is edited here", r.File)}
	}
	project := e.projects[in.project]
	if project == nil {
		project = edit.New(nil)
		e.projects[in.project] = project
	}
	why := tooLong(r.Text)
	if why != "" || r.Text == "" && r.File != "rules" && r.File != "other" {
		delete(e.edited, r.File)
		project.Set(in.path, nil)
		if why != "" {
			return failure{why}
		}
		return nothing{}
	}
	project.Set(in.path, []byte(r.Text))
	e.edited[r.File] = &edited{project, in.path, newCounted(r.Text), in.project, e}
	return nothing{}
}

// place is the file of a request, and its offset in bytes. Where there is no such place
// the file is nil.
func (e *Engine) place(r placeRequest) (*edited, int) {
	f := e.edited[r.File]
	if f == nil {
		return nil, 0
	}
	offset := f.text.byteAt(r.Offset)
	if offset < 0 {
		return nil, 0
	}
	return f, offset
}

func (e *Engine) complete(r placeRequest) any {
	list := items{[]item{}}
	f, offset := e.place(r)
	if f == nil {
		return list
	}
	for _, c := range f.project.Complete(f.path, offset) {
		at := f.stretch(c.Edit.TextRange)
		list.Items = append(list.Items, item{c.Label, c.Kind, c.Detail, c.Doc, at.From, at.To, c.Edit.Text})
	}
	return list
}

func (e *Engine) hover(r placeRequest) any {
	f, offset := e.place(r)
	if f == nil {
		return nothing{}
	}
	h, ok := f.project.Hover(f.path, offset)
	if !ok {
		return nothing{}
	}
	at := f.stretch(h.Range)
	return hovered{at.From, at.To, h.Kind, h.Title, h.Text, f.stretches(h.Uses)}
}

func (e *Engine) definition(r placeRequest) any {
	f, offset := e.place(r)
	if f == nil {
		return ranges{[]stretch{}}
	}
	return ranges{f.stretches(f.project.Definition(f.path, offset))}
}

func (e *Engine) uses(r placeRequest) any {
	f, offset := e.place(r)
	if f == nil {
		return ranges{[]stretch{}}
	}
	return ranges{f.stretches(f.project.Uses(f.path, offset))}
}

func (e *Engine) rename(r renameRequest) any {
	f, offset := e.place(placeRequest{r.File, r.Offset})
	if f == nil {
		return failure{"nothing that has a name stands here"}
	}
	list, err := f.project.Rename(f.path, offset, r.To)
	if err != nil {
		return failure{err.Error()}
	}
	return edits{f.changes(list)}
}

func (e *Engine) at(r placeRequest) any {
	list := found{[]Problem{}}
	f, offset := e.place(r)
	if f == nil {
		return list
	}
	for _, m := range f.project.MistakesAt(f.path, offset) {
		at := f.stretch(m.Range)
		list.Problems = append(list.Problems, problemOf(at.File, m.Error, at.From, at.To))
	}
	return list
}

func (e *Engine) tokens(r stretchRequest) any {
	list := colours{[][3]any{}}
	f, from, to := e.stretched(r)
	if f == nil {
		return list
	}
	for _, t := range f.project.Tokens(f.path, from, to) {
		list.Tokens = append(list.Tokens, [3]any{f.text.unitAt(t.From), f.text.unitAt(t.To), t.Kind})
	}
	return list
}

func (e *Engine) actions(r stretchRequest) any {
	list := mendings{[]action{}}
	f, from, to := e.stretched(r)
	if f == nil {
		return list
	}
	for _, a := range f.project.Actions(f.path, from, to) {
		at := f.stretch(a.Mistake.Range)
		list.Actions = append(list.Actions, action{a.Title, at.From, at.To, f.changes(a.Edits)})
	}
	return list
}

// stretched is the file of a request, and its stretch in bytes. Where there is no such
// stretch the file is nil.
func (e *Engine) stretched(r stretchRequest) (f *edited, from, to int) {
	if f, from = e.place(placeRequest{r.File, r.From}); f == nil {
		return nil, 0, 0
	}
	if to = f.text.byteAt(r.To); to < from {
		return nil, 0, 0
	}
	return f, from, to
}

// stretch is a range as the page has it, of this file or of one edited with it.
func (f *edited) stretch(r edit.TextRange) stretch {
	for name, in := range projectOf {
		other := f.engine.edited[name]
		if in.project == f.of && in.path == r.File && other != nil {
			return stretch{name, other.text.unitAt(r.From), other.text.unitAt(r.To)}
		}
	}
	return stretch{}
}

func (f *edited) stretches(list []edit.TextRange) []stretch {
	out := make([]stretch, len(list))
	for i, r := range list {
		out[i] = f.stretch(r)
	}
	return out
}

func (f *edited) changes(list []edit.TextEdit) []change {
	out := make([]change, len(list))
	for i, e := range list {
		out[i] = change{f.stretch(e.TextRange), e.Text}
	}
	return out
}
