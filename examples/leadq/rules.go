package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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

// within is the folder that a rule set and what it extends are read from, and the
// file in it. What is extended may stand anywhere in the working folder, or, for a
// file from elsewhere, in that file's own.
func within(name string) (folder, file string) {
	if file = filepath.ToSlash(filepath.Clean(name)); fs.ValidPath(file) {
		return "", file
	}
	return filepath.Dir(name), filepath.Base(name)
}

// loadFolder reads every rule set in a folder, as loadRules does, by their files.
func loadFolder(name string) ([]qualify.Loaded, error) {
	folder, dir := "", filepath.ToSlash(filepath.Clean(name))
	if !fs.ValidPath(dir) {
		folder, dir = name, "."
	}
	loaded, err := qualify.LoadFolder(os.DirFS(cmp.Or(folder, ".")), dir, nil)
	if err == nil && len(loaded) == 0 {
		err = fmt.Errorf("%s: no rule set in this folder", name)
	}
	if err != nil {
		return nil, from(folder, name, err)
	}
	out := slices.SortedFunc(maps.Values(loaded), func(a, b qualify.Loaded) int { return cmp.Compare(a.File, b.File) })
	for i := range out {
		out[i].Err = from(folder, out[i].File, out[i].Err)
		out[i].File = path.Join(filepath.ToSlash(folder), out[i].File)
	}
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
