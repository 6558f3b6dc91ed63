package main

import (
	"context"
	"path"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify/edit"
)

// A document is what is open in the editor.
type document struct {
	uri     location
	version int32
	text    *text
	folder  *folder
	name    string // from the folder, with slashes
	told    bool   // by the client that it is a file of this library
	guessed bool
}

// own tells whether a document is looked at. All else that is open is left alone.
func (d *document) own() bool {
	return d != nil && len(d.text.src) <= mostBytes && (d.told || d.guessed || d.folder.references[d.name])
}

// language is what an editor may call the files of this library, as their language.
const language = "leadqual"

// place finds the folder of a document, and opens one for a document outside of those
// that the client has opened. The caller holds s.mu.
func (s *server) place(d *document, file string) {
	d.folder = nil
	for _, f := range s.folders {
		if name, ok := below(f.dir, file); ok && (d.folder == nil || len(f.dir) > len(d.folder.dir)) {
			d.folder, d.name = f, name
		}
	}
	if d.folder == nil {
		dir := filepath.Dir(file)
		f := s.outside[dir]
		if f == nil {
			f = openFolder(dir)
			s.outside[dir] = f
		}
		d.folder, d.name = f, path.Base(filepath.ToSlash(file))
	}
	d.told = d.told || s.settings.told(d.name)
}

// open are the texts of the own documents of a folder. The caller holds s.mu.
func (s *server) open(f *folder) map[string]string {
	open := map[string]string{}
	for _, d := range s.documents {
		if d.folder == f && d.own() {
			open[d.name] = d.text.src
		}
	}
	return open
}

// texts are all that there are of a folder: what is open, and else what is on the disk.
// The caller holds s.mu.
func (s *server) texts(f *folder) map[string]string {
	all := s.open(f)
	for name, file := range f.disk {
		if _, ok := all[name]; !ok && !file.aside {
			all[name] = file.src
		}
	}
	return all
}

// refresh reads from the disk what the open documents of a folder need.
func (s *server) refresh(f *folder) {
	f.reading.Lock()
	defer f.reading.Unlock()
	s.mu.Lock()
	for _, d := range s.documents {
		if d.folder == f && !d.guessed && !d.told {
			d.guessed = guessed(d.name, d.text.src)
		}
	}
	open := s.open(f)
	s.mu.Unlock()
	disk, references := f.read(open)
	s.mu.Lock()
	defer s.mu.Unlock()
	f.disk, f.references = disk, references
}

// textOf is that of a file of a folder, nil where there is none. The caller holds s.mu.
func (s *server) textOf(f *folder, name string) (*text, *document) {
	for _, d := range s.documents {
		if d.folder == f && d.name == name {
			return d.text, d
		}
	}
	if file, ok := f.disk[name]; ok && !file.aside {
		return newText(file.src, s.client.utf8), nil
	}
	return nil, nil
}

// A view is a project, and of one document in it the text that it has there.
type view struct {
	*edit.Project
	folder *folder
	name   string
	text   *text
}

// near calls a function with the project of a document that answers at once. It is not
// called for a document that is not looked at.
func (s *server) near(c *call, uri location, answer func(v *view) error) error {
	return s.on(c, uri, func(f *folder) *shelf { return &f.near }, answer)
}

// far is near, of the project that the whole is checked in. What is being checked is
// given up for it, and begun again; the next key gives it up by the context of the call.
func (s *server) far(c *call, uri location, answer func(v *view) error) error {
	s.mu.Lock()
	if d := s.documents[uri]; d.own() {
		d.folder.giveUp()
		c.ctx, d.folder.giveUp = context.WithCancel(c.ctx)
		defer s.check(d.folder, pause) // which ends the context
	}
	s.mu.Unlock()
	return s.on(c, uri, func(f *folder) *shelf { return &f.whole }, answer)
}

func (s *server) on(c *call, uri location, which func(*folder) *shelf, answer func(v *view) error) error {
	s.mu.Lock()
	d := s.documents[uri]
	if !d.own() {
		s.mu.Unlock()
		return nil
	}
	f := d.folder
	s.mu.Unlock()
	shelf := which(f)
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	s.mu.Lock()
	texts, v := s.texts(f), &view{shelf.project, f, d.name, d.text}
	s.mu.Unlock()
	if c != nil {
		if err := c.outdated(s); err != nil {
			return err
		}
	}
	shelf.set(texts)
	return answer(v)
}
