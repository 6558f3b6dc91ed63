package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/leadqual/leadqual/qualify/edit"
)

// What is read of a folder, at most.
const (
	mostBytes = 16 << 20 // of a file
	mostFiles = 200
	mostTotal = 64 << 20 // bytes of all files
)

// A folder is one that the client has opened, or that of a file outside of these. Its
// rule sets are looked at together.
type folder struct {
	dir  string
	root *os.Root // nil where there is no such folder
	disk map[string]onDisk

	references map[string]bool // what of it is named by another file
	reading    sync.Mutex      // held while disk is made anew

	near, whole shelf

	giveUp    context.CancelFunc // of what is checked in the background
	marks     map[string][]mark  // by file
	published map[string]bool    // files of which the client has been told something
}

// onDisk is a file as it was read.
type onDisk struct {
	src  string
	size int64
	time time.Time
	// aside says that it was looked at, and has nothing to do with the others.
	aside bool
}

// A shelf is a project and the texts that it was given.
type shelf struct {
	mu      sync.Mutex
	project *edit.Project
	given   map[string]string
}

func openFolder(dir string) *folder {
	f := &folder{dir: dir, disk: map[string]onDisk{}, giveUp: func() {}, marks: map[string][]mark{}, published: map[string]bool{}}
	f.root, _ = os.OpenRoot(dir) // nil then: what is open is all there is
	for _, s := range []*shelf{&f.near, &f.whole} {
		s.project, s.given = edit.New(nil), map[string]string{}
	}
	return f
}

func (f *folder) close() {
	f.giveUp()
	if f.root != nil {
		_ = f.root.Close() // it was read only
	}
}

// set gives the project the texts that there are now. The caller holds s.mu.
func (s *shelf) set(texts map[string]string) {
	for name, src := range texts {
		if was, ok := s.given[name]; !ok || was != src {
			s.project.Set(name, []byte(src))
		}
	}
	for name := range s.given {
		if _, ok := texts[name]; !ok {
			s.project.Set(name, nil)
		}
	}
	s.given = texts
}

// named finds what may be the name of a file in a text that need not be JSON: what a
// rule set extends, and the files of its tables.
var named = regexp.MustCompile(`"([^"\\\x00-\x1f]{1,200}\.(?:json|csv|tsv|txt))"`)

// read reads the files that open texts name, and those that these name, and from beside
// the open files those that extend others, cases and maps, and what open cases and maps may
// go with. It returns what was read, and what is named. The caller holds f.reading.
func (f *folder) read(open map[string]string) (disk map[string]onDisk, references map[string]bool) {
	disk, references = map[string]onDisk{}, map[string]bool{}
	total := int64(0)
	var follow func(name, src string)
	load := func(name string) {
		if was, done := disk[name]; done && !was.aside || len(disk) >= mostFiles || total > mostTotal {
			return
		}
		if _, isOpen := open[name]; isOpen {
			return
		}
		if file, ok := f.readFile(name); ok {
			disk[name] = file
			total += file.size
			follow(name, file.src)
		}
	}
	follow = func(name, src string) {
		if path.Ext(name) != ".json" {
			return
		}
		for _, m := range named.FindAllStringSubmatch(src, mostFiles) {
			if of := path.Join(path.Dir(name), m[1]); of != name && fs.ValidPath(of) {
				references[of] = true
				load(of)
			}
		}
	}
	dirs := map[string]bool{}
	for name, src := range open {
		dirs[path.Dir(name)] = true
		follow(name, src)
	}
	for dir := range dirs {
		for _, beside := range f.beside(dir) {
			if _, isOpen := open[beside]; isOpen {
				continue
			}
			if file, ok := f.readFile(beside); ok && (strings.Contains(file.src, `"extends"`) || goesWith(open, beside, file.src)) {
				load(beside)
			} else if _, done := disk[beside]; ok && !done {
				disk[beside] = onDisk{size: file.size, time: file.time, aside: true}
			}
		}
	}
	return disk, references
}

// goesWith tells whether a file may go with an open one beside it: cases and maps with
// rules, and with these any rules, as the only ones go with all.
func goesWith(open map[string]string, beside, src string) bool {
	for name := range open {
		if path.Dir(name) == path.Dir(beside) && (goes(name) != goes(beside)) {
			keys, _ := topKeys(src)
			return areOurs(keys)
		}
	}
	return false
}

// goes tells whether a file goes with rules, by its name.
func goes(name string) bool {
	return strings.HasSuffix(name, "cases.json") || strings.HasSuffix(name, "map.json")
}

// beside lists files of a folder that may be rule sets.
func (f *folder) beside(dir string) (names []string) {
	if f.root == nil {
		return nil
	}
	d, err := f.root.Open(filepath.FromSlash(dir))
	if err != nil {
		return nil
	}
	defer d.Close()
	entries, _ := d.ReadDir(10 * mostFiles) // those that could be read
	for _, e := range entries {
		if path.Ext(e.Name()) == ".json" && len(names) < mostFiles {
			names = append(names, path.Join(dir, e.Name()))
		}
	}
	return names
}

// readFile reads a file of the folder: a regular one, and no other place by links,
// which os.Root sees to. What has not changed is not read again.
func (f *folder) readFile(name string) (file onDisk, ok bool) {
	if f.root == nil {
		return file, false
	}
	local := filepath.FromSlash(name)
	info, err := f.root.Stat(local)
	if err != nil || !info.Mode().IsRegular() || info.Size() > mostBytes {
		return file, false
	}
	if was, ok := f.disk[name]; ok && was.size == info.Size() && was.time.Equal(info.ModTime()) && !was.aside {
		return was, true
	}
	opened, err := f.root.Open(local)
	if err != nil {
		return file, false
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, mostBytes))
	src := strings.ToValidUTF8(string(data), "\ufffd") // as an editor shows it
	return onDisk{src: src, size: info.Size(), time: info.ModTime()}, err == nil
}
