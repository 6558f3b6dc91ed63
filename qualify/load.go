package qualify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// Load makes an engine of the rule set in a file, as CompileJSON does, and of
// the rule sets that it extends:
//
//	{"name": "edtech-dach", "extends": "edtech.json", "scoring": {"ready_at": 40}}
//
// "extends" is a path or a list of paths, each relative to the file that it
// stands in. The files they name are laid over one another in that order, one
// that is reached twice at its first place, and the file over them:
//
//   - objects are merged key by key, and null removes a key;
//   - what has an id (steps, criteria, checklists and their items, rules, groups,
//     raises, routes, owners, experiments, arms, vendors) is merged into what has that id. What is
//     new stands before the id that its "before" names, else last, and
//     {"id": "x", "drop": true} removes x;
//   - a rule or criterion that takes on another form, "each", "compute" or
//     "tiers", loses all keys but id, name, group, weight, required and note;
//     a "when" by itself is added as a gate;
//   - all else is replaced.
//
// The "file" of a table is a path as well, of the CSV file that has its rows:
//
//	"tables": {"owners": {"type": "string", "file": "accounts.csv", "key": "domain", "value": "owner"}}
//
// A file that several tables name is read once. Empty and repeated keys, and
// values of another type, are mistakes.
//
// Only the whole has to be complete, while syntax, types and repeated ids are
// checked in every file, and each mistake says which file it stands in. The
// engine's [Engine.RuleSet] and fingerprint are those of the whole.
//
// An error to open the file itself is the file system's. Paths stay inside
// fsys; [Options] bounds the number, the depth and the size of the files.
func Load(fsys fs.FS, name string, options *Options) (*Engine, error) {
	l, rs, index, err := load(fsys, name, options)
	if err != nil {
		return nil, err
	}
	return l.compile(rs, index, options)
}

// load reads the files of a rule set. rs and index are nil where they cannot be
// used, which is reported. The error is the file system's.
func load(fsys fs.FS, name string, options *Options) (*loader, *RuleSet, *strictjson.Index, error) {
	l := &loader{source: newSource(options), fsys: fsys, seen: map[string]bool{name: true}}
	data, err := l.file(name)
	if err != nil {
		return nil, nil, nil, err
	}
	l.visit(name, data)
	read := l.whole
	if len(l.names) == 1 && len(l.order) == 1 {
		read = func(texts ...*strictjson.Text) (*RuleSet, *strictjson.Index) { return l.single(texts[0]) }
	}
	rs, index := read(l.order...)
	if rs != nil {
		l.tables("", rs, index)
	}
	return l, rs, index, nil
}

// A loader reads a file and those that it extends.
type loader struct {
	*source
	fsys  fs.FS
	open  []string           // the files being read, each extended by the one before
	seen  map[string]bool    // the files named so far
	full  bool               // more files than there may be
	order []*strictjson.Text // as they are laid, the first at the bottom

	rowsRead int                 // of tables in files
	found    map[string]fileRows // by the path of their table's rows
}

// file reads a file, and no more of it than a rule set may have.
func (l *loader) file(name string) ([]byte, error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(l.options.MaxBytes)+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return data, nil
}

// visit reads the files that a file extends, and then lays it over them.
func (l *loader) visit(name string, data []byte) {
	text := l.read(name, data)
	if text == nil {
		return
	}
	var bases extends
	at, problems := text.Take("extends", &bases)
	l.add(problems)
	l.open = append(l.open, name)
	for i, base := range bases {
		place := ""
		if bases.listed(at) {
			place = strictjson.PathItem("", i)
		}
		v, _ := at.Find(place)
		l.base(base, "extends"+place, v.Offset)
	}
	l.open = l.open[:len(l.open)-1]
	l.order = append(l.order, text)
}

// base visits a file that the innermost open one extends.
func (l *loader) base(given, at string, offset int) {
	from := l.open[len(l.open)-1]
	name, ok := l.path(from, given, at, offset)
	switch {
	case !ok:
		return
	case slices.Contains(l.open, name):
		l.fail(CodeFileCycle, at, offset, "%s extends itself, by way of %s", name, strings.Join(append(l.open[slices.Index(l.open, name):], name), ", "))
		return
	case l.seen[name]:
		return
	case len(l.open) > l.options.MaxExtends:
		l.fail(CodeTooDeep, at, offset, "files extend one another more than %d deep", l.options.MaxExtends)
		return
	}
	if data, ok := l.fetch(name, at, offset); ok {
		l.visit(name, data)
	}
}

// path is the file that a path in another one names. ok is false for what is no
// path, which is reported.
func (l *loader) path(from, given, at string, offset int) (name string, ok bool) {
	name = path.Join(path.Dir(from), given)
	if given == "" || strings.Contains(given, "://") || strings.Contains(given, `\`) || path.IsAbs(given) || !fs.ValidPath(name) || name == "." {
		l.fail(CodeBadName, at, offset, "%q is not a path of a file in the folder of the rule sets: write one relative to this file, with /", given)
		return "", false
	}
	return name, true
}

// fetch reads a file that another one names. ok is false where it cannot, which
// is reported.
func (l *loader) fetch(name, at string, offset int) (data []byte, ok bool) {
	switch {
	case l.full || l.size > l.options.MaxBytes: // which has been said
		return nil, false
	case len(l.seen) >= l.options.MaxFiles:
		l.full = true
		l.fail(CodeTooLarge, at, offset, "the rule set has more than %d files", l.options.MaxFiles)
		return nil, false
	}
	l.seen[name] = true
	data, err := l.file(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.fail(CodeNoFile, at, offset, "there is no file %s%s", name, l.meant(name))
	case err != nil:
		l.fail(CodeNoFile, at, offset, "%s", err)
	}
	return data, err == nil
}

// meant is a hint to a file with nearly the name.
func (l *loader) meant(name string) string {
	dir, _ := fs.ReadDir(l.fsys, path.Dir(name))
	var names []string
	for _, f := range dir {
		if !f.IsDir() && len(names) < 1000 {
			names = append(names, f.Name())
		}
	}
	if near, ok := nearest.To(path.Base(name), names); ok {
		return fmt.Sprintf("; did you mean %s?", path.Join(path.Dir(name), near))
	}
	return ""
}

// extends is a path or a list of paths.
type extends []string

// listed tells whether the paths were given as a list.
func (extends) listed(at *strictjson.Index) bool {
	_, ok := at.Find("[0]")
	return ok
}

// UnmarshalJSON reads either form.
func (x *extends) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*x = extends{one}
		return nil
	}
	var list []string
	if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
		return errors.New("want the path of a rule set, or a list of such paths")
	}
	*x = list
	return nil
}
