package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify"
)

// loadRules reads a rule set and compiles it. The error is ready to be shown:
// every mistake with its place and a caret.
func loadRules(name string) (*qualify.RuleSet, *qualify.Engine, error) {
	rs, err := readRules(name)
	if err != nil {
		return nil, nil, err
	}
	engine, err := qualify.Compile(rs, nil)
	if err != nil {
		return nil, nil, err
	}
	return rs, engine, nil
}

// readRules reads and checks a rule set. Messages call the file as the user
// did.
func readRules(name string) (*qualify.RuleSet, error) {
	data, err := readFile(name, qualify.DefaultOptions().MaxBytes)
	if err != nil {
		return nil, err
	}
	return qualify.Parse(filepath.ToSlash(name), data, nil)
}

// readFile reads a file of at most so many bytes.
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
