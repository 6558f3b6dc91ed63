package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify"
)

// loadRules reads a rule set, with those that it extends, and compiles it. The
// error is ready to be shown: every mistake with its place and a caret. Messages
// call the file as the user did.
func loadRules(name string) (*qualify.Engine, error) {
	// What is extended may stand anywhere in the working folder, or, for a file
	// from elsewhere, in that file's own.
	folder, file := "", filepath.ToSlash(filepath.Clean(name))
	if !fs.ValidPath(file) {
		folder, file = filepath.Dir(name), filepath.Base(name)
	}
	engine, err := qualify.Load(os.DirFS(cmp.Or(folder, ".")), file, nil)
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
	return engine, err
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
