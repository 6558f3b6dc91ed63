package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// The greatest sizes in bytes of a text that is given in a call, and of a file.
const (
	maxText = 1 << 20
	maxFile = 16 << 20
)

// A document is what a call gives as text: JSON in a string, as in a file, or the
// JSON value itself, as models like to write it.
type document struct {
	text  []byte
	given bool
	// value says that it was a value. Its lines are not those that its author saw.
	value bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (d *document) UnmarshalJSON(data []byte) error {
	*d = document{given: true}
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '"' {
		var text string
		err := json.Unmarshal(data, &text)
		d.text = []byte(text)
		return err
	}
	d.text, d.value = bytes.Clone(data), true
	return nil
}

// source is a text to read and what messages call it.
type source struct {
	name string
	text []byte
	// value says that lines mean nothing to the author.
	value bool
	// fsys has the file, nil for a text from the call.
	fsys fs.FS
}

// read takes a text from the call or from a file, of which exactly one is given.
// what is the name of the argument; the other one is what_file.
func (s *server) read(what string, d document, file string) (*source, error) {
	switch {
	case d.given && file != "":
		return nil, fmt.Errorf("give %s or %s_file, not both", what, what)
	case d.given && len(d.text) > maxText:
		return nil, fmt.Errorf("%s: %d bytes are too many, at most %d may be given in a call; save it to a file and give %s_file", what, len(d.text), maxText, what)
	case d.given:
		return &source{name: what, text: d.text, value: d.value}, nil
	case file == "":
		return nil, fmt.Errorf("give %s, the text, or %s_file, a file below the server's root directory", what, what)
	case s.files == nil:
		return nil, fmt.Errorf("%s_file: this server reads no files, as it was started without -root; give the text as %s", what, what)
	}
	file = path.Clean(filepath.ToSlash(file))
	text, err := fs.ReadFile(s.files, file)
	if err != nil {
		return nil, fmt.Errorf("%s_file: %w", what, err)
	}
	return &source{name: file, text: text, fsys: s.files}, nil
}

// A folder is the directory whose files calls may name. It is an fs.FS that leads
// nowhere else, with regular files only, of bounded size.
type folder struct{ root *os.Root }

func openFolder(name string) (*folder, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("-root: %w", err)
	}
	return &folder{root}, nil
}

func (f *folder) close() error { return f.root.Close() }

var (
	errOutside = errors.New("want a path below the server's root directory, such as rules/rules.json")
	errLink    = errors.New("symbolic links are not followed; name the file itself")
	errKind    = errors.New("not a regular file; name a file")
	errSize    = fmt.Errorf("larger than %d bytes", maxFile)
)

// Open implements fs.FS. os.Root keeps to the directory whatever happens to its
// files meanwhile; the links that it would follow within are refused before.
func (f *folder) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) {
		if wrapped := (*fs.PathError)(nil); errors.As(err, &wrapped) {
			err = wrapped.Err // without the path on this machine
		}
		return nil, &fs.PathError{Op: "open", Path: shown(name), Err: err}
	}
	if !fs.ValidPath(name) || name == "." || strings.ContainsRune(name, 0) {
		return fail(errOutside)
	}
	var info fs.FileInfo
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		var err error
		if info, err = f.root.Lstat(filepath.FromSlash(name[:i])); err != nil {
			return fail(err)
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return fail(errLink)
		}
	}
	switch {
	case !info.Mode().IsRegular(): // opening a pipe would wait for whoever writes into it
		return fail(errKind)
	case info.Size() > maxFile:
		return fail(errSize)
	}
	file, err := f.root.Open(filepath.FromSlash(name))
	if err != nil {
		return fail(err)
	}
	return &bounded{file, io.LimitReader(file, maxFile)}, nil
}

// bounded is a file that may grow while it is read.
type bounded struct {
	*os.File
	from io.Reader
}

func (b *bounded) Read(p []byte) (int, error) { return b.from.Read(p) }

// shown is a text of the call in a message: not too long.
func shown(text string) string {
	const most = 120
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}
