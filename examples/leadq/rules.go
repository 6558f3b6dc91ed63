package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify"
)

// loadRules reads a rule set and compiles it. The error is ready to be shown:
// every mistake with its place and a caret. Messages call the file as the user
// did.
func loadRules(name string) (*qualify.RuleSet, *qualify.Engine, error) {
	data, err := readFile(name, qualify.DefaultOptions().MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	engine, err := qualify.CompileJSON(filepath.ToSlash(name), data, nil)
	if err != nil {
		return nil, nil, err
	}
	return engine.RuleSet(), engine, nil
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
