package main

import (
	"bytes"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// TestOutput holds the whole output against testdata/output.golden, which
// LEADQUAL_UPDATE=1 writes anew.
func TestOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "testdata/output.golden", out.String())
}
