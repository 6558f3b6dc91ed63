package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// loadRules reads a rule set, with those that it extends, and compiles it. The
// error is ready to be shown: every mistake with its place and a caret. Messages
// call the file as the user did.
func loadRules(name string) (*qualify.Engine, error) {
	if isFolder(name) {
		return nil, fmt.Errorf("%s is a folder: name the file of one rule set in it; leadq check and leadq lint read all of a folder", name)
	}
	folder, file := within(name)
	engine, err := qualify.Load(os.DirFS(cmp.Or(folder, ".")), file, nil)
	return engine, from(folder, name, err)
}

// checkRules checks a rule set, with those that it extends. What is found, and the
// error, call files as the user did.
func checkRules(name string) ([]lint.Finding, error) {
	folder, file := within(name)
	findings, err := lint.CheckLoaded(context.Background(), os.DirFS(cmp.Or(folder, ".")), file, nil)
	for i := range findings {
		findings[i].File = path.Join(filepath.ToSlash(folder), findings[i].File)
	}
	return findings, from(folder, name, err)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// within is the folder that a rule set and what it extends are read from, and the
// file in it. What is extended may stand anywhere in the working folder, or, for a
// file from elsewhere, in that file's own.
func within(name string) (folder, file string) {
	if file = filepath.ToSlash(filepath.Clean(name)); fs.ValidPath(file) {
		return "", file
	}
	return filepath.Dir(name), filepath.Base(name)
}

// A checkedFile is a file of a folder that has rules, and what is wrong with it.
type checkedFile struct {
	file string
	err  error
}

// loadFolder reads every rule set in a folder, as loadRules does, and all rules about
// accounts, by their files.
func loadFolder(name string) ([]checkedFile, error) {
	folder, dir := "", filepath.ToSlash(filepath.Clean(name))
	if !fs.ValidPath(dir) {
		folder, dir = name, "."
	}
	fsys := os.DirFS(cmp.Or(folder, "."))
	loaded, err := qualify.LoadFolder(fsys, dir, nil)
	if err != nil {
		return nil, from(folder, name, err)
	}
	var out []checkedFile
	for _, rs := range loaded {
		out = append(out, checkedFile{path.Join(filepath.ToSlash(folder), rs.File), from(folder, rs.File, rs.Err)})
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, from(folder, name, err)
	}
	for _, entry := range entries {
		file := path.Join(filepath.ToSlash(folder), dir, entry.Name())
		if !entry.IsDir() && path.Ext(file) == ".json" && aboutAccounts(file) {
			_, err := loadAccountRules(file)
			out = append(out, checkedFile{file, err})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no rule set in this folder", name)
	}
	slices.SortFunc(out, func(a, b checkedFile) int { return cmp.Compare(a.file, b.file) })
	return out, nil
}

// from is an error about the file of a name, whose mistakes call files as the
// user did, by the folder that was read.
func from(folder, name string, err error) error {
	var wrong qualify.Errors
	var unread *fs.PathError
	switch {
	case errors.As(err, &wrong):
		for _, e := range wrong {
			e.File = path.Join(filepath.ToSlash(folder), e.File)
		}
	case errors.As(err, &unread):
		unread.Path = name
	}
	return err
}

// readFile reads a file, and refuses one of more bytes than most.
func readFile(name string, most int) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("%s: larger than %d bytes", name, most)
	}
	return data, err
}
