package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// leadq runs the program.
func leadq(t *testing.T, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(args, strings.NewReader(stdin), &out, &err)
	return out.String(), err.String(), status
}

// data is a file of real data, which is not in the repository. Without
// LEADQUAL_DATA the test is skipped; with it the file has to be there.
func data(t *testing.T, elements ...string) string {
	t.Helper()
	folder := os.Getenv("LEADQUAL_DATA")
	if folder == "" {
		t.Skip("LEADQUAL_DATA does not say where the data is")
	}
	name := filepath.Join(append([]string{folder}, elements...)...)
	if _, err := os.Stat(name); err != nil {
		t.Fatal(err)
	}
	return name
}
