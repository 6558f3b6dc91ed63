package edit

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
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

// whole is what was found wrong with a file and those that it is read with.
type whole struct {
	folder   *folder
	rules    string // of cases or a map: the rule set that they go with
	mistakes []Mistake

	engine   *qualify.Engine // nil where there is none
	accounts *account.Engine

	linted   bool // findings are known
	findings []Finding
}

// whole compiles the rule set that a file belongs to, or reads a file of another kind,
// unless none of the files that this takes has changed.
func (p *Project) whole(name string) *whole {
	root := p.rootOf(name)
	f := p.files[root]
	rules := p.rulesOf(f)
	if w := p.wholes[root]; w != nil && w.rules == rules && w.folder.unchanged(p.files) {
		return w
	}
	w := &whole{folder: &folder{files: p.files, read: map[string]*file{root: f}}, rules: rules}
	all := p.errorsOf(f, w)
	for _, e := range all {
		w.mistakes = append(w.mistakes, p.placed(e))
	}
	if slices.ContainsFunc(all, func(e *qualify.Error) bool { return e.Code == qualify.CodeJSONSyntax }) {
		w.mistakes = append(w.mistakes, p.ofExpressions(f, w.folder.read)...)
	}
	p.wholes[root] = w
	return w
}

// errorsOf reads a file and says what is wrong with it.
func (p *Project) errorsOf(f *file, w *whole) qualify.Errors {
	var err error
	switch {
	case f.person != nil:
		w.accounts, err = account.Load(w.folder, f.name, p.options)
	case f.isRules():
		w.engine, err = qualify.Load(w.folder, f.name, p.options)
	default:
		err = p.readOther(f, w)
	}
	all, _ := errors.AsType[qualify.Errors](err)
	return all
}

// mostOfExpressions bounds the mistakes in expressions of a text that is no JSON.
const mostOfExpressions = 100

// ofExpressions are the mistakes in the expressions of files that are no JSON, of which
// the compiler says only where reading stopped. It notes which files these are.
func (p *Project) ofExpressions(root *file, read map[string]*file) (out []Mistake) {
	for _, f := range p.order(root.name) {
		read[f.name] = f
		for _, in := range []*file{f, f.person, f.account} {
			if in == nil || len(in.expressions) == 0 {
				continue
			}
			v := p.vocabulary(in)
			for _, x := range in.expressions {
				if out = append(out, in.check(v, x.at.start())...); len(out) >= mostOfExpressions {
					return out
				}
			}
		}
	}
	return out
}

// Mistakes returns what is wrong with a file: of a rule set, all that the compiler says
// in all its files, and of one that several extend in all of theirs; of cases, a map, a policy or a roster what their own parsers say,
// and which cases are not as wanted where their rule set is among the files. A text that
// is no JSON has the mistake where reading stopped, and those in its expressions. It
// costs nothing until a file changes that was read for it.
func (p *Project) Mistakes(name string) []Mistake {
	if p.files[name] == nil {
		return nil
	}
	roots := p.rootsOf(name)
	out := p.whole(roots[0]).mistakes
	for _, root := range roots[1:] {
		for _, m := range p.whole(root).mistakes {
			if !slices.ContainsFunc(out, func(other Mistake) bool {
				return other.Range == m.Range && other.Error.Code == m.Error.Code && other.Error.Message == m.Error.Message
			}) {
				out = append(slices.Clip(out), m)
			}
		}
	}
	return out
}

// MistakesAt returns what is wrong with the expression at an offset, whatever else is
// wrong, in far less time than Mistakes: for each press of a key. It is nil where no
// expression stands.
func (p *Project) MistakesAt(name string, offset int) []Mistake {
	f := p.view(name, offset)
	if f == nil {
		return nil
	}
	if at := find(f.root, f.src, offset); at.at == nil || at.isKey || at.at.kind != text {
		return nil
	} else if _, ok := f.formAt(at.steps); !ok {
		return nil
	}
	return f.check(p.vocabulary(f), offset)
}

