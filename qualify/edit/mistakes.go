package edit

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A Mistake is one of the compiler's, with the stretch of the text that it is about.
type Mistake struct {
	Range TextRange
	Error *qualify.Error
}

// A Finding is one of package lint, with the stretch of the text that it is about.
type Finding struct {
	Range   TextRange
	Finding lint.Finding
}

// whole is what the compiler said of a rule set.
type whole struct {
	files    map[string]*file // that there were
	mistakes []Mistake
}

// whole compiles the rule set that a file belongs to, unless nothing has changed.
func (p *Project) whole(name string) *whole {
	root := p.rootOf(name)
	if w := p.wholes[root]; w != nil && p.unchanged(w) {
		return w
	}
	w := &whole{files: map[string]*file{}}
	for name, f := range p.files {
		w.files[name] = f
	}
	var err error
	switch f := p.files[root]; {
	case f.person != nil:
		_, err = account.Load(folder(p.files), root, p.options)
	case f.isRules():
		_, err = qualify.Load(folder(p.files), root, p.options)
	}
	var all qualify.Errors
	if errors.As(err, &all) {
		for _, e := range all {
			w.mistakes = append(w.mistakes, p.placed(e))
		}
	}
	p.wholes[root] = w
	return w
}

// unchanged tells whether the files are those that were compiled.
func (p *Project) unchanged(w *whole) bool {
	if len(w.files) != len(p.files) {
		return false
	}
	for name, f := range p.files {
		if w.files[name] != f {
			return false
		}
	}
	return true
}

// Mistakes returns what the compiler says of the rule set that a file belongs to: all
// mistakes, in all its files. A text that is no JSON has one mistake only, where
// reading stopped. It is kept until a text changes.
func (p *Project) Mistakes(name string) []Mistake {
	if p.files[name] == nil {
		return nil
	}
	return p.whole(name).mistakes
}

// MistakesAt returns what is wrong with the expression at an offset, whatever else is
// wrong, in far less time than Mistakes: for each press of a key. It is nil where no
// expression stands.
func (p *Project) MistakesAt(name string, offset int) (out []Mistake) {
	f := p.view(name, offset)
	if f == nil {
		return nil
	}
	at := find(f.root, f.src, offset)
	if _, ok := f.formAt(at.steps); !ok || at.at == nil || at.isKey || at.at.kind != text {
		return nil
	}
	path := pathOf(at.steps)
	if f.person != nil { // a role
		path = "hand_raise[0].when"
	}
	for _, e := range p.vocabulary(f).checker.Check(path, at.at.text(f.src)) {
		switch {
		case f.person != nil:
			e.Path = pathOf(at.steps)
		case f.of != nil:
			e.Path = f.part + "." + e.Path
		}
		r := f.rangeIn(at.at, e.From, e.To)
		e.File, e.Line, e.Column = name, 1+strings.Count(f.src[:r.From], "\n"), 1+utf8.RuneCountInString(f.src[strings.LastIndexByte(f.src[:r.From], '\n')+1:r.From])
		out = append(out, Mistake{r, e})
	}
	return out
}

// Findings returns what lint says of the rule set that a file belongs to. It takes up
// to some seconds, and is given up with the context's error once that is done. The
// error is else the compiler's, where the rule set does not compile.
func (p *Project) Findings(ctx context.Context, name string) ([]Finding, error) {
	if p.files[name] == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	check := lint.CheckLoaded
	if p.files[name].person != nil {
		check = lint.CheckAccountsLoaded
	}
	found, err := check(ctx, folder(p.files), p.rootOf(name), &lint.Options{Compile: p.options})
	if err != nil {
		return nil, err
	}
	out := make([]Finding, len(found))
	for i, f := range found {
		out[i] = Finding{p.tokenAt(f.File, f.Line, f.Column), f}
	}
	return out, nil
}

// placed finds the stretch that a mistake is about.
func (p *Project) placed(e *qualify.Error) Mistake {
	r := p.tokenAt(e.File, e.Line, e.Column)
	f := p.files[e.File]
	if f == nil || e.Text == "" {
		return Mistake{r, e}
	}
	if at := find(f.root, f.src, r.From); at.at != nil && at.at.kind == text && !at.isKey {
		if at.at.text(f.src) == e.Text {
			r = f.rangeIn(at.at, e.From, e.To)
		}
	}
	return Mistake{r, e}
}

// tokenAt is the key or value at a line and column, or the sign there.
func (p *Project) tokenAt(name string, line, column int) TextRange {
	r := TextRange{File: name}
	f := p.files[name]
	if f == nil || line < 1 {
		return r
	}
	rest := f.src
	for ; line > 1; line-- {
		i := strings.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		rest = rest[i+1:]
	}
	r.From = len(f.src) - len(rest)
	for ; column > 1 && r.From < len(f.src) && f.src[r.From] != '\n'; column-- {
		_, size := utf8.DecodeRuneInString(f.src[r.From:])
		r.From += size
	}
	r.To = min(r.From+1, len(f.src))
	at := find(f.root, f.src, r.From)
	if at.at == nil || at.at.from != r.From {
		at = find(f.root, f.src, min(r.From+1, len(f.src)))
	}
	if at.at != nil && (at.at.kind == text || at.at.kind == word) && at.at.from <= r.From {
		r.To = max(r.To, at.at.to)
	}
	return r
}

// folder is the files as a file system.
type folder map[string]*file

// Open opens a file, or the folder itself.
func (d folder) Open(name string) (fs.File, error) {
	f := d[name]
	if f == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openFile{strings.NewReader(f.src), name, len(f.src)}, nil
}

// ReadDir lists the files of a folder, for the compiler to find what was meant.
func (d folder) ReadDir(dir string) ([]fs.DirEntry, error) {
	var out []fs.DirEntry
	for _, name := range (&Project{files: d}).names() {
		if path.Dir(name) == dir {
			out = append(out, fs.FileInfoToDirEntry(&openFile{name: name, size: len(d[name].src)}))
		}
	}
	return out, nil
}

// openFile is an open file and what is known of it.
type openFile struct {
	io.Reader
	name string
	size int
}

func (o *openFile) Stat() (fs.FileInfo, error) { return o, nil }
func (o *openFile) Close() error               { return nil }
func (o *openFile) Name() string               { return path.Base(o.name) }
func (o *openFile) Size() int64                { return int64(o.size) }
func (o *openFile) Mode() fs.FileMode          { return 0o444 }
func (o *openFile) ModTime() time.Time         { return time.Time{} }
func (o *openFile) IsDir() bool                { return false }
func (o *openFile) Sys() any                   { return nil }
