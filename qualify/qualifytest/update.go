package qualifytest

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A WriteFS is a file system whose files can be written anew.
type WriteFS interface {
	fs.FS
	// WriteFile is as os.WriteFile, with names as fs.FS has them.
	WriteFile(name string, data []byte, perm fs.FileMode) error
}

// Dir is a folder of the operating system as a WriteFS.
type Dir string

// Open opens a file below the folder for reading.
func (d Dir) Open(name string) (fs.File, error) { return os.DirFS(string(d)).Open(name) }

// WriteFile writes a file below the folder.
func (d Dir) WriteFile(name string, data []byte, perm fs.FileMode) error {
	path, err := filepath.Localize(name)
	if err != nil {
		return &fs.PathError{Op: "write", Path: name, Err: err}
	}
	return os.WriteFile(filepath.Join(string(d), path), data, perm)
}

// Update puts the decisions' values into the files of cases wherever they want
// others, and leaves all other text as it is. A case without a want gets one,
// of what matters most. Elements of a list that a decision does not have are
// taken out; where none is left, the whole list is put in. Review what it writes as you would any change of the rules.
func Update(engine *qualify.Engine, fsys WriteFS, patterns ...string) error {
	sources, err := read(fsys, patterns, true)
	if err != nil {
		return err
	}
	for _, s := range sources {
		text, err := s.updated(engine)
		if err != nil {
			return err
		}
		if string(text) == string(s.text) {
			continue
		}
		if err := fsys.WriteFile(s.name, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// edit replaces a stretch of a file.
type edit struct {
	from, to int
	text     string
}

// updated is the text of a file with the values that decisions have.
func (s *source) updated(engine *qualify.Engine) ([]byte, error) {
	var edits []edit
	comparer := newComparer(engine)
	for i := range s.Cases {
		c, at := &s.Cases[i], fmt.Sprintf("cases[%d].want", i)
		d := engine.Decide(&c.Lead, c.AsOf)
		v, given := s.index.Find(at)
		switch {
		case !given:
			whole, _ := s.index.Find(strictjson.Parent(at))
			edits = append(edits, edit{whole.End - 1, whole.End - 1, `, "want": ` + usual(&d)})
			continue
		case wantsNothing(c.Want):
			edits = append(edits, edit{v.Offset, v.End, usual(&d)})
			continue
		}
		want, err := comparer.parse(c.Want)
		if err != nil {
			return nil, err
		}
		var have any
		if err := unmarshal(d.AppendJSON(nil), &have); err != nil {
			return nil, err
		}
		want.edits("", have, want.want, func(path string, value any) {
			v, _ := s.index.Find(join(at, path))
			edits = append(edits, edit{v.Offset, v.End, renderInner(value)})
		})
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.from - b.from })
	out, at := []byte(nil), 0
	for _, e := range edits {
		out = append(append(out, s.text[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, s.text[at:]...), nil
}

// join puts a path within a want behind the want's own.
func join(at, path string) string {
	if path == "" || path[0] == '[' {
		return at + path
	}
	return at + "." + path
}

// usual is a want that says what matters most of a decision.
func usual(d *qualify.Decision) string {
	var have map[string]any
	_ = unmarshal(d.AppendJSON(nil), &have) // a decision has JSON
	text := ""
	add := func(key string, v any) {
		if v == nil {
			return
		}
		if text != "" {
			text += ", "
		}
		text += quote(key) + ": " + render(v)
	}
	for _, key := range []string{"status", "quadrant", "certain", "cell", "owner"} {
		add(key, have[key])
	}
	if score, ok := have["score"].(map[string]any); ok {
		add("score", map[string]any{"points": score["points"]})
	}
	return "{" + text + "}"
}

// edits calls set for each value to write, with its path in the want. An
// element of a list is written with the whole list.
func (c *comparer) edits(path string, have, want any, set func(path string, value any)) {
	object, ok := want.(map[string]any)
	if !ok {
		differs := false
		c.value(path, have, want, func(string, any, any) { differs = true })
		if differs {
			set(path, c.shaped(path, have, want))
		}
		return
	}
	inside, _ := have.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		c.edits(strictjson.PathKey(path, key), inside[key], object[key], set)
	}
}

// shaped is what the decision has of what is wanted.
func (c *comparer) shaped(path string, have, want any) any {
	switch want := want.(type) {
	case map[string]any:
		object, _ := have.(map[string]any)
		out := map[string]any{}
		for key, w := range want {
			out[key] = c.shaped(strictjson.PathKey(path, key), object[key], w)
		}
		return out
	case []any:
		list, _ := have.([]any)
		key := elementKey(want)
		if key == "" {
			if list == nil {
				return []any{}
			}
			return list
		}
		out := []any{}
		for _, w := range want {
			if h := c.element(path, list, key, w.(map[string]any)); h != nil {
				out = append(out, c.shaped(path+"[]", h, w))
			}
		}
		if len(out) == 0 && len(list) > 0 {
			return list // [] would want it to be empty
		}
		return out
	case string:
		if have == nil {
			return ""
		}
	}
	return zero(have, want)
}