// check compiles the expression at an offset.
func (f *file) check(v *vocabulary, offset int) (out []Mistake) {
	at := find(f.root, f.src, offset)
	path := pathOf(at.steps)
	if f.person != nil { // a role
		path = "hand_raise[0].when"
	}
	for _, e := range v.checker.Check(path, at.at.text(f.src)) {
		switch {
		case f.person != nil:
			e.Path = pathOf(at.steps)
		case f.of != nil:
			e.Path = f.part + "." + e.Path
		}
		r := f.rangeIn(at.at, e.From, e.To)
		f.locate(e, r.From)
		out = append(out, Mistake{r, e})
	}
	return out
}

// locate says in a mistake where in the file it is.
func (f *file) locate(e *qualify.Error, offset int) {
	before := f.src[:offset]
	e.File, e.Line, e.Column = f.name, 1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}

// Findings returns what lint says of the rule set that a file belongs to. It takes up
// to some seconds, and nothing until a file changes that was read for it; it is given up
// with the context's error once that is done. The error is else the compiler's, where
// the rule set does not compile.
func (p *Project) Findings(ctx context.Context, name string) ([]Finding, error) {
	if p.files[name] == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := p.whole(name)
	if w.linted {
		return slices.Clone(w.findings), nil
	}
	check := lint.CheckLoaded
	if p.files[name].person != nil {
		check = lint.CheckAccountsLoaded
	}
	found, err := check(ctx, &folder{files: p.files}, p.rootOf(name), &lint.Options{Compile: p.options})
	if err != nil {
		return nil, err
	}
	out := make([]Finding, len(found))
	for i, f := range found {
		out[i] = Finding{p.tokenAt(f.File, f.Line, f.Column), f}
	}
	w.linted, w.findings = true, out
	return slices.Clone(out), nil
}

// placed finds the stretch that a mistake is about.
func (p *Project) placed(e *qualify.Error) Mistake {
	r := p.tokenAt(e.File, e.Line, e.Column)
	f := p.files[e.File]
	if f == nil {
		return Mistake{r, e}
	}
	if at := find(f.root, f.src, r.From); e.Code == qualify.CodeUnknownName && at.at == nil && at.of != nil { // the name is the key
		r.From, r.To = at.of.key.from, at.of.key.to
	}
	if e.Text == "" {
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

// A folder is the files as a file system, and which of them were read.
type folder struct {
	files  map[string]*file
	read   map[string]*file // nil for one that is not there; or nil, if nobody wants to know
	listed int              // how many there were when they were listed, 0 if they were not
}

// unchanged tells whether the files are those that were read.
func (d *folder) unchanged(now map[string]*file) bool {
	for name, f := range d.read {
		if now[name] != f {
			return false
		}
	}
	return d.listed == 0 || d.listed == len(now)
}

// Open opens a file.
func (d *folder) Open(name string) (fs.File, error) {
	f := d.files[name]
	if d.read != nil {
		d.read[name] = f
	}
	if f == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openFile{strings.NewReader(f.src), name, len(f.src)}, nil
}

// ReadDir lists the files of a folder, for the compiler to find what was meant.
func (d *folder) ReadDir(dir string) ([]fs.DirEntry, error) {
	var out []fs.DirEntry
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		if d.read != nil {
			d.read[name] = d.files[name]
		}
		if path.Dir(name) == dir {
			out = append(out, fs.FileInfoToDirEntry(&openFile{name: name, size: len(d.files[name].src)}))
		}
	}
	d.listed = len(d.files)
	return out, nil
}

// openFile is an open file and what is known of it.
type openFile struct {
	io.Reader
	name string
	size int
}

// Stat and the others make it an fs.File and an fs.FileInfo.
func (o *openFile) Stat() (fs.FileInfo, error) { return o, nil }
func (o *openFile) Close() error               { return nil }
func (o *openFile) Name() string               { return path.Base(o.name) }
func (o *openFile) Size() int64                { return int64(o.size) }
func (o *openFile) Mode() fs.FileMode          { return 0o444 }
func (o *openFile) ModTime() time.Time         { return time.Time{} }
func (o *openFile) IsDir() bool                { return false }
func (o *openFile) Sys() any                   { return nil }
