// Package testkit is what tests of several packages need: golden files, and how
// much of a random test to run.
package testkit

import (
	"os"
	"strings"
	"testing"
)

// Update tells whether LEADQUAL_UPDATE is set: tests then write their golden
// files instead of comparing with them.
func Update() bool { return os.Getenv("LEADQUAL_UPDATE") != "" }

// Long tells whether LEADQUAL_LONG is set: tests then run their long forms,
// which take minutes to hours.
func Long() bool { return os.Getenv("LEADQUAL_LONG") != "" }

// Amount is how much of a test to run: short with -short, long with
// LEADQUAL_LONG, else usual. All short ones together are an inner loop of a few
// seconds.
func Amount(short, usual, long int) int {
	switch {
	case Long():
		return long
	case testing.Short():
		return short
	}
	return usual
}

// Golden compares a text with a file, or writes the file if Update says so.
func Golden(t testing.TB, file, have string) {
	t.Helper()
	if Update() {
		if err := os.WriteFile(file, []byte(have), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if have == string(want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(have, "\n")
	same := 0
	for same < min(len(was), len(is)) && was[same] == is[same] {
		same++
	}
	t.Errorf("%s differs from line %d on (LEADQUAL_UPDATE=1 writes it)\nwant\n%s\nhave\n%s", file, same+1, few(was[same:]), few(is[same:]))
}

func few(lines []string) string { return strings.Join(lines[:min(len(lines), 20)], "\n") }
